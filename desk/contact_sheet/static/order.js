// Order and hero by keys, by dragging what is selected, and by "move to position".
import { arrange, heroId, isHeroChosen, mayArrange, orderOf, photoIds, waitingActs } from "./arrangement.js";
import { columns } from "./columns.js";
import { showDialog } from "./dialogs.js";
import { focusTile, focusedTile, grid, shownTiles, tileOf } from "./grid.js";
import { selectedIds } from "./selection.js";
import { showHero } from "./stacks.js";
import { stand } from "./standing.js";

const ORDERS = ["time", "name", "arrival", "manual"];
const STEPS = { ArrowLeft: () => -1, ArrowRight: () => 1, ArrowUp: () => -columns(), ArrowDown: () => columns() };
const dialog = document.getElementById("move-dialog");
let dragged = [];
let shownActs = "";

export function startOrder() {
  showOrder();
  if (!mayArrange()) return;
  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-sort], [data-hero-one], [data-move-to]");
    if (!control) return;
    if ("sort" in control.dataset) nextOrder();
    if ("heroOne" in control.dataset) chooseHero(selectedIds()[0]);
    if ("moveTo" in control.dataset) askPlace();
  });
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    const place = dialog.querySelector("input").value;
    if (dialog.returnValue === "move" && place) arrange("move", { ids: targets(), to: place });
  });
  // A selected photo can be taken hold of; elsewhere a drag draws a frame.
  grid.addEventListener("pointerdown", (event) => (prepareDrag(event), null), { capture: true });
  grid.addEventListener("dragstart", begin);
  grid.addEventListener("dragover", over);
  grid.addEventListener("drop", drop);
  grid.addEventListener("dragend", end);
}

export function nextOrder() {
  arrange("order", { order: ORDERS[(ORDERS.indexOf(orderOf()) + 1) % ORDERS.length] });
}

// After something was asked for, answered, refused or taken back: the page shows how the photos stand by that.
export function showWaiting() {
  const acts = waitingActs();
  if (acts === shownActs) return;
  shownActs = acts;
  stand(true);
  showOrder();
  showHero();
}

export function showOrder() {
  const button = document.querySelector("[data-sort]");
  if (button) button.querySelector("span").textContent = button.dataset[orderOf()];
}

// Chosen once more, a hero is let go.
export function chooseHero(id) {
  if (!id) return;
  arrange("hero", heroId() === id && isHeroChosen() ? {} : { ids: [id] });
}

const targets = () => (selectedIds().length ? selectedIds() : [focusedTile()?.dataset.id].filter(Boolean));

// Alt and an arrow: the selection, or else the focused photo, goes on by one photo or one row of those that are shown.
export function moveByKey(event) {
  const step = STEPS[event.key];
  const ids = targets();
  if (!event.altKey || event.ctrlKey || event.metaKey || !step || !ids.length || !mayArrange()) return null;
  return () => moveBy(ids, step());
}

function moveBy(ids, step) {
  const shown = shownTiles().map((tile) => tile.dataset.id);
  const others = shown.filter((id) => !ids.includes(id));
  const first = shown.findIndex((id) => ids.includes(id));
  const at = Math.min(Math.max(first + step, 0), others.length);
  if (first < 0 || at === first) return;
  arrange("move", { ids, before: others[at] ?? "" });
  focusTile(focusedTile());
}

function askPlace() {
  const ids = targets();
  const input = dialog.querySelector("input");
  input.max = photoIds().length;
  input.value = photoIds().indexOf(ids[0]) + 1;
  dialog.returnValue = "";
  showDialog(dialog);
  input.select();
}

function prepareDrag(event) {
  const tile = event.target.closest(".tile");
  const can = event.pointerType === "mouse" && !event.target.closest("button") && tile?.ariaSelected === "true";
  if (tile) tile.draggable = can;
}

function begin(event) {
  const tile = event.target.closest(".tile[draggable=true]");
  if (!tile) return;
  dragged = selectedIds();
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", tile.dataset.name);
  event.dataTransfer.setDragImage(tile.querySelector(".frame"), 20, 20);
  grid.classList.add("is-dragging");
}

function over(event) {
  const tile = event.target.closest(".tile");
  if (!dragged.length || !tile) return;
  event.preventDefault();
  mark(tile, isLeft(event, tile) ? "before" : "after");
}

function drop(event) {
  const tile = event.target.closest(".tile");
  if (!dragged.length || !tile) return;
  event.preventDefault();
  const known = photoIds();
  const { id } = tile.dataset;
  const [first] = dragged;
  arrange("move", { ids: dragged, before: isLeft(event, tile) ? id : (known[known.indexOf(id) + 1] ?? "") });
  end();
  focusTile(tileOf(first), { scroll: false });
}

function end() {
  dragged = [];
  grid.classList.remove("is-dragging");
  mark(null);
}

function isLeft(event, tile) {
  const { left, width } = tile.getBoundingClientRect();
  return event.clientX < left + width / 2;
}

function mark(tile, side) {
  for (const one of grid.querySelectorAll("[data-drop]")) delete one.dataset.drop;
  if (tile) tile.dataset.drop = side;
}
