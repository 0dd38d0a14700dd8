// One photo as large as the window allows, on 18 % grey, black or white.
import { focusTile, focusedTile, neighbour } from "./grid.js";

const BACKDROPS = ["grey", "black", "white"];
const viewer = document.getElementById("viewer");
let tile;

export function startViewer(decideHere) {
  viewer.addEventListener("click", (event) => act(event.target.closest("[data-view]")?.dataset.view));
  viewer.addEventListener("close", () => focusTile(tile));
  viewer.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const verb = { ArrowLeft: "previous", ArrowRight: "next", b: "backdrop", z: "close" }[event.key];
    if (verb) {
      event.preventDefault();
      act(verb);
    } else if (decideHere(event.key, tile.dataset.id)) {
      event.preventDefault();
    }
  });
}

export function openViewer() {
  if (!focusedTile()) return;
  show(focusedTile());
  viewer.showModal();
}

export function refreshViewer() {
  if (viewer.open && tile) show(document.getElementById(tile.id) ?? tile);
}

function act(verb) {
  if (verb === "close") viewer.close();
  if (verb === "previous") show(neighbour(tile, -1));
  if (verb === "next") show(neighbour(tile, 1));
  if (verb === "backdrop") viewer.dataset.backdrop = BACKDROPS[(BACKDROPS.indexOf(viewer.dataset.backdrop) + 1) % 3];
}

function show(next) {
  tile = next;
  const image = viewer.querySelector("img");
  const { full, name } = tile.dataset;
  image.hidden = !full;
  viewer.querySelector(".viewer-wait").hidden = Boolean(full);
  if (full && image.getAttribute("src") !== full) image.src = full;
  image.alt = tile.querySelector("img")?.alt ?? "";
  viewer.querySelector(".viewer-text strong").textContent = name;
  viewer.querySelector(".viewer-text span").textContent = [".state", ".cap"]
    .map((part) => tile.querySelector(part)?.textContent)
    .filter(Boolean)
    .join(" · ");
}
