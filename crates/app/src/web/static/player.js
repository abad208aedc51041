// The player: exact frames on a canvas, stepping and shuttling both ways, zoom, loupe, levels for
// looking only, a second moment, and corners drawn on a frame.
import { typing, say, copy } from "./common.js";
import { Frames } from "./frames.js";
import { Quad } from "./quad.js";
import { Menu } from "./menu.js";
import { Second } from "./second.js";

const SPEEDS = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4];
const AHEAD = 10;
const root = document.getElementById("player");
const stage = document.getElementById("stage");
const note = document.getElementById("stage-note");
const el = (id) => document.getElementById(id);
const frames = new Frames(root.dataset.video);
const canvas = document.createElement("canvas");
canvas.width = Number(root.dataset.width);
canvas.height = Number(root.dataset.height);
const paper = canvas.getContext("2d", { willReadFrequently: false, alpha: false });

// Frames are shown small first while somebody steps fast or plays, and in all their pixels at rest.
const small = Number(root.dataset.small) > 1;
const REST = 120;
const scaled = document.createElement("canvas");
scaled.hidden = true;

let want = 0, shown = -1, way = "on", pumping = false;
let whole = false, sharpening = 0, running = false, lastStep = 0;
let speed = 1, direction = 0, clock = 0, ticked = 0;
let partIn = null, partOut = null, loupe = null;
const view = { scale: 1, x: 0, y: 0, fit: true };

function place() {
  const width = stage.clientWidth * (second?.share ?? 1);
  if (view.fit) {
    view.scale = Math.min(width / canvas.width, stage.clientHeight / canvas.height) || 1;
    view.x = (width - canvas.width * view.scale) / 2;
    view.y = (stage.clientHeight - canvas.height * view.scale) / 2;
  }
  canvas.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  stage.classList.toggle("near", view.scale > 2);
  scaled.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale * canvas.width / scaled.width})`;
  second?.place(view, canvas.width);
  quad?.draw();
}

function zoom(factor, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
  const scale = Math.min(32, Math.max(0.05, view.scale * factor));
  view.x = x - (x - view.x) * scale / view.scale;
  view.y = y - (y - view.y) * scale / view.scale;
  view.scale = scale;
  view.fit = false;
  place();
}

function toFrame(event) {
  const box = stage.getBoundingClientRect();
  return [(event.clientX - box.left - view.x) / view.scale, (event.clientY - box.top - view.y) / view.scale];
}
const toStage = ([x, y]) => [x * view.scale + view.x, y * view.scale + view.y];

function address() {
  return `${root.dataset.video}@${root.dataset.stream}:${frames.stamp(shown < 0 ? want : shown)}`;
}

function clockText(n) {
  const ms = Math.round(frames.seconds(n) * 1000);
  const sign = ms < 0 ? "-" : "";
  const t = Math.abs(ms), two = (v) => String(v).padStart(2, "0");
  return `${sign}${Math.floor(t / 3600000)}:${two(Math.floor(t / 60000) % 60)}:${two(Math.floor(t / 1000) % 60)}.${String(t % 1000).padStart(3, "0")}`;
}

let telling = 0;
function tell() {
  el("clock").textContent = clockText(shown);
  el("number").textContent = shown;
  el("address").textContent = address();
  el("copy").dataset.copy = address();
  const span = frames.times[frames.last] - frames.times[0] || 1;
  const x = 1000 * (frames.times[shown] - frames.times[0]) / span;
  for (const needle of document.querySelectorAll(".needle")) { needle.setAttribute("x1", x); needle.setAttribute("x2", x); }
  root.dataset.shown = frames.times[shown];
  drawnChanged();
  clearTimeout(telling);
  telling = setTimeout(() => {
    const quadPart = quad.whole ? `#${quad.text()}` : "";
    history.replaceState(null, "", `/video/${root.dataset.video}?at=${encodeURIComponent(frames.stamp(shown) + quadPart)}${second.is ? `&with=${encodeURIComponent(second.address)}` : ""}`);
  }, 250);
}

function paint(n, frame, isWhole = true) {
  if (isWhole) {
    if (canvas.width !== frame.width || canvas.height !== frame.height) {
      canvas.width = frame.width;
      canvas.height = frame.height;
      place();
    }
    paper.putImageData(frame, 0, 0);
  } else {
    // The browser makes it large when it puts the page together: cheaper than painting it large.
    if (scaled.width !== frame.width || scaled.height !== frame.height) {
      scaled.width = frame.width;
      scaled.height = frame.height;
      place();
    }
    scaled.getContext("2d", { alpha: false }).putImageData(frame, 0, 0);
    note.textContent = root.dataset.going;
    sharpen();
  }
  whole = isWhole;
  scaled.hidden = isWhole;
  root.dataset.whole = isWhole ? "1" : "";
  shown = n;
  el("still")?.remove();
  drawLoupe();
  tell();
  root.dispatchEvent(new CustomEvent("painted", { detail: n }));
}

// At rest the frame is shown in all its pixels.
function sharpen() {
  clearTimeout(sharpening);
  sharpening = setTimeout(() => { running = false; note.textContent = ""; pump(); }, REST);
}

// Shows the wanted frame; while keys are held the newest wish counts.
async function pump() {
  if (pumping) return;
  pumping = true;
  try {
    while (shown !== want || !whole && !running) {
      const n = want;
      if (running && !frames.has(n)) {
        const frame = frames.small.get(n) ?? await frames.getSmall(n, way);
        if (shown !== n) paint(n, frame, false);
        frames.aheadSmall(n, way);
        continue;
      }
      const frame = frames.kept.get(n) ?? await frames.get(n, way);
      if (n !== want && shown >= 0 && !frames.has(want)) continue;
      if (running && n !== want) continue;
      paint(n, frame);
      note.textContent = "";
    }
    if (!running) soon();
  } catch (error) {
    direction = 0;
    note.textContent = error.message;
    shown = want;
  } finally { pumping = false; }
}

// What comes next is fetched at once for who steps, and after a rest for who jumps about.
let stepped = false, resting = 0;
function soon() {
  clearTimeout(resting);
  if (stepped) frames.ahead(want, way, small ? 2 : AHEAD);
  else resting = setTimeout(() => frames.ahead(want, way, small ? 2 : AHEAD), 400);
  // Whoever rests may hold a key next, most likely back: the stretch before is made ready.
  clearTimeout(readying);
  if (small && want > 0) readying = setTimeout(() => frames.aheadSmall(want, "back"), 250);
}
let readying = 0;

export function go(n) {
  const to = Math.max(0, Math.min(frames.last, n));
  way = to < want ? "back" : "on";
  const now = performance.now();
  clearTimeout(readying);
  stepped = Math.abs(to - want) <= 1;
  // Two steps in quick succession, a held key or a playing film: what goes by is shown small.
  // So is a single step that would wait for a whole frame.
  running = small && (direction !== 0 || stepped && (now - lastStep < 2 * REST || !frames.has(to)));
  if (stepped) lastStep = now;
  want = to;
  root.dataset.want = frames.times[to];
  const ready = frames.kept.get(to);
  if (ready && !pumping) { paint(to, ready); if (!running) soon(); return; }
  const going = running && frames.small.get(to);
  if (going && !pumping) { paint(to, going, false); frames.aheadSmall(to, way); return; }
  pump();
}
const step = (by) => { stop(); go(want + by); };
const jump = (seconds) => { stop(); go(frames.at(frames.seconds(want) + seconds)); };

function stop() { direction = 0; label(); if (running) sharpen(); }
function label() {
  el("speed").textContent = direction === 0 ? (speed === 1 ? "" : `× ${speed}`) : `${direction < 0 ? "◂" : "▸"} × ${Math.abs(direction) * speed}`;
}
function play(to) {
  direction = to;
  if (to > 0 && want === frames.last) go(partIn ?? 0);
  clock = frames.seconds(want);
  ticked = performance.now();
  label();
  if (to !== 0) requestAnimationFrame(tick);
}
function tick(now) {
  if (direction === 0) return;
  // A frame that is not there yet is waited for: no frame is left out at normal speed or below.
  if (shown === want) clock += (now - ticked) / 1000 * direction * speed;
  ticked = now;
  const first = el("loop").checked ? partIn ?? 0 : 0;
  const last = el("loop").checked ? partOut ?? frames.last : frames.last;
  let n = frames.at(clock);
  if (Math.abs(direction * speed) <= 1 && Math.abs(n - want) > 1) n = want + Math.sign(n - want);
  if (n >= last && direction > 0 || n <= first && direction < 0) {
    if (el("loop").checked) { n = direction > 0 ? first : last; clock = frames.seconds(n); } else { go(n); stop(); return; }
  }
  if (n !== want) go(n);
  requestAnimationFrame(tick);
}
function shuttle(to) {
  play(Math.sign(direction) === to ? Math.max(-8, Math.min(8, direction * 2)) : to);
}
function faster(by) {
  const i = SPEEDS.indexOf(speed) + by;
  speed = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, i))];
  label();
}

function part(which) {
  if (which === "in") { partIn = want; if (partOut !== null && partOut <= want) partOut = null; }
  else { partOut = want; if (partIn !== null && partIn >= want) partIn = null; }
  el("loop").checked = partIn !== null || partOut !== null;
  drawPart();
}
function drawPart() {
  const x = (n) => 1000 * (frames.times[n] - frames.times[0]) / (frames.times[frames.last] - frames.times[0] || 1);
  for (const lane of document.querySelectorAll(".lane-of")) {
    lane.querySelector(".part")?.remove();
    if (partIn === null && partOut === null) continue;
    const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const from = x(partIn ?? 0), to = x(partOut ?? frames.last);
    for (const [k, v] of [["class", "part"], ["x", from], ["width", Math.max(1, to - from)], ["y", 0], ["height", 10]]) box.setAttribute(k, v);
    lane.append(box);
  }
}

function shots(by) {
  stop();
  const starts = [...document.querySelectorAll(".lane-of .shot")].map((r) => Number(r.getAttribute("x")));
  const span = frames.times[frames.last] - frames.times[0] || 1;
  const now = 1000 * (frames.times[want] - frames.times[0]) / span;
  const next = by > 0 ? starts.find((x) => x > now + 0.02) : starts.filter((x) => x < now - 0.02).pop();
  if (next === undefined) return go(by > 0 ? frames.last : 0);
  const pts = frames.times[0] + next / 1000 * span;
  const n = frames.at((pts + 0.5) * frames.num / frames.den);
  const link = [...document.querySelectorAll(".lane-of .shot")].find((r) => Number(r.getAttribute("x")) === next)?.closest("a");
  const exact = link && new URL(link.href.baseVal, location.href).searchParams.get("at");
  go(exact ? frames.number(Number(exact.split(":")[0])) : n);
}

// The second moment: the one that is shown now, or one that is named; and how both are looked at.
async function pick(n, mode) {
  try {
    const name = `${document.title.split(" · ")[0]} · ${clockText(n)}`;
    await second.set(root.dataset.video, frames.times[n], `${root.dataset.video}@${root.dataset.stream}:${frames.stamp(n)}`, name);
    look(mode);
    say(second.address);
  } catch (error) { note.textContent = error.message; }
}
function look(mode) {
  if (mode && !second.is) { say(root.dataset.nomark); return; }
  stop();
  el("turning").checked = false;
  if (mode === "over") second.swap(); else second.show(mode === second.mode ? "" : mode);
  looked();
}
function looked() {
  el("put-away").hidden = !second.is;
  place();
  tell();
}

function toggleLoupe() {
  if (loupe) { loupe.remove(); loupe = null; return; }
  loupe = document.createElement("div");
  loupe.className = "loupe";
  const glass = document.createElement("canvas");
  glass.width = glass.height = 256;
  loupe.append(glass);
  stage.append(loupe);
}
let pointer = null;
function drawLoupe() {
  if (!loupe || !pointer) return;
  const [x, y] = toFrame(pointer);
  const box = stage.getBoundingClientRect();
  loupe.style.display = "block";
  loupe.style.left = `${pointer.clientX - box.left + 20}px`;
  loupe.style.top = `${pointer.clientY - box.top + 20}px`;
  const glass = loupe.firstChild.getContext("2d");
  glass.imageSmoothingEnabled = false;
  glass.fillRect(0, 0, 256, 256);
  const n = 64 / Math.max(1, view.scale);
  const [seen, by] = whole ? [canvas, 1] : [scaled, scaled.width / canvas.width];
  glass.drawImage(seen, (x - n / 2) * by, (y - n / 2) * by, n * by, n * by, 0, 0, 256, 256);
}

function grade() {
  const black = Number(el("level-black").value), white = Number(el("level-white").value), gamma = Number(el("level-gamma").value) / 100;
  const plain = black === 0 && white === 255 && gamma === 1;
  const span = Math.max(1, white - black) / 255;
  for (const f of document.querySelectorAll("#grade [type=linear]")) { f.setAttribute("slope", 1 / span); f.setAttribute("intercept", -black / 255 / span); }
  for (const f of document.querySelectorAll("#grade [type=gamma]")) { f.setAttribute("amplitude", 1); f.setAttribute("exponent", 1 / gamma); f.setAttribute("offset", 0); }
  for (const picture of [canvas, scaled, second.canvas]) picture.style.filter = plain ? "" : "url(#grade)";
  el("levels").dataset.on = plain ? "" : "1";
}

// Opens the bookmarks and waits for a note; Enter keeps it, for the moment that is shown then.
function bookmark() {
  stop();
  el("bookmarks").open = true;
  el("bookmark-note").focus();
}
let quad = null, menu = null, second = null;
function drawnChanged() {
  const box = el("drawn");
  box.hidden = !quad.whole;
  stage.classList.toggle("drawing", quad.on);
  if (!quad.whole) return;
  const whole = `${address()}#${quad.text()}`;
  el("drawn-address").textContent = whole;
  for (const link of document.querySelectorAll("[data-with]")) {
    link.href = link.dataset.with === "find" ? `/search?region=${encodeURIComponent(whole)}` : `/read?of=${encodeURIComponent(whole)}`;
  }
  for (const field of document.querySelectorAll("[data-with-value]")) field.value = whole;
}

const ACTS = {
  back: () => step(-1), on: () => step(1), "second-back": () => jump(-1), "second-on": () => jump(1),
  play: () => (direction === 0 ? play(1) : stop()),
  in: () => part("in"), out: () => part("out"), loupe: toggleLoupe,
  fit: () => { view.fit = true; place(); },
  mark: () => { if (shown >= 0) pick(shown, ""); }, flicker: () => look("over"), beside: () => look("beside"), "put-away": () => { second.clear(); looked(); }, bookmark,
  "copy-address": () => copy(quad.whole ? `${address()}#${quad.text()}` : address(), root.dataset.copied),
  draw: () => { stop(); quad.begin(); }, "draw-clear": () => quad.clear(),
  cite: () => copy(el("drawn-address").textContent, root.dataset.copied),
  "levels-reset": () => { el("level-black").value = 0; el("level-white").value = 255; el("level-gamma").value = 100; grade(); },
};

const KEYS = {
  ",": () => step(-1), ".": () => step(1), Home: () => { stop(); go(0); }, End: () => { stop(); go(frames.last); },
  PageUp: () => shots(-1), PageDown: () => shots(1), " ": ACTS.play, k: stop, j: () => shuttle(-1), l: () => shuttle(1),
  "[": () => faster(-1), "]": () => faster(1), i: ACTS.in, o: ACTS.out,
  r: () => { el("loop").checked = !el("loop").checked; }, c: ACTS["copy-address"],
  z: toggleLoupe, "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: ACTS.fit, d: ACTS.draw, w: ACTS.mark, v: ACTS.flicker, s: ACTS.beside,
  b: bookmark, m: () => menu.open(-1, -1),
};

function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]") || !el("menu").hidden) return;
    if (event.target.tagName === "INPUT" && event.key.startsWith("Arrow")) return;
    if (event.key === " " && /^(BUTTON|A|SUMMARY|INPUT)$/.test(event.target.tagName)) return;
    if (event.key === "Escape") { quad.clear(); return; }
    const arrows = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (arrows) { event.preventDefault(); if (event.shiftKey) jump(arrows); else step(arrows); return; }
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) { event.preventDefault(); act(); }
  });
  el("bookmark").addEventListener("submit", () => {
    for (const field of document.querySelectorAll("[data-now]")) field.value = quad.whole ? `${address()}#${quad.text()}` : address();
  });
  root.addEventListener("click", (event) => {
    const act = event.target.closest("[data-do]");
    if (act && ACTS[act.dataset.do]) { event.preventDefault(); ACTS[act.dataset.do](); return; }
    const with_ = event.target.closest("[data-beside]");
    if (with_) { event.preventDefault(); second.show(""); pick(frames.number(Number(with_.dataset.beside)), "beside"); return; }
    const to = event.target.closest("[data-jump]");
    if (to) { event.preventDefault(); stop(); go(frames.number(Number(to.dataset.jump))); return; }
    const lane = event.target.closest(".lane-of");
    if (lane) {
      event.preventDefault();
      const box = lane.getBoundingClientRect();
      const span = frames.seconds(frames.last) - frames.seconds(0);
      stop();
      go(frames.at(frames.seconds(0) + span * (event.clientX - box.left) / box.width));
    }
  });
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = stage.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  let drag = null;
  stage.addEventListener("pointerdown", (event) => { if (event.button === 0) drag = [event.clientX, event.clientY, false]; });
  stage.addEventListener("pointermove", (event) => {
    pointer = event;
    drawLoupe();
    if (!drag || quad.held >= 0) return;
    const [x, y, moved] = drag;
    if (!moved && Math.hypot(event.clientX - x, event.clientY - y) < 4) return;
    view.fit = false;
    view.x += event.clientX - x;
    view.y += event.clientY - y;
    drag = [event.clientX, event.clientY, true];
    place();
  });
  stage.addEventListener("pointerup", (event) => {
    const moved = drag?.[2];
    drag = null;
    if (!moved && quad.held < 0 && event.target.tagName !== "circle") quad.click(event);
  });
  el("turning").addEventListener("change", (event) => {
    if (!second.is) { event.target.checked = false; say(root.dataset.nomark); return; }
    stop();
    second.turn(event.target.checked);
    place();
  });
  el("compare").addEventListener("submit", () => { el("compare-at").value = frames.stamp(shown < 0 ? want : shown); });
  for (const id of ["level-black", "level-white", "level-gamma"]) el(id).addEventListener("input", grade);
  new ResizeObserver(place).observe(stage);
}

async function begin() {
  await frames.open();
  stage.append(canvas, scaled);
  second = new Second(stage, root.dataset.video, frames);
  quad = new Quad(stage, toFrame, toStage, () => { if (shown >= 0) tell(); });
  want = frames.number(Number(root.dataset.at));
  root.dataset.want = frames.times[want];
  menu = new Menu(el("menu"), stage);
  listen();
  place();
  await pump();
  const { withVideo, withAt, withAddress, withName } = root.dataset;
  if (withVideo) {
    await second.set(withVideo, Number(withAt), withAddress, withName);
    second.show("beside");
    el("still-second")?.remove();
    looked();
  }
  if (root.dataset.quad) quad.set(root.dataset.quad);
  root.dataset.ready = "1";
}

// For the measures: what is on the canvas.
root.pixels = () => paper.getImageData(0, 0, canvas.width, canvas.height);
root.go = go;
root.frames = frames;
begin().catch((error) => { note.textContent = error.message; });
