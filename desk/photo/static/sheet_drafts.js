// What is typed into the side sheet is kept by this tab until it is saved: through a reload, a lost connection and the
// end of a session. One draft a release, of the person who typed it.
const sheet = document.getElementById("sheet");
const key = () => `sheet draft ${sheet.dataset.user} ${location.pathname}`;

export function keepDraft(form) {
  const at = new Date().toTimeString().slice(0, 5);
  const data = new FormData(form);
  const named = (fits) => Object.fromEntries([...data].filter(([name, text]) => fits(name, text)));
  const isTyped = (name, text) =>
    data.has(`tick.${name}`) || (data.has(`base.${name}`) && data.get(`base.${name}`) !== text);
  const isChoice = (name) =>
    name.startsWith("tick.") || (name.startsWith("mode.") && data.has(name.replace("mode", "tick")));
  const draft = {
    at,
    ids: form.dataset.ids.split(" "),
    seen: data.getAll("ids"),
    texts: named(isTyped),
    choices: named(isChoice),
    base: named((name) => name.startsWith("base.")),
  };
  try {
    sessionStorage.setItem(key(), JSON.stringify(draft));
  } catch {
    return "";
  }
  return at;
}

export const readDraft = () => JSON.parse(sessionStorage.getItem(key()) ?? "null");
export const dropDraft = () => sessionStorage.removeItem(key());

// Puts the draft into the form of the same photos. What its author saw comes with it, so that a colleague's save in
// the meantime is noticed as usual. False where there is nothing to put back.
export function restoreDraft(form) {
  const draft = readDraft();
  if (!draft || draft.ids.join(" ") !== form.dataset.ids) return false;
  const inputs = Object.entries(draft.texts).filter(
    ([name, text]) => form.elements[name] && form.elements[name].value !== text,
  );
  if (!inputs.length && !Object.keys(draft.choices).length) {
    dropDraft();
    return false;
  }
  draft.seen.forEach((seen, n) => (form.querySelectorAll("[name=ids]")[n].value = seen));
  for (const [name, text] of inputs) {
    if (form.elements[`base.${name}`]) form.elements[`base.${name}`].value = draft.base[`base.${name}`];
    put(form.elements[name], text, "input");
  }
  for (const [name, value] of Object.entries(draft.choices)) {
    const input = form.elements[name];
    if (input?.type === "checkbox") input.checked = true;
    if (input) put(input, value, "change");
  }
  return draft.at;
}

function put(input, text, event) {
  if (input.type !== "checkbox") input.value = text;
  input.dispatchEvent(new Event(event, { bubbles: true }));
}
