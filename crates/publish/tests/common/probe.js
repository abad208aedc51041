// Runs inside a copy of the page and logs what a reader would find.
const refused = [];
document.addEventListener('securitypolicyviolation', e => refused.push(e.violatedDirective + ' ' + e.blockedURI));

const rgba = text => {
  const n = text.match(/[\d.]+/g).map(Number);
  return n.length < 4 ? [...n, 1] : n;
};
const luminance = c => {
  const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
function behind(element) {
  for (let e = element; e; e = e.parentElement) {
    const c = rgba(getComputedStyle(e).backgroundColor);
    if (c[3] === 1) return c;
  }
  return [255, 255, 255, 1];
}
// The lowest contrast of any text, by WCAG 2.2, and which text it is.
function contrast() {
  let worst = [99, ''];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let t = texts.nextNode(); t; t = texts.nextNode()) {
    const e = t.parentElement;
    if (!t.data.trim() || e.closest('svg') || !e.getClientRects().length) continue;
    const [a, b] = [rgba(getComputedStyle(e).color), behind(e)].map(c => luminance(c.slice(0, 3)));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < worst[0]) worst = [ratio, t.data.slice(0, 40)];
  }
  return worst;
}
// Where the drawn quad lies on the frame, in pixels of the frame.
function quad() {
  const frame = document.querySelector('.frame:not(.part)');
  const box = frame.querySelector('img').getBoundingClientRect();
  const over = frame.querySelector('.over').getBoundingClientRect();
  const part = document.querySelector('.frame.part');
  const [p, drawn] = [part.getBoundingClientRect(), part.querySelector('.over').getBoundingClientRect()];
  return {
    x: (over.x - box.x) * 640 / box.width, right: (over.right - box.x) * 640 / box.width,
    inside: drawn.x >= p.x - 2 && drawn.right <= p.right + 2 && drawn.y >= p.y - 2 && drawn.bottom <= p.bottom + 2,
  };
}
function modes() {
  const compare = document.querySelector('.compare');
  const [reference, rectified] = [compare.querySelector('figure.reference'), compare.querySelector('figure.rectified')];
  const tell = {};
  for (const mode of ['side', 'flicker', 'blend', 'differ']) {
    compare.querySelector('input.' + mode).click();
    const [a, b] = [reference, rectified].map(f => f.querySelector('img').getBoundingClientRect());
    const style = getComputedStyle(rectified);
    tell[mode] = [
      a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height ? 'stacked' : 'apart',
      style.animationName, style.opacity, style.mixBlendMode,
      [...compare.querySelectorAll('.how')].filter(h => h.getClientRects().length).length,
    ].join(' ');
  }
  compare.querySelector('input.side').click();
  return tell;
}
async function look() {
  const folded = document.querySelectorAll('details:not([open])').length;
  for (const d of document.querySelectorAll('details')) d.open = true;
  const pictures = [...document.images];
  for (const i of pictures) i.loading = 'eager';
  await Promise.allSettled(pictures.map(i => i.decode()));
  const root = document.documentElement;
  const tell = {
    width: innerWidth,
    pictures: pictures.length,
    loaded: pictures.filter(i => i.naturalWidth > 0 && i.getBoundingClientRect().width > 8).length,
    alts: pictures.filter(i => i.alt.trim()).length,
    folded, refused,
    overflow: root.scrollWidth - root.clientWidth,
    paper: getComputedStyle(document.body).backgroundColor,
    contrast: contrast(),
    headings: [...document.querySelectorAll('h1,h2,h3,h4,h5')].map(h => +h.tagName[1]),
    ids: [...document.querySelectorAll('[id]')].map(e => e.id),
    targets: [...document.querySelectorAll('a[href]')].map(e => e.getAttribute('href').slice(1)),
    quad: quad(), modes: modes(),
  };
  for (const d of document.querySelectorAll('details.sighting')) d.open = false;
  location.hash = '#sighting-3';
  await new Promise(done => setTimeout(done, 100));
  tell.unfolded = document.getElementById('sighting-3').parentElement.open;
  console.log('probe:' + JSON.stringify(tell) + ':end');
}
addEventListener('load', look);
