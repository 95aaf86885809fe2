"""How the explained page looks: light and dark, wide and narrow, for every kind of eye."""

STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --faint: #5b636d; --line: #d5dae0; --card: #f6f8fa;
  --kept: #0b5cad; --kept-paper: #e6f1fc; --dropped: #a84300; --dropped-paper: #fdf3ec; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #e4e7eb; --faint: #9aa4af; --line: #353b43; --card: #1d2126;
  --kept: #6cb4ff; --kept-paper: #12283f; --dropped: #ffa366; --dropped-paper: #2b1f16; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.3rem; margin: 0 0 .2rem; }
h2 { font-size: 1rem; margin: 1rem 0 .4rem; }
p { margin: .2rem 0; }
.faint, small { color: var(--faint); }
.page { max-width: 82rem; margin: 0 auto 3rem; }
.outcome { display: inline-block; padding: .1rem .5rem; border: 1px solid currentColor; border-radius: 1rem; font-weight: 600; }
.article { color: var(--kept); } .rejected, .dead { color: var(--dropped); }
.beside { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 3fr); gap: 1.5rem; margin-top: 1rem; align-items: start; }
.legend span { display: inline-block; margin-right: .8rem; padding: 0 .4rem; }
.kept { border-left: 5px solid var(--kept); background: var(--kept-paper); }
.dropped { border-left: 5px dashed var(--dropped); background: var(--dropped-paper); }
.block { margin: 0 0 .3rem; padding: .25rem .6rem; border-radius: 0 4px 4px 0; }
.block.dropped { font-size: .87rem; }
.block.doubtful { outline: 2px dotted var(--faint); outline-offset: -2px; }
.block > summary { display: grid; grid-template-columns: 3.9rem minmax(0, 1fr); gap: .5rem; cursor: pointer; list-style: none; }
.block > summary::-webkit-details-marker { display: none; }
.score { font-variant-numeric: tabular-nums; white-space: nowrap; }
.kept .score { color: var(--kept); font-weight: 600; } .dropped .score { color: var(--dropped); }
.more { margin: .3rem 0 .2rem 4.4rem; font-size: .85rem; }
.reasons { list-style: none; margin: .2rem 0; padding: 0; }
.reasons b { display: inline-block; min-width: 3.4rem; font-variant-numeric: tabular-nums; }
.for b { color: var(--kept); } .against b { color: var(--dropped); }
.fields { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; font-size: .9rem; }
.field { padding: .45rem .6rem; margin-bottom: .4rem; background: var(--card); border: 1px solid var(--line); border-radius: 4px; }
.field h3 { margin: 0; font-size: .85rem; color: var(--faint); font-weight: 600; }
.offers { margin: .3rem 0 0; padding: 0; list-style: none; font-size: .85rem; }
.offers li { padding-left: 1.2rem; text-indent: -1.2rem; }
.taken { font-weight: 600; color: var(--kept); }
@media (max-width: 50rem) { .beside { grid-template-columns: minmax(0, 1fr); } .fields { position: static; max-height: none; order: -1; }
  body { padding: .6rem; } .more { margin-left: .4rem; } }
"""
