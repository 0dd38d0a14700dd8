// <press-gallery src="…/manifest.json" lang="de">: a release's photos on any website, with captions and credits.
//
// Attributes: `src`, the manifest; `lang`, else the page's; `limit`, how many photos the grid shows (the large view
// has all); `photo`, the id of a single one. What stands inside the element is shown until the photos are there and
// where they cannot be reached. The attribute `state` tells: loading, ready, empty, withdrawn, unreachable.

import { icon, make, onSwipe, picture, toolsOf } from "./parts.js";
import { base, pageOf, readable, SOURCES, textIn } from "./reading.js";
import { groundsOf, sheet } from "./style.js";
import { WORDS } from "./words.js";

const STALE = 5 * 60_000;

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
    onSwipe(this.hold, (way) => this.#turn(this.at + way));
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
    const text = () => this.#labelOf(photo).map((part) => part.textContent);
    return toolsOf(photo, this.#words, this.#wordsLanguage, () => text().join("\n"), this.box);
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
