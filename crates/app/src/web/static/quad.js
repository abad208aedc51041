// Four corners on a frame, clockwise from the content's top left; corners can be moved, by mouse
// and by keys.
const SVG = "http://www.w3.org/2000/svg";

export class Quad {
  constructor(stage, toFrame, toStage, changed) {
    Object.assign(this, { stage, toFrame, toStage, changed, corners: [], on: false, held: -1 });
    this.svg = document.createElementNS(SVG, "svg");
    this.shape = document.createElementNS(SVG, "polyline");
    this.shape.setAttribute("class", "drawn");
    this.svg.append(this.shape);
    stage.append(this.svg);
    stage.addEventListener("pointermove", (event) => {
      if (this.held < 0) return;
      this.corners[this.held] = this.toFrame(event);
      this.draw();
    });
    window.addEventListener("pointerup", () => { if (this.held >= 0) { this.held = -1; this.changed(); } });
  }

  begin() { this.corners = []; this.on = true; this.draw(); this.changed(); }
  clear() { this.corners = []; this.on = false; this.draw(); this.changed(); }
  get whole() { return this.corners.length === 4; }
  text() { return this.corners.map(([x, y]) => `${round(x)},${round(y)}`).join(","); }

  set(text) {
    const n = text.split(",").map(Number);
    if (n.length !== 8 || n.some(Number.isNaN)) return;
    this.corners = [0, 2, 4, 6].map((i) => [n[i], n[i + 1]]);
    this.draw();
    this.changed();
  }

  // A click: the next corner. Answers whether it was taken.
  click(event) {
    if (!this.on || this.whole) return false;
    this.corners.push(this.toFrame(event));
    if (this.whole) this.on = false;
    this.draw();
    this.changed();
    return true;
  }

  draw() {
    const points = this.corners.map((c) => this.toStage(c));
    const closed = this.whole ? [...points, points[0]] : points;
    this.shape.setAttribute("points", closed.map((p) => p.join(",")).join(" "));
    this.svg.querySelectorAll("circle").forEach((c) => c.remove());
    points.forEach(([x, y], i) => {
      const dot = document.createElementNS(SVG, "circle");
      for (const [name, value] of [["class", "corner"], ["cx", x], ["cy", y], ["r", i === 0 ? 7 : 5], ["tabindex", 0]]) dot.setAttribute(name, value);
      dot.setAttribute("aria-label", `${i + 1}`);
      dot.addEventListener("pointerdown", (event) => { event.stopPropagation(); this.held = i; });
      dot.addEventListener("keydown", (event) => this.nudge(event, i));
      this.svg.append(dot);
    });
  }

  nudge(event, i) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const far = event.shiftKey ? 10 : 1;
    this.corners[i] = [this.corners[i][0] + by[0] * far, this.corners[i][1] + by[1] * far];
    this.draw();
    this.changed();
    this.svg.querySelectorAll("circle")[i]?.focus();
  }
}

function round(v) { return Math.round(v * 100) / 100; }
