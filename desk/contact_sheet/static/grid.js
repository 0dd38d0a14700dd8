// The tiles on the page: their order and the focus (one tab stop).
import { isSelected } from "./selection.js";

export const grid = document.getElementById("grid");
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
