// Tells when a passkey did not work, and copies, keeps and prints recovery codes.
const byId = (id) => document.getElementById(id);

// What only scripts do can be asked for once they listen: allauth's begin with the same event, before this one.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-scripted]")) button.disabled = false;
});

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  byId("passkey-failed").hidden = false;
});

const codes = () => byId("codes").textContent.trim();

byId("codes-copy")?.addEventListener("click", async ({ currentTarget }) => {
  await navigator.clipboard.writeText(codes());
  currentTarget.textContent = currentTarget.dataset.done;
});

byId("codes-download")?.addEventListener("click", ({ currentTarget }) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${codes()}\n`], { type: "text/plain" }));
  link.download = currentTarget.dataset.name;
  link.click();
});

byId("codes-print")?.addEventListener("click", () => window.print());
