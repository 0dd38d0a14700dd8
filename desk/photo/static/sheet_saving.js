// Saving: one photo as it stands, a selection in parts, with progress, a stop and a result per photo.
const PART = 40;
const run = { stopped: false };

// Asks the server by htmx, which knows tokens, sessions and faults; tells whether it answered as hoped.
export async function ask(verb, url, { source, target, values = {} }) {
  let answer = { successful: false };
  const note = ({ detail }) => detail.elt === source && (answer = detail);
  document.body.addEventListener("htmx:afterRequest", note);
  try {
    await window.htmx.ajax(verb, url, { source, target, swap: "innerHTML", values });
  } catch {
    // No connection: the state below the sheet says so, and the draft stays.
  } finally {
    document.body.removeEventListener("htmx:afterRequest", note);
  }
  return { ok: Boolean(answer.successful), status: answer.xhr?.status ?? 0, text: answer.xhr?.responseText ?? "" };
}

export function valuesOf(form) {
  const values = {};
  for (const name of new Set([...new FormData(form)].map(([one]) => one)))
    values[name] = new FormData(form).getAll(name);
  return values;
}

// Writes into the photos of `ids` ("id:revision"); resolves to how many were done and what is left to look at.
export async function saveMany(form, ids, progress) {
  run.stopped = false;
  const found = { done: 0, results: [], failed: false };
  // What is typed meanwhile is not for the later ones alone.
  const written = valuesOf(form);
  for (let start = 0; start < ids.length && !run.stopped; start += PART) {
    progress(start, ids.length);
    const part = ids.slice(start, start + PART);
    const values = { ...written, ids: part };
    const answer = await ask("POST", form.action, { source: form, target: "#inbox", values });
    if (!answer.ok) return { ...found, failed: true };
    const outcome = new DOMParser().parseFromString(answer.text, "text/html").getElementById("outcome");
    found.done += outcome.dataset.done.split(" ").filter(Boolean).length;
    found.results.push(...outcome.querySelectorAll("[data-result]"));
  }
  return { ...found, stopped: run.stopped };
}

export const stopSaving = () => (run.stopped = true);
