// How much of a picture a pane shows: all of it, or its own pixels around a point that may be common to all panes.
// The point is a fraction of the picture, 0 to 1, so that it means the same place in pictures of different sizes, and
// lies `right` and `down` pixels from the middle of the pane.
const MIDDLE = { x: 0.5, y: 0.5, right: 0, down: 0 };
const CLICK = 5; // pixels a pointer may move and still be a click
let actual = false;
let linked = true;
let common = MIDDLE;

export const isActual = () => actual;
export const isLinked = () => linked;

export function fit() {
  actual = false;
  common = MIDDLE;
}

export function link(on, panes) {
  linked = on;
  if (on) for (const pane of panes) delete pane.point;
}

// `at` is where the pointer is, in the window: what lies there stays there.
export function showActual(pane, at) {
  actual = true;
  const [picture, room] = [pane.image.getBoundingClientRect(), pane.look.getBoundingClientRect()];
  if (!at || !picture.width) return;
  setPoint(pane, {
    x: clamp((at.x - picture.left) / picture.width),
    y: clamp((at.y - picture.top) / picture.height),
    right: at.x - room.left - room.width / 2,
    down: at.y - room.top - room.height / 2,
  });
}

export function pan(pane, dx, dy) {
  const { width, height } = sizeOf(pane.image);
  const point = pointOf(pane);
  setPoint(pane, { ...point, x: clamp(point.x - dx / width), y: clamp(point.y - dy / height) });
}

export function draw(panes) {
  for (const pane of panes) {
    const { image, look } = pane;
    pane.figure.toggleAttribute("data-actual", actual);
    image.style.cssText = "";
    if (!actual || !image.naturalWidth) continue;
    const { width, height } = sizeOf(image);
    const { x, y, right, down } = pointOf(pane);
    const left = offset(look.clientWidth, width, x, right);
    const top = offset(look.clientHeight, height, y, down);
    image.style.cssText = `width:${width}px;height:${height}px;transform:translate(${left}px,${top}px)`;
  }
}

// A drag moves the picture; a click in place goes between all of it and its own pixels.
export function followPointer(pane, onClick, onPan) {
  let last = null;
  let moved = 0;
  pane.look.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    last = { x: event.clientX, y: event.clientY };
    moved = 0;
    pane.look.setPointerCapture(event.pointerId);
  });
  pane.look.addEventListener("pointermove", (event) => {
    if (!last) return;
    const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
    moved += Math.hypot(dx, dy);
    last = { x: event.clientX, y: event.clientY };
    if (actual) onPan(dx, dy);
  });
  pane.look.addEventListener("pointerup", (event) => {
    if (last && moved <= CLICK) onClick({ x: event.clientX, y: event.clientY });
    last = null;
  });
  pane.look.addEventListener("pointercancel", () => (last = null));
}

const clamp = (number) => Math.min(Math.max(number, 0), 1);
const pointOf = (pane) => (linked ? common : (pane.point ?? MIDDLE));

function setPoint(pane, point) {
  if (linked) common = point;
  else pane.point = point;
}

// One pixel of the file is one of the screen.
const sizeOf = (image) => ({
  width: image.naturalWidth / devicePixelRatio,
  height: image.naturalHeight / devicePixelRatio,
});

// Where the picture begins; no edge is empty where the picture is larger than the pane.
function offset(room, size, fraction, fromMiddle) {
  if (size <= room) return (room - size) / 2;
  return Math.min(0, Math.max(room - size, room / 2 + fromMiddle - fraction * size));
}
