// The queue's one key of its own: "n" makes a new release.
export function startQueue() {
  const button = document.getElementById("nav-new");
  if (!button || !document.getElementById("queue")) return;
  button.setAttribute("aria-keyshortcuts", "n");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "n" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    button.click();
  });
}
