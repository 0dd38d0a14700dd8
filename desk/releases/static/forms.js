// Long forms show what is unsaved and ask before it is lost. A suggestion never replaces what is being typed.
import { keepDraft, noteSent, offerDraft, settleDrafts } from "./drafts.js";

export function startForms() {
  settleDrafts();
  const form = document.querySelector("[data-warn-unsaved]");
  if (!form) return;
  let dirty = "dirty" in form.dataset;
  const state = form.querySelector(".save-state");
  const show = () => (state.textContent = dirty ? state.dataset.dirty : "");
  const touch = () => ((dirty = true), show(), keepDraft(form));
  form.addEventListener("input", touch);
  form.addEventListener("submit", () => ((dirty = false), noteSent()));
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
  show();
  if (!dirty) offerDraft(form);
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { target } = event.detail;
    if (target.id === "identity" && target.contains(document.activeElement)) event.detail.shouldSwap = false;
  });
  form.querySelector(".has-error :is(input, textarea)")?.focus();
}
