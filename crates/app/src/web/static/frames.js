// Frames of a video by number: fetched as raw pixels from the decoder, a few kept, the next ones
// fetched before they are wanted. A number is an exact time; nothing is guessed or mixed.
const MOST_BYTES = 160e6;
// Small pictures: kept, ahead of who steps, and under way at once.
const MOST_SMALL = 40;
const AHEAD_SMALL = 16;
const AT_ONCE = 4;

export class Frames {
  constructor(video) {
    this.video = video;
    this.kept = new Map();
    this.coming = new Map();
    this.bytes = 0;
    // Small pictures of what goes by, and the numbers that are under way.
    this.small = new Map();
    this.smallComing = new Map();
  }

  async open() {
    const told = await (await fetch(`/video/${this.video}/times`)).json();
    let at = 0;
    this.times = told.steps.map((step) => (at += step));
    this.num = told.num;
    this.den = told.den;
  }

  get last() { return this.times.length - 1; }
  seconds(n) { return this.times[n] * this.num / this.den; }
  stamp(n) { return `${this.times[n]}:${this.num}/${this.den}`; }

  // The last frame that is not after a time in seconds.
  at(seconds) {
    let low = 0, high = this.last;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.seconds(middle) <= seconds + 1e-9) low = middle; else high = middle - 1;
    }
    return low;
  }

  number(pts) {
    const n = this.at(pts * this.num / this.den);
    for (const near of [n, n + 1, n - 1]) if (this.times[near] === pts) return near;
    return n;
  }

  has(n) { return this.kept.has(n); }

  get(n, way = "on") {
    const kept = this.kept.get(n);
    if (kept) { this.kept.delete(n); this.kept.set(n, kept); return kept; }
    let coming = this.coming.get(n);
    if (!coming) {
      coming = this.load(n, way).finally(() => this.coming.delete(n));
      this.coming.set(n, coming);
    }
    return coming;
  }

  // A small picture of a frame, for what goes by while a key is held.
  getSmall(n, way) {
    const kept = this.small.get(n);
    if (kept) return kept;
    let coming = this.smallComing.get(n);
    if (!coming) {
      coming = this.fetch(n, way, "&size=small").then((frame) => {
        this.small.set(n, frame);
        while (this.small.size > MOST_SMALL) this.small.delete(this.small.keys().next().value);
        return frame;
      }).finally(() => this.smallComing.delete(n));
      this.smallComing.set(n, coming);
    }
    return coming;
  }

  // Keeps some small pictures under way ahead of who steps.
  aheadSmall(n, way) {
    this.from = n;
    const step = way === "back" ? -1 : 1;
    for (let i = 1; i <= AHEAD_SMALL && this.smallComing.size < AT_ONCE; i += 1) {
      const next = n + step * i;
      if (next < 0 || next > this.last) return;
      if (this.small.has(next) || this.smallComing.has(next)) continue;
      this.getSmall(next, way).then(() => this.aheadSmall(this.from, way), () => {});
    }
  }

  async load(n, way) {
    const frame = await this.fetch(n, way, "");
    this.keep(n, frame);
    return frame;
  }

  async fetch(n, way, size) {
    const answer = await fetch(`/video/${this.video}/frame/${this.times[n]}?way=${way}${size}`);
    if (!answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      throw new Error(page.querySelector(".what")?.textContent ?? `${answer.status}`);
    }
    const [width, height] = answer.headers.get("x-size").split("x").map(Number);
    const pixels = new Uint8ClampedArray(await answer.arrayBuffer());
    return new ImageData(pixels, width, height);
  }

  keep(n, frame) {
    if (this.kept.has(n)) return;
    this.kept.set(n, frame);
    this.bytes += frame.data.length;
    for (const [old, was] of this.kept) {
      if (this.bytes <= MOST_BYTES || old === n) break;
      this.kept.delete(old);
      this.bytes -= was.data.length;
    }
  }

  // Fetches what comes next that way: one after the other, so that what is wanted now comes first.
  async ahead(n, way, count) {
    this.wish = [n, way];
    if (this.busy) return;
    this.busy = true;
    try {
      for (let done = 0; done < count; done += 1) {
        const [from, to] = this.wish;
        const step = to === "back" ? -1 : 1;
        let next = from + step;
        while (this.has(next) && Math.abs(next - from) <= count) next += step;
        if (next < 0 || next > this.last || Math.abs(next - from) > count) break;
        await this.get(next, to);
      }
    } catch { /* Told when it is wanted. */ } finally { this.busy = false; }
  }
}
