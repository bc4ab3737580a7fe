"""The look of the report's page: the colours and letters of the site, its sheets of paper, and pictures of sound."""

from __future__ import annotations

# As in the site's own style sheet: name, by day, by night.
COLOURS = (
    ("ground", "#f2f4f2", "#1b2124"),
    ("card", "#fff", "#262e32"),
    ("ink", "#1c2326", "#eef1ef"),
    ("pale", "#4f5a5e", "#b4bfc2"),
    ("line", "#7d888c", "#7f8c91"),
    ("hair", "#c9d0cf", "#414c51"),
    ("blue", "#1d4f9c", "#a9c7fa"),
    ("red", "#a3222c", "#f8aba6"),
    ("green", "#14623c", "#8fd6ad"),
    ("violet", "#5b3a8e", "#cdb8f4"),
    ("brown", "#6d4520", "#e0bd96"),
    ("blue-tint", "#e3ecf8", "#22324a"),
    ("red-tint", "#f9e6e6", "#472a2c"),
    ("green-tint", "#e0f0e7", "#1f3b2d"),
    ("violet-tint", "#ece6f6", "#352c49"),
    ("brown-tint", "#f3e9df", "#40331f"),
)
PENS = ("blue", "red", "green", "violet", "brown")  # of the seasons, in turn

_TEXT = (
    '"Atkinson Hyperlegible", "Segoe UI", system-ui, -apple-system, Roboto, "Noto Sans", "Liberation Sans", sans-serif'
)
_LABEL = (
    '"Barlow Semi Condensed", Bahnschrift, "DIN Alternate", "Roboto Condensed", "Arial Narrow", '
    '"Liberation Sans Narrow", sans-serif'
)
_RULES = """
*, ::before, ::after { box-sizing: border-box; }
html {
  font: 106.25%/1.6 var(--text); background: var(--ground); color: var(--ink);
  text-size-adjust: none; -webkit-text-size-adjust: none;
}
body { margin: 0; overflow-wrap: break-word; hyphens: auto; hyphenate-limit-chars: 10 4 4; }
main { max-width: 76rem; margin-inline: auto; padding: clamp(1.5rem, 4vw, 3rem) clamp(.75rem, 4vw, 2rem) 3rem; }
h1, h2, h3, .kicker, th, caption {
  font-family: var(--label); font-weight: 600; font-stretch: semi-condensed; line-height: 1.2;
}
h1 { font-size: clamp(1.45rem, .9rem + 3vw, 2.9rem); margin: 0 0 .5em; text-wrap: balance; }
h2 { font-size: clamp(1.3rem, 1.1rem + 1vw, 1.75rem); margin: 0 0 1rem; text-wrap: balance; }
h3 { font-size: 1.12rem; margin: 1.8em 0 .5em; }
p { margin: 0 0 .6em; max-width: 68ch; }
a { color: inherit; text-decoration-thickness: 1px; text-underline-offset: .2em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
.kicker { display: block; color: var(--pen); margin: 0 0 .25rem; font-size: 1rem; }
.pale, figcaption { color: var(--pale); font-size: .94rem; }
.missed { color: var(--red); font-weight: 700; }
.sheet {
  background: var(--card); border-top: 6px solid var(--pen); border-bottom: 1px solid var(--line);
  padding: clamp(1.1rem, 4vw, 2rem) clamp(1rem, 3vw, 2rem); margin-top: 1.75rem; scroll-margin-top: 1rem;
}

/* Tables of figures */
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; hyphens: manual; }
caption { text-align: left; color: var(--pale); padding-bottom: .6rem; font-size: 1rem; }
th, td {
  padding: .5rem .6rem; border-bottom: 1px solid var(--hair);
  text-align: right; vertical-align: baseline; white-space: nowrap;
}
th:first-child { text-align: left; padding-left: 0; }
tbody th { font-family: inherit; font-weight: 400; white-space: normal; line-height: 1.4; hyphens: auto; }
.overview tbody th { min-width: 13rem; border-left: 6px solid var(--pen); padding-left: .7rem; }
.overview thead th:first-child { padding-left: calc(.7rem + 6px); }
.overview tbody tr:hover { background: var(--tint); }
.overview a { display: inline-block; padding-block: .15rem; }
.overview .missed { display: block; }
.picture { vertical-align: top; }
.way { width: 120px; height: 20px; margin: .15rem 0 0 auto; }
.measures { max-width: 36rem; }
dl {
  display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1.2rem; margin: 0;
  font-variant-numeric: tabular-nums;
}
dt { color: var(--pale); }
dd { margin: 0; overflow-wrap: anywhere; }

/* Pictures of sound; the words of their axes are beside them, so that they stay legible */
svg { display: block; }
svg path, svg rect, svg circle { vector-effect: non-scaling-stroke; }
figure { margin: 0 0 1.5rem; }
.plot, .waves { margin-left: 2.6rem; }
.plot { position: relative; margin-bottom: 1.9rem; }
.plot svg { width: 100%; height: 13rem; background: var(--ground); }
.waves svg { width: 100%; height: 4rem; margin-bottom: .4rem; }
.plot span {
  position: absolute; color: var(--pale); font-size: .82rem; line-height: 1; white-space: nowrap;
  font-variant-numeric: tabular-nums;
}
.plot .y { right: calc(100% + .45rem); transform: translateY(-50%); }
.plot .x { top: calc(100% + .45rem); padding-left: .3rem; border-left: 1px solid var(--line); }
.wave { fill: var(--pen); }
.grid { stroke: var(--hair); fill: none; }
.band { fill: var(--pen); opacity: .16; }
.target { stroke: var(--ink); fill: none; stroke-dasharray: 5 4; stroke-width: 1.2; }
.way .target { stroke-dasharray: none; }
.before { stroke: var(--pale); fill: none; stroke-width: 1.2; stroke-dasharray: 2 2; }
.after { stroke: var(--pen); fill: none; stroke-width: 2; stroke-linejoin: round; }
.ring { fill: var(--card); stroke: var(--pen); stroke-width: 2; }
.dot { fill: var(--pen); stroke: var(--pen); stroke-width: 2; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; list-style: none; margin: 0; padding: 0; }
.legend li { display: flex; align-items: center; gap: .5rem; }
.legend svg { width: 2.2rem; height: .8rem; flex: none; }

/* Where the table does not fit, each of its rows becomes a card */
@media (max-width: 52rem) {
  .overview, .overview tbody, .overview caption { display: block; }
  .overview thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .overview tr {
    display: grid; grid-template-columns: repeat(auto-fill, minmax(6.2rem, 1fr)); gap: .3rem .9rem;
    padding: .8rem 0 .8rem .8rem; border-left: 6px solid var(--pen); border-bottom: 1px solid var(--hair);
  }
  .overview tr > * { display: block; padding: 0; border: 0; text-align: left; }
  .overview tbody th, .overview .picture { grid-column: 1 / -1; border: 0; padding: 0; }
  .overview .way { margin-left: 0; }
  .overview td::before { content: attr(data-head); display: block; color: var(--pale); font-size: .82rem; }
  .overview td.picture::before { content: none; }
}
@media (max-width: 30rem) {
  .sheet { padding-inline: .9rem; }
  .plot, .waves { margin-left: 2.2rem; }
  .measures { font-size: .9rem; }
  .measures th, .measures td { padding-inline: .3rem; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .5rem; }
}
@media (forced-colors: active) {
  .before, .grid, .target { stroke: CanvasText; }
  .after, .dot, .ring { stroke: Highlight; }
  .wave, .dot { fill: Highlight; }
}
@media print {
  .sheet { break-inside: avoid; padding-inline: 0; }
  .scroll { overflow: visible; }
  th, td { padding-inline: .25rem; font-size: .85rem; }
}
"""


def style() -> str:
    """The style sheet of the report."""
    day = " ".join(f"--{name}: {colour};" for name, colour, _ in COLOURS)
    night = " ".join(f"--{name}: {colour};" for name, _, colour in COLOURS)
    pens = "\n".join(
        f".pen-{number} {{ --pen: var(--{name}); --tint: var(--{name}-tint); }}" for number, name in enumerate(PENS, 1)
    )
    return (
        f":root {{ color-scheme: light dark; --text: {_TEXT}; --label: {_LABEL}; {day} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {night} }} }}\n"
        f".pen-0 {{ --pen: var(--pale); --tint: var(--ground); }}\n{pens}{_RULES}"
    )
