// Codes and variables are offered while somebody types, and put into the same field of every language at once.
const TYPED = /(?:^|[^\p{L}\p{N}=])(=[^\s=#{}]{1,40}(?:#\d{0,2})?|\{\p{L}{0,40})$/u;
const SHOWN = 8;
const list = document.createElement("ul");
const touched = new WeakSet();
let offers = [];
let fetched = "";
let field = null;
let chosen = 0;

export function startCompletion(sheet) {
  list.id = "completion";
  list.className = "completion";
  list.role = "listbox";
  sheet.addEventListener("input", (event) => isOpenTo(event.target) && offer(event.target));
  // Before all else: Enter takes an offer and Escape closes the list, not the sheet.
  sheet.addEventListener("keydown", onKey, true);
  sheet.addEventListener("focusout", close);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const item = event.target.closest("[role=option]");
    if (item) take([...list.children].indexOf(item));
  });
}

export async function loadCompletion(form) {
  const id = form.dataset.ids.split(" ")[0];
  if (fetched === id) return;
  fetched = id;
  const answer = await fetch(`/photos/${id}/codes/`, { headers: { "HX-Request": "true" } }).catch(() => null);
  const found = answer?.ok && (await answer.json()).offers;
  // By now the sheet may show another photo.
  if (!found || fetched !== id) return;
  offers = found;
  if (touched.has(document.activeElement)) offer(document.activeElement);
}

const isOpenTo = (input) => input.matches?.("textarea, input:not([type]), #people-entry") && input.closest(".field");

function offer(input) {
  touched.add(input);
  const typed = TYPED.exec(input.value.slice(0, input.selectionEnd))?.[1].toLowerCase();
  const fitting = typed ? offers.filter((one) => one.token.toLowerCase().startsWith(typed)).slice(0, SHOWN) : [];
  if (!fitting.length) return close();
  field = input;
  chosen = 0;
  list.replaceChildren(...fitting.map(makeItem));
  list.setAttribute("aria-label", document.getElementById("sheet").dataset.codes);
  (input.closest(".people") ?? input).after(list);
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  // The sheet's foot must not hide what the arrows reach.
  list.scrollIntoView({ block: "nearest" });
  mark();
}

function makeItem(one, n) {
  const option = document.createElement("li");
  Object.assign(option, { id: `completion-${n}`, role: "option" });
  option.append(Object.assign(document.createElement("code"), { textContent: one.token }));
  for (const [language, text] of Object.entries(one.texts))
    option.append(Object.assign(document.createElement("span"), { lang: language, textContent: text }));
  option.offer = one;
  return option;
}

function mark() {
  [...list.children].forEach((option, n) => option.setAttribute("aria-selected", n === chosen));
  field.setAttribute("aria-activedescendant", `completion-${chosen}`);
  list.children[chosen].scrollIntoView({ block: "nearest" });
}

function close() {
  if (!field) return;
  for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"]) field.removeAttribute(name);
  field = null;
  list.remove();
}

function onKey(event) {
  if (!field || event.target !== field || event.isComposing || event.ctrlKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step && !["Enter", "Tab", "Escape"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Escape") return close();
  if (!step) return take(chosen);
  chosen = (chosen + step + list.children.length) % list.children.length;
  mark();
}

function take(n) {
  const { offer: one } = list.children[n];
  const input = field;
  const end = input.selectionEnd;
  const start = end - TYPED.exec(input.value.slice(0, end))[1].length;
  close();
  input.setRangeText(textFor(one, input), start, end, "end");
  announce(input);
  for (const other of twins(input)) putInto(other, textFor(one, other));
}

// A code becomes its text; a variable stays, for it differs from photo to photo.
const textFor = (one, input) =>
  one.variable ? one.token : (one.texts[input.lang] ?? (input.lang ? one.token : Object.values(one.texts)[0]));

// The same field in the other languages.
function twins(input) {
  const column = input.name.split(".")[0];
  if (!input.name.includes(".")) return [];
  return [...input.form.querySelectorAll(`:is(textarea, input)[name^="${column}."]`)].filter((one) => one !== input);
}

// Where its author left off, else at its end; a text that is there already is not repeated.
function putInto(input, text) {
  if (input.value.includes(text) || input.readOnly) return;
  const at = touched.has(input) ? input.selectionEnd : input.value.length;
  const gap = at && !/[\s(]$/.test(input.value.slice(0, at)) ? " " : "";
  input.setRangeText(gap + text, at, at, "end");
  announce(input);
}

const announce = (input) => input.dispatchEvent(new Event("input", { bubbles: true }));
