// How the photos stand. The desk says it with every answer, in #arrangement; what changes it is sent in its turn, one
// request after the other.
import { grid } from "./grid.js";

let tail = Promise.resolve();
let asked = 0;

const piece = () => document.getElementById("arrangement");
export const orderOf = () => piece().value;
export const photoIds = () => piece().dataset.photos.split(" ").filter(Boolean);
export const heroId = () => piece().dataset.hero;
export const isHeroChosen = () => "chosen" in piece().dataset;
export const stackList = () => JSON.parse(piece().dataset.stacks);
export const mayArrange = () => Boolean(grid.dataset.arrange);

// Whether an answer to this page's own request is on its way: what it brings is shown at once.
export const isOwn = () => asked > 0;

export function arrange(action, values = {}) {
  if (!mayArrange()) return;
  const act = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16)).join("");
  const request = { action, act, ...values };
  asked += 1;
  const source = document.getElementById("arranger");
  tail = tail
    .then(() => window.htmx.ajax("POST", grid.dataset.arrange, { source, values: request, target: "#inbox" }))
    .catch(() => {})
    .finally(() => (asked -= 1));
}

// Shows a move before the desk has answered, so that the next key counts from there.
export function moveHere(ids, before) {
  const others = photoIds().filter((id) => !ids.includes(id));
  const at = before ? others.indexOf(before) : others.length;
  const moved = photoIds().filter((id) => ids.includes(id));
  others.splice(at < 0 ? others.length : at, 0, ...moved);
  piece().dataset.photos = others.join(" ");
  arrange("move", { ids: moved, before });
}
