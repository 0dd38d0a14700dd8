// How the photos stand: as the desk said last, in #arrangement, and on top of it what this page has asked for since and
// what waits in the outbox. Both are told apart for good: an answer to the first key says nothing about the second.
import { grid } from "./grid.js";
import { enqueue, pendingItems } from "./outbox.js";

const piece = () => document.getElementById("arrangement");
const asked = (...actions) =>
  pendingItems().filter((item) => item.url === grid.dataset.arrange && actions.includes(item.action));

export const stackList = () => JSON.parse(piece().dataset.stacks);
export const mayArrange = () => Boolean(grid.dataset.arrange);
export const photoIds = () => asked("move").reduce(moved, piece().dataset.photos.split(" ").filter(Boolean));

// The acts that were not answered yet, as one text.
export const waitingActs = () =>
  asked("order", "hero", "move", "dismiss")
    .map((item) => item.act)
    .join(" ");

export function orderOf() {
  const last = asked("order", "move").at(-1);
  return last ? (last.values.order ?? "manual") : piece().value;
}

// Without one that was chosen, the desk says which photo leads.
export function heroId() {
  const last = asked("hero").at(-1);
  return last ? (last.ids[0] ?? "") : piece().dataset.hero;
}

export function isHeroChosen() {
  const last = asked("hero").at(-1);
  return last ? last.ids.length > 0 : "chosen" in piece().dataset;
}

export function arrange(action, { ids = [], ...values } = {}) {
  if (mayArrange()) enqueue({ action, ids, photos: [], values, url: grid.dataset.arrange });
}

// The same as the desk does it (`archive.releases.order`): before one of themselves means before whatever follows.
function moved(stood, { ids, values: { before, to } }) {
  const others = stood.filter((id) => !ids.includes(id));
  const behind = stood.includes(before) ? stood.slice(stood.indexOf(before)) : [];
  const at = to ? to - 1 : others.indexOf(behind.find((id) => !ids.includes(id)));
  others.splice(at < 0 ? others.length : at, 0, ...stood.filter((id) => ids.includes(id)));
  return others;
}
