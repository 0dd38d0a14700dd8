// The dialogs before publishing and withdrawing are fetched when they are opened; the help is already on the page.
const dialog = () => document.getElementById("dialog");
let openedBy;
let opening = "";

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) openDialog(opener.dataset.dialog);
    if (event.target.closest("[data-close-dialog]")) dialog().close();
    if (event.target.closest("[data-help]")) document.getElementById("help").showModal();
    const copier = event.target.closest("[data-copy]");
    if (copier) copy(copier);
  });
  // Nothing in a closed dialog asks the server any more.
  dialog()?.addEventListener("close", () => {
    dialog().replaceChildren();
    // The button that opened it may have been drawn anew meanwhile.
    if (document.activeElement === document.body) document.getElementById(openedBy)?.focus();
  });
  document.body.addEventListener("htmx:beforeSwap", dropLateAnswer);
  document.body.addEventListener("htmx:afterSwap", keepFocus);
  document.body.addEventListener("dialog-done", () => dialog()?.close());
  document.body.addEventListener("dialog-goes-on", ({ detail }) => openDialog(detail.address));
  document.body.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (target.matches?.("[data-closes]") && detail.successful) dialog()?.close();
  });
}

// Asked for twice, as by a double click, it is fetched once: the second answer would replace what is typed into the first.
// `values` are posted.
export async function openDialog(address, values) {
  const asked = JSON.stringify([address, values]);
  if (opening === asked) return;
  opening = asked;
  const request = { source: dialog(), target: dialog(), swap: "innerHTML", values };
  await window.htmx.ajax(values ? "POST" : "GET", address, request).finally(() => (opening = ""));
  if (!dialog().childElementCount || dialog().open) return;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  openedBy = document.activeElement.id;
  dialog().showModal();
}

// The dialog was closed while its form was on its way.
function dropLateAnswer({ detail }) {
  if (detail.target === dialog() && !dialog().open && !detail.requestConfig.elt.isConnected) detail.shouldSwap = false;
}

// What had the focus in the open dialog may be gone with its content.
function keepFocus() {
  if (dialog()?.open && document.activeElement === document.body) dialog().querySelector("button, a[href]")?.focus();
}

// Without a secure connection a page cannot reach the clipboard by itself: there the address stays marked.
async function copy(button) {
  const address = button.parentElement.querySelector("input");
  address.select();
  try {
    await navigator.clipboard.writeText(address.value);
  } catch {
    if (!document.execCommand("copy")) return;
  }
  button.querySelector("span").textContent = button.dataset.copied;
}
