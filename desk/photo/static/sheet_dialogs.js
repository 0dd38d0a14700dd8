// What the side sheet opens in the page's dialog for its photos: another photo's texts, find and replace, pasted cells.
import { openDialog } from "./dialogs.js";

const dialog = document.getElementById("dialog");

export function startSheetDialogs(sheet) {
  const form = () => sheet.querySelector("form");
  sheet.addEventListener("click", (event) => {
    const { sheetDialog } = event.target.closest("[data-sheet-dialog]")?.dataset ?? {};
    if (sheetDialog) openDialog(sheetDialog, { ids: form().dataset.ids.split(" ") });
  });
  sheet.addEventListener("paste", (event) => {
    const table = event.clipboardData.getData("text/plain");
    const field = event.target.name;
    if (!field || !table.trim().includes("\t")) return;
    event.preventDefault();
    openDialog(sheet.dataset.paste, { ids: form().dataset.ids.split(" "), field, table });
  });
  dialog?.addEventListener("click", (event) => {
    const { copyTexts } = event.target.closest("[data-copy-texts]")?.dataset ?? {};
    if (copyTexts) copy(form(), JSON.parse(copyTexts));
  });
}

// As if it were typed: what was taken over is marked, and saved like all else.
function copy(form, texts) {
  dialog.close();
  for (const [name, text] of Object.entries(texts)) {
    const input = form.elements[name];
    if (!input || input.readOnly) continue;
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.querySelector("textarea").focus();
}
