// Messages are announced and never take the focus. Those that name a failure stay until they are closed.
const SHOWN_FOR = 6000;
const UNDO = "[data-undo-act]";

export function startToasts() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-toast]")) event.target.closest("[data-toast]").remove();
  });
  document.querySelectorAll("#toasts [data-toast]").forEach(fade);
}

export function showToast(content) {
  let toast = content;
  if (typeof content === "string") {
    toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.toast = "";
    toast.textContent = content;
  }
  const toasts = document.getElementById("toasts");
  // Fast decisions follow each other: only the latest is offered to be undone, the others are in the menu.
  if (toast.querySelector(UNDO))
    toasts.querySelectorAll(`.toast:not(.has-failed):has(${UNDO})`).forEach((old) => old.remove());
  toasts.append(toast);
  while (toasts.children.length > 3) toasts.firstElementChild.remove();
  fade(toast);
}

// It stays until somebody has signed in again, and appears only once, however often the page asks.
export function showSignedOut() {
  if (document.getElementById("signed-out")) return;
  const { signedOut, signIn, signInUrl } = document.body.dataset;
  const link = Object.assign(document.createElement("a"), { href: signInUrl, target: "_blank", textContent: signIn });
  const toast = document.createElement("div");
  toast.id = "signed-out";
  toast.className = "toast has-failed";
  toast.append(`${signedOut} `, link);
  document.getElementById("toasts").append(toast);
}

export const hideSignedOut = () => document.getElementById("signed-out")?.remove();

function fade(toast) {
  if (!toast.classList.contains("has-failed")) setTimeout(() => toast.remove(), SHOWN_FOR);
}
