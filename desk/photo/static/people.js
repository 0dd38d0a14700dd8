// Persons as a row of names that can be put in order; the field itself keeps them with semicolons between.
const lists = new WeakMap();

export function startPeople(sheet) {
  sheet.addEventListener("keydown", (event) => peopleOf(event) && onKey(event, peopleOf(event)));
  sheet.addEventListener("focusout", (event) => event.target.id === "people-entry" && commit(peopleOf(event)));
  sheet.addEventListener("click", (event) => peopleOf(event) && onClick(event, peopleOf(event)));
  sheet.addEventListener("input", (event) => followField(event.target));
  sheet.addEventListener("dragstart", (event) => event.target.closest(".person")?.classList.add("is-dragged"));
  sheet.addEventListener("dragover", onDrag);
  sheet.addEventListener("dragend", (event) => peopleOf(event) && takeOrder(peopleOf(event)));
}

export function loadPeople(form) {
  const people = form.querySelector(".people");
  if (!people) return;
  const field = fieldOf(people);
  people.hidden = false;
  field.hidden = true;
  field.closest(".field").querySelector("label").htmlFor = "people-entry";
  if (field.placeholder.includes("(")) entryOf(people).placeholder = field.placeholder;
  draw(people, split(field.value));
}

export function setPeople(form, text) {
  const field = fieldOf(form.querySelector(".people"));
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const peopleOf = (event) => event.target.closest?.(".people");
const fieldOf = (people) => people.parentElement.querySelector(":scope > input[name=persons]");
const entryOf = (people) => people.querySelector("input");
const buttons = (people) => [...people.querySelectorAll(".person > button:first-child")];
const split = (text) =>
  text
    .split(/[;\n]/)
    .map((one) => one.trim())
    .filter(Boolean);

function followField(target) {
  if (target.name !== "persons") return;
  const people = target.parentElement.querySelector(".people");
  if (people && lists.get(people)?.join("; ") !== target.value.trim()) draw(people, split(target.value));
}

function draw(people, names, focus = -1) {
  lists.set(people, names);
  people.querySelector("ul").replaceChildren(...names.map((name) => makeChip(people, name)));
  if (focus >= 0 && names.length) {
    const at = Math.min(focus, names.length - 1);
    buttons(people)[at].focus();
    tell(people, at);
  } else if (focus >= 0) entryOf(people).focus();
}

function makeButton(textContent) {
  return Object.assign(document.createElement("button"), { type: "button", tabIndex: -1, textContent });
}

function makeChip(people, name) {
  const item = Object.assign(document.createElement("li"), { className: "person", draggable: true });
  const [move, remove] = [makeButton(name), makeButton("×")];
  remove.setAttribute("aria-label", people.dataset.remove.replace("{name}", name));
  item.append(move, remove);
  return item;
}

// The place is told, since the order is what is written.
function tell(people, at) {
  const names = lists.get(people);
  people.querySelector("[role=status]").textContent = people.dataset.place
    .replace("{name}", names[at])
    .replace("{n}", at + 1)
    .replace("{all}", names.length);
}

function store(people, names, focus) {
  draw(people, names, focus);
  const field = fieldOf(people);
  field.value = names.join("; ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function commit(people) {
  const entry = entryOf(people);
  const added = split(entry.value);
  if (!added.length) return false;
  entry.value = "";
  store(people, [...lists.get(people), ...added]);
  return true;
}

function onKey(event, people) {
  if (event.isComposing || event.defaultPrevented) return;
  if (event.target === entryOf(people)) return onEntryKey(event, people);
  const at = buttons(people).indexOf(event.target.closest(".person")?.firstElementChild);
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (at < 0 || !(step || ["Delete", "Backspace", "Enter"].includes(event.key))) return;
  event.preventDefault();
  if (step) return event.altKey ? shift(people, at, step) : go(people, at + step);
  const names = [...lists.get(people)];
  const [name] = names.splice(at, 1);
  store(people, names, at);
  if (event.key !== "Enter") return;
  entryOf(people).value = name;
  entryOf(people).focus();
}

function onEntryKey(event, people) {
  const entry = event.target;
  if (event.key === "Enter" || event.key === ";") {
    commit(people);
    if (!event.ctrlKey && !event.metaKey) event.preventDefault();
  } else if (["ArrowLeft", "Backspace"].includes(event.key) && entry.selectionEnd === 0 && lists.get(people).length) {
    event.preventDefault();
    go(people, lists.get(people).length - 1);
  }
}

function go(people, at) {
  if (at >= lists.get(people).length) return entryOf(people).focus();
  buttons(people)[Math.max(at, 0)].focus();
  tell(people, Math.max(at, 0));
}

function shift(people, at, step) {
  const names = [...lists.get(people)];
  const to = Math.min(Math.max(at + step, 0), names.length - 1);
  names.splice(to, 0, ...names.splice(at, 1));
  store(people, names, to);
}

function onClick(event, people) {
  const item = event.target.closest(".person");
  if (!item || event.target !== item.lastElementChild) return;
  const at = [...item.parentElement.children].indexOf(item);
  store(people, lists.get(people).toSpliced(at, 1), at);
}

function onDrag(event) {
  const dragged = document.querySelector(".person.is-dragged");
  const over = event.target.closest?.(".person");
  if (!dragged || !over) return;
  event.preventDefault();
  const { left, width } = over.getBoundingClientRect();
  over[event.clientX < left + width / 2 ? "before" : "after"](dragged);
}

function takeOrder(people) {
  store(
    people,
    buttons(people).map((button) => button.textContent),
  );
}
