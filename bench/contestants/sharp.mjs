// sharp: `node sharp.mjs <folder with its node_modules> idiomatic | tuned`. Follows protocol.py.
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";

const [folder, manner] = process.argv.slice(2);
const sharp = createRequire(path.join(path.resolve(folder), "package.json"))("sharp");
sharp.concurrency(1);
sharp.cache(false); // nothing is answered from an earlier round

const marks = new Map();

function sizeOf(step, { width, height }) {
  const longest = Math.max(width, height);
  const edge = Math.min(step.edge ?? longest, longest);
  return {
    width: Math.max(1, Math.round((width * edge) / longest)),
    height: Math.max(1, Math.round((height * edge) / longest)),
  };
}

function target(job, photo, step) {
  const end = step.format === "jpeg" ? "jpg" : step.format;
  return path.join(job.out, `${path.parse(photo).name}-${step.name}.${end}`);
}

// The credit in white on transparent, as raw pixels, made once for each height.
async function markOf(job, step, size) {
  const em = Math.max(step.smallest, Math.round(step.em * Math.max(size.width, size.height)));
  if (!marks.has(em)) {
    const text = `<span foreground="white">${job.credit}</span>`;
    const font = { text, font: `Source Sans 3 Semibold ${em}`, fontfile: job.font, rgba: true, dpi: 72 };
    marks.set(em, { em, ...(await sharp({ text: font }).raw().toBuffer({ resolveWithObject: true })) });
  }
  const { data, info } = marks.get(em);
  const gap = Math.floor(em / 2);
  return { input: data, raw: info, left: size.width - info.width - gap, top: size.height - info.height - gap };
}

function encoded(picture, step) {
  return step.format === "jpeg"
    ? picture.jpeg({ quality: step.quality, chromaSubsampling: "4:2:0", optimiseCoding: false, mozjpeg: false })
    : picture.webp({ quality: step.quality, effort: step.method });
}

// A separate pipeline for each file, which lets libjpeg shrink while decoding.
async function idiomatic(job, photo) {
  const { autoOrient } = await sharp(photo).metadata();
  for (const step of job.steps) {
    const size = sizeOf(step, autoOrient);
    let picture = sharp(photo).autoOrient();
    if (step.edge)
      picture = picture.resize({ width: step.edge, height: step.edge, fit: "inside", withoutEnlargement: true });
    if (step.mark) picture = picture.composite([await markOf(job, step, size)]);
    await encoded(picture, step).toFile(target(job, photo, step));
  }
}

// One decode; each size from the one before as raw pixels; the credit is blended into its region, then undone.
async function tuned(job, photo) {
  const whole = (await sharp(photo).metadata()).autoOrient;
  const steps = job.steps.toSorted((a, b) => (b.edge ?? Infinity) - (a.edge ?? Infinity));
  let level = null;
  for (const step of steps) {
    const size = sizeOf(step, whole);
    if (!level || level.info.width !== size.width || level.info.height !== size.height) {
      const source = level ? sharp(level.data, { raw: level.info }) : sharp(photo).autoOrient();
      level = await source
        .resize({ ...size, fit: "fill" })
        .raw()
        .toBuffer({ resolveWithObject: true });
    }
    const undo = step.mark ? await marked(level, await markOf(job, step, size)) : () => {};
    await encoded(sharp(level.data, { raw: level.info }), step).toFile(target(job, photo, step));
    undo();
  }
}

async function marked(level, mark) {
  const box = { left: mark.left, top: mark.top, width: mark.raw.width, height: mark.raw.height };
  const clean = await sharp(level.data, { raw: level.info }).extract(box).raw().toBuffer();
  const over = { input: mark.input, raw: mark.raw, left: 0, top: 0 };
  const raw = { width: box.width, height: box.height, channels: 3 };
  const drawn = await sharp(clean, { raw }).composite([over]).removeAlpha().raw().toBuffer();
  put(drawn, level, box);
  return () => put(clean, level, box);
}

function put(pixels, level, { left, top, width, height }) {
  for (let y = 0; y < height; y++) {
    pixels.copy(level.data, ((top + y) * level.info.width + left) * 3, y * width * 3, (y + 1) * width * 3);
  }
}

const perform = { idiomatic, tuned }[manner];
console.log("{}");
for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line);
  for (const photo of job.photos) await perform(job, photo);
  console.log("{}");
}
