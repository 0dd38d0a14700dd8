// Which photos are shown: those of one chip, with these words, and what the filter menu narrows down to.
import { allTiles, focusTile, focusedTile, grid, shownTiles } from "./grid.js";
import { drawStacks } from "./stacks.js";

const chips = document.getElementById("chips");
const words = document.getElementById("filter-words");
const menu = document.getElementById("filters");
const [photographer, gaps, picks] = ["photographer", "gaps", "picks"].map((name) =>
  document.getElementById(`filter-${name}`),
);
const GAP = "gap";
let kinds = "";
let left = new Set();

// Whether the filter let this photo through when it ran; photos that came since are shown.
export const fits = (tile) => !left.has(tile.dataset.id);

export function startFilters(changed) {
  const again = () => (applyFilter(), changed());
  chips.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (!chip) return;
    // Pressed once more, a chip lets go.
    kinds = kinds === chip.dataset.kinds ? "" : chip.dataset.kinds;
    again();
  });
  menu.addEventListener("change", again);
  words.addEventListener("input", again);
  words.addEventListener("keydown", (event) => {
    if (!["Escape", "Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Escape") words.value = "";
    again();
    focusTile(focusedTile());
  });
  offerChoices();
}

export const findWords = () => (words.focus(), words.select());

export function resetFilter() {
  kinds = "";
  for (const field of [words, photographer, gaps, picks]) field.value = "";
  applyFilter();
}

// The filter runs when it is chosen, not when a photo changes: none disappears from under the pointer.
export function applyFilter() {
  left = new Set();
  judge(allTiles());
  drawStacks();
  const some = shownTiles();
  menu.classList.toggle("is-on", Boolean(photographer.value || gaps.value || picks.value));
  if (!focusedTile() || focusedTile().hidden) focusTile(some[0], { take: false, scroll: false });
  tell();
}

// Whether the filter goes by what only a tile says: a photo whose tile follows passes later.
export const readsTiles = () => Boolean(words.value || gaps.value || picks.value || overlap(kinds, GAP));

// The filter as a text, to be compared.
export const filterNow = () => [kinds, ...[words, photographer, gaps, picks].map((field) => field.value)].join("\n");

// Which of these tiles the filter lets through.
export function judge(tiles) {
  const typed = fold(words.value).split(/\s+/);
  const passes = (tile) => isOf(tile, kinds) && isNarrowed(tile) && typed.every((word) => textOf(tile).includes(word));
  for (const tile of tiles) {
    if (passes(tile)) left.delete(tile.dataset.id);
    else left.add(tile.dataset.id);
  }
}

// The numbers on the chips are those of all photos, whatever is shown; gaps are known of those whose tiles are here.
function tell() {
  const tiles = allTiles();
  const follows = Boolean(grid.querySelector("[data-follows]"));
  document.getElementById("no-match").hidden = follows || !tiles.length || tiles.some((tile) => !tile.hidden);
  for (const chip of chips.children) {
    const count = tiles.filter((tile) => isOf(tile, chip.dataset.kinds)).length;
    chip.querySelector("b").textContent = follows && chip.dataset.kinds === GAP ? `${count}+` : count;
    chip.setAttribute("aria-pressed", chip.dataset.kinds === kinds);
    chip.hidden = count === 0 && chip.dataset.kinds !== "" && chip.dataset.kinds !== kinds;
  }
}

// After photos changed: the choices there are now, and their numbers.
export function offerChoices() {
  for (const { value, textContent } of document.getElementById("drops").options) {
    if (![...photographer.options].some((option) => option.value === value)) {
      photographer.add(new Option(textContent, value));
    }
  }
  photographer.parentElement.hidden = photographer.options.length < 3;
  // Few photographers rate or tag.
  picks.parentElement.hidden = !grid.querySelector(".tile:is([data-rating], [data-tagged])");
  tell();
}

const overlap = (some, others) => some.split(" ").some((one) => others.split(" ").includes(one));
const kindsOf = ({ dataset }) => ("stacked" in dataset ? `${dataset.kinds} stacked` : dataset.kinds);
const isOf = (tile, wanted) => !wanted || overlap(wanted, kindsOf(tile));

function isNarrowed({ dataset }) {
  const isPicked = picks.value === "tagged" ? "tagged" in dataset : Number(dataset.rating ?? 0) >= Number(picks.value);
  const isTheirs = !photographer.value || (dataset.photographer || "-") === photographer.value;
  return isPicked && isTheirs && (!gaps.value || overlap(gaps.value, dataset.gaps));
}

const fold = (text) => text.toLocaleLowerCase().trim();
const textOf = (tile) =>
  fold(
    [
      tile.dataset.name,
      tile.querySelector("img")?.alt,
      ...[".cap", ".peek"].map((part) => tile.querySelector(part)?.textContent),
    ].join(" "),
  );
