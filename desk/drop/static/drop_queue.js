// The files of a drop page and their way: four at a time, again and again until each is sent, known or refused.
import { forget, idOf, recall, remember } from "./drop_memory.js";
import { digest, look, Refused, send, Unreadable } from "./drop_sending.js";

const AT_A_TIME = 4;
const LONGEST_WAIT = 30_000;
const SPEED_OVER = 10_000;

export const UNDER_WAY = new Set(["reading", "sending", "retrying"]);

export class Queue {
  items = [];
  paused = false;
  ignored = 0;
  #url;
  #door;
  #words;
  #changed;
  #memory;
  #running = 0;
  #stop = new AbortController();
  #wake = new EventTarget();
  #steps = [];

  constructor(url, door, words, changed) {
    [this.#url, this.#door, this.#words, this.#changed] = [url, door, words, changed];
    this.#memory = recall(door);
    addEventListener("online", () => this.#wake.dispatchEvent(new Event("wake")));
  }

  // How many files of earlier visits have not been sent.
  async unsent() {
    const rows = [...(await this.#memory).values()];
    const here = new Set(this.items.map((item) => item.id));
    return rows.filter((row) => !row.sent && !here.has(row.id)).length;
  }

  async add(found) {
    const memory = await this.#memory;
    const known = new Set(this.items.filter((item) => item.state !== "refused").map((item) => item.id));
    const fresh = found
      .map((one) => ({ ...one, id: idOf(this.#door, one), sent: 0, state: "waiting", why: "" }))
      .filter((item) => !known.has(item.id) && known.add(item.id))
      // What lies beside a photo goes up with it.
      .toSorted((one, other) => (one.path < other.path ? -1 : 1));
    await this.#judge(fresh);
    const taken = fresh.filter((item) => item.state === "waiting");
    taken.forEach((item) => (item.sha256 = memory.get(item.id)?.sha256));
    this.items.push(...fresh.filter((item) => item.state !== "ignored"));
    const rows = taken.filter((item) => !memory.has(item.id)).map((item) => this.#row(item));
    rows.forEach((row) => memory.set(row.id, row));
    await remember(rows);
    this.#changed();
    this.#fill();
  }

  pause() {
    this.paused = true;
    this.#stop.abort();
    this.#wake.dispatchEvent(new Event("wake"));
    this.#changed();
  }

  goOn() {
    this.paused = false;
    this.#stop = new AbortController();
    this.#changed();
    this.#fill();
  }

  clearRefused() {
    this.items = this.items.filter((item) => item.state !== "refused");
    this.#changed();
  }

  count(...states) {
    return this.items.filter((item) => states.includes(item.state)).length;
  }

  get unfinished() {
    return this.items.filter((item) => item.state === "waiting" || UNDER_WAY.has(item.state));
  }

  // Bytes a second over the last seconds, 0 while nothing is known.
  get speed() {
    const now = performance.now();
    this.#steps = this.#steps.filter(([at]) => now - at < SPEED_OVER);
    if (this.#steps.length < 2) return 0;
    const bytes = this.#steps.reduce((sum, [, step]) => sum + step, 0);
    return bytes / Math.max(1, (now - this.#steps[0][0]) / 1000);
  }

  get bytesLeft() {
    return this.unfinished.reduce((sum, item) => sum + item.file.size - item.sent, 0);
  }

  // What is refused anyway is told before anything is sent.
  async #judge(items) {
    const others = this.items.filter((item) => item.state !== "refused");
    for (let tries = 0; items.length; tries++) {
      try {
        const verdicts = await look(this.#url, items, others);
        verdicts.forEach(({ status, why }, i) => {
          if (status === "refused") this.#refuse(items[i], why);
          if (status === "ignored") items[i].state = "ignored";
        });
        this.ignored += items.filter((item) => item.state === "ignored").length;
        return;
      } catch {
        await this.#wait(tries);
      }
    }
  }

  #fill() {
    while (!this.paused && this.#running < AT_A_TIME) {
      const item = this.items.find(({ state }) => state === "waiting");
      if (!item) return;
      this.#running += 1;
      item.state = "reading";
      this.#bring(item).finally(() => {
        this.#running -= 1;
        this.#changed();
        this.#fill();
      });
    }
  }

  async #bring(item) {
    for (let tries = 0; !this.paused; tries++) {
      try {
        await this.#try(item);
        return;
      } catch (error) {
        item.sent = 0;
        if (error instanceof Refused) return this.#refuse(item, error.message);
        if (error instanceof Unreadable || (error.otherBytes && tries > 2)) {
          return this.#refuse(item, this.#words.unreadable);
        }
        if (error.otherBytes) item.sha256 = undefined;
        item.state = "retrying";
        this.#changed();
        if (!this.paused) await this.#wait(tries);
      }
    }
    item.state = "waiting";
  }

  async #try(item) {
    item.state = "reading";
    this.#changed();
    item.sha256 ??= await digest(item.file);
    await remember([this.#row(item)]);
    if (this.paused) return;
    item.state = "sending";
    this.#changed();
    const { outcome, key } = await send(this.#url, item, this.#stop.signal, (bytes) => {
      this.#steps.push([performance.now(), Math.max(0, bytes - item.sent)]);
      item.sent = bytes;
      this.#changed();
    });
    item.state = outcome;
    item.key = key;
    await remember([{ ...this.#row(item), sent: true }]);
  }

  #refuse(item, why) {
    item.state = "refused";
    item.why = why;
    forget(item.id);
    this.#changed();
  }

  #row = (item) => ({ id: item.id, door: this.#door, sha256: item.sha256, sent: false });

  // Longer each time, and over at once when the connection is back or somebody presses a button.
  #wait(tries) {
    const time = Math.min(LONGEST_WAIT, 1000 * 2 ** tries) * (0.75 + Math.random() / 2);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      this.#wake.addEventListener("wake", () => resolve(clearTimeout(timer)), { once: true });
    });
  }
}
