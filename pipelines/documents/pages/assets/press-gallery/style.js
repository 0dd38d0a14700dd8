// The gallery's look, as a sheet that its shadow root adopts.

const STYLE = `
:host { display: block; color: var(--pg-ink, inherit); font-family: var(--pg-font, inherit);
  font-size: var(--pg-size, .9rem); line-height: 1.42;
  --quiet: var(--pg-quiet, color-mix(in srgb, currentColor 72%, transparent));
  --line: var(--pg-line, color-mix(in srgb, currentColor 25%, transparent)); }
:host([hidden]), [hidden] { display: none !important; }
*, ::before { box-sizing: border-box; }
p, figure { margin: 0; }
a { color: inherit; }
.grid { display: grid; gap: 0 var(--pg-gap, 1.5rem);
  grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--pg-min, 15rem)), 1fr)); }
.photo { display: grid; grid-row: span 2; grid-template-rows: subgrid; margin-block-end: 1.75rem; min-inline-size: 0; }
.frame { position: relative; display: block; align-self: end; container-type: inline-size; text-decoration: none; }
.frame img { display: block; inline-size: min(100%, 125cqi * var(--r, 1)); block-size: auto;
  border-radius: var(--pg-radius, 0); background: var(--g, var(--line)); }
@media (min-width: 36rem) { .frame img { inline-size: min(100%, 100cqi * var(--r, 1)); } }
.single .frame img { inline-size: min(100%, 85svh * var(--r, 1)); }
.frame:hover img, .frame:focus-visible img { outline: .1875rem solid currentColor; outline-offset: .1875rem; }
.frame:focus-visible { outline: 0; }
.ai { position: absolute; inset-block-start: 0; inset-inline-start: 0; padding: .2em .5em; background: #141414;
  color: #fff; font-size: .92em; }
.label { padding-block-start: .5rem; overflow-wrap: break-word; }
.label .credit { margin-block-start: .2rem; }
.credit { color: var(--quiet); }
.gone { align-self: end; display: grid; place-content: center; aspect-ratio: 3 / 2; padding: 1rem;
  border: 1px dashed var(--line); border-radius: var(--pg-radius, 0); font-weight: 700; text-align: center; }
.foot { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; padding-block-start: .6rem;
  border-block-start: 1px solid var(--line); }
.message { padding-block: .75rem; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: start; }
.message button { text-decoration: underline; }
:focus-visible { outline: .1875rem solid currentColor; outline-offset: .1875rem; }
svg { inline-size: 1.5rem; block-size: 1.5rem; fill: none; stroke: currentColor; stroke-width: 1.4; flex: none; }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
dialog { position: fixed; inset: 0; inline-size: 100%; block-size: 100%; max-inline-size: none; max-block-size: none;
  margin: 0; border: 0; padding: 1rem 1.5rem 1.5rem; background: #141414; color: #f2f2f2; color-scheme: dark;
  font-size: 1rem; line-height: 1.5; overscroll-behavior: contain; overflow: auto; --quiet: #c9c9c9; }
dialog[open] { display: grid; gap: 0 2rem;
  grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) minmax(16rem, 22rem); }
.bar { grid-column: 1 / -1; display: flex; align-items: center; gap: 1rem; padding-block-end: .75rem; }
.bar .name { margin-inline-end: auto; }
.bar .name ~ * { white-space: nowrap; }
.bar button, .turn { display: grid; place-items: center; min-inline-size: 2.75rem; min-block-size: 2.75rem;
  border-radius: var(--pg-radius, 0); }
.bar button:hover, .turn:hover { background: #333; }
.stage { display: grid; grid-template-columns: 3.25rem minmax(0, 1fr) 3.25rem; align-items: center; min-block-size: 0; }
.hold { block-size: 100%; container-type: size; display: grid; place-items: center; touch-action: pan-y pinch-zoom; }
.hold img { display: block; inline-size: min(100cqi, 100cqb * var(--r, 1)); block-size: auto;
  background: var(--g, #333); }
.turn { justify-self: center; }
.side { align-self: end; display: grid; gap: .6rem; max-block-size: 100%; overflow: auto; padding: .25rem;
  margin-inline: -.25rem;
  overflow-wrap: break-word; }
.tools { display: grid; justify-items: start; gap: .1rem; }
.tool { display: inline-flex; align-items: center; gap: .5rem; min-block-size: 2.25rem; text-decoration: underline;
  text-underline-offset: .2em; }
.tool svg { inline-size: 1em; block-size: 1em; }
.tool:hover, .side a:hover { text-decoration-thickness: .14em; }
@media (max-width: 59.99rem) {
  dialog { padding-inline: 1rem; }
  dialog[open] { grid-template: auto auto 1fr / minmax(0, 1fr); gap: 0; }
  .stage { grid-template-columns: 1fr 1fr; }
  .hold { grid-column: 1 / -1; grid-row: 1; block-size: auto; container-type: inline-size; }
  .hold img { inline-size: min(100cqi, 68svh * var(--r, 1)); }
  .turn { justify-self: start; }
  .turn + .hold + .turn { justify-self: end; }
  .side { align-self: start; padding-block: .5rem 1rem; max-block-size: none; }
  .tool { min-block-size: 2.75rem; }
}
@media (prefers-reduced-motion: no-preference) {
  .frame img, .turn, .bar button { transition: background-color .1s, outline-color .1s; }
  dialog[open] { animation: appear .15s; }
  @keyframes appear { from { opacity: 0; } }
}
@media (forced-colors: active) { .gone { border-style: dashed; } }
`;

export const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

/** Shapes and ground colours as a style sheet: a strict policy for content allows no style attributes. */
export function groundsOf(photos) {
  const rules = photos.map(({ id, download, dominant_colour: colour }) => {
    const ground = /^#[0-9a-f]{6}$/i.test(colour ?? "") ? `--g:${colour};` : "";
    return `.p-${CSS.escape(id)}{--r:${Number(download.width) / Number(download.height)};${ground}}`;
  });
  const made = new CSSStyleSheet();
  made.replaceSync(rules.join("\n"));
  return made;
}
