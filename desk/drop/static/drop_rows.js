// What the drop page shows of files that are not the record's yet: rows, numbers, what a screen reader hears.
import { UNDER_WAY } from "./drop_queue.js";

const SHOWN = 8;
const SAID_EVERY = 5000;
const COLOURS = { sending: "s-ready", refused: "s-refused" };
const ICONS = { sending: "sending", known: "approved", sent: "approved", refused: "refused" };
let saidAt = 0;
let lastSaid = "";

export class View {
  #page;
  #words;
  #rows = new Map();
  #number;

  constructor(page) {
    this.#page = page;
    this.#words = page.dataset;
    this.#number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  }

  show(queue, server) {
    const listed = queue.items.filter((item) => UNDER_WAY.has(item.state));
    const waiting = queue.items.filter((item) => item.state === "waiting");
    const shown = [...listed, ...waiting.slice(0, Math.max(0, SHOWN - listed.length))];
    this.#list("drop-under-way", shown, listed.length + waiting.length);
    const refused = queue.items.filter((item) => item.state === "refused");
    this.#list("drop-refused", refused, refused.length);
    const rest = listed.length + waiting.length - shown.length;
    const more = this.#page.querySelector(".drop-rest");
    more.hidden = rest <= 0;
    more.textContent = fill(this.#words.more, { n: rest });
    this.#keep([...shown, ...refused]);
    this.#tally(queue, server, listed.length, waiting.length, refused.length);
  }

  #list(id, items, count) {
    const section = document.getElementById(id);
    section.hidden = count === 0;
    section.querySelector(".count").textContent = count;
    const rows = items.map((item) => this.#row(item));
    const list = section.querySelector(".files");
    rows.forEach((row, i) => {
      if (list.children[i] !== row) list.insertBefore(row, list.children[i] ?? null);
    });
  }

  #keep(items) {
    const wanted = new Set(items);
    for (const [item, row] of this.#rows) {
      if (!wanted.has(item)) {
        row.remove();
        this.#rows.delete(item);
      }
    }
  }

  #row(item) {
    let row = this.#rows.get(item);
    if (!row) {
      row = document.getElementById("drop-row").content.firstElementChild.cloneNode(true);
      row.querySelector("strong").textContent = item.path;
      const format = item.path.match(/\.(\w{1,4})$/);
      if (format) row.querySelector(".thumb").replaceChildren(boldly(format[1].toUpperCase()));
      this.#rows.set(item, row);
    }
    row.classList.toggle("is-err", item.state === "refused");
    const percent = Math.floor((100 * item.sent) / Math.max(1, item.file.size));
    const bar = row.querySelector("progress");
    bar.hidden = item.state !== "sending";
    bar.value = percent;
    bar.setAttribute("aria-label", item.path);
    row.querySelector(".meta").textContent = this.#megabytes(item.file.size);
    row.querySelector("[data-state]").textContent = this.#state(item, percent);
    row.querySelector(".badge").className = `badge ${COLOURS[item.state] ?? ""}`;
    for (const icon of row.querySelectorAll("[data-icon]"))
      icon.hidden = icon.dataset.icon !== (ICONS[item.state] ?? "clock");
    const why = row.querySelector(".why");
    why.hidden = !item.why;
    why.textContent = item.why;
    if (UNDER_WAY.has(item.state)) drawThumbnail(item);
    if (item.thumbnail && !row.querySelector("canvas")) row.querySelector(".thumb").replaceChildren(item.thumbnail);
    return row;
  }

  #state(item, percent) {
    const words = this.#words;
    const known = { reading: words.reading, retrying: words.retrying, waiting: words.queued, refused: words.no };
    return known[item.state] ?? `${percent} %`;
  }

  #megabytes = (bytes) =>
    fill(this.#words.megabytes, { size: this.#number.format(bytes && Math.max(0.1, bytes / 1e6)) });

  #tally(queue, server, sending, waiting, refused) {
    const counts = {
      sending,
      waiting,
      refused: refused + server.again,
      known: queue.count("known"),
      ignored: queue.ignored,
    };
    const arrived = server.arrived;
    const total = arrived + sending + waiting + counts.refused;
    const tally = document.getElementById("drop-tally");
    tally.hidden = total + counts.known + counts.ignored === 0;
    tally.querySelector("[data-arrived]").textContent = arrived;
    tally.querySelector("[data-of]").textContent = fill(this.#words.of, { n: total });
    for (const [name, n] of Object.entries(counts)) {
      const line = tally.querySelector(`[data-count=${name}]`);
      line.hidden = n === 0;
      line.querySelector("span").textContent = fill(this.#words[name], { n });
    }
    drawBar(tally, { arrived, ...counts }, total);
    const busy = sending + waiting > 0;
    tally.querySelector("[data-pause]").hidden = !busy || queue.paused;
    tally.querySelector("[data-go-on]").hidden = !queue.paused;
    tally.querySelector("[data-pace]").textContent = this.#pace(queue, busy, arrived);
    this.#say(fill(this.#words.said, { arrived, n: total, refused: counts.refused }), busy);
  }

  #pace(queue, busy, arrived) {
    const words = this.#words;
    if (queue.paused) return words.paused;
    if (busy && !navigator.onLine) return words.offlineWords;
    if (!busy) return queue.items.length && arrived ? words.done : "";
    const { speed } = queue;
    if (!speed) return "";
    const seconds = queue.bytesLeft / speed;
    const left =
      seconds < 90
        ? fill(words.seconds, { n: Math.ceil(seconds) })
        : fill(words.minutes, { n: Math.ceil(seconds / 60) });
    return fill(words.pace, { speed: this.#number.format(speed / 1e6), left });
  }

  // Not every number: a screen reader would never end.
  #say(text, busy) {
    if (text === lastSaid || (busy && Date.now() - saidAt < SAID_EVERY)) return;
    if (lastSaid) document.getElementById("drop-said").textContent = text;
    [lastSaid, saidAt] = [text, Date.now()];
  }
}

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

// The list of what arrived gets the pictures that this browser has drawn already.
export function pasteThumbnails(items) {
  const drawn = new Map(items.filter((item) => item.thumbnail && item.key).map((item) => [item.key, item.thumbnail]));
  for (const row of document.querySelectorAll("#drop .file")) {
    const place = row.querySelector(".thumb:not(:has(img))");
    const picture = drawn.get(row.dataset.path);
    if (place && picture) place.replaceChildren(picture);
  }
}

function boldly(text) {
  const made = document.createElement("b");
  made.textContent = text;
  return made;
}

function drawBar(tally, counts, total) {
  let x = 0;
  for (const name of ["arrived", "sending", "refused", "waiting"]) {
    const width = total ? (100 * counts[name]) / total : 0;
    const bar = tally.querySelector(`[data-bar=${name}]`);
    bar.setAttribute("x", x);
    bar.setAttribute("width", width);
    x += width;
  }
}

async function drawThumbnail(item) {
  if (item.thumbnail !== undefined) return;
  item.thumbnail = null;
  try {
    const picture = await createImageBitmap(item.file, { resizeWidth: 192, resizeQuality: "low" });
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width, picture.height];
    canvas.getContext("2d").drawImage(picture, 0, 0);
    picture.close();
    item.thumbnail = canvas;
  } catch {
    // Not every browser draws every kind, such as HEIC.
  }
}
