// Drawing a box over a place that the dossier must not show: dragged, or moved by its corners with
// the arrow keys.
import { Quad } from "./quad.js";

const stage = document.getElementById("cover-stage");
const field = document.getElementById("cover-quad");
const begin = document.getElementById("cover-draw");

if (stage && field && begin) {
  const size = [Number(stage.dataset.width), Number(stage.dataset.height)];
  const place = () => stage.querySelector("img").getBoundingClientRect();
  const within = (v, most) => Math.min(Math.max(v, 0), most);
  const toFrame = (event) => {
    const r = place();
    return [within((event.clientX - r.left) / r.width * size[0], size[0]), within((event.clientY - r.top) / r.height * size[1], size[1])];
  };
  const toStage = ([x, y]) => { const r = place(); return [x / size[0] * r.width, y / size[1] * r.height]; };
  const quad = new Quad(stage, toFrame, toStage, () => { field.value = quad.whole ? quad.text() : ""; });
  const box = (a, b) => {
    const [x0, x1] = [a[0], b[0]].sort((p, q) => p - q), [y0, y1] = [a[1], b[1]].sort((p, q) => p - q);
    quad.corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
    quad.draw();
  };
  let from = null;
  begin.hidden = false;
  begin.querySelector("button").addEventListener("click", () => {
    box([size[0] * 0.4, size[1] * 0.4], [size[0] * 0.6, size[1] * 0.6]);
    quad.changed();
    stage.querySelector("circle")?.focus();
  });
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("circle")) return;
    event.preventDefault();
    from = toFrame(event);
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => { if (from) box(from, toFrame(event)); });
  stage.addEventListener("pointerup", (event) => {
    if (!from) return;
    box(from, toFrame(event));
    from = null;
    quad.changed();
  });
  field.addEventListener("change", () => quad.set(field.value));
  window.addEventListener("resize", () => quad.draw());
}
