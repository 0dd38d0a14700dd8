// How the camera was set for photos beside each other, and which of a series is the sharpest. What differs stands out.
import { stackOf } from "./stacks.js";

export function drawShots(panes) {
  const shots = panes.map(({ tile }) => (tile.dataset.shot ?? "").split("|"));
  const differs = (part, at) => shots.some((other) => other[at] && other[at] !== part);
  for (const [n, { figure, tile }] of panes.entries()) {
    const items = shots[n].map((part, at) => itemOf(part, differs(part, at)));
    const list = figure.querySelector(".shot");
    list.replaceChildren(...items.filter((item) => item.textContent));
    list.hidden = !list.childElementCount;
    figure.querySelector(".best").hidden = !isSharpest(tile.dataset.id);
  }
}

function isSharpest(id) {
  const stack = stackOf(id);
  return stack?.kind === "series" && stack.proposed === id;
}

function itemOf(text, differs) {
  const item = document.createElement("li");
  item.textContent = text;
  item.toggleAttribute("data-differs", differs);
  return item;
}
