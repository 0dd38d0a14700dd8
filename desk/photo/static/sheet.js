// The edit sheet, for one photo or a selection. Whatever is typed is saved or shown as unsaved, never dropped.
import { send, withRevision } from "./decisions.js";
import { loadFraming, startFraming } from "./framing.js";
import { allTiles, focusTile, grid, neighbour, tileOf } from "./grid.js";

const sheet = document.getElementById("sheet");
const form = () => sheet.querySelector("form");
const single = () => form()?.dataset.single;
let dirty = false;

export const isOpen = () => !sheet.hidden;

export function startSheet() {
  sheet.addEventListener("input", onInput);
  sheet.addEventListener("click", onClick);
  sheet.addEventListener("keydown", onKey);
  sheet.addEventListener("submit", () => showState("saving"));
  for (const fault of ["htmx:sendError", "htmx:responseError"]) document.body.addEventListener(fault, onFault);
  document.body.addEventListener(
    "htmx:afterSwap",
    (event) => event.detail.target === sheet && onLoad(event.detail.xhr.status),
  );
  document.body.addEventListener("htmx:afterRequest", onBulkSaved);
  startFraming(sheet);
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
}

export async function openOne(id) {
  // A click beside a half-filled sheet for many photos must neither save nor drop what was typed.
  if (dirty) return single() && saveThen(id);
  await window.htmx.ajax("GET", `/photos/${id}/sheet/`, { source: sheet, target: sheet, swap: "innerHTML" });
}

export function openMany(ids) {
  if (dirty) return single() && form().requestSubmit();
  return send(grid.dataset.bulk, { ids: withRevision(ids) }, "#sheet");
}

function onLoad(status) {
  if (status < 300 && sheet.dataset.closing) return ((dirty = false), close());
  delete sheet.dataset.closing;
  const was = sheet.hidden;
  sheet.hidden = false;
  dirty = status === 409;
  if (dirty) showState("dirty", true);
  markEdited();
  sheet.querySelectorAll("textarea").forEach(countCharacters);
  loadFraming();
  const first = sheet.querySelector(status === 409 ? ".conflict :is(textarea, input:not([type=hidden]))" : "textarea");
  if (was || dirty || sheet.dataset.advance) first?.focus();
  delete sheet.dataset.advance;
  if (!dirty) sheet.scrollTop = 0;
}

// A failed poll does not concern the sheet; after a failed save the sheet stays open with its text.
function onFault(event) {
  if (!isOpen() || !sheet.contains(event.target)) return;
  delete sheet.dataset.closing;
  delete sheet.dataset.advance;
  showState("failed");
}

function markEdited() {
  const edited = single();
  for (const tile of allTiles()) tile.classList.toggle("is-edited", tile.dataset.id === edited);
  if (edited) focusTile(tileOf(edited), { take: false });
}

function saveThen(next) {
  form().elements.next.value = next;
  form().requestSubmit();
}

function onInput(event) {
  const { tick } = event.target.dataset;
  if (tick) document.getElementById(tick).checked = true;
  countCharacters(event.target);
  const bulk = sheet.querySelector("[data-bulk-save]");
  dirty = bulk ? Boolean(sheet.querySelector("[type=checkbox]:checked")) : true;
  if (bulk) bulk.disabled = !dirty;
  showState(dirty ? "dirty" : "clean", dirty);
}

function onClick(event) {
  if (event.target.closest("[data-close-sheet]")) close();
  if (event.target.closest("[data-save-next]")) saveAndNext();
  const take = event.target.closest("[data-take]");
  if (take) {
    const field = document.getElementById(take.dataset.take);
    field.value = take.parentElement.querySelector("[data-theirs], [data-alternative]").textContent;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    // What else the file says is taken and saved at once; the other text stays there to go back to.
    if ("saveTaken" in take.dataset) return form().requestSubmit();
    take.closest(".conflict").classList.remove("conflict");
    take.parentElement.remove();
  }
}

function onKey(event) {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (single()) saveAndNext();
    else form()?.requestSubmit();
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
  }
}

function saveAndNext() {
  const tile = tileOf(single());
  const next = tile ? neighbour(tile, 1) : null;
  sheet.dataset.advance = "yes";
  saveThen(next ? next.dataset.id : single());
}

// Closing saves a single photo: a question at every step would get in the way sixty times. For many photos it asks.
export function close() {
  if (dirty && single()) {
    sheet.dataset.closing = "yes";
    form().requestSubmit();
    return;
  }
  if (dirty && !confirm(form().dataset.discard)) return;
  dirty = false;
  delete sheet.dataset.closing;
  const back = tileOf(single()) ?? grid.querySelector(".tile[tabindex='0']");
  sheet.hidden = true;
  sheet.replaceChildren();
  markEdited();
  focusTile(back);
}

function onBulkSaved(event) {
  if (!event.target.matches?.("[data-bulk-form]") || !event.detail.successful) return;
  dirty = false;
  close();
}

function showState(name, isDirty = false) {
  const output = document.getElementById("save-state");
  if (!output) return;
  output.textContent = output.dataset[name];
  output.classList.toggle("dirty", isDirty || name === "failed");
}

function countCharacters(field) {
  const counter = field.closest(".field")?.querySelector(".counter");
  if (!counter) return;
  counter.textContent = `${field.value.length} / ${counter.dataset.ideal}`;
  counter.classList.toggle("over", field.value.length > counter.dataset.ideal);
}
