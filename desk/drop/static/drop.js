// The drop page: photos by drag, picker or camera roll, straight to the store.
import { Queue } from "./drop_queue.js";
import { fill, pasteThumbnails, View } from "./drop_rows.js";
import { filesOfDrag, filesOfPicker } from "./dropped_files.js";

const page = document.getElementById("drop-page");
const zone = document.getElementById("drop-zone");
const view = new View(page);
const queue = new Queue(page.dataset.send, page.dataset.memory, page.dataset, redraw);
let drawing = false;
const heardBefore = listed().heard;

function listed() {
  const { arrived, again, heard } = document.getElementById("drop").dataset;
  return { arrived: Number(arrived), again: Number(again), heard: Number(heard) };
}

// What the store took counts as arrived, though the record hears of it a moment later. What it hears twice, such as a
// file of two names, is one photo.
function server() {
  const now = listed();
  const coming = Math.max(0, heardBefore + queue.count("sent") - now.heard);
  return { arrived: now.arrived + coming, again: now.again };
}

function redraw() {
  if (drawing) return;
  drawing = true;
  setTimeout(() => {
    drawing = false;
    view.show(queue, server());
    pasteThumbnails(queue.items);
  }, 100);
}

async function add(found) {
  if (!found.length) return;
  await queue.add(found);
  await tellUnsent();
}

async function tellUnsent() {
  const n = await queue.unsent();
  const line = document.getElementById("drop-left");
  line.hidden = n === 0;
  line.querySelector("span").textContent = fill(page.dataset.unsent, { n });
}

function startPickers() {
  for (const kind of ["files", "folder"]) {
    const input = document.getElementById(`pick-${kind}`);
    zone.querySelector(`[data-pick=${kind}]`).addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      const found = filesOfPicker(input);
      input.value = "";
      add(found);
    });
  }
}

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

function startDragging() {
  let depth = 0;
  const mark = (change) => {
    depth = Math.max(0, depth + change);
    zone.classList.toggle("is-over", depth > 0);
  };
  document.addEventListener("dragenter", (event) => hasFiles(event) && mark(1));
  document.addEventListener("dragleave", (event) => hasFiles(event) && mark(-1));
  document.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  document.addEventListener("drop", async (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(-depth);
    add(await filesOfDrag(event.dataTransfer));
  });
}

page.querySelector("[data-pause]").addEventListener("click", () => queue.pause());
page.querySelector("[data-go-on]").addEventListener("click", () => queue.goOn());
page.querySelector("[data-clear]").addEventListener("click", () => queue.clearRefused());
document.body.addEventListener("htmx:afterSwap", redraw);
addEventListener("offline", redraw);
addEventListener("online", redraw);
addEventListener("beforeunload", (event) => queue.unfinished.length && event.preventDefault());
if (zone) {
  zone.hidden = false;
  startPickers();
  startDragging();
  tellUnsent();
}
redraw();
