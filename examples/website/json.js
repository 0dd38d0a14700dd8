// Shows the photos of a release by its manifest alone.
const place = document.querySelector("#photos");
const language = document.documentElement.lang;

/** A text in the page's language, else in any that there is. */
const textIn = (texts) => texts[language] || Object.values(texts).find(Boolean) || "";

/** The photo in several widths, without those that show a part of it. */
function widthsOf({ download, renditions }) {
  return renditions.filter(
    (file) => Math.abs((file.width * download.height) / file.height / download.width - 1) < 0.02,
  );
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
  caption.textContent = `${textIn(photo.captions)} ${photo.credit}`; // the credit is the condition of use
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
