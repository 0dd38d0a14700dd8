// Days and times are typed as the page writes them. The browser's own picker, which may speak another language than the
// page, opens from a button and writes them in the page's form.
const DAY_FIRST = /^(\d{1,2})[./](\d{1,2})[./](\d{4})(?:,? *(\d{1,2}:\d{2}))?/;

export function startPickers() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-pick]");
    if (button) open(button.parentElement);
  });
  document.addEventListener("input", ({ target }) => {
    if (target.matches(".picked > .native") && target.value) take(target);
  });
}

function open(picked) {
  const [text, native] = picked.querySelectorAll("input");
  native.value = isoOf(text.value, native.type);
  native.showPicker();
}

function take(native) {
  const text = native.parentElement.querySelector("input");
  const [year, month, day, clock] = native.value.split(/[-T]/);
  const mark = text.placeholder.includes("/") ? "/" : ".";
  text.value = [day, month, year].join(mark) + (clock ? `, ${clock}` : "");
  for (const type of ["input", "change"]) text.dispatchEvent(new Event(type, { bubbles: true }));
}

function isoOf(typed, type) {
  const found = typed.match(DAY_FIRST);
  if (!found) return "";
  const [, day, month, year, clock = "12:00"] = found;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return type === "date" ? date : `${date}T${clock.padStart(5, "0")}`;
}
