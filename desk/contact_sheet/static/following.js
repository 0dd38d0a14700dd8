// A long contact sheet is sent with placeholders for all but its first photos. Their tiles follow in portions, those that
// somebody looks at before all others.
import { judge } from "./filters.js";
import { grid } from "./grid.js";
import { deliver } from "./inbox.js";
import { isSeen } from "./standing.js";

const PORTION = 120;
const AGAIN_AFTER = 5000;
const asked = new Set();

export async function fetchFollowing() {
  for (let ids = next(); ids.length; ids = next()) {
    const page = await fetchTiles(ids);
    if (!page) await pause(AGAIN_AFTER);
    else {
      // What has gone meanwhile is not asked for again; the next poll removes it.
      ids.forEach((id) => asked.add(id));
      judge([...page.querySelectorAll(".tile")]);
      deliver(page);
    }
    await idle();
  }
}

function next() {
  const waiting = [...grid.querySelectorAll(".tile[data-follows]")].filter((tile) => !asked.has(tile.dataset.id));
  const first = waiting.findIndex((tile) => !tile.hidden && isSeen(tile));
  return waiting
    .slice(Math.max(first, 0))
    .slice(0, PORTION)
    .map((tile) => tile.dataset.id);
}

// Null where the desk does not answer, or asks to sign in.
async function fetchTiles(ids) {
  const headers = { "HX-Request": "true" };
  const answer = await fetch(`${grid.dataset.tiles}?ids=${ids.join(",")}`, { headers }).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

const pause = (time) => new Promise((done) => setTimeout(done, time));
const idle = () => new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done, { timeout: 500 }));
