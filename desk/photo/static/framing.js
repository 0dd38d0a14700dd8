// Focal point and crop, set on the picture itself, and what results: a frame on it and a small picture per aspect.
// All values are fractions of the picture, 0 to 1.
const STEP = 0.02;
const MIN_SIZE = 0.05;
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

const part = (id) => document.getElementById(id);
const frames = () => part("frames");
const field = (name) => part(`field-${name}`);
const value = (name) => (field(name).value ? field(name).value.split(" ").map(Number) : null);
const between = (low, high, number) => Math.min(Math.max(number, low), high);

// These persist from photo to photo.
let mode = "focal_point";
let open = false;
let start = null;

export function startFraming(sheet) {
  sheet.addEventListener("toggle", (event) => event.target.id === "framing" && onToggle(event.target.open), true);
  sheet.addEventListener("click", (event) => choose(event.target.closest("[data-framing]")?.dataset.framing));
  sheet.addEventListener("input", (event) => ["field-focal_point", "field-crop"].includes(event.target.id) && draw());
  sheet.addEventListener("keydown", (event) => event.target === frames() && onKey(event));
  sheet.addEventListener("pointerdown", onDown);
  sheet.addEventListener("pointermove", (event) => start && follow(at(event)));
  for (const end of ["pointerup", "pointercancel"]) sheet.addEventListener(end, () => (start = null));
}

export function loadFraming() {
  if (!frames()) return;
  part("framing").open ||= open;
  new ResizeObserver(draw).observe(frames());
  choose(mode);
}

function onToggle(isOpen) {
  open = isOpen;
  draw();
}

function choose(wanted) {
  if (wanted === undefined) return;
  if (wanted) mode = wanted;
  else for (const name of ["focal_point", "crop"]) set(name, null);
  for (const button of part("framing").querySelectorAll("[data-framing]:not([data-framing=''])"))
    button.setAttribute("aria-pressed", button.dataset.framing === mode);
  for (const help of part("framing").querySelectorAll("[data-help]")) help.hidden = help.dataset.help !== mode;
  draw();
}

function set(name, numbers) {
  const text = numbers ? numbers.map((number) => Number(number.toFixed(4))).join(" ") : "";
  if (field(name).value === text) return;
  field(name).value = text;
  field(name).dispatchEvent(new Event("input", { bubbles: true }));
}

function at(event) {
  const box = frames().getBoundingClientRect();
  return [between(0, 1, (event.clientX - box.left) / box.width), between(0, 1, (event.clientY - box.top) / box.height)];
}

function onDown(event) {
  if (event.button || !frames()?.contains(event.target)) return;
  start = at(event);
  frames().setPointerCapture(event.pointerId);
  if (mode === "focal_point") set(mode, start);
}

function follow([x, y]) {
  if (mode === "focal_point") return set(mode, [x, y]);
  const box = [Math.min(x, start[0]), Math.min(y, start[1]), Math.abs(x - start[0]), Math.abs(y - start[1])];
  if (Math.min(box[2], box[3]) >= MIN_SIZE) set(mode, box);
}

function onKey(event) {
  const arrow = ARROWS[event.key];
  const clears = event.key === "Delete" || event.key === "Backspace";
  if (event.ctrlKey || event.altKey || event.metaKey || !(arrow || clears)) return;
  event.preventDefault();
  if (clears) return set(mode, null);
  set(
    mode,
    mode === "focal_point"
      ? moved(value(mode) ?? [0.5, 0.5], arrow)
      : nudged(value(mode) ?? [0.1, 0.1, 0.8, 0.8], arrow, event.shiftKey),
  );
}

const moved = ([x, y], [dx, dy]) => [between(0, 1, x + dx), between(0, 1, y + dy)];

function nudged([x, y, width, height], [dx, dy], sizes) {
  if (sizes) return [x, y, between(MIN_SIZE, 1 - x, width + dx), between(MIN_SIZE, 1 - y, height + dy)];
  return [between(0, 1 - width, x + dx), between(0, 1 - height, y + dy), width, height];
}

// The rule of pipelines/crop.py, unrounded: the largest frame within the crop, around the focal point.
function frameOf(aspect, size) {
  const [left, top, width, height] = (value("crop") ?? [0, 0, 1, 1]).map((share, n) => share * size[n % 2]);
  const [across, down] = aspect.split(":").map(Number);
  const scale = Math.min(width / across, height / down);
  const frame = [across * scale, down * scale];
  const [x, y] = value("focal_point")?.map((share, n) => share * size[n]) ?? [left + width / 2, top + height / 2];
  return [
    between(left, left + width - frame[0], x - frame[0] / 2),
    between(top, top + height - frame[1], y - frame[1] / 2),
    ...frame,
  ];
}

function draw() {
  const svg = frames();
  if (!svg) return;
  showStatus();
  const shown = part("framing").open;
  svg.toggleAttribute("hidden", !shown);
  svg.tabIndex = shown ? 0 : -1;
  svg.replaceChildren();
  const size = [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height];
  const pixel = size[0] / (svg.clientWidth || 400);
  if (!shown) return;
  const crop = value("crop")?.map((share, n) => share * size[n % 2]);
  if (crop)
    svg.append(
      shape("path", { class: "outside", d: `M0 0H${size[0]}V${size[1]}H0Z${outline(crop)}`, "fill-rule": "evenodd" }),
    );
  const aspects = part("framing").dataset.aspects.split(" ");
  for (const aspect of aspects) {
    const frame = frameOf(aspect, size);
    drawFrame(svg, aspect, frame, pixel);
    part("framing").querySelector(`[data-cut="${aspect}"]`).setAttribute("viewBox", frame.join(" "));
  }
  const focal = value("focal_point");
  if (focal)
    svg.append(
      shape("circle", { class: "under", cx: focal[0] * size[0], cy: focal[1] * size[1], r: 9 * pixel }),
      shape("circle", { cx: focal[0] * size[0], cy: focal[1] * size[1], r: 9 * pixel }),
    );
}

const outline = ([x, y, width, height]) => `M${x} ${y}h${width}v${height}h${-width}Z`;

function drawFrame(svg, aspect, frame, pixel) {
  svg.append(
    shape("path", { class: "under", d: outline(frame) }),
    shape("path", { d: outline(frame), "data-aspect": aspect }),
  );
  const label = shape("text", {
    x: frame[0] + 5 * pixel,
    y: frame[1] + 15 * pixel,
    "font-size": 12 * pixel,
    "stroke-width": 3 * pixel,
  });
  label.textContent = aspect;
  svg.append(label);
}

function shape(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, given] of Object.entries(attributes)) made.setAttribute(key, given);
  return made;
}

function showStatus() {
  const output = part("framing").querySelector("[role=status]");
  const parts = ["focal_point", "crop"]
    .filter(value)
    .map((name) => output.dataset[name].replace(/\{(\d)\}/g, (_all, n) => `${Math.round(100 * value(name)[n])} %`));
  output.textContent = parts.join(", ") || output.dataset.middle;
}
