// What is typed while the sheet waits for an answer that replaces its form. Behind "Save, next" it is meant for the next
// photo, and waits for its form. All else is put into the new form of the same photos.
const CHOICE = /^(tick|mode)\./;
let ahead = "";
let stood = new Map();
let late = [];
let caret = null;

// `goesOn()`: whether the next photo's form is on its way.
export function startTyping(sheet, goesOn) {
  sheet.addEventListener("beforeinput", (event) => {
    if (!goesOn()) return;
    event.preventDefault();
    ahead = event.inputType.startsWith("delete") ? ahead.slice(0, -1) : ahead + (event.data ?? "");
  });
}

export function typeAhead(field) {
  const text = ahead;
  ahead = "";
  if (!text || !["text", "textarea"].includes(field.type)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// How the form stands: whatever differs from now on was typed since.
export const noteForm = (form) => (stood = new Map(form && new FormData(form)));

export const isTypedSince = (form) => Boolean(form && changesOf(form).length);

// The form is about to be replaced.
export function keepTyped(form) {
  late = changesOf(form);
  const { id, selectionStart, selectionEnd } = document.activeElement;
  caret = { id, selectionStart, selectionEnd };
}

export function putTyped(form) {
  for (const [name, text] of late.toSorted(([one], [other]) => CHOICE.test(one) - CHOICE.test(other))) {
    const input = form.elements[name];
    if (!input || input.readOnly) continue;
    if (input.type === "checkbox") input.checked = true;
    else input.value = text;
    input.dispatchEvent(new Event(CHOICE.test(name) ? "change" : "input", { bubbles: true }));
  }
  if (late.length) putCaret();
  late = [];
}

function putCaret() {
  const { id, selectionStart, selectionEnd } = caret;
  const field = document.activeElement;
  if (field.id === id && field.type === "textarea") field.setSelectionRange(selectionStart, selectionEnd);
}

const changesOf = (form) =>
  [...new FormData(form)].filter(([name, text]) => name !== "ids" && stood.get(name) !== text);
