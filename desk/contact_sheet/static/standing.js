// Brings the tiles into the order that the desk says. What somebody looks at is never moved by others: a photo that would
// push it away waits, and a button says how many there are.
import { photoIds, waitingActs } from "./arrangement.js";
import { allTiles, focusedTile, grid } from "./grid.js";

const SECTION = 60;
const held = new Map();
const button = document.getElementById("arrivals");
let drawn = () => {};

export function startStanding(afterwards) {
  drawn = afterwards;
  button.addEventListener("click", () => stand(true));
  // What waited below or above the window may stand where nobody looks by now.
  addEventListener("scrollend", () => held.size && stand());
}

// A tile that is not on the page yet.
export const arrive = (tile) => held.set(tile.dataset.id, tile);

// At once where this page has asked for it.
export function stand(now = waitingActs() !== "") {
  const present = new Map(allTiles().map((tile) => [tile.dataset.id, tile]));
  const known = photoIds();
  for (const id of held.keys()) if (present.has(id) || !known.includes(id)) held.delete(id);
  const target = known.map((id) => present.get(id) ?? held.get(id)).filter(Boolean);
  const current = [...present.values()];
  if (target.length === current.length && target.every((tile, at) => tile === current[at])) return announce(0, false);
  if (!now && movesWhatIsSeen(current, target)) return announce(held.size, true);
  put(target);
  announce(0, false);
  drawn();
}

function movesWhatIsSeen(current, target) {
  const [before, after] = [current, target].map((tiles) => tiles.filter(isShown));
  const last = before.findLastIndex(isSeen);
  return before.slice(0, last + 1).some((tile, at) => tile !== after[at]);
}

const isShown = (tile) => !tile.hidden;

export function isSeen(tile) {
  const { top, bottom } = tile.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

function put(target) {
  const focused = document.activeElement;
  const anchor =
    focusedTile() && isSeen(focusedTile()) ? focusedTile() : allTiles().find((one) => !one.hidden && isSeen(one));
  const before = anchor?.getBoundingClientRect().top;
  for (const line of grid.querySelectorAll(".burst")) line.remove();
  for (const [at, tile] of target.entries()) {
    const section = sectionAt(Math.floor(at / SECTION));
    const there = section.children[at % SECTION];
    if (there !== tile) section.insertBefore(tile, there ?? null);
  }
  held.clear();
  if (grid.contains(focused) && document.activeElement !== focused) focused.focus({ preventScroll: true });
  if (anchor) scroller().scrollBy(0, anchor.getBoundingClientRect().top - before);
}

function sectionAt(n) {
  const sections = grid.querySelectorAll(".section");
  if (sections[n]) return sections[n];
  const section = Object.assign(document.createElement("div"), { className: "section" });
  section.setAttribute("role", "row");
  grid.append(section);
  return section;
}

function scroller() {
  const bench = grid.closest(".bench-main");
  return bench.scrollHeight > bench.clientHeight + 1 ? bench : document.scrollingElement;
}

function announce(count, waits) {
  button.hidden = !waits;
  const { one, many, order } = button.dataset;
  const words = count === 0 ? order : count === 1 ? one : many;
  const text = words.replace("{n}", count);
  const label = button.querySelector("span");
  if (waits && label.textContent !== text) label.textContent = text;
}
