// A form that leaves the page is sent once, however often its button is pressed before the next page is here.
const AGAIN_AFTER = 10_000;
const sent = new Set();

export function startSubmitting() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    // Somebody may have stopped the browser, or what came was a file.
    setTimeout(() => sent.delete(form), AGAIN_AFTER);
  });
  // Whoever comes back to the page may send it again.
  addEventListener("pageshow", () => sent.clear());
}
