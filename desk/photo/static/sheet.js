// The side sheet, for one photo or a selection. Whatever is typed is saved or shown as unsaved, never dropped.
import { askSoon, startPreview } from "./caption_preview.js";
import { loadCompletion, startCompletion } from "./completion.js";
import { goOnTo, showSelection, withRevision } from "./decisions.js";
import { loadFraming, startFraming } from "./framing.js";
import { allTiles, focusTile, grid, neighbour, tileOf } from "./grid.js";
import { loadPeople, startPeople } from "./people.js";
import { replaceBy } from "./selection.js";
import { startSheetDialogs } from "./sheet_dialogs.js";
import { dropDraft, keepDraft, readDraft, restoreDraft } from "./sheet_drafts.js";
import { anyWritten, firstText, loadFields, startFields } from "./sheet_fields.js";
import { ask, saveMany, stopSaving, valuesOf } from "./sheet_saving.js";
import { showToast } from "./toasts.js";

const sheet = document.getElementById("sheet");
const form = () => sheet.querySelector("form");
const single = () => form()?.dataset.single;
const photoIds = () => form()?.dataset.ids.split(" ") ?? [];
let dirty = false;
let saving = false;

export const isOpen = () => !sheet.hidden;

export function startSheet() {
  startCompletion(sheet);
  startPeople(sheet);
  startFields(sheet);
  startPreview(sheet);
  startSheetDialogs(sheet);
  sheet.addEventListener("input", onInput);
  sheet.addEventListener("click", onClick);
  sheet.addEventListener("keydown", onKey);
  sheet.addEventListener("submit", (event) => (event.preventDefault(), save()));
  document.body.addEventListener("htmx:afterSwap", (event) => event.detail.target === sheet && onLoad());
  document.body.addEventListener("dialog-done", reload);
  startFraming(sheet);
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
  reopenDraft();
}

export async function openOne(id) {
  // A click beside a half-filled sheet for many photos must neither save nor drop what was typed.
  if (dirty) return single() && save({ next: id });
  await ask("GET", `/photos/${id}/sheet/`, { source: sheet, target: sheet });
}

export function focusField(name) {
  const field = form()?.elements[name];
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
}

export function openMany(ids) {
  if (dirty) return single() && save();
  return ask("POST", grid.dataset.bulk, { source: sheet, target: sheet, values: { ids: withRevision(ids) } });
}

// After a reload, the sheet that was being written is there again.
async function reopenDraft() {
  const ids = readDraft()?.ids.filter(tileOf);
  if (!ids?.length) return;
  sheet.toggleAttribute("data-advance", true);
  await (ids.length > 1 ? openMany(ids) : openOne(ids[0]));
  sheet.toggleAttribute("data-advance", false);
}

function onLoad() {
  const was = sheet.hidden;
  sheet.hidden = false;
  if (!form()) return showClosed();
  const conflict = sheet.querySelector(".conflict :is(textarea, input:not([type=hidden]))");
  loadPeople(form());
  loadFields(form());
  loadFraming();
  loadCompletion(form());
  askSoon(0);
  dirty = Boolean(sheet.querySelector(".conflict, [role=alert]"));
  if (saving && !dirty) dropDraft();
  const kept = !dirty && restoreDraft(form());
  if (kept) showDraft(kept);
  showState(dirty ? "dirty" : "");
  markEdited();
  if (was || dirty || "advance" in sheet.dataset) (conflict ?? firstText(form()))?.focus();
  if (!dirty) sheet.querySelector(".sheet-body").scrollTop = 0;
}

// What nobody can edit has no form.
function showClosed() {
  dirty = false;
  markEdited();
  sheet.querySelector("button").focus();
}

function showDraft(time) {
  const note = document.getElementById("sheet-draft");
  note.querySelector("span").textContent = note.dataset.text.replace("{time}", time);
  note.hidden = false;
}

function discardDraft() {
  dirty = false;
  dropDraft();
  return reload();
}

// What was written by other means is shown; what is being typed stays.
function reload() {
  if (dirty || !form()) return;
  const ids = photoIds();
  return ids.length > 1 ? openMany(ids) : openOne(ids[0]);
}

// The photos of the sheet are the selection; the keys return to the first of them.
function markEdited() {
  const edited = new Set(photoIds());
  for (const tile of allTiles()) tile.classList.toggle("is-edited", tile.dataset.id === photoIds()[0]);
  if (!edited.size) return;
  if ("advance" in sheet.dataset) {
    replaceBy([...edited]);
    showSelection();
  }
  goOnTo(tileOf([...edited][0]), { take: false });
}

function onInput(event) {
  if (event.target.id === "people-entry") return;
  dirty = anyWritten(form());
  const bulk = sheet.querySelector("[data-bulk-save]");
  if (bulk) bulk.disabled = !dirty;
  if (!dirty) dropDraft();
  showState(dirty ? "dirty" : "clean");
}

function onClick(event) {
  const pressed = (what) => event.target.closest(what);
  if (pressed("[data-close-sheet]")) close();
  if (pressed("[data-save-next]")) saveAndNext();
  if (pressed("[data-cancel-writing]")) stopSaving();
  if (pressed("[data-discard-draft]")) discardDraft();
  if (pressed("[data-take]")) take(pressed("[data-take]"));
  if (pressed("[data-keep-mine]")) settle(pressed(".conflict"));
  if (pressed("[data-keep-theirs]")) forgetResult(pressed("[data-result]"));
  if (pressed("[data-write-mine]")) writeMine(pressed("[data-write-mine]"));
}

function take(button) {
  const field = document.getElementById(button.dataset.take);
  const box = button.closest(".theirs, .alternative");
  field.value = box.querySelector("[data-theirs], [data-alternative]").textContent;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  // What else the file says is taken and saved at once; the other text stays there to go back to.
  if ("saveTaken" in button.dataset) return save();
  settle(button.closest(".conflict"));
  field.focus();
}

function settle(field) {
  field.querySelector(".theirs").remove();
  field.classList.remove("conflict");
}

function onKey(event) {
  if (event.isComposing || event.defaultPrevented) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (form()) saveAndNext();
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
  }
}

function saveAndNext() {
  const tile = tileOf(photoIds().at(-1));
  const beside = single() && tile ? neighbour(tile, 1).dataset.id : "";
  return save({ advance: true, next: "next" in form().dataset ? "group" : beside });
}

// Saves what was written; then the sheet shows `next`, or closes where `closing`.
async function save({ next = "", advance = false, closing = false } = {}) {
  if (saving) return;
  saving = true;
  const many = !single();
  sheet.toggleAttribute("data-advance", advance);
  showState("saving");
  const saved = await (many ? saveSelection(next) : saveOne(next));
  saving = false;
  sheet.toggleAttribute("data-advance", false);
  if (saved && (closing || (many && next !== "group"))) return shut();
  if (!saved) showState(saved === null ? "dirty" : "failed");
}

// Null where two people wrote the same: the sheet shows both.
async function saveOne(next) {
  const values = { ...valuesOf(form()), next };
  const answer = await ask("POST", form().action, { source: sheet, target: sheet, values });
  return answer.status === 409 ? null : answer.ok;
}

async function saveSelection(next) {
  const written = !dirty || (await writeInto(valuesOf(form()).ids));
  if (!written || next !== "group") return written;
  const values = { after: photoIds().join(" ") };
  const answer = await ask("GET", form().dataset.nextUrl, { source: sheet, target: sheet, values });
  if (answer.status === 204) shut();
  return answer.ok;
}

// True when every photo has been written into; otherwise the results say which were not, and why.
async function writeInto(ids) {
  const bar = sheet.querySelector("[data-writing]");
  const progress = (n, all) => {
    bar.hidden = all <= 40;
    bar.firstElementChild.value = n;
    showState("saving");
  };
  const found = await saveMany(form(), ids, progress);
  bar.hidden = true;
  if (found.failed) return false;
  dropDraft();
  dirty = false;
  const { cancelled, done, doneOne } = form().dataset;
  const sentence = found.done === 1 ? doneOne : done;
  showToast((found.stopped ? cancelled : sentence).replace("{n}", found.done));
  showResults(found.results);
  return !found.stopped && !found.results.length ? true : null;
}

function showResults(results) {
  const section = document.getElementById("results");
  section.querySelector("ul").replaceChildren(...results);
  section.hidden = !results.length;
  if (results.length) section.scrollIntoView({ block: "nearest" });
}

function forgetResult(result) {
  const section = document.getElementById("results");
  result.remove();
  section.hidden = !section.querySelector("li");
  if (section.hidden) shut();
}

async function writeMine(button) {
  if (await writeInto([`${button.dataset.writeMine}:0`])) forgetResult(button.closest("[data-result]"));
}

// Closing saves a single photo: a question at every step would get in the way sixty times. For many photos it asks.
export function close() {
  if (dirty && single()) return save({ closing: true });
  if (dirty && !confirm(form().dataset.discard)) return;
  if (dirty) dropDraft();
  shut();
}

function shut() {
  dirty = false;
  if (single()) dropDraft();
  const back = tileOf(photoIds()[0]) ?? grid.querySelector(".tile[tabindex='0']");
  sheet.hidden = true;
  sheet.replaceChildren();
  markEdited();
  focusTile(back);
}

function showState(name) {
  const output = document.getElementById("save-state");
  if (!output || !name) return;
  const kept = name === "dirty" && keepDraft(form());
  output.textContent = kept ? output.dataset.draft.replace("{time}", kept) : output.dataset[name];
  output.classList.toggle("dirty", name === "failed" || (name === "dirty" && !kept));
}
