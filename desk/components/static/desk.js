// What every page does. The contact sheet starts only where there is one.
import { isUnreachable, startConnection } from "./connection.js";
import { startContactSheet } from "./contact_sheet.js";
import { startDialogs } from "./dialogs.js";
import { startForms } from "./forms.js";
import { startOutbox } from "./outbox.js";
import { startPickers } from "./picker.js";
import { startPolling } from "./poll.js";
import { startQueue } from "./queue.js";
import { csrfToken, seen, sentenceOf } from "./requests.js";
import { startSearch } from "./search.js";
import { startSubmitting } from "./submitting.js";
import { hideSignedOut, showSignedOut, showToast, startToasts } from "./toasts.js";

document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = csrfToken();
  detail.headers["X-CSRFToken"] = token;
  detail.headers["X-Seen"] = seen();
  if (detail.formData.has("csrfmiddlewaretoken")) detail.formData.set("csrfmiddlewaretoken", token);
});

document.body.addEventListener("htmx:afterRequest", ({ detail }) =>
  detail.xhr.status === 401 ? showSignedOut() : detail.successful && hideSignedOut(),
);

document.body.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  if (event.target.matches("[data-poll]") || status === 401 || isUnreachable(status)) return;
  showToast(sentenceOf(responseText) || document.body.dataset.refused);
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

startToasts();
startSubmitting();
startForms();
startDialogs();
startPickers();
startConnection();
startOutbox();
startContactSheet();
startPolling();
startQueue();
startSearch();
