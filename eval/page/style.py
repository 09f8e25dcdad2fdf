"""How the page looks, in light and dark. Nothing is loaded from anywhere."""

STYLE = """
:root{color-scheme:light dark;--ink:#1c2330;--soft:#626b7a;--rule:#dfe3ea;--ground:#fff;
--panel:#f6f7f9;--blue:#2f6db5;--pale:#b7cfea;--other:#c9742b;--good:#2b7f55;--bad:#b3372f;
--plum:#7c5aa6;--sand:#a8842c}
@media(prefers-color-scheme:dark){:root{--ink:#e4e8ef;--soft:#98a2b3;--rule:#303846;
--ground:#14181f;--panel:#1c222c;--blue:#6fa8e8;--pale:#33557c;--other:#e09a55;--good:#57b98a;
--bad:#e77b72;--plum:#b394dd;--sand:#d3b25f}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2.5rem 1.5rem 5rem;max-width:1010px;background:var(--ground);
color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{font-size:1.6rem;margin:0 0 .2rem}h2{font-size:1.15rem;margin:2.8rem 0 .6rem}
h3{font-size:1rem;margin:1.6rem 0 .1rem}h3 small{color:var(--soft);font-weight:400}
p{margin:.2rem 0 .7rem}.quiet{color:var(--soft);font-size:.86rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:.7rem;
margin:1.4rem 0}
.tile{background:var(--panel);border-radius:8px;padding:.7rem .9rem}
.tile b{display:block;font-size:1.45rem;font-weight:600;font-variant-numeric:tabular-nums}
.tile span{color:var(--soft);font-size:.82rem;display:block}
.gate{list-style:none;padding:0;margin:1rem 0}.gate li{padding:.35rem .8rem;border-radius:6px;
margin:.3rem 0;background:var(--panel);border-left:4px solid var(--good)}
.gate li.failed{border-left-color:var(--bad);font-weight:600}
svg{width:100%;height:auto;display:block}
svg text{fill:var(--ink);font-size:12px}svg text.small{fill:var(--soft);font-size:11px}
svg text.head{font-weight:600}
.bar{fill:var(--blue)}.bar.pale{fill:var(--pale)}.bar.other{fill:var(--other)}
.grid{stroke:var(--rule)}.axis{stroke:var(--soft)}.whisker{stroke:var(--ink);stroke-width:1.3}
.ideal{stroke:var(--soft);stroke-dasharray:4 4}.curve{fill:none;stroke:var(--blue);
stroke-width:1.6}.point{fill:var(--blue);stroke:var(--ground)}
.cut{stroke:var(--bad);stroke-dasharray:3 3}
.bar.right{fill:var(--good)}.bar.not-retrieved{fill:var(--plum)}
.bar.retrieved-but-not-chosen{fill:var(--sand)}.bar.wrongly-refused{fill:var(--other)}
.bar.wrongly-answered{fill:var(--bad)}
.key{display:inline-block;margin:.4rem 1.1rem 0 0;font-size:.88rem}.key i{display:inline-block;
width:.75em;height:.75em;border-radius:2px;margin-right:.4em}
i.right{background:var(--good)}i.not-retrieved{background:var(--plum)}
i.retrieved-but-not-chosen{background:var(--sand)}i.wrongly-refused{background:var(--other)}
i.wrongly-answered{background:var(--bad)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:2rem}
@media(max-width:720px){.pair{grid-template-columns:1fr}}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92rem}
th,td{text-align:right;padding:.28rem .7rem;border-bottom:1px solid var(--rule)}
th{color:var(--soft);font-weight:500}th:first-child,td:first-child{text-align:left;padding-left:0}
.better{color:var(--good);font-weight:600}.worse{color:var(--bad);font-weight:600}
ul.flips{padding-left:1.2rem;margin:.3rem 0}
.card{background:var(--panel);border-radius:8px;margin:.45rem 0;border-left:4px solid var(--rule)}
.card.not-retrieved{border-left-color:var(--plum)}
.card.retrieved-but-not-chosen{border-left-color:var(--sand)}
.card.wrongly-refused{border-left-color:var(--other)}
.card.wrongly-answered{border-left-color:var(--bad)}
.card summary{padding:.55rem .9rem;cursor:pointer;display:flex;gap:1rem;
justify-content:space-between;align-items:baseline}
.card summary .quiet{text-align:right;flex:none;max-width:45%;overflow-wrap:anywhere}
.card[open] summary{border-bottom:1px solid var(--rule)}
.question{font-weight:500;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:7.5rem 1fr;gap:.45rem .8rem;margin:0;padding:.8rem .9rem}
dt{color:var(--soft)}dd{margin:0;min-width:0;overflow-wrap:anywhere}
blockquote{margin:0 0 .5rem;padding-left:.7rem;border-left:3px solid var(--rule)}
ol{margin:0;padding-left:1.2rem}li span{margin-right:.6rem}
.excerpt{font-size:.86rem;color:var(--soft);margin-bottom:.45rem}
.tag{font-size:.72rem;font-weight:600;border-radius:4px;padding:.05rem .4rem;margin-left:.3rem;
background:var(--rule)}.tag.good{background:var(--good);color:var(--ground)}
"""
