"use strict";
(() => {
  const box = document.getElementById("chart");
  const held = document.getElementById("flows");
  if (!box || !held || !window.Plotly) return;

  const NARROW = 640, PAPER = 640;
  const COLOURS = ["11,110,117", "196,139,49", "108,92,146", "165,84,70", "74,126,74", "74,111,165",
                   "140,120,83", "150,80,120", "90,140,140", "120,120,120", "180,110,60", "85,85,130"];
  const { givers, goods, takers, streams } = JSON.parse(held.textContent);

  // Plotly reads a little markup in labels: a name must stay a name.
  const plain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const short = (text, most) => (text.length > most ? text.slice(0, most - 1).trimEnd() + "…" : text);
  const number = (value) => (value / 100).toLocaleString("en", { maximumFractionDigits: 0 });

  const sum = (pairs) => {
    const sums = new Map();
    for (const [from, to, colour, value] of pairs) {
      const key = from + ">" + to;
      const old = sums.get(key);
      sums.set(key, [from, to, colour, (old ? old[3] : 0) + value]);
    }
    return [...sums.values()];
  };

  const links = sum(streams.flatMap(([giver, good, taker, value]) => [
    [giver, givers.length + good, good, value],
    [givers.length + good, givers.length + goods.length + taker, good, value],
  ]));
  const full = [...givers, ...goods, ...takers];
  const columns = [...givers.map(() => 0), ...goods.map(() => 1), ...takers.map(() => 2)];
  const colour = (good, strength) => `rgba(${COLOURS[good % COLOURS.length]},${strength})`;

  const figure = (width) => {
    const narrow = width < NARROW;
    // Names on the left have a column to themselves; those of goods and takers share one.
    const most = (column) => (narrow ? Math.max(11, Math.floor(width / (column === 0 ? 17 : 29))) : 34);
    const rows = Math.max(givers.length, goods.length, takers.length);
    return {
      data: [{
        type: "sankey",
        arrangement: "fixed",
        textfont: { size: narrow ? 11 : 13, family: getComputedStyle(document.body).fontFamily },
        node: {
          label: full.map((text, index) => plain(short(text, most(columns[index])))),
          customdata: full.map(plain),
          color: columns.map((column, index) => (column === 1 ? colour(index - givers.length, 1) : "rgba(127,138,140,1)")),
          line: { width: 0 },
          thickness: narrow ? 8 : 12,
          pad: narrow ? 14 : 18,
          hovertemplate: "%{customdata}<extra></extra>",
        },
        link: {
          source: links.map((link) => link[0]),
          target: links.map((link) => link[1]),
          value: links.map((link) => link[3] / 100),
          color: links.map((link) => colour(link[2], 0.32)),
          customdata: links.map((link) => number(link[3])),
          hovertemplate: "%{source.customdata} → %{target.customdata}: %{customdata}<extra></extra>",
        },
      }],
      layout: {
        width,
        height: Math.min(760, Math.max(260, rows * (narrow ? 48 : 52) + 60)),
        margin: { l: 2, r: 2, t: 8, b: 8 },
        paper_bgcolor: "rgba(0,0,0,0)",
        hoverlabel: { font: { size: 13 } },
      },
    };
  };

  const draw = (width) => {
    const { data, layout } = figure(width);
    // Drawn afresh each time: an update fades in, and paper would catch it half done.
    window.Plotly.purge(box);
    window.Plotly.newPlot(box, data, layout, { displayModeBar: false });
  };

  box.hidden = false;
  draw(box.clientWidth);
  document.querySelectorAll("details.twin").forEach((twin) => { twin.open = false; });

  let drawn = box.clientWidth;
  window.addEventListener("resize", () => {
    if (Math.abs(box.clientWidth - drawn) < 8) return;
    drawn = box.clientWidth;
    draw(drawn);
  });
  window.addEventListener("beforeprint", () => draw(PAPER));
  window.addEventListener("afterprint", () => draw(box.clientWidth));
})();
