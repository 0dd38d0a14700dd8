// A long contact sheet is sent with placeholders for all but its first photos. Their tiles follow in portions, those that
// somebody looks at before all others. What reads tiles, such as a search in captions, says how many are here until then.
import { filterNow, judge, readsTiles } from "./filters.js";
import { allTiles, grid } from "./grid.js";
import { deliver } from "./inbox.js";
import { isSeen } from "./standing.js";

const PORTION = 120;
const AT_ONCE = 60;
const AGAIN_AFTER = 5000;
const asked = new Set();
const note = document.getElementById("following");
let whole = Promise.resolve();
let isPrinting = false;

export function startFollowing() {
  whole = fetchFollowing();
  document.addEventListener("keydown", onPrintKey);
  addEventListener("beforeprint", () => tellFollowing(true));
  addEventListener("afterprint", () => tellFollowing());
}

// Does it once every tile is here that the filter has to read; not at all if the filter is another one by then.
export async function onceRead(act) {
  if (!readsTiles() || !waiting().length) return act();
  const wanted = filterNow();
  await whole;
  if (filterNow() === wanted) act();
}

export function tellFollowing(always = isPrinting) {
  const left = waiting().length;
  note.hidden = !left || !(always || readsTiles());
  if (note.hidden) return;
  const total = allTiles().length;
  note.textContent = note.dataset.text.replace("{done}", total - left).replace("{total}", total);
}

// The browser would print at once; its menu does, and then the note says on paper what is missing.
async function onPrintKey(event) {
  const isPrint = event.key.toLowerCase() === "p" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  if (!isPrint || event.altKey || !waiting().length) return;
  event.preventDefault();
  isPrinting = true;
  tellFollowing();
  await whole;
  isPrinting = false;
  tellFollowing();
  print();
}

async function fetchFollowing() {
  for (let ids = next(); ids.length; ids = next()) {
    const page = await fetchTiles(ids);
    if (!page) await pause(AGAIN_AFTER);
    else {
      // What has gone meanwhile is not asked for again; the next poll removes it.
      ids.forEach((id) => asked.add(id));
      await place([...page.querySelectorAll(".tile")]);
    }
    if (!isPrinting && !readsTiles()) await idle();
  }
}

// A few at a time, so that whoever scrolls meanwhile is not held up.
async function place(tiles) {
  for (let at = 0; at < tiles.length; at += AT_ONCE) {
    const some = tiles.slice(at, at + AT_ONCE);
    judge(some);
    deliver(some);
    tellFollowing();
    await pause(0);
  }
}

const waiting = () => [...grid.querySelectorAll(".tile[data-follows]")].filter((tile) => !asked.has(tile.dataset.id));

function next() {
  const tiles = waiting();
  const large = document.querySelector("#viewer[open] .filmstrip [aria-current]")?.dataset.id;
  const wanted = tiles.findIndex((tile) => tile.dataset.id === large);
  const first = wanted < 0 ? tiles.findIndex((tile) => !tile.hidden && isSeen(tile)) : wanted;
  return tiles.slice(Math.max(first, 0), Math.max(first, 0) + PORTION).map((tile) => tile.dataset.id);
}

// Null where the desk does not answer, or asks to sign in.
async function fetchTiles(ids) {
  const headers = { "HX-Request": "true" };
  const answer = await fetch(`${grid.dataset.tiles}?ids=${ids.join(",")}`, { headers }).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

const pause = (time) => new Promise((done) => setTimeout(done, time));
const idle = () => new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done, { timeout: 500 }));
