// What can be done here, at the pointer or by key: arrows move, Enter does, Escape leaves.
export class Menu {
  constructor(box, around) {
    this.box = box;
    this.around = around;
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("click", () => this.close());
    // What is pressed here is no press on the frame behind.
    for (const name of ["pointerdown", "pointerup"]) box.addEventListener(name, (event) => event.stopPropagation());
    document.addEventListener("pointerdown", () => this.close());
    around.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      this.open(event.clientX, event.clientY);
    });
  }

  // At a point of the window; in the middle where a key asked.
  open(x, y) {
    const space = this.around.getBoundingClientRect();
    const inside = x > space.left && x < space.right && y > space.top && y < space.bottom;
    this.box.hidden = false;
    const left = inside ? x - space.left : space.width / 3;
    const top = inside ? y - space.top : space.height / 3;
    this.box.style.left = `${Math.max(0, Math.min(left, space.width - this.box.offsetWidth))}px`;
    this.box.style.top = `${Math.max(0, Math.min(top, space.height - this.box.offsetHeight))}px`;
    this.items[0].focus();
  }

  close() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.around.focus();
  }

  get items() { return [...this.box.querySelectorAll("[role=menuitem]")]; }

  key(event) {
    const items = this.items, at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[(to + items.length) % items.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
