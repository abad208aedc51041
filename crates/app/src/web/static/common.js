// What every page does: keys to go elsewhere, help, drawers that stay open, copying.
let leader = 0;

export function typing(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
    && !/^(radio|checkbox|range|button|submit)$/.test(target.type ?? "");
}

export function say(text) {
  document.querySelector(".toast")?.remove();
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.setAttribute("role", "status");
  toast.textContent = text;
  document.body.append(toast);
  setTimeout(() => toast.remove(), 3000);
}

export async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch {
    say(text);
  }
}

function help() {
  const dialog = document.getElementById("keys");
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (leader && event.timeStamp - leader < 3000) {
    leader = 0;
    const link = document.querySelector(`.rail a[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); event.stopImmediatePropagation(); link.click(); }
    return;
  }
  if (event.key === "?") { event.preventDefault(); help(); }
  else if (event.key === "/") { event.preventDefault(); document.getElementById("find")?.focus(); }
  else if (event.key === "g") { leader = event.timeStamp; }
}, true);

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) { event.preventDefault(); document.getElementById(opener.dataset.opens)?.showModal(); }
  const copier = event.target.closest?.("[data-copy]");
  if (copier) { event.preventDefault(); copy(copier.dataset.copy, copier.dataset.done ?? copier.dataset.copy); }
});

// A form that was sent is not sent twice by an impatient hand.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A screen moves while somebody points at it, or tabs to it.
for (const [on, off] of [["pointerenter", "pointerleave"], ["focusin", "focusout"]]) {
  document.addEventListener(on, (event) => {
    const picture = event.target.matches?.("[data-clip]") ? event.target : event.target.querySelector?.(":scope > [data-clip]");
    if (!picture || picture.dataset.still || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    picture.dataset.still = picture.src;
    picture.src = picture.dataset.clip;
  }, true);
  document.addEventListener(off, (event) => {
    const picture = event.target.matches?.("[data-clip]") ? event.target : event.target.querySelector?.(":scope > [data-clip]");
    if (!picture?.dataset.still) return;
    picture.src = picture.dataset.still;
    delete picture.dataset.still;
  }, true);
}

// Another window, person or program did something: lists are brought up to date where nobody is
// writing; everything else says so and waits to be asked.
const main = () => document.getElementById("main");

function isAtWork(part) {
  const fields = [...part.querySelectorAll("input, textarea, select")];
  return part.contains(document.activeElement) && document.activeElement !== document.body
    || fields.some((f) => f.type !== "hidden" && (f.value !== (f.defaultValue ?? f.value) || f.checked !== (f.defaultChecked ?? f.checked)));
}

function tellChanged() {
  if (document.getElementById("changed")) return;
  const note = document.createElement("div");
  note.id = "changed";
  note.className = "toast changed";
  note.setAttribute("role", "status");
  const show = document.createElement("button");
  show.type = "button";
  show.textContent = main().dataset.show;
  show.addEventListener("click", () => location.reload());
  note.append(main().dataset.changed, " ", show);
  document.body.append(note);
}

async function bringUpToDate(head) {
  const parts = [...document.querySelectorAll("[data-live][id]")];
  if (!parts.length || parts.some(isAtWork)) { tellChanged(); return; }
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) { tellChanged(); return; }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const now = fresh.getElementById(part.id);
    if (now) { part.replaceWith(now); globalThis.htmx?.process(now); }
  }
  main().dataset.head = fresh.getElementById("main")?.dataset.head ?? head;
}

async function keepInStep() {
  const at = main();
  if (!at?.dataset.head || document.hidden) return;
  try {
    const answer = await fetch("/head");
    if (!answer.ok) return;
    const head = await answer.text();
    if (main() === at && head !== at.dataset.head && head !== at.dataset.told) {
      at.dataset.told = head;
      await bringUpToDate(head);
    }
  } catch { /* The server was ended; the next click says so. */ }
}
setInterval(keepInStep, 2500);
document.addEventListener("visibilitychange", keepInStep);

// In a narrow window the ways to the other pages are a strip: the one that is open is in sight.
document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
