// What is typed into a long form survives a reload, a lost connection and an expired session: this tab keeps a copy until
// the server has it.
const SENT = "draft sent";
const keyOf = () => `draft ${location.pathname}`;

// A page that is neither this form nor the sign-in means that what was sent has been saved.
export function settleDrafts() {
  const sent = sessionStorage.getItem(SENT);
  if (!sent || sent === keyOf() || document.querySelector("[name=password]")) return;
  sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
}

export function keepDraft(form) {
  sessionStorage.setItem(keyOf(), JSON.stringify(valuesOf(form)));
}

export const dropDraft = () => sessionStorage.removeItem(keyOf());

export const noteSent = () => sessionStorage.setItem(SENT, keyOf());

export function offerDraft(form) {
  const note = document.getElementById("draft");
  const draft = JSON.parse(sessionStorage.getItem(keyOf()) ?? "null");
  if (!note || !draft) return;
  if (sameAs(draft, form)) return dropDraft();
  note.hidden = false;
  note.addEventListener("click", (event) => {
    const { draft: choice } = event.target.dataset;
    if (!choice) return;
    note.hidden = true;
    if (choice === "discard") return dropDraft();
    for (const [name, value] of Object.entries(draft)) putBack(form.elements[name], value);
  });
}

// As if it were typed: the form counts as unsaved again, and slug and number are suggested anew.
function putBack(field, value) {
  if (!field || field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// The revision is kept with the draft, so that a colleague's save in the meantime is noticed as usual.
const valuesOf = (form) =>
  Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));

const sameAs = (draft, form) => {
  const shown = valuesOf(form);
  return Object.keys(draft).every((name) => !(name in shown) || name === "revision" || draft[name] === shown[name]);
};
