// What waits to be sent, and what could not be done, marked on the tiles; again after every swap.
import { grid, tileOf } from "./grid.js";
import { failedIds, failureOf, pendingItems, pendingOf } from "./outbox.js";

const mark = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);

export function mirrorMarks() {
  const pending = new Map(pendingItems().flatMap((item) => item.photos.map((id) => [id, pendingOf(id)])));
  for (const tile of grid.querySelectorAll("[data-pending]"))
    if (!pending.has(tile.dataset.id)) unmark(tile, "pending");
  for (const tile of grid.querySelectorAll("[data-failed]")) if (!failureOf(tile.dataset.id)) unmark(tile, "failed");
  for (const [id, action] of pending) markPending(tileOf(id), action);
  for (const id of failedIds()) markFailed(tileOf(id), failureOf(id));
}

function markPending(tile, action) {
  if (!tile || tile.dataset.pending === action) return;
  unmark(tile, "pending");
  tile.dataset.pending = action;
  tile.setAttribute("aria-busy", "true");
  const badge = mark("pending-mark");
  badge.querySelector("span").textContent = badge.dataset[action] ?? "";
  tile.querySelector(".frame").append(badge);
}

function markFailed(tile, { action, reason }) {
  if (!tile || tile.dataset.failed === action) return;
  unmark(tile, "failed");
  tile.dataset.failed = action;
  const note = mark("failed-mark");
  note.querySelector("span").textContent = reason;
  note.querySelector("[data-repeat]").dataset.repeat = action;
  tile.querySelector(".frame").append(note);
}

function unmark(tile, name) {
  delete tile.dataset[name];
  if (name === "pending") tile.removeAttribute("aria-busy");
  tile.querySelector(`.mark-${name}`)?.remove();
}
