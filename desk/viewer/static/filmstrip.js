// The photos on show in a row below the large one; what a closed stack hides stands smaller behind its top. Tab stops
// at the large one's.
import { shownTiles } from "./grid.js";
import { withHidden } from "./stacks.js";

export function showFilmstrip(strip, current, pick) {
  const tiles = shownTiles().flatMap(withHidden);
  const have = new Map([...strip.children].map((button) => [button.dataset.id, button]));
  const buttons = tiles.map((tile) => update(have.get(tile.dataset.id) ?? makeButton(tile, pick), tile));
  if (buttons.length !== strip.childElementCount || buttons.some((button, at) => strip.children[at] !== button))
    strip.replaceChildren(...buttons);
  const now = new Set(current.map((tile) => tile.dataset.id));
  for (const [at, button] of buttons.entries()) {
    button.toggleAttribute("data-below", tiles[at].hidden);
    button.ariaCurrent = now.has(button.dataset.id) ? "true" : null;
    button.tabIndex = button.ariaCurrent ? 0 : -1;
  }
  center(strip, strip.querySelector("[aria-current]"));
}

function makeButton(tile, pick) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.id = tile.dataset.id;
  button.addEventListener("click", () => pick(document.getElementById(tile.id)));
  return button;
}

// A button is drawn again when its tile looks different.
function update(button, tile) {
  const { state, version, name } = tile.dataset;
  if (button.dataset.version === version && button.dataset.state === state) return button;
  Object.assign(button.dataset, { state, version });
  button.setAttribute("aria-label", `${name}, ${tile.querySelector(".state")?.textContent.trim() ?? ""}`);
  const picture = tile.querySelector("img")?.cloneNode();
  const mark = tile.querySelector(".state .icon")?.cloneNode(true);
  button.replaceChildren(...[picture, mark].filter(Boolean));
  if (picture) picture.alt = "";
  return button;
}

function center(strip, button) {
  if (!button) return;
  strip.scrollLeft = button.offsetLeft - strip.offsetLeft - (strip.clientWidth - button.offsetWidth) / 2;
}
