// The tiles on the page: their order, focus (one tab stop), columns and filters.
import { isSelected } from "./selection.js";

const STEPS = [2, 3, 4, 5, 6, 10];
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

export const columns = () => Number(getComputedStyle(grid).getPropertyValue("--columns"));

export function startColumns() {
  const slider = document.getElementById("columns");
  const narrow = matchMedia("(width <= 800px)");
  slider.value = localStorage.getItem("columns") ?? "2";
  const apply = () => {
    const count = narrow.matches ? 2 : STEPS[slider.value];
    slider.nextElementSibling.textContent = count;
    grid.style.setProperty("--columns", count);
    grid.toggleAttribute("data-dense", count > 6);
    measure();
  };
  slider.addEventListener("input", () => (localStorage.setItem("columns", slider.value), apply()));
  narrow.addEventListener("change", apply);
  apply();
}

// Lets the browser reserve a section's exact height before it paints it, so that the scrollbar does not jump.
export function measure() {
  for (const section of grid.querySelectorAll(".section")) {
    const shown = section.querySelectorAll(".tile:not([hidden])").length;
    section.hidden = shown === 0 && section !== grid.lastElementChild;
    section.style.setProperty("--rows", Math.max(1, Math.ceil(shown / columns())));
  }
}

// The filter runs when it is chosen, not when a tile changes: no tile disappears from under the pointer.
export function applyFilter() {
  const state = document.getElementById("filter-state").value;
  const photographer = document.getElementById("filter-photographer").value;
  const picks = document.getElementById("filter-picks").value;
  for (const tile of allTiles()) {
    const { kinds, gaps, photographer: who } = tile.dataset;
    const fits = !state || (state === "gaps" ? Number(gaps) > 0 : kinds.split(" ").includes(state));
    tile.hidden = !(fits && isPicked(tile, picks) && (!photographer || (who || "-") === photographer));
  }
  const some = shownTiles();
  document.getElementById("no-match").hidden = some.length > 0 || allTiles().length === 0;
  measure();
  if (!focusedTile() || focusedTile().hidden) focusTile(some[0], { take: false, scroll: false });
}

function isPicked(tile, picks) {
  if (picks === "tagged") return "tagged" in tile.dataset;
  return Number(tile.dataset.rating ?? 0) >= Number(picks);
}

// Few photographers rate or tag: the filter shows once a photo is.
export function offerPicks() {
  const picked = grid.querySelector(".tile:is([data-rating], [data-tagged])");
  document.getElementById("filter-picks").parentElement.hidden = !picked;
}

// Drops arrive while the page is open: every photographer who has one can be chosen.
export function offerPhotographers() {
  const choice = document.getElementById("filter-photographer");
  for (const drop of document.querySelectorAll("#head .drop")) {
    const { photographer } = drop.dataset;
    if ([...choice.options].some((option) => option.value === photographer)) continue;
    choice.add(new Option(drop.querySelector(".drop-name span").textContent, photographer));
  }
  choice.parentElement.hidden = choice.options.length < 3;
}

export function mirrorSelection() {
  for (const tile of allTiles()) tile.setAttribute("aria-selected", isSelected(tile.dataset.id));
}
