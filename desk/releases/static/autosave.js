// A form that saves itself: when a field is left, and after a pause. What is typed while it saves is saved next.
import { dropDraft, keepDraft, noteSent } from "./drafts.js";
import { csrfToken } from "./requests.js";
import { markFaults } from "./faults.js";
import { hideSignedOut, showSignedOut } from "./toasts.js";

const PAUSE = 3000;
let form;
let isDirty = false;
let isSaving = false;
let isAsked = false;
let timer;

// `onFirst` gets the answer that made the row of a new form.
export function startAutosave(found, onFirst) {
  form = found;
  isDirty = "dirty" in form.dataset;
  form.addEventListener("input", touch);
  form.addEventListener("change", () => save(onFirst));
  form.addEventListener("autosave", () => save(onFirst));
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    // Sent before the answer is here, it would be in conflict with itself.
    if (isSaving) return (event.preventDefault(), (isAsked = true));
    isDirty = false;
    noteSent();
  });
  addEventListener("beforeunload", (event) => isDirty && event.preventDefault());
  if (isDirty) show("dirty");
  return isDirty;
}

function touch() {
  isDirty = true;
  keepDraft(form);
  show("autosave" in form.dataset ? "dirty" : "kept");
  wait();
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => form.dispatchEvent(new Event("autosave")), PAUSE);
}

async function save(onFirst) {
  clearTimeout(timer);
  if (!isDirty || isSaving || !isReady()) return;
  isSaving = true;
  isDirty = false;
  show("saving");
  const answer = await post();
  isSaving = false;
  if (answer.saved) settle(answer, onFirst);
  else fail(answer);
  if (isAsked) form.requestSubmit();
  isAsked = false;
}

// A new release is made once its title is whole: its short name comes from it.
function isReady() {
  if (!("autosave" in form.dataset)) return false;
  if (form.elements.revision.value) return true;
  const titles = [...form.querySelectorAll("[name^=titles_]")];
  return titles.some((field) => field.value.trim()) && !titles.includes(document.activeElement);
}

async function post() {
  const body = new FormData(form);
  body.set("csrfmiddlewaretoken", csrfToken());
  const headers = { "X-Autosave": "yes", "HX-Request": "true" };
  try {
    const response = await fetch(location.pathname, { method: "POST", body, headers });
    if (response.status === 401) return (showSignedOut(), {});
    return await response.json();
  } catch {
    return {};
  }
}

function settle(answer, onFirst) {
  const isFirst = !form.elements.revision.value;
  form.elements.revision.value = answer.revision;
  dropDraft();
  hideSignedOut();
  markFaults(form, {});
  history.replaceState(null, "", answer.address);
  if (isFirst) onFirst(answer);
  if (!isDirty) return show("saved", answer.saved);
  keepDraft(form);
  wait();
}

// What was typed meanwhile is sent next, and what met no answer once more; what is wrong waits to be put right.
function fail({ problem, faults = {} }) {
  if (isDirty || !problem) wait();
  isDirty = true;
  markFaults(form, faults);
  show("failed", problem);
}

function show(name, text) {
  const state = document.querySelector(".save-state");
  state.textContent = text ?? state.dataset[name];
  state.dataset.state = name;
}
