// The publishing dialog is fetched when it is opened; the help is already on the page.
export function startDialogs() {
  const dialog = document.getElementById("dialog");
  document.addEventListener("click", async (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      await window.htmx.ajax("GET", opener.dataset.dialog, { source: opener, target: dialog, swap: "innerHTML" });
      if (dialog.childElementCount && !dialog.open) dialog.showModal();
    }
    if (event.target.closest("[data-close-dialog]")) dialog.close();
    if (event.target.closest("[data-help]")) document.getElementById("help").showModal();
  });
  document.body.addEventListener("dialog-done", () => dialog?.close());
}
