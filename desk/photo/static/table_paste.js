// Cells of a spreadsheet that are pasted into a text go into as many photos, after a look at what would change.
export function startTablePaste(sheet) {
  sheet.addEventListener("paste", (event) => {
    const table = event.clipboardData.getData("text/plain");
    const field = event.target.name;
    if (!field || !table.trim().includes("\t")) return;
    event.preventDefault();
    show(sheet, field, table);
  });
}

async function show(sheet, field, table) {
  const dialog = document.getElementById("dialog");
  const values = { ids: sheet.querySelector("form").dataset.ids.split(" "), field, table };
  await window.htmx.ajax("POST", sheet.dataset.paste, { source: dialog, target: dialog, swap: "innerHTML", values });
  if (dialog.childElementCount && !dialog.open) dialog.showModal();
}
