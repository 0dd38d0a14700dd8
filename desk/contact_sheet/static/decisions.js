// Approve, decline, restore, withdraw, retry: on explicit ids. Each button says how many photos it will act on.
import { allTiles, focusedTile, grid, tileOf } from "./grid.js";
import { selectedIds } from "./selection.js";

let undoable = [];

export const targets = () => {
  const ids = selectedIds();
  const focused = focusedTile();
  return ids.length || !focused ? ids : [focused.dataset.id];
};

export function decide(action, ids = targets()) {
  const button = document.querySelector(`[data-action="${action}"]`);
  const eligible = button ? fitting(ids, button) : [];
  if (!eligible.length) return;
  if (button.dataset.confirm && !confirm(label(button.dataset.confirm, eligible.length))) return;
  send(grid.dataset.act, { action, ids: withRevision(eligible) });
}

export function undo() {
  const again = undoable.filter((id) => id.endsWith("!")).map(bare);
  if (undoable.length) send(grid.dataset.act, { action: "undo", ids: withRevision(undoable.map(bare)), again });
  undoable = [];
  showUndo();
}

export function noteUndo(toasts) {
  const last = toasts.findLast((toast) => toast.dataset.undo);
  if (last) undoable = last.dataset.undo.split(" ");
  showUndo();
}

// A "!" follows the id of a photo that was approved before it was declined.
const bare = (id) => id.replace("!", "");

export const send = (url, values, target = "#inbox") =>
  window.htmx.ajax("POST", url, { source: grid, values, target, swap: "innerHTML" });

export const withRevision = (ids) => ids.map((id) => `${id}:${tileOf(id)?.dataset.revision ?? ""}`);

// "Approve 12" is the number of photos the button will act on, not the number selected.
export function showCounts() {
  const ids = selectedIds();
  for (const button of document.querySelectorAll("#actions [data-action]")) count(button, fitting(ids, button).length);
  for (const button of document.querySelectorAll("[data-edit], [data-count]")) count(button, ids.length);
  const output = document.getElementById("selected");
  output.textContent = ids.length ? label(output.dataset.label, ids.length) : output.dataset.none;
  document.getElementById("chosen").textContent = output.textContent;
  document.getElementById("actions").hidden = !ids.length;
  const shown = allTiles().filter((tile) => !tile.hidden).length;
  for (const all of document.querySelectorAll("[data-select=all]")) count(all, shown);
}

const fitting = (ids, button) => {
  const from = button.dataset.from.split(" ");
  return ids.filter((id) =>
    tileOf(id)
      ?.dataset.kinds.split(" ")
      .some((kind) => from.includes(kind)),
  );
};

const label = (text, n) => text.replace("{n}", n);

// A button that would do nothing is not there.
function count(button, n) {
  (button.querySelector("span") ?? button).textContent = label(button.dataset.label, n);
  button.hidden = !n;
}

function showUndo() {
  const button = document.querySelector("[data-undo-last]");
  if (!button) return;
  button.hidden = !undoable.length;
  const text = button.querySelector("span");
  text.textContent = label(text.dataset.label, undoable.length);
}
