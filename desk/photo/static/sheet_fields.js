// The fields of the side sheet: what was written is marked by itself, lengths are counted, one language shows on a phone.
const MODES = { ArrowUp: -1, ArrowDown: 1 };
let shown = "";

export const fieldOf = (input) => input.closest(".field");
export const inputOf = (field) =>
  field.querySelector(":scope > :is(textarea, select, input:not([type=hidden])), :scope > .picked > input");
export const tickOf = (field) => field.querySelector(".tick");
export const modeOf = (field) => field.querySelector(".mode");
const allFields = (form) => [...form.querySelectorAll(".field[data-field]")];

// Writing ticks, and taking it back unticks; a tick set by hand on an empty field would empty it everywhere.
export const isWritten = (field) => (tickOf(field) ? tickOf(field).checked : isChanged(field));
export const anyWritten = (form) =>
  allFields(form).some(isWritten) || [...form.querySelectorAll(".framing input:not([name^='base.'])")].some(differs);

const isChanged = (field) => valueOf(inputOf(field)) !== initial(inputOf(field));
const valueOf = (input) => input.value.trim();
const initial = (input) => {
  if (!(input instanceof HTMLSelectElement)) return input.defaultValue.trim();
  return [...input.options].find((option) => option.defaultSelected)?.value ?? "";
};
const differs = (input) => input.value !== input.form.elements[`base.${input.name}`]?.value;

export function startFields(sheet) {
  sheet.addEventListener("input", (event) => onInput(event.target));
  sheet.addEventListener("change", (event) => onChange(event.target));
  sheet.addEventListener("keydown", onKey);
  sheet.addEventListener("click", (event) => {
    const { showLanguage } = event.target.closest("[data-show-language]")?.dataset ?? {};
    if (showLanguage) chooseLanguage(sheet.querySelector("form"), showLanguage);
  });
}

export function loadFields(form) {
  for (const field of allFields(form)) mark(field);
  const codes = [...form.querySelectorAll("[data-show-language]")].map((button) => button.dataset.showLanguage);
  if (codes.length) chooseLanguage(form, codes.includes(shown) ? shown : codes[0]);
}

export const firstText = (form) => [...form.querySelectorAll(".field textarea")].find((one) => one.checkVisibility());

function onInput(target) {
  const field = fieldOf(target);
  if (!field || target !== inputOf(field)) return;
  if (tickOf(field)) tickOf(field).checked = isChanged(field);
  mark(field);
}

function onChange(target) {
  const field = fieldOf(target);
  if (!field) return;
  if (target.matches(".mode")) chooseMode(field);
  if (target.matches(".tick, .mode")) {
    mark(field);
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Alt and an arrow change how the text meets those that are there, since the choice is no stop for Tab.
function onKey(event) {
  const step = event.altKey && MODES[event.key];
  const field = step && fieldOf(event.target);
  const mode = field && event.target === inputOf(field) && modeOf(field);
  if (!mode) return;
  event.preventDefault();
  mode.selectedIndex = (mode.selectedIndex + step + mode.length) % mode.length;
  mode.dispatchEvent(new Event("change", { bubbles: true }));
}

function chooseMode(field) {
  const clears = modeOf(field).value === "clear";
  inputOf(field).readOnly = clears;
  tickOf(field).checked = clears || isChanged(field);
}

export function mark(field) {
  const written = isWritten(field);
  field.classList.toggle("is-written", written);
  const effect = field.querySelector(".effect");
  if (effect) effect.textContent = effect.dataset[written ? (modeOf(field)?.value ?? "replace") : "kept"];
  count(field);
}

function count(field) {
  const counter = field.querySelector(".counter");
  if (!counter) return;
  const { length } = inputOf(field).value;
  counter.textContent = length ? counter.dataset.label.replace("{n}", length) : "";
  counter.classList.toggle("over", length > counter.dataset.ideal);
}

// Only a narrow screen hides the other languages; the choice holds from photo to photo.
function chooseLanguage(form, code) {
  shown = code;
  for (const button of form.querySelectorAll("[data-show-language]"))
    button.setAttribute("aria-pressed", button.dataset.showLanguage === code);
  for (const part of form.querySelectorAll(".texts [data-language]"))
    part.classList.toggle("other-language", part.dataset.language !== code);
}
