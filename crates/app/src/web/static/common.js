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
  if (leader && event.timeStamp - leader < 1500) {
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
