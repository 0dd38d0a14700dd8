// Series and files of one picture lie in a stack: the proposal on top, what lies below it hidden until it is opened.
import { arrange, heroId, stackList } from "./arrangement.js";
import { columns } from "./columns.js";
import { decide } from "./decisions.js";
import { allTiles, focusTile, focusedTile, grid, shownTiles, tileOf } from "./grid.js";

const opened = new Set();
let byPhoto = new Map();
let fits = () => true;

export const stackOf = (id) => byPhoto.get(id);

// `matches(tile)`: whether the filter lets it through.
export function startStacks(matches) {
  fits = matches;
  grid.addEventListener("click", pressedVerb);
}

// Does what a button of a stack says; whether one was pressed.
export function pressedVerb(event) {
  const control = event.target.closest("[data-stack-verb]");
  if (!control) return false;
  event.stopPropagation();
  const stack = byPhoto.get(control.closest("[data-top]").dataset.top);
  if (stack) act(control.dataset.stackVerb, stack);
  return true;
}

function act(verb, stack) {
  if (verb === "toggle") toggleStack(stack);
  if (verb === "keep") keep(stack);
  if (verb === "dismiss") arrange("dismiss", { burst: stack.id });
}

export const isOpenStack = (stack) => opened.has(stack.id);

export function toggleStack(stack) {
  if (!stack) return;
  if (!opened.delete(stack.id)) opened.add(stack.id);
  drawStacks();
  if (!focusedTile() || focusedTile().hidden) focusTile(topOf(stack));
}

// One key keeps the proposal and declines what is undecided of the rest.
export function keep(stack) {
  if (stack?.declinable.length) decide("decline", stack.declinable);
}

const membersOf = (stack) => stack.photos.map(tileOf).filter(Boolean);
const topOf = (stack) => {
  const fitting = membersOf(stack).filter(fits);
  return fitting.find((tile) => tile.dataset.id === stack.proposed) ?? fitting[0];
};

// The top of its stack for a photo that lies below it.
export const shownFor = (tile) => (tile.hidden && topOf(stackOf(tile.dataset.id) ?? { photos: [] })) || tile;

// A photo, and behind it what the closed stack hides that it is the top of.
export function withHidden(tile) {
  if (!tile.classList.contains("is-stack")) return [tile];
  const below = membersOf(stackOf(tile.dataset.id)).filter((one) => one !== tile && fits(one));
  return [tile, ...below];
}

// After photos, filter or stacks have changed. A stack of which one photo is left on the page is none.
export function drawStacks() {
  const held = focusedTile();
  const take = held === document.activeElement;
  const stacks = stackList().filter((stack) => membersOf(stack).length > 1);
  byPhoto = new Map(stacks.flatMap((stack) => stack.photos.map((id) => [id, stack])));
  for (const part of grid.querySelectorAll(".burst, .edges, .tag.count")) part.remove();
  for (const tile of allTiles()) {
    tile.toggleAttribute("data-stacked", byPhoto.has(tile.dataset.id));
    tile.classList.remove("is-stack", "is-opened");
    tile.hidden = !fits(tile);
  }
  for (const stack of stacks) if (!opened.has(stack.id)) fold(stack);
  for (const stack of stacks) if (opened.has(stack.id)) unfold(stack);
  // Once its top is declined, another photo is: the keys go on with what is in sight.
  const top = held && shownFor(held);
  if (top !== held) focusTile(top, { take, scroll: false });
  showHero();
}

export function showHero() {
  for (const tag of grid.querySelectorAll(".tag.hero")) tag.remove();
  tileOf(heroId())?.querySelector(".frame").append(copyOf("hero-tag"));
}

// Its line stands above the row in which it begins: within the row, it would leave a gap.
function unfold(stack) {
  const members = new Set(membersOf(stack).filter((tile) => !tile.hidden));
  const shown = shownTiles();
  const at = shown.findIndex((tile) => members.has(tile));
  if (at < 0) return;
  for (const tile of members) tile.classList.add("is-opened");
  const first = shown[at - (at % columns())];
  first.parentElement.insertBefore(stackLine(stack), first);
}

function fold(stack) {
  const top = topOf(stack);
  if (!top) return;
  for (const tile of membersOf(stack)) tile.hidden = tile !== top;
  top.classList.add("is-stack");
  const frame = top.querySelector(".frame");
  const count = copyOf("stack-count");
  count.dataset.top = top.dataset.id;
  count.querySelector("b").textContent = stack.photos.length;
  frame.append(count, edgesOf(stack));
}

// Where not all photos of a stack are decided alike, its upper edge has a piece for each.
function edgesOf(stack) {
  const edges = Object.assign(document.createElement("span"), { className: "edges", ariaHidden: "true" });
  const states = membersOf(stack).map((tile) => tile.dataset.state);
  const isMixed = new Set(states).size > 1;
  for (const state of isMixed ? states : [""]) {
    edges.append(Object.assign(document.createElement("i"), { className: state && `e-${state}` }));
  }
  return edges;
}

const number = (text, n) => text.replace("{n}", n);

export function stackLine(stack) {
  const line = copyOf("stack-line");
  const { series, same, seconds, sharpest, largest, keep: keepWords, open, close } = line.dataset;
  const put = (name, text) => (line.querySelector(`[data-part=${name}]`).textContent = text);
  const isSeries = stack.kind === "series";
  line.dataset.top = stack.photos[0];
  put("what", number(isSeries ? series : same, stack.photos.length));
  put("time", isSeries && stack.seconds ? number(seconds, stack.seconds) : "");
  put("proposal", (isSeries ? sharpest : largest).replace("{name}", tileOf(stack.proposed)?.dataset.name ?? ""));
  put("keep", number(keepWords, stack.declinable.length));
  put("toggle", isOpenStack(stack) ? close : open);
  line.querySelector("[data-stack-verb=keep]").hidden =
    !stack.declinable.length || !document.querySelector("[data-action=decline]");
  return line;
}

const copyOf = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
