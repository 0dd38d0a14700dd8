// A release's texts and links: Markdown and its preview, counters, one language at a time where there is no room for two.
export function startTexts(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { language, preview, mark, copyFrom, addLink } = button.dataset;
    if (language) showLanguage(form, language);
    if (preview) showPreview(button.closest(".md"), button, preview);
    if (mark) surround(button.closest(".md").querySelector("textarea"), mark);
    if (addLink) addLinkRow(button, Number(addLink));
    if (copyFrom) copyTexts(form, copyFrom, button.dataset.copyTo);
  });
  form.addEventListener("input", ({ target }) => count(target));
  form.querySelectorAll("textarea").forEach(count);
}

function showLanguage(form, code) {
  for (const part of form.querySelectorAll("[data-in]")) part.classList.toggle("is-other", part.dataset.in !== code);
  for (const button of form.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === code));
  }
}

async function showPreview(box, button, state) {
  const [text, page] = [box.querySelector("textarea"), box.querySelector(".md-page")];
  if (state === "on") {
    const values = { text: text.value };
    await window.htmx.ajax("POST", box.dataset.markdown, { source: page, target: page, swap: "innerHTML", values });
  }
  text.hidden = state === "on";
  page.hidden = state !== "on";
  for (const one of box.querySelectorAll("[data-preview]")) one.setAttribute("aria-pressed", String(one === button));
  box.querySelectorAll("[data-mark]").forEach((one) => (one.hidden = state === "on"));
}

const MARKS = { bold: ["**", "**"], italic: ["*", "*"], list: ["\n- ", ""], link: ["[", "](https://)"] };

function surround(text, mark) {
  const [before, after] = MARKS[mark];
  const { selectionStart: from, selectionEnd: to } = text;
  text.setRangeText(before + text.value.slice(from, to) + after, from, to, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}

// Names and ids end in the row's number.
function addLinkRow(button, most) {
  const rows = button.parentElement.querySelectorAll(".link-row");
  const row = rows[rows.length - 1].cloneNode(true);
  for (const part of row.querySelectorAll("[id], [for], [name], [aria-describedby]")) {
    for (const { name, value } of part.attributes) part.setAttribute(name, value.replace(/_\d+\b/, `_${rows.length}`));
    if ("value" in part) part.value = "";
  }
  row.querySelectorAll("p.err").forEach((old) => old.remove());
  button.before(row);
  button.hidden = rows.length + 1 >= most;
  row.querySelector("input").focus();
}

// Only what is still empty is filled.
function copyTexts(form, from, to) {
  for (const field of form.querySelectorAll(`[name$="_${from}"]`)) {
    const other = form.elements[field.name.replace(new RegExp(`_${from}$`), `_${to}`)];
    if (!other || other.value.trim()) continue;
    other.value = field.value;
    other.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function count(field) {
  const output = field.closest(".field")?.querySelector("[data-words]");
  if (!output) return;
  const words = field.value.trim().split(/\s+/).filter(Boolean).length;
  output.textContent = output.dataset.words.replace("{n}", words);
}
