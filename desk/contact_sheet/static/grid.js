// The tiles on the page: their order and the focus (one tab stop).
import { isSelected } from "./selection.js";

export const grid = document.getElementById("grid");
const toasts = document.getElementById("toasts");
export const tileOf = (id) => document.getElementById(`photo-${id}`);
export const allTiles = () => [...grid.querySelectorAll(".tile")];
export const shownTiles = () => allTiles().filter((tile) => !tile.hidden);
export const shownIds = () => shownTiles().map((tile) => tile.dataset.id);
export const focusedTile = () => grid.querySelector(".tile[tabindex='0']");

export function focusTile(tile, { scroll = true, take = true } = {}) {
  if (!tile) return;
  grid.querySelectorAll(".tile[tabindex='0']").forEach((other) => (other.tabIndex = -1));
  tile.tabIndex = 0;
  if (take) tile.focus({ preventScroll: true });
  if (scroll) tile.scrollIntoView({ block: "nearest" });
  if (take) uncover(tile);
}

// What a key will hit is never behind a message, nor when the bar of the selection lifts the messages: the page makes way.
export function startUncovering() {
  const observer = new MutationObserver(() => {
    if (document.activeElement === focusedTile()) uncover(document.activeElement);
  });
  observer.observe(toasts, { childList: true });
  observer.observe(document.getElementById("actions"), { attributeFilter: ["hidden"] });
}

function uncover(tile) {
  const [own, over] = [tile, toasts].map((one) => one.getBoundingClientRect());
  const isBeside = own.left >= over.right || own.right <= over.left;
  if (!isBeside && own.top < over.bottom && own.bottom > over.top) scrollBy(0, own.bottom - over.top + 8);
}

export function neighbour(tile, step) {
  const tiles = shownTiles();
  const at = tiles.indexOf(tile) + step;
  return tiles[Math.min(Math.max(at, 0), tiles.length - 1)];
}

export function mirrorSelection() {
  for (const tile of allTiles()) {
    const selected = String(isSelected(tile.dataset.id));
    if (tile.ariaSelected !== selected) tile.ariaSelected = selected;
  }
}
