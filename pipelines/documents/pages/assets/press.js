// Starts what needs a script on the public pages: buttons that copy, and the search. Without it, they are not there.

/** Has a button copy the text of `parts`, and say so for two seconds; where the browser refuses, it selects them. */
function startCopying(button, parts, text) {
  const sign = button.querySelector("use");
  const said = button.querySelector("span");
  const label = said.textContent;
  const { copied, notCopied } = document.body.dataset;
  let timer = 0;
  button.addEventListener("click", async () => {
    clearTimeout(timer);
    restore();
    const done = await copy(text(), button);
    if (!done) getSelection().setBaseAndExtent(parts[0], 0, parts.at(-1), parts.at(-1).childNodes.length);
    show(done ? "ok" : "cp", done ? copied : notCopied, true);
    timer = setTimeout(restore, done ? 2000 : 6000);
  });
  button.hidden = false;
  function restore() {
    show("cp", label, false);
  }
  /** Read out is what happened, and not that the button is as before. */
  function show(name, words, news) {
    sign.setAttribute("href", `#i-${name}`);
    said.setAttribute("aria-live", news ? "polite" : "off");
    said.textContent = words;
    button.classList.toggle("done", news);
  }
}

/** The clipboard, or where a page may not use it (http, a frame), the old way, which must not move the keyboard. */
async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "hidden";
    button.after(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    button.focus();
    return done;
  }
}

/** Caption and credit of the photo that `part` belongs to, as they are pasted below a picture. */
function captionOf(part) {
  const words = [".caption", ".ai-words", ".credit"].map((name) => part.querySelector(name)?.textContent.trim() ?? "");
  const [caption, ai, credit] = words;
  return [[caption, caption.includes(ai) ? "" : ai].filter(Boolean).join(" "), credit].filter(Boolean).join("\n");
}

/** Letters without accents, umlauts also as people without them type: `Häuser`, `Haeuser` and `hauser` are one. */
function folded(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .replaceAll("ł", "l")
    .replaceAll("ø", "o")
    .replaceAll("đ", "d")
    .replaceAll(/([aou])e/g, "$1");
}

const LIMIT = 50;

class Search {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input");
    this.years = form.dataset.years.split(" ").filter(Boolean);
    this.loaded = new Map();
    this.box = document.createElement("div");
    this.box.className = "hits";
    this.status = document.createElement("p");
    this.status.setAttribute("role", "status");
    this.list = document.createElement("ol");
    this.box.append(this.status, this.list);
  }

  start() {
    const { form } = this;
    form.after(this.box);
    form.hidden = false;
    let timer = 0;
    this.input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.run(), 150);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(timer);
      this.run();
    });
    this.input.value = new URLSearchParams(location.search).get("q") ?? "";
    if (this.input.value) this.run();
  }

  /** One year's lines, fetched once. Years are asked one after the other, the newest first. */
  async linesOf(year) {
    if (!this.loaded.has(year)) {
      const address = new URL(year, location.href);
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`${answer.status}`);
      const base = new URL("../", address);
      const { releases } = await answer.json();
      this.loaded.set(
        year,
        releases.map((line) => searchable(line, base)),
      );
    }
    return this.loaded.get(year);
  }

  async run() {
    const asked = this.input.value.trim();
    const words = folded(asked).split(/\s+/).filter(Boolean);
    const address = new URL(location.href);
    if (asked) address.searchParams.set("q", asked);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    if (asked.length < 2) return this.show([], "");
    const hits = [];
    try {
      for (const year of this.years) {
        const lines = await this.linesOf(year);
        if (turn !== this.turn) return undefined;
        hits.push(...lines.filter((line) => words.every((word) => line.words.includes(word))));
        if (hits.length) this.show(hits, this.counted(hits.length));
      }
    } catch {
      return turn === this.turn ? this.show(hits, this.form.dataset.failed) : undefined;
    }
    return this.show(hits, hits.length ? this.counted(hits.length) : this.form.dataset.none);
  }

  counted(n) {
    const { hitsOne, hits, more } = this.form.dataset;
    const [shown, all] = [LIMIT, n].map((one) => new Intl.NumberFormat(document.documentElement.lang).format(one));
    return n === 1 ? hitsOne : (n > LIMIT ? more : hits).replace("##", shown).replace("#", all);
  }

  show(hits, status) {
    this.status.textContent = status;
    this.list.replaceChildren(...hits.slice(0, LIMIT).map(hitOf));
    this.box.classList.toggle("open", Boolean(status));
  }
}

/** A line with all its words folded, and in the page's language where it has it. */
function searchable(line, base) {
  const own = document.documentElement.lang;
  const language = line.pages[own] ? own : Object.keys(line.pages)[0];
  const texts = [line.number, line.date, ...Object.values(line.titles), ...Object.values(line.leads)];
  return {
    language,
    address: new URL(line.pages[language], base).href,
    title: line.titles[language] ?? line.number,
    lead: line.leads[language] ?? "",
    date: line.date,
    words: folded(texts.join(" ")),
  };
}

function hitOf({ language, address, title, lead, date }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const when = document.createElement("time");
  const words = document.createElement("span");
  link.href = address;
  link.textContent = title;
  link.lang = language;
  link.dir = "auto";
  when.dateTime = date;
  when.textContent = new Intl.DateTimeFormat(
    document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang,
    {
      dateStyle: "long",
      timeZone: "UTC",
    },
  ).format(new Date(date));
  words.textContent = lead;
  words.lang = language;
  words.dir = "auto";
  item.append(when, link, words);
  return item;
}

for (const button of document.querySelectorAll("button.copy")) {
  const code = button.closest(".code")?.querySelector("pre");
  const photo = button.closest(".label, .about");
  if (code) startCopying(button, [code], () => code.textContent);
  else startCopying(button, [...photo.querySelectorAll(".caption, .credit")], () => captionOf(photo));
}
for (const form of document.querySelectorAll("form.search")) new Search(form).start();
