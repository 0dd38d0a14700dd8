// <press-gallery src="…/manifest.json" lang="de">: a release's photos on any website, with captions and credits.
//
// Attributes: `src`, the manifest; `lang`, else the page's; `limit`, how many photos the grid shows (the large view
// has all); `photo`, the id of a single one. What stands inside the element is shown until the photos are there and
// where they cannot be reached. The attribute `state` tells: loading, ready, empty, withdrawn, unreachable.

const WORDS = {
  de: {
    photos: "Fotos",
    photo: (n, all) => `Foto ${n} von ${all}`,
    enlarge: "Vergrößern",
    gone: "Foto zurückgezogen",
    close: "Schließen",
    previous: "Vorheriges Foto",
    next: "Nächstes Foto",
    download: "Herunterladen",
    copy: "Text kopieren",
    copied: "Kopiert",
    all: (n) => (n === 1 ? "Das Foto und die Mitteilung" : `Alle ${n} Fotos und die Mitteilung`),
    terms: "Nutzungsbedingungen",
    wholly: "Mit KI erzeugt",
    partly: "Mit KI bearbeitet",
    parts: "Mit KI erzeugte Teile",
    half: "Die Datei hat die halbe Größe des Originals.",
    loading: "Die Fotos werden geladen.",
    empty: "Zu dieser Mitteilung gibt es keine Fotos.",
    withdrawn: "Diese Mitteilung und ihre Fotos wurden zurückgezogen.",
    unreachable: "Die Fotos sind gerade nicht erreichbar.",
    retry: "Noch einmal versuchen",
  },
  en: {
    photos: "Photos",
    photo: (n, all) => `Photo ${n} of ${all}`,
    enlarge: "Enlarge",
    gone: "Photo withdrawn",
    close: "Close",
    previous: "Previous photo",
    next: "Next photo",
    download: "Download",
    copy: "Copy text",
    copied: "Copied",
    all: (n) => (n === 1 ? "The photo and the release" : `All ${n} photos and the release`),
    terms: "Terms of use",
    wholly: "Made with AI",
    partly: "Edited with AI",
    parts: "Parts made with AI",
    half: "The file has half the size of the original.",
    loading: "The photos are being loaded.",
    empty: "This release has no photos.",
    withdrawn: "This release and its photos were withdrawn.",
    unreachable: "The photos cannot be reached just now.",
    retry: "Try again",
  },
};

const ICONS = {
  download: "M8 1.5v9m-4-3.4 4 4 4-4M2.2 14.3h11.6",
  copy: "M5.6 5.6h8v8.8h-8zm5-.2V1.6h-8v8.8h2.8",
  copied: "m2.2 8.6 3.9 3.9 7.7-8.8",
  close: "m3 3 10 10M13 3 3 13",
  previous: "m10.4 2.2-5.8 5.8 5.8 5.8",
  next: "m5.6 2.2 5.8 5.8-5.8 5.8",
};

const STYLE = `
:host { display: block; color: var(--pg-ink, inherit); font-family: var(--pg-font, inherit);
  font-size: var(--pg-size, .9rem); line-height: 1.42;
  --quiet: var(--pg-quiet, color-mix(in srgb, currentColor 72%, transparent));
  --line: var(--pg-line, color-mix(in srgb, currentColor 25%, transparent)); }
:host([hidden]), [hidden] { display: none !important; }
*, ::before { box-sizing: border-box; }
p, figure { margin: 0; }
a { color: inherit; }
.grid { display: grid; gap: 0 var(--pg-gap, 1.5rem);
  grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--pg-min, 15rem)), 1fr)); }
.photo { display: grid; grid-row: span 2; grid-template-rows: subgrid; margin-block-end: 1.75rem; min-inline-size: 0; }
.frame { position: relative; display: block; align-self: end; container-type: inline-size; text-decoration: none; }
.frame img { display: block; inline-size: min(100%, 125cqi * var(--r, 1)); block-size: auto;
  border-radius: var(--pg-radius, 0); background: var(--g, var(--line)); }
@media (min-width: 36rem) { .frame img { inline-size: min(100%, 100cqi * var(--r, 1)); } }
.single .frame img { inline-size: min(100%, 85svh * var(--r, 1)); }
.frame:hover img, .frame:focus-visible img { outline: .1875rem solid currentColor; outline-offset: .1875rem; }
.frame:focus-visible { outline: 0; }
.ai { position: absolute; inset-block-start: 0; inset-inline-start: 0; padding: .2em .5em; background: #141414;
  color: #fff; font-size: .92em; }
.label { padding-block-start: .5rem; overflow-wrap: break-word; }
.label .credit { margin-block-start: .2rem; }
.credit { color: var(--quiet); }
.gone { align-self: end; display: grid; place-content: center; aspect-ratio: 3 / 2; padding: 1rem;
  border: 1px dashed var(--line); border-radius: var(--pg-radius, 0); font-weight: 700; text-align: center; }
.foot { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; padding-block-start: .6rem;
  border-block-start: 1px solid var(--line); }
.message { padding-block: .75rem; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: start; }
.message button { text-decoration: underline; }
:focus-visible { outline: .1875rem solid currentColor; outline-offset: .1875rem; }
svg { inline-size: 1.5rem; block-size: 1.5rem; fill: none; stroke: currentColor; stroke-width: 1.4; flex: none; }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
dialog { position: fixed; inset: 0; inline-size: 100%; block-size: 100%; max-inline-size: none; max-block-size: none;
  margin: 0; border: 0; padding: 1rem 1.5rem 1.5rem; background: #141414; color: #f2f2f2; color-scheme: dark;
  font-size: 1rem; line-height: 1.5; overscroll-behavior: contain; overflow: auto; --quiet: #c9c9c9; }
dialog[open] { display: grid; gap: 0 2rem;
  grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) minmax(16rem, 22rem); }
.bar { grid-column: 1 / -1; display: flex; align-items: center; gap: 1rem; padding-block-end: .75rem; }
.bar .name { margin-inline-end: auto; }
.bar button, .turn { display: grid; place-items: center; min-inline-size: 2.75rem; min-block-size: 2.75rem;
  border-radius: var(--pg-radius, 0); }
.bar button:hover, .turn:hover { background: #333; }
.stage { display: grid; grid-template-columns: 3.25rem minmax(0, 1fr) 3.25rem; align-items: center; min-block-size: 0; }
.hold { block-size: 100%; container-type: size; display: grid; place-items: center; touch-action: pan-y pinch-zoom; }
.hold img { display: block; inline-size: min(100cqi, 100cqb * var(--r, 1)); block-size: auto;
  background: var(--g, #333); }
.turn { justify-self: center; }
.side { align-self: end; display: grid; gap: .6rem; max-block-size: 100%; overflow: auto; padding: .25rem;
  margin-inline: -.25rem;
  overflow-wrap: break-word; }
.tools { display: grid; justify-items: start; gap: .1rem; }
.tool { display: inline-flex; align-items: center; gap: .5rem; min-block-size: 2.25rem; text-decoration: underline;
  text-underline-offset: .2em; }
.tool svg { inline-size: 1em; block-size: 1em; }
.tool:hover, .side a:hover { text-decoration-thickness: .14em; }
@media (max-width: 59.99rem) {
  dialog { padding-inline: 1rem; }
  dialog[open] { grid-template: auto auto 1fr / minmax(0, 1fr); gap: 0; }
  .stage { grid-template-columns: 1fr 1fr; }
  .hold { grid-column: 1 / -1; grid-row: 1; block-size: auto; container-type: inline-size; }
  .hold img { inline-size: min(100cqi, 68svh * var(--r, 1)); }
  .turn { justify-self: start; }
  .turn + .hold + .turn { justify-self: end; }
  .side { align-self: start; padding-block: .5rem 1rem; max-block-size: none; }
  .tool { min-block-size: 2.75rem; }
}
@media (prefers-reduced-motion: no-preference) {
  .frame img, .turn, .bar button { transition: background-color .1s, outline-color .1s; }
  dialog[open] { animation: appear .15s; }
  @keyframes appear { from { opacity: 0; } }
}
@media (forced-colors: active) { .gone { border-style: dashed; } }
`;

/** What the IPTC's terms say of AI; versions from before the field `ai` have nothing else. */
const SOURCES = {
  trainedAlgorithmicMedia: "wholly",
  compositeWithTrainedAlgorithmicMedia: "partly",
  compositeSynthetic: "parts",
};

const STALE = 5 * 60_000;
const TYPES = new Set(["image/jpeg", "image/webp", "image/png", "image/avif"]);
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

/** An element with properties, attributes where a name has a dash or is `part`, and what stands inside. */
function make(name, properties = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === "") continue;
    if (key === "part") {
      made.setAttribute("part", value);
      made.className = value;
    } else if (key.includes("-") || !(key in made)) made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...inside.filter((one) => one !== undefined && one !== ""));
  return made;
}

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(space, "path"));
  svg.firstChild.setAttribute("d", ICONS[name]);
  return svg;
}

/** An address that may be followed; empty for anything but http and https. */
function web(address) {
  return /^https?:\/\//i.test(address ?? "") ? address : "";
}

const base = (language) => language.toLowerCase().split("-")[0];

/** The text in this language, else in the first one that has it, with the language it is in. */
function textIn(texts, language, languages) {
  const there = Object.keys(texts ?? {}).filter((code) => texts[code]);
  const found =
    there.find((code) => code.toLowerCase() === language.toLowerCase()) ??
    there.find((code) => base(code) === base(language)) ??
    languages.find((code) => there.includes(code)) ??
    there[0];
  return found ? { text: texts[found], lang: found } : { text: "", lang: "" };
}

/** The whole photo in several widths, never a crop: of two formats the lighter one. */
function widthsOf(photo) {
  const ratio = photo.download.width / photo.download.height;
  const whole = (file) => Math.abs(file.width / file.height / ratio - 1) < 0.02;
  const widths = new Map();
  for (const file of photo.renditions.toSorted((one, other) => one.bytes - other.bytes)) {
    if (whole(file) && TYPES.has(file.media_type) && web(file.href) && !widths.has(file.width))
      widths.set(file.width, file);
  }
  const found = [...widths.values()].toSorted((one, other) => one.width - other.width);
  return found.length ? found : [photo.download];
}

function picture(photo, alt, sizes, lazy) {
  const files = widthsOf(photo);
  const shown = files.find((file) => Math.max(file.width, file.height) >= 800) ?? files.at(-1);
  const image = make("img", { part: "image", lang: alt.lang, decoding: "async", loading: lazy ? "lazy" : "" });
  image.classList.add(`p-${photo.id}`);
  image.alt = alt.text;
  image.width = photo.download.width;
  image.height = photo.download.height;
  image.sizes = sizes;
  image.srcset = files.map((file) => `${file.href} ${file.width}w`).join(", ");
  image.src = shown.href;
  return image;
}

/** Shapes and ground colours as a style sheet: a strict policy for content allows no style attributes. */
function groundsOf(photos) {
  const rules = photos.map(({ id, download, dominant_colour: colour }) => {
    const ground = /^#[0-9a-f]{6}$/i.test(colour ?? "") ? `--g:${colour};` : "";
    return `.p-${CSS.escape(id)}{--r:${Number(download.width) / Number(download.height)};${ground}}`;
  });
  const made = new CSSStyleSheet();
  made.replaceSync(rules.join("\n"));
  return made;
}

/** Where the release's page lies, in this language if it has one. */
function pageOf({ $schema, release, languages }, language) {
  const titled = languages.filter((code) => release.titles[code]);
  const own = titled.find((code) => base(code) === base(language)) ?? titled[0];
  const name = !own || own === titled[0] ? "index.html" : `${own}.html`;
  return { folder: new URL(`../releases/${release.slug}/`, $schema).href, name };
}

async function copyText(text, inside) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make("textarea", { value: text, className: "hidden" });
    inside.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

/** Saves a file of another origin under its name; where that fails, the link's own address opens. */
async function save(link, address) {
  try {
    const answer = await fetch(address, { credentials: "omit" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const held = URL.createObjectURL(await answer.blob());
    make("a", { href: held, download: link.download }).click();
    setTimeout(() => URL.revokeObjectURL(held), 60_000);
  } catch {
    window.open(link.href, "_blank", "noopener");
  }
}

/** Whether this is a manifest that can be shown; what it has besides is ignored. */
function readable(manifest) {
  return (
    (manifest?.status === "live" || manifest?.status === "withdrawn") &&
    Boolean(manifest.release) &&
    Array.isArray(manifest.photos)
  );
}

class PressGallery extends HTMLElement {
  static observedAttributes = ["src", "lang", "limit", "photo"];

  #root = this.attachShadow({ mode: "open" });
  #manifest;
  #loading;
  #loaded = 0;
  #queued = false;
  #back = () => {
    if (document.visibilityState === "visible" && this.#loaded && Date.now() - this.#loaded > STALE) this.load();
  };

  connectedCallback() {
    document.addEventListener("visibilitychange", this.#back);
    this.#soon();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#back);
    this.#loading?.abort();
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected) return;
    if (name === "src") this.#manifest = undefined;
    this.#soon();
  }

  /** Attributes that are set one after the other cost one request. */
  #soon() {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (!this.isConnected) return;
      if (this.#manifest) this.#show();
      else this.load();
    });
  }

  /** Reads the manifest again and shows it; a page that stays open does so when somebody comes back to it. */
  async load() {
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    if (!this.#manifest) this.#say("loading");
    try {
      const source = this.getAttribute("src");
      if (!source) throw new Error("the attribute src is missing");
      const address = new URL(source, document.baseURI);
      const answer = await fetch(address, { credentials: "omit", signal: loading.signal });
      if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
      const manifest = await answer.json();
      if (!readable(manifest)) throw new Error(`${address} is no manifest`);
      const same = this.#manifest?.version === manifest.version && this.#manifest?.status === manifest.status;
      this.#manifest = manifest;
      this.#loaded = Date.now();
      if (!same) this.#show();
    } catch (error) {
      if (loading.signal.aborted) return;
      console.warn(`press-gallery: ${error.message}`);
      if (this.getAttribute("state") !== "ready") this.#say("unreachable");
    }
  }

  get #language() {
    const near = this.getAttribute("lang") || this.closest("[lang]")?.lang || document.documentElement.lang;
    return near || this.#manifest?.languages?.[0] || "en";
  }

  get #words() {
    return WORDS[base(this.#language)] ?? WORDS.en;
  }

  get #wordsLanguage() {
    return WORDS[base(this.#language)] ? this.#language : "en";
  }

  #in(texts) {
    return textIn(texts, this.#language, this.#manifest.languages ?? []);
  }

  /** A sentence instead of photos. */
  #say(state) {
    this.setAttribute("state", state);
    const message = make("p", { part: "message", role: "status", lang: this.#wordsLanguage }, this.#words[state]);
    message.classList.toggle("hidden", state === "loading");
    if (state === "unreachable") {
      const again = make("button", { type: "button", part: "button" }, this.#words.retry);
      again.addEventListener("click", () => this.load());
      message.append(" ", again);
    }
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.replaceChildren(message, ...(state === "withdrawn" || state === "empty" ? [] : [make("slot")]));
  }

  #show() {
    const manifest = this.#manifest;
    if (manifest.status === "withdrawn") return this.#say("withdrawn");
    const asked = this.getAttribute("photo");
    const places = manifest.photos.filter((one) => !asked || one.id === asked);
    if (!places.length) return this.#say("empty");
    const words = this.#words;
    this.live = manifest.photos.filter((one) => one.status === "live" && (!asked || one.id === asked));
    const limit = Number(this.getAttribute("limit")) || places.length;
    const grid = make(
      "div",
      { part: "grid", className: asked ? "grid single" : "grid" },
      ...places.slice(0, limit).map((one) => this.#place(one)),
    );
    const title = this.#in(manifest.release.titles);
    const name = title.text ? `${words.photos}: ${title.text}` : words.photos;
    const section = make("section", { "aria-label": name, lang: this.#wordsLanguage }, grid, this.#foot());
    this.box = this.#box(title);
    this.#root.adoptedStyleSheets = [sheet, groundsOf(this.live)];
    this.#root.replaceChildren(section, this.box);
    return this.setAttribute("state", "ready");
  }

  /** A photo in the grid; a withdrawn one keeps its place and nothing else, as does what this reader does not know. */
  #place(photo) {
    if (photo.status !== "live") {
      return make("div", { part: "photo" }, make("p", { part: "gone" }, this.#words.gone));
    }
    const alt = this.#altOf(photo);
    const { folder, name } = pageOf(this.#manifest, this.#language);
    const frame = make(
      "a",
      { part: "frame", href: `${folder}photos/${photo.id}/${name}`, "aria-haspopup": "dialog" },
      make("span", { className: "hidden" }, `${this.#words.enlarge}: `),
      picture(photo, alt, "auto, (min-width: 36rem) 20rem, 92vw", true),
    );
    const ai = this.#aiOf(photo);
    if (ai) frame.append(make("span", { part: "ai", "aria-hidden": "true" }, ai));
    frame.dataset.id = photo.id;
    frame.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#open(this.live.indexOf(photo));
    });
    return make("figure", { part: "photo" }, frame, make("figcaption", { part: "label" }, ...this.#labelOf(photo)));
  }

  #aiOf(photo) {
    const term = photo.digital_source_type?.split("/").at(-1);
    return this.#words[SOURCES[term] ?? photo.ai?.made] ?? (photo.ai ? this.#words.partly : "");
  }

  #altOf(photo) {
    const alt = this.#in(photo.alt_texts);
    return alt.text ? alt : { text: this.#words.photo(this.live.indexOf(photo) + 1, this.live.length), lang: "" };
  }

  /** Caption, what AI did, credit. */
  #labelOf(photo) {
    const caption = this.#in(photo.captions);
    const ai = this.#aiOf(photo);
    const parts = [];
    if (caption.text) parts.push(make("p", { part: "caption", lang: caption.lang }, caption.text));
    if (ai && !caption.text.includes(ai)) parts.push(make("p", { part: "ai-words" }, `${ai}.`));
    parts.push(make("p", { part: "credit", translate: false }, photo.credit));
    return parts;
  }

  #foot() {
    const { publisher } = this.#manifest;
    const { folder, name } = pageOf(this.#manifest, this.#language);
    const all = this.#manifest.photos.filter((one) => one.status === "live").length;
    return make(
      "p",
      { part: "foot" },
      make("span", {}, `${this.#words.photos}: ${publisher}`),
      all ? make("a", { part: "link", href: `${folder}${name}` }, this.#words.all(all)) : "",
      make("a", { part: "link", href: `${folder}${name}#terms` }, this.#words.terms),
    );
  }

  #box(title) {
    const words = this.#words;
    const button = (name, part, act) => {
      const made = make("button", { type: "button", part, "aria-label": words[name] }, icon(name));
      made.addEventListener("click", act);
      return made;
    };
    this.count = make("span", { part: "count", "aria-live": "polite" });
    this.hold = make("div", { className: "hold" });
    this.side = make("div", { part: "side" });
    this.turns = [
      button("previous", "turn", () => this.#turn(this.at - 1)),
      button("next", "turn", () => this.#turn(this.at + 1)),
    ];
    const box = make(
      "dialog",
      { part: "box", "aria-label": title.text || words.photos, lang: this.#wordsLanguage },
      make(
        "div",
        { part: "bar" },
        make("span", { className: "name", lang: title.lang }, title.text),
        this.count,
        button("close", "close", () => box.close()),
      ),
      make("div", { part: "stage" }, this.turns[0], this.hold, this.turns[1]),
      this.side,
    );
    for (const turn of this.turns) turn.hidden = this.live.length < 2;
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("close", () => this.#closed());
    this.#swipes(this.hold);
    return box;
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const mirrored = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const to = {
      ArrowLeft: this.at - mirrored,
      ArrowRight: this.at + mirrored,
      Home: 0,
      End: this.live.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#turn(to);
  }

  #swipes(part) {
    let start;
    part.addEventListener(
      "touchstart",
      ({ touches }) => (start = touches.length === 1 ? touches[0].clientX : undefined),
      {
        passive: true,
      },
    );
    part.addEventListener("touchend", ({ changedTouches }) => {
      const way = changedTouches[0].clientX - start;
      if (Math.abs(way) > 48 && (window.visualViewport?.scale ?? 1) < 1.05) this.#turn(this.at - Math.sign(way));
    });
  }

  #open(at) {
    this.at = -1;
    this.box.showModal();
    this.#turn(at);
  }

  /** Shows a photo; after the last one comes the first. */
  #turn(to) {
    this.at = (to + this.live.length) % this.live.length;
    const photo = this.live[this.at];
    const counted = this.#words.photo(this.at + 1, this.live.length);
    this.count.replaceChildren(
      make("span", { "aria-hidden": "true" }, `${this.at + 1} / ${this.live.length}`),
      make("span", { className: "hidden" }, counted),
    );
    this.side.replaceChildren(...this.#labelOf(photo), this.#tools(photo), this.#terms());
    this.#fill(photo);
    this.box.scrollTop = 0;
  }

  #fill(photo) {
    const image = picture(photo, this.#altOf(photo), "100vw", false);
    const { srcset, src } = image;
    // Its width is known once it hangs; only then may the browser choose a file.
    image.removeAttribute("srcset");
    image.removeAttribute("src");
    this.hold.replaceChildren(image);
    const sizes = `${Math.ceil(image.getBoundingClientRect().width) || window.innerWidth}px`;
    Object.assign(image, { sizes, srcset, src });
    if (this.live.length < 2) return;
    this.ahead = picture(this.live[(this.at + 1) % this.live.length], { text: "" }, sizes, false);
  }

  #tools(photo) {
    const { download } = photo;
    const number = new Intl.NumberFormat(this.#wordsLanguage, { maximumFractionDigits: 1 });
    const kind = download.media_type.replace("image/", "").toUpperCase();
    const size = `${number.format(download.width)} × ${number.format(download.height)}`;
    const address = web(download.permalink) || web(download.href);
    const link = make(
      "a",
      { part: "tool", href: address, download: download.filename, target: "_blank", rel: "noopener" },
      icon("download"),
      make("span", { className: "hidden" }, `${this.#words.download}: `),
      `${kind}, ${size}, ${number.format(download.bytes / 1_000_000)} MB`,
    );
    link.addEventListener("click", (event) => {
      event.preventDefault();
      save(link, address);
    });
    const tools = make("div", { part: "tools" }, link, this.#copyButton(photo));
    if (photo.warnings?.includes("half_size")) tools.append(make("p", { part: "credit" }, this.#words.half));
    return tools;
  }

  #copyButton(photo) {
    const said = make("span", { "aria-live": "polite" }, this.#words.copy);
    const button = make("button", { type: "button", part: "tool" }, icon("copy"), said);
    button.addEventListener("click", async () => {
      const text = this.#labelOf(photo).map((part) => part.textContent);
      if (!(await copyText(text.join("\n"), this.box))) return;
      button.firstChild.replaceWith(icon("copied"));
      said.textContent = this.#words.copied;
      setTimeout(() => {
        button.firstChild.replaceWith(icon("copy"));
        said.textContent = this.#words.copy;
      }, 2000);
    });
    return button;
  }

  #terms() {
    const { folder, name } = pageOf(this.#manifest, this.#language);
    const link = make("a", { href: `${folder}${name}#terms`, target: "_blank", rel: "noopener" }, this.#words.terms);
    return make("p", { part: "credit" }, link);
  }

  /** Whoever has read on to another photo finds it in the grid. */
  #closed() {
    const frame = this.#root.querySelector(`.frame[data-id="${CSS.escape(this.live[this.at].id)}"]`);
    frame?.focus();
    this.hold.replaceChildren();
    this.ahead = undefined;
  }
}

if (!customElements.get("press-gallery")) customElements.define("press-gallery", PressGallery);
