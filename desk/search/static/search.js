// The search field of every page: "/" goes to it. On the search page the answer follows what is typed.
const isWriting = (element) => element.matches("input, textarea, select, [contenteditable]");

export function startSearch() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.defaultPrevented || isWriting(event.target) || document.querySelector("dialog[open]")) return;
    const field = document.querySelector("[data-slash]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  const answer = document.getElementById("answer");
  if (answer) startAnswering(answer, document.getElementById("search-form"));
}

function startAnswering(answer, form) {
  let waiting;
  const ask = () => {
    clearTimeout(waiting);
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const address = `${form.action}?${asked}`;
    history.replaceState(null, "", address);
    window.htmx.ajax("GET", address, { target: answer, select: "#answer", swap: "innerHTML", source: answer });
  };
  form.addEventListener("submit", (event) => (event.preventDefault(), ask()));
  document.addEventListener("input", ({ target }) => {
    if (target.form !== form) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, target.matches("select") ? 0 : 250);
  });
  document.addEventListener("change", countChosen);
  // Ticked before this ran, or by a browser that came back to the page.
  addEventListener("pageshow", countChosen);
  document.addEventListener("reset", () => setTimeout(countChosen));
}

function countChosen() {
  const chosen = document.querySelectorAll('.hits input[name="ids"]:checked').length;
  const place = document.querySelector("[data-chosen]");
  if (place) place.textContent = chosen ? place.dataset.label.replace("{n}", chosen) : "";
}
