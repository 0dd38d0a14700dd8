// What the server sends lands in a hidden inbox; from there each piece replaces its older version on the page.
import { allTiles, grid, mirrorSelection } from "./grid.js";
import { forget } from "./selection.js";
import { arrive, stand } from "./standing.js";
import { showToast } from "./toasts.js";

const inbox = document.getElementById("inbox");
let unpack;

// An answer that did not come through htmx.
export function deliver(pieces) {
  inbox.replaceChildren(...pieces);
  unpack();
}

export function startInbox(afterwards) {
  unpack = () => {
    if (!inbox.childElementCount) return;
    inbox.querySelectorAll(".tile").forEach(place);
    inbox.querySelectorAll("[data-piece]").forEach(replace);
    const changes = inbox.querySelector("#changes");
    if (changes?.dataset.present !== undefined) removeGone(new Set(changes.dataset.present.split(" ")));
    replace(changes);
    stand();
    const toasts = [...inbox.querySelectorAll("[data-toast]")];
    toasts.forEach(showToast);
    inbox.replaceChildren();
    document.getElementById("empty").hidden = allTiles().length > 0;
    mirrorSelection();
    afterwards(toasts);
  };
  document.body.addEventListener("htmx:afterSwap", unpack);
  document.body.addEventListener("htmx:oobAfterSwap", unpack);
}

function place(tile) {
  const old = grid.querySelector(`#${tile.id}`);
  if (!old) return arrive(tile);
  if (isNotNewer(old.dataset, tile.dataset)) return tile.remove();
  const focused = old.contains(document.activeElement);
  tile.hidden = old.hidden;
  tile.tabIndex = old.tabIndex;
  tile.classList.toggle("is-edited", old.classList.contains("is-edited"));
  keepPicture(old, tile);
  old.replaceWith(tile);
  if (focused) tile.focus({ preventScroll: true });
}

// Pictures and badges change without the row: a tile of the same version may look different.
const isNotNewer = (old, fresh) =>
  Number(old.version) > Number(fresh.version) ||
  (old.version === fresh.version && old.full === fresh.full && old.kinds === fresh.kinds);

// The same picture stays on the page, so that nothing flickers when only texts changed.
function keepPicture(old, tile) {
  const [before, after] = [old.querySelector("img"), tile.querySelector("img")];
  if (!before || !after || before.getAttribute("src") !== after.getAttribute("src")) return;
  before.alt = after.alt;
  after.replaceWith(before);
}

function replace(piece) {
  if (!piece) return;
  const old = [...document.querySelectorAll(`#${piece.id}`)].find((one) => !inbox.contains(one));
  // Photos without a release have no links.
  if (!old) return piece.remove();
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  old.replaceWith(piece);
  window.htmx.process(piece);
  if (focused) document.getElementById(focused)?.focus();
}

function removeGone(present) {
  for (const tile of allTiles()) {
    if (present.has(tile.dataset.id)) continue;
    forget(tile.dataset.id);
    tile.remove();
  }
}
