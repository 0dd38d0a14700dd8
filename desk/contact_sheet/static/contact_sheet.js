// Mouse and keys on the contact sheet become a selection, decisions, the edit sheet and the viewer.
import { columns, measure, startColumns } from "./columns.js";
import { decide, noteUndo, send, showCounts, targets, undo, withRevision } from "./decisions.js";
import { findWords, offerChoices, resetFilter, startFilters } from "./filters.js";
import { focusTile, focusedTile, grid, mirrorSelection, neighbour, shownIds, shownTiles, tileOf } from "./grid.js";
import { startInbox } from "./inbox.js";
import { extendTo, selectAll, selectNone, selectOnly, selectedIds, setAnchor, toggle } from "./selection.js";
import { close, isOpen, openMany, openOne, startSheet } from "./sheet.js";
import { openCompare, openViewer, refreshViewer, startViewer } from "./viewer.js";

export function startContactSheet() {
  if (!grid) return;
  startColumns();
  startInbox((toasts) => (noteUndo(toasts), offerChoices(), showCounts(), refreshViewer(), ensureTabStop()));
  startSheet();
  startViewer(actInViewer);
  grid.addEventListener("click", onClick);
  grid.addEventListener("dblclick", openViewer);
  grid.addEventListener("keydown", onKey);
  // Keys act on the focused tile, however it got the focus.
  grid.addEventListener("focusin", (event) => focusTile(event.target.closest(".tile"), { take: false, scroll: false }));
  document.addEventListener("click", onButton);
  document.addEventListener("submit", onAssign);
  startFilters(showCounts);
  mirrorSelection();
  measure();
  ensureTabStop();
  showCounts();
  const linked = location.hash && document.querySelector(`${location.hash}.tile`);
  if (linked) focusTile(linked);
}

function ensureTabStop() {
  if (!focusedTile()) focusTile(shownTiles()[0], { take: false, scroll: false });
}

function changed() {
  mirrorSelection();
  showCounts();
}

function onClick(event) {
  const tile = event.target.closest(".tile");
  if (!tile) return;
  const { id } = tile.dataset;
  const touch = matchMedia("(pointer: coarse)").matches;
  if (event.shiftKey) extendTo(id, shownIds());
  else if (event.ctrlKey || event.metaKey || touch) toggle(id);
  else selectOnly(id);
  focusTile(tile, { scroll: false });
  changed();
  if (isOpen() && !event.shiftKey && !event.ctrlKey && !event.metaKey) openOne(id);
}

const MOVES = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: () => -columns(),
  ArrowDown: () => columns(),
  Home: () => -Infinity,
  End: () => Infinity,
  PageUp: () => -3 * columns(),
  PageDown: () => 3 * columns(),
};

const KEYS = {
  " ": (id) => (toggle(id), changed()),
  Enter: openViewer,
  z: openViewer,
  e: edit,
  c: () => openCompare(selectedIds().length > 1 ? selectedIds() : targets()),
  u: undo,
  Escape: () => (isOpen() ? close() : (selectNone(), changed())),
  "/": findWords,
  "?": () => document.getElementById("help").showModal(),
  a: () => decide("approve"),
  d: () => decide("decline"),
  A: () => advance("approve"),
  D: () => advance("decline"),
};

function onKey(event) {
  const tile = event.target.closest(".tile");
  if (!tile || event.isComposing || event.altKey) return;
  const act = event.ctrlKey || event.metaKey ? withControl(event) : plain(event, tile);
  if (!act) return;
  event.preventDefault();
  act();
}

function withControl(event) {
  return { a: () => (selectAll(shownIds()), changed()), z: undo }[event.key];
}

function plain(event, tile) {
  if (MOVES[event.key]) return () => move(tile, MOVES[event.key](), event.shiftKey);
  return KEYS[event.key] && (() => KEYS[event.key](tile.dataset.id));
}

function move(tile, step, extend) {
  const next = neighbour(tile, step);
  if (extend) {
    setAnchor(tile.dataset.id);
    extendTo(next.dataset.id, shownIds());
    changed();
  }
  focusTile(next);
}

function advance(action) {
  const tile = focusedTile();
  decide(action);
  focusTile(neighbour(tile, 1));
}

function edit() {
  const ids = targets();
  if (!document.querySelector("[data-edit]") && ids.length) return openOne(ids[0]);
  return ids.length > 1 ? openMany(ids) : openOne(ids[0]);
}

// The contact sheet's keys in full size, on the photos that are on show there.
function actInViewer(key, ids) {
  const act = {
    a: () => decide("approve", ids),
    d: () => decide("decline", ids),
    u: undo,
    e: () => (document.getElementById("viewer").close(), openOne(ids[0])),
    "?": () => document.getElementById("help").showModal(),
  }[key];
  act?.();
  return Boolean(act);
}

function onButton(event) {
  const button = event.target.closest("button, [data-goto]");
  if (!button) return;
  const { action, only, select, goto } = button.dataset;
  if (action) decide(action, only ? [only] : selectedIds());
  if (select) chooseAllOrNone(select);
  if ("edit" in button.dataset) edit();
  if ("undoLast" in button.dataset) undo();
  if ("filterReset" in button.dataset) showAll();
  if (button.dataset.assignKey) send(button.dataset.assignKey, { ids: withRevision(selectedIds()) });
  if (goto) goTo(event, goto);
}

function chooseAllOrNone(which) {
  if (which === "all") selectAll(shownIds());
  else selectNone();
  changed();
}

function showAll() {
  resetFilter();
  showCounts();
}

function goTo(event, id) {
  event.preventDefault();
  document.getElementById("dialog").close();
  if (tileOf(id)?.hidden) showAll();
  focusTile(tileOf(id));
  selectOnly(id);
  changed();
}

function onAssign(event) {
  const { assign } = event.target.dataset;
  if (!assign) return;
  event.preventDefault();
  send(assign, { ...Object.fromEntries(new FormData(event.target)), ids: withRevision(selectedIds()) });
}
