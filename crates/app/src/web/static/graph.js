// What is tied to an entity stands out while it is pointed at or has the focus.
function trace(node) {
  const svg = node.closest("svg");
  const party = node.dataset.party;
  const near = new Set([node]);
  const ends = new Set();
  for (const edge of svg.querySelectorAll(".edge")) {
    const { from, to } = edge.dataset;
    if (from !== party && to !== party) continue;
    near.add(edge);
    ends.add(from).add(to);
  }
  for (const a of svg.querySelectorAll("a")) {
    a.classList.toggle("near", near.has(a) || ends.has(a.dataset.party));
  }
  svg.classList.add("tracing");
}

function untrace(svg) {
  svg.classList.remove("tracing");
}

for (const svg of document.querySelectorAll(".graph:not(.map) svg")) {
  for (const [over, out] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    svg.addEventListener(over, (event) => {
      const node = event.target.closest("a[data-party]");
      if (node) trace(node);
    });
    svg.addEventListener(out, () => untrace(svg));
  }
}
