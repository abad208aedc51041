// A second moment, of this video or another: side by side with the first, or flickering with it.
// Both are looked at through the same zoom and place.
import { Frames } from "./frames.js";

// Half a turn of what flickers by itself, in milliseconds: never three flashes a second (WCAG 2.3.1).
const TURN = 400;

export class Second {
  constructor(stage, video, frames) {
    Object.assign(this, { stage, here: video, frames, address: "", mode: "" });
    this.pane = document.createElement("div");
    this.pane.className = "second";
    this.pane.hidden = true;
    this.canvas = document.createElement("canvas");
    this.label = document.createElement("p");
    this.pane.append(this.canvas, this.label);
    stage.append(this.pane);
  }

  get is() { return this.address !== ""; }
  // What the first has of the stage's width.
  get share() { return this.mode === "beside" ? 0.5 : 1; }

  // Shows a moment by its exact time; its pixels are whole before anything else is said of it.
  async set(video, pts, address, name) {
    const other = video === this.here ? this.frames : new Frames(video);
    if (other !== this.frames) await other.open();
    const n = other.number(pts);
    const frame = await other.get(n);
    this.canvas.width = frame.width;
    this.canvas.height = frame.height;
    this.canvas.getContext("2d", { alpha: false }).putImageData(frame, 0, 0);
    this.address = address;
    this.label.textContent = name;
    this.pane.dataset.shown = pts;
  }

  show(mode) {
    clearInterval(this.turning);
    this.mode = this.is ? mode : "";
    this.pane.hidden = this.mode === "";
    this.pane.classList.toggle("over", this.mode === "over");
  }

  // By hand, or by itself until it is asked again.
  swap() { this.show(this.mode === "over" ? "" : "over"); }
  turn(on) {
    this.show("");
    if (on && this.is) this.turning = setInterval(() => {
      this.mode = this.mode === "over" ? "" : "over";
      this.pane.hidden = this.mode === "";
      this.pane.classList.add("over");
    }, TURN);
  }

  // As the first lies, scaled where the second has another size.
  place(view, width) {
    const scale = view.scale * width / (this.canvas.width || width);
    this.canvas.style.transform = `translate(${view.x}px, ${view.y}px) scale(${scale})`;
  }

  clear() {
    this.address = "";
    this.show("");
  }
}
