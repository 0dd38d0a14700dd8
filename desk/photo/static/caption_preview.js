// What the texts will be once they are saved: asked of the server, which alone knows the rules, when typing rests.
import { setPeople } from "./people.js";
import { fieldOf } from "./sheet_fields.js";
import { valuesOf } from "./sheet_saving.js";

const RESTS = 400;
let timer; // set while something typed has not been asked of
let asking; // set while an answer is on its way
let again = false;

const place = () => document.getElementById("caption-preview");
const input = (name) => place().closest("form").elements[name];

export function startPreview(sheet) {
  sheet.addEventListener("input", () => askSoon(RESTS));
  sheet.addEventListener("click", (event) => {
    if (event.target.closest("[data-put-persons]")) whenAnswered(putPersons);
    if (event.target.closest("[data-take-persons]")) whenAnswered(takePersons);
  });
}

export function askSoon(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(ask, milliseconds);
}

// One at a time; what was typed meanwhile is asked of afterwards.
function ask() {
  clearTimeout(timer);
  timer = undefined;
  again = true;
  asking ??= askUntilAnswered().finally(() => (asking = undefined));
  return asking;
}

async function askUntilAnswered() {
  while (again) {
    again = false;
    await preview();
  }
}

// Runs `take` on the answer to what stands in the form now; without an answer, or on another photo, nothing happens.
async function whenAnswered(take) {
  if (timer || asking) {
    const shown = place();
    const before = shown.firstElementChild;
    await (timer ? ask() : asking);
    if (place() !== shown || shown.firstElementChild === before) return;
  }
  take();
}

async function preview() {
  const shown = place();
  const form = shown?.closest("form");
  if (!form) return;
  const values = { ...valuesOf(form), ids: form.dataset.ids.split(" ") };
  await window.htmx
    .ajax("POST", shown.dataset.preview, { source: shown, target: shown, swap: "innerHTML", values })
    .catch(() => {});
  for (const advice of form.querySelectorAll("[data-advice]")) advice.textContent = "";
  for (const one of shown.querySelectorAll("[data-advises]")) {
    const advice = form.querySelector(`[data-advice="${one.dataset.advises}"]`);
    if (advice) advice.textContent = one.innerHTML;
  }
}

// The sentence goes into the caption of each language, in place of one that is there.
function putPersons() {
  for (const sentence of place().querySelectorAll("[data-sentence]")) {
    const caption = input(sentence.dataset.sentence);
    if (!caption || caption.readOnly) continue;
    caption.value = sentence.dataset.with;
    caption.dispatchEvent(new Event("input", { bubbles: true }));
  }
  fieldOf(input(place().querySelector("[data-sentence]").dataset.sentence))
    .querySelector("textarea")
    .focus();
}

function takePersons() {
  setPeople(place().closest("form"), place().querySelector("[data-found]").textContent);
}
