// Approve, decline, restore, withdraw, retry: on explicit ids. Each button says how many photos it will act on.
import { openDialog } from "./dialogs.js";
import { allTiles, focusTile, focusedTile, grid, mirrorSelection, tileOf } from "./grid.js";
import { enqueue, pendingOf } from "./outbox.js";
import { follow, selectedIds, targetsAt } from "./selection.js";
import { showToast } from "./toasts.js";

let sent = Promise.resolve();

// What a photo will be once the desk has answered.
const BECOMES = {
  approve: "approved",
  decline: "declined",
  restore: "ready",
  withdraw: "withdrawn",
  retry: "received",
  undo: "",
};

export const targets = () => targetsAt(focusedTile()?.dataset.id);

// Moves as an arrow key does.
export function goOnTo(tile, options) {
  if (!tile) return;
  follow(tile.dataset.id);
  focusTile(tile, options);
  showSelection();
}

// What is selected, and on how many photos each button would act.
export function showSelection() {
  mirrorSelection();
  showCounts();
}

export function decide(action, ids = targets()) {
  const button = document.querySelector(`[data-action="${action}"][data-from]`);
  const eligible = button ? fitting(ids, button) : [];
  if (button) tellBarred(countBarred(ids, button));
  if (!eligible.length) return;
  if (button.dataset.asks) return openDialog(`${button.dataset.asks}?${eligible.map((id) => `ids=${id}`).join("&")}`);
  enqueue({ action, ids: withRevision(eligible), url: grid.dataset.act });
}

// Whether a photo is such that this can be decided on it.
export function isPossible(action, id) {
  const button = document.querySelector(`[data-action="${action}"][data-from]`);
  return Boolean(button && fitting([id], button).length);
}

// One after the other: of those that wait for an answer to the same source, htmx keeps the last alone.
export function send(url, values) {
  const post = () => window.htmx.ajax("POST", url, { source: grid, values, target: "#inbox", swap: "innerHTML" });
  sent = sent.then(post).catch(() => {});
}

export const withRevision = (ids) => ids.map((id) => `${id}:${tileOf(id)?.dataset.revision ?? ""}`);

// "Approve 12" is the number of photos the button will act on, not the number selected.
function showCounts() {
  const ids = selectedIds();
  for (const button of document.querySelectorAll("#actions [data-action]")) count(button, fitting(ids, button).length);
  for (const button of document.querySelectorAll("[data-edit], [data-count]"))
    count(button, ids.length < (button.dataset.least ?? 1) ? 0 : ids.length);
  showBarred(ids);
  const output = document.getElementById("selected");
  output.textContent = ids.length ? label(output.dataset.label, ids.length) : output.dataset.none;
  document.getElementById("chosen").textContent = output.textContent;
  document.getElementById("actions").hidden = !ids.length;
  const shown = allTiles().filter((tile) => !tile.hidden).length;
  for (const all of document.querySelectorAll("[data-select=all]")) count(all, shown);
}

const isOf = (id, kinds) => kindsOf(id).some((kind) => kinds.split(" ").includes(kind));
const fitting = (ids, { dataset: { from, never = "" } }) => ids.filter((id) => isOf(id, from) && !isOf(id, never));

// With four eyes: what the reader changed last, somebody else must approve.
const countBarred = (ids, { dataset: { never } }) => (never ? ids.filter((id) => isOf(id, never)).length : 0);

function wordsOfBarred(n) {
  const { one, many } = document.getElementById("barred").dataset;
  return n === 1 ? one : label(many, n);
}

function tellBarred(n) {
  if (n) showToast(wordsOfBarred(n));
}

function showBarred(ids) {
  const note = document.getElementById("barred");
  if (!note) return;
  const n = countBarred(ids, document.querySelector("[data-action=approve][data-from]"));
  note.hidden = !n;
  note.querySelector("[data-part]").textContent = n ? wordsOfBarred(n) : "";
}

function kindsOf(id) {
  const pending = pendingOf(id);
  return pending ? [BECOMES[pending]] : (tileOf(id)?.dataset.kinds.split(" ") ?? []);
}

const label = (text, n) => text.replace("{n}", n);

// A button that would do nothing is not there.
function count(button, n) {
  (button.querySelector("span") ?? button).textContent = label(button.dataset.label, n);
  button.hidden = !n;
}
