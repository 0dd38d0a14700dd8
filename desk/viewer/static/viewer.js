// Full size: one photo, or two to four side by side, on 18 % grey, black or white, with the contact sheet's keys.
import { goOnTo } from "./decisions.js";
import { focusedTile, neighbour, shownTiles, tileOf } from "./grid.js";
import { showFilmstrip } from "./filmstrip.js";
import { letterOf } from "./keys.js";
import { badgeOf, drawPane, makePane } from "./pane.js";
import { drawShots } from "./shots.js";
import { shownFor, stackOf, toggleStack } from "./stacks.js";
import { showDetails, startDetails } from "./viewer_details.js";
import { showStack, showVerbs, startStack, startSwiping } from "./viewer_parts.js";
import { draw, fit, followPointer, isActual, isLinked, link, pan, showActual } from "./zoom.js";

const BACKDROPS = ["grey", "black", "white"];
const MOST = 4;
const STEP = 80; // pixels a key moves the picture
const DECIDING = new Set(["a", "d", "h", "k", "u"]);
const viewer = document.getElementById("viewer");
const one = (selector, within = viewer) => within.querySelector(selector);

let panes = [];
let active = 0;
let marked = true;
let onKey = () => false;

// `act(key, ids)` does what the contact sheet does with this key and says whether it did anything.
export function startViewer(act) {
  if (!viewer) return;
  onKey = act;
  viewer.addEventListener("click", onClick);
  viewer.addEventListener("keydown", onKeyDown);
  viewer.addEventListener("close", () => (goOnTo(tile()), forget()));
  new ResizeObserver(() => draw(panes)).observe(one(".panes"));
  startSwiping(one(".viewer-stage"), () => !isActual(), turn);
  startDetails(one(".viewer-details"));
  startStack(one(".viewer-stack"), () => (takeKeys(), refreshViewer()));
  viewer.dataset.backdrop = localStorage.getItem("backdrop") ?? "grey";
  if (innerWidth < 1000 || localStorage.getItem("details") === "off") toggleDetails();
}

export function openViewer() {
  if (!focusedTile() || viewer.open) return;
  viewer.showModal();
  fit();
  show([focusedTile()]);
}

// Beside each other: the chosen photos, else this one and the next.
export function openCompare(ids) {
  const tiles = ids.map(tileOf).filter(Boolean).slice(0, MOST);
  if (!viewer.open) viewer.showModal();
  fit();
  show(tiles.length > 1 ? tiles : pairWith(tiles[0] ?? focusedTile()));
}

// What the server sent has replaced the tiles.
export function refreshViewer() {
  if (!viewer.open) return;
  for (const pane of panes) pane.tile = shownFor(tileOf(pane.tile.dataset.id) ?? pane.tile);
  redraw();
  fetchDetails();
}

const tile = () => panes[active]?.tile;
// A button that is drawn anew takes the focus, and with it the keys, away.
const takeKeys = () => one(".viewer-stage").focus({ preventScroll: true });
const comparing = () => panes.length > 1;

function pairWith(first) {
  const next = neighbour(first, 1);
  return next === first ? [neighbour(first, -1), first] : [first, next];
}

function forget() {
  panes = [];
  one(".panes").replaceChildren();
  one(".filmstrip").replaceChildren();
  fetchDetails();
}

function show(tiles) {
  panes = tiles.map(openPane);
  active = 0;
  one(".panes").replaceChildren(...panes.map((pane) => pane.figure));
  redraw();
  fetchDetails();
}

function openPane(shown) {
  const pane = makePane(shown);
  pane.figure.addEventListener("pointerdown", () => activate(panes.indexOf(pane)));
  pane.image.addEventListener("load", () => draw(panes));
  followPointer(
    pane,
    (at) => zoom(!isActual(), pane, at),
    (dx, dy) => (pan(pane, dx, dy), draw(panes)),
  );
  return pane;
}

function redraw() {
  for (const pane of panes) {
    const source = sourceOf(pane.tile.dataset.full);
    const isActive = pane === panes[active];
    drawPane(pane, { source, isActive, isBeside: comparing(), settled: () => draw(panes) });
  }
  drawShots(panes);
  draw(panes);
  drawBars();
  showFilmstrip(one(".filmstrip"), comparing() ? panes.map((pane) => pane.tile) : [tile()], pick);
}

// In a window a screen's size will do; its own pixels, and no watermark, only the large files have.
function sourceOf(full) {
  if (!full) return "";
  const { plain, marked: large } = viewer.dataset;
  const profile = marked || !plain ? isActual() && large : plain;
  return profile ? full.replace(/\/[^/?]+(\?.*)?$/, `/${profile}`) : full;
}

function drawBars() {
  const tiles = shownTiles();
  const [place, of] = [one(".viewer-count strong"), one(".viewer-count span")];
  place.textContent = comparing() ? panes.length : tiles.indexOf(tile()) + 1;
  of.textContent = `/${tiles.length}`;
  const { compared } = viewer.dataset;
  one(".viewer-title strong").textContent = comparing() ? compared.replace("{n}", panes.length) : tile().dataset.name;
  one(".viewer-title .badge").replaceWith(badgeOf(tile()));
  showVerbs(viewer, tile());
  showStack(one(".viewer-stack"), comparing() ? null : tile());
  press("fit", !isActual());
  press("actual", isActual());
  press("mark", marked).hidden = !viewer.dataset.plain;
  press("link", isLinked()).hidden = !comparing();
  press("compare", comparing());
  one("[data-view=details]").hidden = comparing();
  for (const hint of viewer.querySelectorAll("[data-hint]"))
    hint.hidden = (hint.dataset.hint === "many") !== comparing();
  viewer.toggleAttribute("data-comparing", comparing());
}

function press(verb, on) {
  const button = one(`[data-view=${verb}]`);
  button.setAttribute("aria-pressed", on);
  return button;
}

function activate(index) {
  if (index === active || !panes[index]) return;
  active = index;
  redraw();
  fetchDetails();
}

// A photo of the filmstrip takes the place of the one that the keys act on.
function pick(chosen) {
  if (!chosen) return;
  // Below a closed stack: it is opened.
  if (chosen.hidden) toggleStack(stackOf(chosen.dataset.id));
  if (one(".filmstrip").contains(document.activeElement)) takeKeys();
  const beside = panes.findIndex((pane) => pane.tile === chosen);
  if (comparing() && beside >= 0) return activate(beside);
  panes[active].tile = chosen;
  redraw();
  fetchDetails();
}

const turn = (step) =>
  comparing() ? activate((active + Math.sign(step) + panes.length) % panes.length) : pick(neighbour(tile(), step));

function zoom(on, pane = panes[active], at = null) {
  if (on) showActual(pane, at);
  else fit();
  redraw();
}

const VERBS = {
  close: () => viewer.close(),
  previous: () => turn(-1),
  next: () => turn(1),
  fit: () => zoom(false),
  actual: () => zoom(true),
  mark: () => ((marked = !marked), redraw()),
  link: () => (link(!isLinked(), panes), redraw()),
  compare: () => (comparing() ? show([tile()]) : openCompare([tile().dataset.id])),
  only: keepOnly,
  details: toggleDetails,
  backdrop: () => {
    viewer.dataset.backdrop = BACKDROPS[(BACKDROPS.indexOf(viewer.dataset.backdrop) + 1) % 3];
    localStorage.setItem("backdrop", viewer.dataset.backdrop);
  },
};

const KEYS = {
  ArrowLeft: VERBS.previous,
  ArrowRight: VERBS.next,
  ArrowUp: VERBS.previous,
  ArrowDown: VERBS.next,
  Home: () => comparing() || pick(shownTiles()[0]),
  End: () => comparing() || pick(shownTiles().at(-1)),
  " ": () => zoom(!isActual()),
  Enter: () => zoom(!isActual()),
  z: () => zoom(!isActual()),
  b: VERBS.backdrop,
  w: () => viewer.dataset.plain && VERBS.mark(),
  l: () => comparing() && VERBS.link(),
  c: VERBS.compare,
  i: VERBS.details,
};

const PANS = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };

function onKeyDown(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if ([" ", "Enter"].includes(event.key) && event.target.closest("button")) return;
  // A key that is held down decides once.
  if (event.repeat && DECIDING.has(letterOf(event))) return event.preventDefault();
  if (doKey(event)) event.preventDefault();
}

function doKey({ key, shiftKey }) {
  if (shiftKey && isActual() && PANS[key]) return (pan(panes[active], ...PANS[key]), draw(panes), true);
  if (key === "k" && comparing()) return (keepOnly(), true);
  if (KEYS[key]) return (KEYS[key](), true);
  return decide(key, shiftKey);
}

// With Shift, a decision goes on to the next photo.
function decide(key, thenNext) {
  const done = onKey(key.toLowerCase(), [tile().dataset.id]);
  if (done && thenNext && viewer.open) turn(1);
  return done;
}

function keepOnly() {
  const others = panes.filter((pane) => pane.tile !== tile()).map((pane) => pane.tile.dataset.id);
  onKey("d", others);
  show([tile()]);
}

function onClick(event) {
  const button = event.target.closest("[data-view], [data-key]");
  if (!button) return;
  // After a click the space bar must not press the same button again.
  if (event.detail) takeKeys();
  if (button.dataset.key) return decide(button.dataset.key, false);
  VERBS[button.dataset.view]();
}

function toggleDetails() {
  const on = viewer.toggleAttribute("data-details-shown");
  press("details", on);
  localStorage.setItem("details", on ? "on" : "off");
  fetchDetails();
}

function fetchDetails() {
  const wanted = viewer.open && !comparing() && viewer.hasAttribute("data-details-shown");
  showDetails(one(".viewer-details"), viewer.dataset.details, wanted ? tile() : null);
}
