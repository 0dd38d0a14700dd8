// Selecting by drawing a frame with the mouse. It begins anywhere on the grid where no photo can be dragged.
import { grid, shownTiles } from "./grid.js";

const THRESHOLD = 6;
const EDGE = 40;
const SPEED = 16;
let start = null;
let frame = null;
let pointer = null;
let places = [];

// `choose(ids, adds)` is called while the frame grows.
export function startLasso(choose) {
  grid.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType !== "mouse" || event.shiftKey) return;
    if (event.target.closest("button, a, [draggable=true]")) return;
    start = { ...onPage(event), adds: event.ctrlKey || event.metaKey, before: null };
  });
  addEventListener("pointermove", (event) => {
    if (!start) return;
    pointer = event;
    if (!frame && far(onPage(event))) begin();
    if (frame) update(choose);
  });
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
  // A picture is no file to be dragged off the page, and the click that ends a frame selects nothing.
  grid.addEventListener("dragstart", (event) => !event.target.closest("[draggable=true]") && event.preventDefault());
  grid.addEventListener(
    "click",
    (event) => grid.dataset.lassoed !== undefined && event.stopImmediatePropagation(),
    true,
  );
}

const scroller = () => grid.closest(".bench-main");
const onPage = ({ clientX, clientY }) => {
  const { left, top } = grid.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
};
const far = ({ x, y }) => Math.hypot(x - start.x, y - start.y) > THRESHOLD;

function begin() {
  frame = document.createElement("div");
  frame.className = "lasso";
  grid.prepend(frame);
  const origin = grid.getBoundingClientRect();
  places = shownTiles().map((tile) => {
    const { left, top, right, bottom } = tile.getBoundingClientRect();
    const box = {
      left: left - origin.left,
      right: right - origin.left,
      top: top - origin.top,
      bottom: bottom - origin.top,
    };
    return { id: tile.dataset.id, box };
  });
  getSelection().removeAllRanges();
}

function update(choose) {
  const now = onPage(pointer);
  const box = { left: Math.min(start.x, now.x), top: Math.min(start.y, now.y) };
  box.right = Math.max(start.x, now.x);
  box.bottom = Math.max(start.y, now.y);
  Object.assign(frame.style, {
    left: `${box.left}px`,
    top: `${box.top}px`,
    width: `${box.right - box.left}px`,
    height: `${box.bottom - box.top}px`,
  });
  const met = places.filter((place) => meet(place.box, box));
  choose(
    met.map((place) => place.id),
    start.adds,
  );
  scrollAtEdge();
}

const meet = (one, other) =>
  one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;

function scrollAtEdge() {
  const bench = scroller();
  const moving = bench.scrollHeight > bench.clientHeight ? bench : document.scrollingElement;
  if (pointer.clientY > innerHeight - EDGE) moving.scrollBy(0, SPEED);
  else if (pointer.clientY < bench.getBoundingClientRect().top + EDGE) moving.scrollBy(0, -SPEED);
}

function end() {
  if (frame) {
    frame.remove();
    // The click follows at once.
    grid.dataset.lassoed = "";
    setTimeout(() => delete grid.dataset.lassoed);
  }
  start = null;
  frame = null;
}
