// Mouse and keys on the contact sheet become a selection, decisions, the edit sheet and the viewer.
import { decide, goOnTo, send, showSelection, targets, withRevision } from "./decisions.js";
import { startColumns } from "./columns.js";
import { openDialog, showDialog } from "./dialogs.js";
import { findWords, fits, offerChoices, resetFilter, startFilters } from "./filters.js";
import { onceRead, startFollowing, tellFollowing } from "./following.js";
import { focusTile, focusedTile, grid, neighbour, shownIds, shownTiles, startUncovering, tileOf } from "./grid.js";
import { deliver, startInbox } from "./inbox.js";
import { DECISIONS, MOVES, belongsToControl, isPlain, letterOf, photoShortcut } from "./keys.js";
import { startLasso } from "./lasso.js";
import { mirrorMarks } from "./marks.js";
import { chooseHero, moveByKey, nextOrder, showOrder, showWaiting, startOrder } from "./order.js";
import { forgetFailure, listen } from "./outbox.js";
import { showProgress, startProgress } from "./progress.js";
import { add, extendTo, goOn, keepOnly, replaceBy, selectNone, selectOnly, selectedIds, toggle } from "./selection.js";
import { drawStacks, keep, stackOf, startStacks, toggleStack } from "./stacks.js";
import { stand, startStanding } from "./standing.js";
import { close, focusField, isOpen, openMany, openOne, startSheet } from "./sheet.js";
import { noteAnswer, showUndo, startUndo, undo } from "./undo.js";
import { openCompare, openViewer, refreshViewer, startViewer } from "./viewer.js";

export function startContactSheet() {
  if (!grid) return;
  startColumns(() => drawStacks());
  startInbox(() => (mirrorMarks(), showUndo(), drawStacks(), showOrder(), offerChoices(), refresh()));
  startStacks(fits);
  startStanding(drawStacks);
  startOrder();
  startUndo();
  startUncovering();
  startProgress();
  startSheet();
  startViewer(actInViewer);
  startLasso((ids, adds) => (adds ? add(ids) : replaceBy(ids), showSelection()));
  grid.addEventListener("click", onClick);
  grid.addEventListener("dblclick", openViewer);
  grid.addEventListener("keydown", onKey);
  document.addEventListener("keydown", onShortcut);
  // Keys act on the focused tile, however it got the focus.
  grid.addEventListener("focusin", (event) => focusTile(event.target.closest(".tile"), { take: false, scroll: false }));
  document.addEventListener("click", onButton);
  document.addEventListener("submit", onAssign);
  startFilters(afterFilter);
  drawStacks();
  offerChoices();
  refresh();
  listen({ answered: onAnswer, changed: onOutbox });
  takeFocus();
  startFollowing();
}

function refresh() {
  keepOnly(shownIds());
  showSelection();
  refreshViewer();
  if (!focusedTile()) focusTile(shownTiles()[0], { take: false, scroll: false });
}

// The keys work at once where there is a keyboard; a link to a photo goes there.
function takeFocus() {
  const linked = location.hash && document.querySelector(`${location.hash}.tile`);
  if (linked) focusTile(linked);
  else if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) {
    focusTile(focusedTile(), { scroll: false });
  }
}

function onAnswer(page, item, ids, failed) {
  if (![grid.dataset.act, grid.dataset.arrange].includes(item.url)) return;
  noteAnswer(item, ids, failed);
  deliver(page.body.children);
  if (item.undoes) stand(true);
}

function onOutbox() {
  mirrorMarks();
  showSelection();
  showUndo();
  showProgress();
  showWaiting();
}

function onClick(event) {
  const tile = event.target.closest(".tile");
  if (!tile || event.target.closest("button")) return;
  const { id } = tile.dataset;
  const touch = matchMedia("(pointer: coarse)").matches;
  if (event.shiftKey) extendTo(id, shownIds(), focusedTile()?.dataset.id);
  else if (event.ctrlKey || event.metaKey || touch) toggle(id);
  else selectOnly(id);
  focusTile(tile, { scroll: false });
  showSelection();
  if (isOpen() && !event.shiftKey && !event.ctrlKey && !event.metaKey) openOne(id);
}

const KEYS = {
  " ": (tile) => (toggle(tile.dataset.id), showSelection()),
  Enter: openViewer,
  z: openViewer,
  e: edit,
  c: () => openCompare(targets()),
  u: undo,
  s: nextOrder,
  h: (tile) => chooseHero(tile.dataset.id),
  k: (tile) => keep(stackOf(tile.dataset.id)),
  g: (tile) => toggleStack(stackOf(tile.dataset.id)),
  Escape: () => (isOpen() ? close() : (selectNone(), showSelection())),
  "/": findWords,
  "?": () => showDialog(document.getElementById("help")),
};

function onKey(event) {
  const tile = event.target.closest(".tile");
  if (!tile || belongsToControl(event)) return;
  const act = MOVES[event.key] ? moving(event, tile) : isPlain(event) && plain(event, tile);
  if (!act) return;
  event.preventDefault();
  act();
}

function moving(event, tile) {
  if (event.isComposing) return null;
  if (event.altKey) return moveByKey(event);
  return () => move(tile, MOVES[event.key](), event);
}

function plain(event, tile) {
  const action = DECISIONS[letterOf(event)];
  // A key that is held down decides once.
  if (action) return () => event.repeat || (event.shiftKey ? advance(action) : decide(action));
  const act = KEYS[letterOf(event)];
  return act && (() => act(tile));
}

function move(tile, step, { shiftKey, ctrlKey, metaKey }) {
  const next = neighbour(tile, step);
  if (shiftKey) extendTo(next.dataset.id, shownIds(), tile.dataset.id);
  if (shiftKey || ctrlKey || metaKey) focusTile(next);
  else goOnTo(next);
  showSelection();
}

function onShortcut(event) {
  const shortcut = photoShortcut(event);
  if (!shortcut) return;
  event.preventDefault();
  if (shortcut === "undo") return undo();
  onceRead(() => {
    replaceBy(shownIds());
    focusTile(focusedTile(), { scroll: false });
    showSelection();
  });
}

function advance(action) {
  const ids = targets();
  const last = shownTiles().findLast((tile) => ids.includes(tile.dataset.id)) ?? focusedTile();
  decide(action, ids);
  const next = neighbour(last, 1);
  goOn(next.dataset.id);
  focusTile(next);
  showSelection();
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
    restore: () => decide("restore", ids),
    u: undo,
    h: () => chooseHero(ids[0]),
    k: () => keep(stackOf(ids[0])),
    g: () => (toggleStack(stackOf(ids[0])), refreshViewer()),
    e: () => (document.getElementById("viewer").close(), openOne(ids[0])),
    "?": () => showDialog(document.getElementById("help")),
  }[key];
  act?.();
  return Boolean(act);
}

function onButton(event) {
  const button = event.target.closest("button, [data-goto]");
  if (!button) return;
  const { action, only, select, goto, field } = button.dataset;
  if (action) decide(action, only ? [only] : selectedIds());
  if (only && button.closest("#sheet")) close();
  if (select) chooseAllOrNone(select);
  if ("edit" in button.dataset) edit();
  if ("compare" in button.dataset) openCompare(selectedIds());
  if ("undoLast" in button.dataset) undo();
  if ("filterReset" in button.dataset) showAll();
  if (button.dataset.assignKey) send(button.dataset.assignKey, { ids: withRevision(selectedIds()) });
  if (goto) goTo(event, goto, field);
  if (button.id === "back-to-publishing") backToPublishing(button);
  onFailure(button);
  // After a click the keys go on where they were; after Enter the focus stays on the button.
  if (((action && !only) || select) && event.detail) focusTile(focusedTile(), { scroll: false });
}

function onFailure(button) {
  const id = button.closest("[data-failed]")?.dataset.id;
  if (!id) return;
  if (button.dataset.repeat) decide(button.dataset.repeat, [id]);
  if ("dismiss" in button.dataset) forgetFailure(id);
}

function chooseAllOrNone(which) {
  if (which === "all") return onceRead(() => (replaceBy(shownIds()), showSelection()));
  selectNone();
  showSelection();
}

function afterFilter() {
  tellFollowing();
  keepOnly(shownIds());
  showSelection();
}

function showAll() {
  resetFilter();
  afterFilter();
}

async function goTo(event, id, field) {
  event.preventDefault();
  document.getElementById("dialog").close();
  document.getElementById("back-to-publishing").hidden = false;
  if (tileOf(id)?.hidden) showAll();
  focusTile(tileOf(id));
  selectOnly(id);
  showSelection();
  if (!field) return;
  await openOne(id);
  focusField(field);
}

// What was written is saved first: the gate looks at what is stored. A conflict is settled first.
async function backToPublishing(button) {
  if (isOpen()) await close();
  if (isOpen()) return;
  button.hidden = true;
  openDialog(button.dataset.address);
}

function onAssign(event) {
  const { assign } = event.target.dataset;
  if (!assign) return;
  event.preventDefault();
  send(assign, { ...Object.fromEntries(new FormData(event.target)), ids: withRevision(selectedIds()) });
}
