// A pane of full size: a photo's picture and, while others are beside it, what its tile says.
const one = (selector, within) => within.querySelector(selector);

export function makePane(tile) {
  const figure = document.getElementById("pane").content.cloneNode(true).firstElementChild;
  return { figure, tile, look: one(".look", figure), image: one("img", figure) };
}

// `source` is the picture's address, if there is one yet; `settled` is called when it is on show.
export function drawPane(pane, { source, isActive, isBeside, settled }) {
  const { figure, image, tile } = pane;
  figure.toggleAttribute("data-active", isBeside && isActive);
  const follows = "follows" in tile.dataset;
  one(".viewer-wait", figure).hidden = Boolean(source) || follows;
  if (!source) one(".viewer-loading", figure).hidden = !follows;
  image.hidden = !source;
  image.alt = one("img", tile)?.alt ?? "";
  if (source) load(pane, source, settled);
  one("figcaption strong", figure).textContent = tile.dataset.name;
  one(".badge", figure).replaceWith(badgeOf(tile));
  one(".caption", figure).textContent = one(".cap", tile)?.textContent ?? "";
  one("[data-view=only]", figure).hidden = !isBeside;
}

// The picture on show stays until the new one is there.
function load(pane, source, settled) {
  const { image } = pane;
  if (pane.wanted === source) return;
  pane.wanted = source;
  const busy = one(".viewer-loading", pane.figure);
  const fresh = new Image();
  fresh.src = source;
  const other = pane.shown !== pane.tile.dataset.id;
  if (other) [image.src, pane.shown] = [source, pane.tile.dataset.id];
  busy.hidden = other;
  const settle = () => {
    if (pane.wanted !== source) return;
    busy.hidden = true;
    if (image.getAttribute("src") !== source) image.src = source;
    settled();
  };
  fresh.decode().then(settle, settle);
}

export function badgeOf(tile) {
  const badge = document.createElement("span");
  badge.className = `badge s-${tile.dataset.state}`;
  const state = one(".state, .wait, .why > b", tile);
  if (state) badge.append(...state.cloneNode(true).childNodes);
  return badge;
}
