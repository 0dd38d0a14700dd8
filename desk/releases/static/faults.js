// What is wrong with a form stands at its fields, as the server writes it there.
export function markFaults(form, faults) {
  for (const field of form.querySelectorAll(".field")) {
    const input = field.querySelector("input, textarea");
    field.querySelectorAll(":scope > p.err").forEach((old) => old.remove());
    const sentences = faults[input?.name] ?? [];
    field.classList.toggle("has-error", sentences.length > 0);
    for (const text of sentences) {
      field.append(Object.assign(document.createElement("p"), { className: "err", textContent: text }));
    }
  }
}
