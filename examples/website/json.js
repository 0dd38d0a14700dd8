// Shows the photos of a release by its manifest alone.
const place = document.querySelector("#photos");
const language = document.documentElement.lang;
const AI = { wholly: "Mit KI erzeugt.", partly: "Mit KI bearbeitet." };

/** A text in the page's language, else in any that there is. */
const textIn = (texts) => texts[language] || Object.values(texts).find(Boolean) || "";

/** The photo in several widths, one file for each, without those that show a part of it. */
function widthsOf({ download, renditions }) {
  const whole = (file) => Math.abs((file.width * download.height) / file.height / download.width - 1) < 0.02;
  const widths = new Map(renditions.filter(whole).map((file) => [file.width, file]));
  return widths.size ? [...widths.values()] : [download];
}

function figure(photo) {
  const image = Object.assign(new Image(), {
    loading: "lazy",
    alt: textIn(photo.alt_texts),
    width: photo.download.width,
    height: photo.download.height,
    sizes: "(min-width: 48rem) 40rem, 92vw",
    srcset: widthsOf(photo)
      .map((file) => `${file.href} ${file.width}w`)
      .join(", "),
    src: widthsOf(photo).at(-1).href,
  });
  const caption = document.createElement("figcaption");
  const said = [textIn(photo.captions), AI[photo.ai?.made], photo.credit]; // the credit is the condition of use
  caption.textContent = said.filter(Boolean).join(" ");
  const made = document.createElement("figure");
  made.append(image, caption);
  return made;
}

try {
  const answer = await fetch(place.dataset.manifest);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const manifest = await answer.json();
  const live = manifest.photos.filter((photo) => photo.status === "live"); // all else was withdrawn
  place.replaceChildren(...live.map(figure));
  if (!live.length) place.textContent = "Zu dieser Mitteilung gibt es keine Fotos.";
} catch {
  place.textContent = "Die Fotos sind gerade nicht erreichbar.";
}
