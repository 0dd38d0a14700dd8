// What the manifest says, for this reader.

/** What the IPTC's terms say of AI; versions from before the field `ai` have nothing else. */
export const SOURCES = {
  trainedAlgorithmicMedia: "wholly",
  compositeWithTrainedAlgorithmicMedia: "partly",
  compositeSynthetic: "parts",
};

export const TYPES = new Set(["image/jpeg", "image/webp", "image/png", "image/avif"]);

/** An address that may be followed; empty for anything but http and https. */
export function web(address) {
  return /^https?:\/\//i.test(address ?? "") ? address : "";
}

export const base = (language) => language.toLowerCase().split("-")[0];

/** The text in this language, else in the first one that has it, with the language it is in. */
export function textIn(texts, language, languages) {
  const there = Object.keys(texts ?? {}).filter((code) => texts[code]);
  const found =
    there.find((code) => code.toLowerCase() === language.toLowerCase()) ??
    there.find((code) => base(code) === base(language)) ??
    languages.find((code) => there.includes(code)) ??
    there[0];
  return found ? { text: texts[found], lang: found } : { text: "", lang: "" };
}

/** The whole photo in several widths, never a crop: of two formats the lighter one. */
export function widthsOf(photo) {
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

/** Where the release's page lies, in this language if it has one. */
export function pageOf({ $schema, release, languages }, language) {
  const titled = languages.filter((code) => release.titles[code]);
  const own = titled.find((code) => base(code) === base(language)) ?? titled[0];
  const name = !own || own === titled[0] ? "index.html" : `${own}.html`;
  return { folder: new URL(`../releases/${release.slug}/`, $schema).href, name };
}

/** Whether this is a manifest that can be shown; what it has besides is ignored. */
export function readable(manifest) {
  return (
    (manifest?.status === "live" || manifest?.status === "withdrawn") &&
    Boolean(manifest.release) &&
    Array.isArray(manifest.photos)
  );
}
