// Parts of full size that show how a photo stands: its stack, and whose approval it needs; and swiping.
import { isOpenStack, pressedVerb, stackLine, stackOf } from "./stacks.js";

const SWIPE = 60;

// With four eyes, what the reader changed last is not theirs to approve.
export function showBarred(viewer, tile) {
  const approve = viewer.querySelector("[data-key=a]");
  if (!approve) return;
  approve.hidden = tile.dataset.kinds.split(" ").includes("barred");
  viewer.querySelector(".viewer-barred").hidden = !approve.hidden;
}

// What the photo is stacked with, and what can be done about it.
export function showStack(box, tile) {
  const stack = tile && stackOf(tile.dataset.id);
  const shows = stack ? [stack.id, isOpenStack(stack), stack.proposed, stack.declinable].join(" ") : "";
  if (box.dataset.shows === shows) return;
  box.dataset.shows = shows;
  box.replaceChildren(...(stack ? [stackLine(stack)] : []));
  box.firstElementChild?.setAttribute("role", "group");
}

export function startStack(box, changed) {
  box.addEventListener("click", (event) => pressedVerb(event) && changed());
}

export function startSwiping(stage, isFree, turn) {
  let from = null;
  const begin = ({ touches }) => (from = touches.length === 1 ? touches[0] : null);
  stage.addEventListener("touchstart", begin, { passive: true });
  stage.addEventListener("touchend", ({ changedTouches: [to] }) => {
    const dx = from ? to.clientX - from.clientX : 0;
    if (isFree() && Math.abs(dx) > SWIPE) turn(dx < 0 ? 1 : -1);
    from = null;
  });
}
