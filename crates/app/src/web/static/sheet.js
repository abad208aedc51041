// Drawing a box on a page: its four corners go into the form that cuts a reference.
const sheet = document.getElementById("sheet");
const details = document.getElementById("cut");
const field = document.getElementById("cut-of");
const SVG = "http://www.w3.org/2000/svg";
let from = null, box = null;

function point(event) {
  const place = sheet.getBoundingClientRect();
  return [
    Math.round((event.clientX - place.left) / place.width * Number(sheet.dataset.width) * 100) / 100,
    Math.round((event.clientY - place.top) / place.height * Number(sheet.dataset.height) * 100) / 100,
  ];
}

if (sheet && details && field) {
  sheet.addEventListener("pointerdown", (event) => {
    if (!details.open || event.button !== 0) return;
    event.preventDefault();
    from = point(event);
    box?.remove();
    box = document.createElementNS(SVG, "rect");
    box.setAttribute("class", "box hit-box");
    sheet.querySelector("svg").append(box);
    sheet.setPointerCapture(event.pointerId);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = point(event);
    const [x0, x1] = [from[0], to[0]].sort((a, b) => a - b);
    const [y0, y1] = [from[1], to[1]].sort((a, b) => a - b);
    for (const [k, v] of [["x", x0], ["y", y0], ["width", x1 - x0], ["height", y1 - y0]]) box.setAttribute(k, v);
    field.value = `${sheet.dataset.page}#${x0},${y0},${x1},${y0},${x1},${y1},${x0},${y1}`;
  });
  sheet.addEventListener("pointerup", () => { from = null; });
  sheet.addEventListener("click", (event) => { if (details.open) event.preventDefault(); });
}
