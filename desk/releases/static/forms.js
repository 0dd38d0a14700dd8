// Long forms save themselves, show what is unsaved and ask before it is lost. A suggestion never replaces what is typed.
import { startAutosave } from "./autosave.js";
import { offerDraft, settleDrafts } from "./drafts.js";
import { startTexts } from "./release_texts.js";

export function startForms() {
  settleDrafts();
  const form = document.querySelector("[data-warn-unsaved]");
  if (!form) return;
  const isDirty = startAutosave(form, (answer) => becomeEdit(answer, form));
  if (!isDirty) offerDraft(form);
  startTexts(form);
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("[data-suggest]") && form.elements.revision.value) event.preventDefault();
  });
  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id === "identity" && isOvertaken(form, detail)) detail.shouldSwap = false;
  });
  form.querySelector(".has-error :is(input, textarea)")?.focus();
}

// Somebody types there, or has typed while the suggestion was on its way; or the release has been made meanwhile.
function isOvertaken({ elements }, { target, requestConfig }) {
  const isTyped = (name) => !isSuggested(elements, name) && elements[name].value !== requestConfig.formData.get(name);
  return target.contains(document.activeElement) || elements.revision.value || ["slug", "number"].some(isTyped);
}

const isSuggested = (elements, name) => ["", elements[`suggested_${name}`].value].includes(elements[name].value);

// The form of a new release goes on as the form of the release that was made.
// Whoever is faster than the suggestion sees which short name it got.
function becomeEdit({ release, title, suggested }, form) {
  document.querySelector("h1").textContent = title;
  for (const [name, value] of Object.entries(suggested)) {
    if (isSuggested(form.elements, name)) form.elements[name].value = value;
  }
  for (const link of document.querySelectorAll("[data-release-link]")) {
    link.href = release + link.dataset.releaseLink;
    link.hidden = false;
  }
}
