// Pieces of the page.

import { web, widthsOf } from "./reading.js";

const ICONS = {
  download: "M8 1.5v9m-4-3.4 4 4 4-4M2.2 14.3h11.6",
  copy: "M5.6 5.6h8v8.8h-8zm5-.2V1.6h-8v8.8h2.8",
  copied: "m2.2 8.6 3.9 3.9 7.7-8.8",
  close: "m3 3 10 10M13 3 3 13",
  previous: "m10.4 2.2-5.8 5.8 5.8 5.8",
  next: "m5.6 2.2 5.8 5.8-5.8 5.8",
};

/** An element with properties, attributes where a name has a dash or is `part`, and what stands inside. */
export function make(name, properties = {}, ...inside) {
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

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(space, "path"));
  svg.firstChild.setAttribute("d", ICONS[name]);
  return svg;
}

export function picture(photo, alt, sizes, lazy) {
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

/** As the release's page says it: a small file in KB, none as 0 MB. */
function sizeOf(bytes, number) {
  const [count, unit] = bytes < 1_000_000 ? [Math.max(1, Math.round(bytes / 1000)), "KB"] : [bytes / 1_000_000, "MB"];
  return `${number.format(count)}\u00a0${unit}`;
}

/** Download and copy; `textOf` gives what is copied. */
export function toolsOf(photo, words, language, textOf, box) {
  const { download } = photo;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const kind = download.media_type.replace("image/", "").toUpperCase();
  const size = `${number.format(download.width)} × ${number.format(download.height)}`;
  const address = web(download.permalink) || web(download.href);
  const link = make(
    "a",
    { part: "tool", href: address, download: download.filename, target: "_blank", rel: "noopener" },
    icon("download"),
    make("span", { className: "hidden" }, `${words.download}: `),
    `${kind}, ${size}, ${sizeOf(download.bytes, number)}`,
  );
  link.addEventListener("click", (event) => {
    event.preventDefault();
    save(link, address);
  });
  const tools = make("div", { part: "tools" }, link, copyButton(words, textOf, box));
  if (photo.warnings?.includes("half_size")) tools.append(make("p", { part: "credit" }, words.half));
  return tools;
}

function copyButton(words, textOf, box) {
  const said = make("span", { "aria-live": "polite" }, words.copy);
  const button = make("button", { type: "button", part: "tool" }, icon("copy"), said);
  button.addEventListener("click", async () => {
    if (!(await copyText(textOf(), box))) return;
    button.firstChild.replaceWith(icon("copied"));
    said.textContent = words.copied;
    setTimeout(() => {
      button.firstChild.replaceWith(icon("copy"));
      said.textContent = words.copy;
    }, 2000);
  });
  return button;
}

/** Calls `act` with 1 or -1 where a finger turns the page, but not while the picture is enlarged. */
export function onSwipe(part, act) {
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
    if (Math.abs(way) > 48 && (window.visualViewport?.scale ?? 1) < 1.05) act(-Math.sign(way));
  });
}
