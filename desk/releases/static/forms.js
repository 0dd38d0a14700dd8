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
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { target } = event.detail;
    if (target.id === "identity" && target.contains(document.activeElement)) event.detail.shouldSwap = false;
  });
  form.querySelector(".has-error :is(input, textarea)")?.focus();
}

// The form of a new release goes on as the form of the release that was made.
// Whoever is faster than the suggestion sees which short name it got.
function becomeEdit({ release, title, suggested }, form) {
  document.querySelector("h1").textContent = title;
  for (const [name, value] of Object.entries(suggested)) form.elements[name].value ||= value;
  for (const link of document.querySelectorAll("[data-release-link]")) {
    link.href = release + link.dataset.releaseLink;
    link.hidden = false;
  }
}
