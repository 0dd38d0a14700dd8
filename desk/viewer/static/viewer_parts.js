// Parts of full size that show how a photo stands: its stack, and what can be decided on it by whom; and swiping.
import { isPossible } from "./decisions.js";
import { isOpenStack, pressedVerb, stackLine, stackOf } from "./stacks.js";

const SWIPE = 60;

// A verb that does not apply keeps its place. With four eyes, what the reader changed last is not theirs to approve.
export function showVerbs(viewer, tile) {
  const { id, kinds, state } = tile.dataset;
  for (const button of viewer.querySelectorAll("[data-verb]")) button.disabled = !isPossible(button.dataset.verb, id);
  const approve = viewer.querySelector("[data-key=a]");
  if (!approve) return;
  approve.hidden = kinds.split(" ").includes("barred");
  viewer.querySelector(".viewer-barred").hidden = !approve.hidden;
  viewer.querySelector("[data-key=restore]").hidden = state !== "declined";
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
