// What is known of a photo, beside full size: fetched when somebody stays on it.
const WAIT = 150; // ms
let due;

// Without a tile, nothing is fetched; what stands there stays.
export function showDetails(aside, url, tile) {
  clearTimeout(due);
  if (!tile) return;
  const { id, version } = tile.dataset;
  if (aside.dataset.shows === `${id} ${version}`) return;
  if (aside.dataset.shows?.split(" ")[0] !== id) aside.replaceChildren();
  due = setTimeout(() => {
    aside.dataset.shows = `${id} ${version}`;
    window.htmx.ajax("GET", url.replace("/photo/", `/${id}/`), { source: aside, target: aside, swap: "innerHTML" });
  }, WAIT);
}
