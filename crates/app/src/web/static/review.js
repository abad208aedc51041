// Verdicts by key, modes by number, and the next proof fetched before it is wanted.
import { typing } from "./common.js";

const MODES = ["beside", "flicker", "blend", "difference", "inliers"];
const VERDICTS = { y: "yes", n: "no", u: "unsure" };

function ahead() {
  const next = document.querySelector("[data-next]");
  if (!next || next.dataset.fetched) return;
  next.dataset.fetched = "1";
  for (const address of next.dataset.next.split(" ")) {
    const picture = new Image();
    picture.src = address;
  }
}

function press(name) {
  const button = document.querySelector(`.verdicts .${name}`);
  if (!button) return false;
  button.classList.add("pressed");
  button.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (typing(event.target)) {
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (VERDICTS[key] && press(VERDICTS[key])) { event.preventDefault(); return; }
  const mode = MODES[Number(key) - 1];
  const radio = mode && document.getElementById(`mode-${mode}`);
  if (radio) { radio.checked = true; event.preventDefault(); return; }
  if (key === "r") { const reason = document.getElementById("reason"); if (reason) { reason.focus(); event.preventDefault(); } }
  if (key === "z") document.querySelector("[data-undo]")?.click();
  const way = { ArrowRight: "next", ArrowLeft: "previous" }[event.key] ?? (key === "j" ? "next" : key === "k" ? "previous" : null);
  const link = way && document.querySelector(`a[rel="${way === "next" ? "next" : "prev"}"]`);
  if (link && !(event.target instanceof HTMLInputElement)) { event.preventDefault(); link.click(); }
});

document.addEventListener("htmx:afterSettle", ahead);
if (document.readyState === "complete") ahead();
else window.addEventListener("load", ahead);
