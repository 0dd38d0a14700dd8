// The dialogs before publishing and withdrawing are fetched when they are opened; the help is already on the page.
const dialog = () => document.getElementById("dialog");
const USABLE = ":is(a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0'])";
let opening = "";

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) openDialog(opener.dataset.dialog);
    if (event.target.closest("[data-close-dialog]")) dialog().close();
    if (event.target.closest("[data-help]")) showDialog(document.getElementById("help"));
    const copier = event.target.closest("[data-copy]");
    if (copier) copy(copier);
  });
  // Nothing in a closed dialog asks the server any more.
  dialog()?.addEventListener("close", () => dialog().replaceChildren());
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
  showDialog(dialog());
}

// A dialog begins at what one came for: the first thing below its head that can be used, which in a foot is the least that
// can happen. Where that is out of sight or nothing can be used, it begins at its title, and is read from the top.
export function showDialog(one) {
  const opener = document.activeElement;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  one.showModal();
  begin(one);
  one.addEventListener("close", () => comeBack(opener, one), { once: true });
}

// The button that opened it may have been drawn anew meanwhile, stand in a menu that is closed by now, or be gone with the
// selection: then the keys go on with the photo.
function comeBack(opener, closed) {
  const focused = document.activeElement;
  if (focused !== document.body && !closed.contains(focused)) return;
  const menu = opener.closest("details.menu")?.querySelector("summary");
  const places = [document.getElementById(opener.id), menu, document.querySelector(".tile[tabindex='0']")];
  places.find((one) => one?.checkVisibility())?.focus();
}

function begin(one) {
  const title = document.getElementById(one.getAttribute("aria-labelledby"));
  title.tabIndex = -1;
  const usable = [...one.querySelectorAll(USABLE)].filter((each) => each.checkVisibility());
  const first = usable.find((each) => !each.closest(".sheet-head"));
  (first && isWithin(first, one) ? first : title).focus();
}

function isWithin(element, one) {
  const [inner, outer] = [element, one].map((each) => each.getBoundingClientRect());
  return inner.top >= outer.top && inner.bottom <= outer.bottom;
}

// The dialog was closed while its form was on its way.
function dropLateAnswer({ detail }) {
  if (detail.target === dialog() && !dialog().open && !detail.requestConfig.elt.isConnected) detail.shouldSwap = false;
}

// What had the focus in the open dialog may be gone with its content.
function keepFocus() {
  if (dialog()?.open && document.activeElement === document.body) begin(dialog());
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
