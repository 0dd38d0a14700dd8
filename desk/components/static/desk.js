// What every page does. The contact sheet starts only where there is one.
import { startContactSheet } from "./contact_sheet.js";
import { startDialogs } from "./dialogs.js";
import { startForms } from "./forms.js";
import { startPolling } from "./poll.js";
import { startQueue } from "./queue.js";
import { startSearch } from "./search.js";
import { hideSignedOut, showSignedOut, showToast, startToasts } from "./toasts.js";

// Signing in again in another tab issues a new token: the cookie holds it, this page's own is out of date.
document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  const token =
    document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("meta[name=csrf-token]").content;
  detail.headers["X-CSRFToken"] = token;
  if (detail.formData.has("csrfmiddlewaretoken")) detail.formData.set("csrfmiddlewaretoken", token);
});

document.body.addEventListener("htmx:afterRequest", ({ detail }) =>
  detail.xhr.status === 401 ? showSignedOut() : detail.successful && hideSignedOut(),
);

document.body.addEventListener("htmx:sendError", (event) => {
  // The poll tries again by itself and must not pile up messages.
  if (!event.target.matches("[data-poll]")) showToast(document.body.dataset.offline);
});

document.body.addEventListener("htmx:responseError", (event) => {
  if (event.target.matches("[data-poll]") || event.detail.xhr.status === 401) return;
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const sentence = [...page.querySelectorAll("main p:not(.ink-2, :has(a))")].map((p) => p.textContent).join(" ");
  showToast(sentence || document.body.dataset.offline);
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

startToasts();
startForms();
startDialogs();
startContactSheet();
startPolling();
startQueue();
startSearch();
