// The number of columns follows the width (see tiles.css); the slider moves it from there and keeps the difference.
import { grid } from "./grid.js";

const MIN = 2;
const MAX = 10;
let shown = 0;
const slider = document.getElementById("columns");
const fitting = () => Number(getComputedStyle(grid).getPropertyValue("--auto"));
const shift = () => Number(localStorage.getItem("columns-shift") ?? 0);
// On a phone two columns are as many as fingers hit.
const isNarrow = () => matchMedia("(width <= 800px)").matches;

export const columns = () => (isNarrow() ? fitting() : Math.min(Math.max(fitting() + shift(), MIN), MAX));

// `changed()` is called when there are more or fewer columns.
export function startColumns(changed) {
  const apply = () => show() && changed();
  slider.addEventListener("input", () => {
    localStorage.setItem("columns-shift", slider.value - fitting());
    apply();
  });
  new ResizeObserver(apply).observe(grid);
  show();
}

// Whether the number of columns is another one than before.
function show() {
  const count = columns();
  const before = shown;
  shown = count;
  slider.value = count;
  if (count === fitting()) grid.style.removeProperty("--columns");
  else grid.style.setProperty("--columns", count);
  grid.toggleAttribute("data-dense", grid.clientWidth / count < 130);
  return before !== count;
}
