// The side sheet, for one photo or a selection. Whatever is typed is saved or shown as unsaved, never dropped.
import { askSoon, startPreview } from "./caption_preview.js";
import { loadCompletion, startCompletion } from "./completion.js";
import { goOnTo, showSelection, withRevision } from "./decisions.js";
import { loadFraming, startFraming } from "./framing.js";
import { allTiles, focusTile, focusedTile, grid, neighbour, tileOf } from "./grid.js";
import { loadPeople, startPeople } from "./people.js";
import { replaceBy } from "./selection.js";
import { startSheetDialogs } from "./sheet_dialogs.js";
import { dropDraft, keepDraft, readDraft, restoreDraft } from "./sheet_drafts.js";
import { anyWritten, firstText, loadFields, startFields } from "./sheet_fields.js";
import { ask, saveMany, stopSaving, valuesOf } from "./sheet_saving.js";
import { isTypedSince, keepTyped, noteForm, putTyped, startTyping, typeAhead } from "./sheet_typing.js";
import { showToast } from "./toasts.js";

const sheet = document.getElementById("sheet");
const form = () => sheet.querySelector("form");
const single = () => form()?.dataset.single;
const photoIds = () => form()?.dataset.ids.split(" ") ?? [];
let dirty = false;
let saving = null; // what `save` was asked for, until it is answered
let wishes = []; // what was asked for while it saves
let askedFrom; // the photo that had the focus then

export const isOpen = () => !sheet.hidden && !saving?.closing;

export function startSheet() {
  startCompletion(sheet);
  startPeople(sheet);
  startFields(sheet);
  startPreview(sheet);
  startSheetDialogs(sheet);
  startTyping(sheet, () => saving?.advance);
  sheet.addEventListener("input", onInput);
  sheet.addEventListener("click", onClick);
  sheet.addEventListener("keydown", onKey);
  sheet.addEventListener("submit", (event) => (event.preventDefault(), save()));
  document.body.addEventListener(
    "htmx:beforeSwap",
    (event) => event.detail.target === sheet && beforeLoad(event.detail),
  );
  document.body.addEventListener("htmx:afterSwap", (event) => event.detail.target === sheet && onLoad());
  document.body.addEventListener("dialog-done", reload);
  startFraming(sheet);
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
  reopenDraft();
}

export async function openOne(id) {
  if (saving) return later(() => openOne(id));
  // A click beside a half-filled sheet for many photos must neither save nor drop what was typed.
  if (dirty) return single() && save({ next: id });
  noteAsked();
  await fetchOne(id);
}

const fetchOne = (id) => ask("GET", `/photos/${id}/sheet/`, { source: sheet, target: sheet });

export function focusField(name) {
  const field = form()?.elements[name];
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
}

export function openMany(ids) {
  if (saving) return later(() => openMany(ids));
  if (dirty) return single() && save();
  noteAsked();
  return fetchMany(ids);
}

const fetchMany = (ids) =>
  ask("POST", grid.dataset.bulk, { source: sheet, target: sheet, values: { ids: withRevision(ids) } });

// The same photos as they are stored now; what was typed since it was noted comes along.
const fetchAgain = () => (single() ? fetchOne(single()) : fetchMany(photoIds()));

const later = (act) => new Promise((done) => wishes.push(() => done(act())));

function noteAsked() {
  noteForm(form());
  askedFrom = focusedTile()?.dataset.id;
}

// Whether the keys are on another photo than when the sheet was asked for: there they stay.
const hasMovedOn = () => askedFrom && focusedTile()?.dataset.id !== askedFrom;

// After a reload, the sheet that was being written is there again.
async function reopenDraft() {
  const ids = readDraft()?.ids.filter(tileOf);
  if (!ids?.length) return;
  sheet.toggleAttribute("data-advance", true);
  await (ids.length > 1 ? openMany(ids) : openOne(ids[0]));
  sheet.toggleAttribute("data-advance", false);
}

// A form that somebody has gone on writing in gives way to no other photo's.
function beforeLoad(detail) {
  if (!detail.shouldSwap || !isTypedSince(form())) return;
  const fresh = new DOMParser().parseFromString(detail.serverResponse, "text/html").querySelector("form");
  if (fresh?.dataset.ids === form().dataset.ids) keepTyped(form());
  else detail.shouldSwap = false;
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
  typeAhead(document.activeElement);
  noteForm(form());
  putTyped(form());
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
  if (!edited.size || hasMovedOn()) return;
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
    saveAndNext();
  } else if (event.key === "Escape") {
    event.preventDefault();
    close();
  }
}

function saveAndNext() {
  if (saving) return later(saveAndNext);
  if (!form()) return;
  const tile = tileOf(photoIds().at(-1));
  const beside = single() && tile ? neighbour(tile, 1).dataset.id : "";
  return save({ advance: true, next: "next" in form().dataset ? "group" : beside });
}

// Saves what was written; then the sheet shows `next`, or closes where `closing`.
async function save({ next = "", advance = false, closing = false } = {}) {
  if (saving) return later(() => save({ next, advance, closing }));
  saving = { advance, closing };
  noteAsked();
  const many = !single();
  sheet.toggleAttribute("data-advance", advance);
  showState("saving");
  const saved = await (many ? saveSelection(next) : saveOne(next));
  saving = null;
  sheet.toggleAttribute("data-advance", false);
  typeAhead(document.activeElement);
  if (saved && !dirty && (closing || (many && next !== "group"))) shut(!hasMovedOn());
  if (!saved) showState(saved === null ? "dirty" : "failed");
  const [wish, ...others] = saved ? wishes : [];
  wishes = others;
  return wish?.();
}

// Null where two people wrote the same: the sheet shows both.
async function saveOne(next) {
  const values = { ...valuesOf(form()), next };
  const answer = await ask("POST", form().action, { source: sheet, target: sheet, values });
  if (answer.ok && next && isTypedSince(form())) await fetchAgain();
  return answer.status === 409 ? null : answer.ok;
}

async function saveSelection(next) {
  const written = !dirty || (await writeInto(valuesOf(form()).ids));
  if (written && dirty) return (await fetchAgain()).ok && null;
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
  dirty = isTypedSince(form());
  if (!dirty) dropDraft();
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
  if (saving) return later(close);
  if (dirty && single()) return save({ closing: true });
  if (dirty && !confirm(form().dataset.discard)) return;
  if (dirty) dropDraft();
  shut();
}

function shut(takesFocus = true) {
  dirty = false;
  if (single()) dropDraft();
  const back = tileOf(photoIds()[0]) ?? grid.querySelector(".tile[tabindex='0']");
  sheet.hidden = true;
  sheet.replaceChildren();
  markEdited();
  if (takesFocus) focusTile(back);
}

function showState(name) {
  const output = document.getElementById("save-state");
  if (!output || !name) return;
  const kept = name === "dirty" && keepDraft(form());
  output.textContent = kept ? output.dataset.draft.replace("{time}", kept) : output.dataset[name];
  output.classList.toggle("dirty", name === "failed" || (name === "dirty" && !kept));
}
