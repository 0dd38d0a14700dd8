// Keys are matched by what they write (`event.key`), whatever the layout. Single keys act on the grid and at full size
// only (WCAG 2.1.4), never while a modifier is held or a character is being composed.
import { columns } from "./columns.js";

// Steps through the photos.
export const MOVES = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: () => -columns(),
  ArrowDown: () => columns(),
  Home: () => -Infinity,
  End: () => Infinity,
  PageUp: () => -3 * columns(),
  PageDown: () => 3 * columns(),
};

export const DECISIONS = { a: "approve", d: "decline" };

export const isPlain = (event) => !event.isComposing && !event.altKey && !event.ctrlKey && !event.metaKey;

// With caps lock on, `a` is written `A`: Shift is asked of the keyboard.
export const letterOf = (event) => (event.key.length === 1 ? event.key.toLowerCase() : event.key);

// A button in a photo keeps the keys that press it.
export const belongsToControl = (event) =>
  ["Enter", " "].includes(event.key) && event.target.closest("button, a, summary, input, select, textarea");

// Ctrl+A and Ctrl+Z mean the photos unless somebody writes or a dialog is open.
export function photoShortcut(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return null;
  if (event.target.closest("input, textarea, select, [contenteditable], #sheet, dialog:not(#viewer)")) return null;
  return { a: "all", z: "undo" }[letterOf(event)] ?? null;
}
