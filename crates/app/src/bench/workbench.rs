//! The workbench on a large made-up case, in a real browser: how soon each page is painted, how
//! long search takes as somebody types, how soon the next proof is there after a verdict, and how
//! much memory the server needs with eight windows.

use std::path::{Path, PathBuf};
use std::time::Instant;

use pipeline::Observer;
use serde_json::{Value, json};

use super::browser::{self, Browser};
use super::large::{self, Extent};
use super::material::claim_folder;
use super::report::{Style, extend, head, profile, rounded, row, table};
use super::run::BenchError;
use super::web::{other, paint, quantile, resident, serve, sorted};

/// Windows that are open at once.
const WINDOWS: usize = 8;
/// What is typed, letter by letter.
const TYPED: [&str; 4] = ["operator", "face match", "district cont", "licence"];

/// Verdicts that are given, one after the other.
const VERDICTS: usize = 30;
/// Statements after which a page is looked at.
const STATED: usize = 6;

/// A run.
pub struct WorkbenchPlan<'a> {
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub extent: Extent,
}

/// What was measured; times in milliseconds.
pub struct Workbench {
    options: Value,
    made_seconds: Option<f64>,
    /// Each page with the median of its first paint.
    pages: Vec<(String, f64)>,
    /// From a letter to its results in the page, sorted.
    search: Vec<f64>,
    /// From the key of a verdict to the next proof on the screen, sorted.
    verdicts: Vec<f64>,
    /// From sending a statement to the page that shows it, sorted.
    stated: Vec<f64>,
    server_bytes: Option<u64>,
}

/// # Errors
/// When there is no browser, the case can't be made, or the workbench doesn't answer.
pub fn run_workbench(
    plan: &WorkbenchPlan<'_>,
    observer: &mut dyn Observer,
) -> Result<Workbench, BenchError> {
    let Extent { hours, proposals } = plan.extent;
    let options = json!({"bench": "workbench", "hours": hours, "proposals": proposals});
    claim_folder(plan.dir, &options)?;
    let program = browser::find().ok_or_else(|| other("no Chromium or Chrome is on the PATH"))?;
    let case = plan.dir.join("case");
    let mut made_seconds = None;
    if !case.join("case.db").is_file() {
        let begun = Instant::now();
        large::make(&case, plan.extent, observer)?;
        made_seconds = Some(begun.elapsed().as_secs_f64());
    }
    let server = serve(&plan.program, &case)?;
    let mut browser = Browser::start(&program).map_err(other)?;
    browser.size(1280, 800).map_err(other)?;
    browser.open(&server.entry).map_err(other)?;
    let pages = paint(&mut browser, &server.base).map_err(other)?;
    let search = typed(&mut browser, &server.base).map_err(other)?;
    let verdicts = judged(&mut browser, &server.base).map_err(other)?;
    let stated = stated(&mut browser, &server.base).map_err(other)?;
    for n in 0..WINDOWS {
        let page = ["/", "/review", "/footage", "/screens", "/search?q=face"][n % 5];
        let address = format!("{}{page}", server.base);
        browser
            .command("Target.createTarget", &json!({"url": address}))
            .map_err(other)?;
    }
    std::thread::sleep(std::time::Duration::from_secs(5));
    Ok(Workbench {
        options,
        made_seconds,
        pages,
        search: sorted(search),
        verdicts: sorted(verdicts),
        stated: sorted(stated),
        server_bytes: resident(server.child.id()),
    })
}

/// Asks for each beginning of some texts as the page does, and answers how long each took.
fn typed(browser: &mut Browser, base: &str) -> Result<Vec<f64>, String> {
    browser.open(&format!("{base}/search"))?;
    let mut times = Vec::new();
    for text in TYPED {
        for end in 3..=text.len() {
            let took = browser.script(&format!(
                "(async () => {{ const from = performance.now(); \
                 const a = await fetch('/search?q=' + encodeURIComponent({})); \
                 const d = new DOMParser().parseFromString(await a.text(), 'text/html'); \
                 document.getElementById('results').replaceWith(d.getElementById('results')); \
                 document.body.offsetHeight; return performance.now() - from; }})()",
                json!(&text[..end])
            ))?;
            times.extend(took.as_f64());
        }
    }
    Ok(times)
}

/// Gives verdicts by key, and answers how long the next proof took to be painted each time.
fn judged(browser: &mut Browser, base: &str) -> Result<Vec<f64>, String> {
    browser.open(&format!("{base}/review?queue=all"))?;
    let first = browser.script("document.querySelector('a.main-act')?.href ?? ''")?;
    browser.open(first.as_str().unwrap_or_default())?;
    let mut times = Vec::new();
    for n in 0..VERDICTS {
        // A person looks for a while: what is next is made ready meanwhile.
        std::thread::sleep(std::time::Duration::from_millis(700));
        browser.script(
            "(() => { window.took = null; const by = document.getElementById('by'); if (by) by.value = 'bench'; \
             document.activeElement.blur(); let from = 0; const once = { once: true }; \
             document.addEventListener('keydown', () => { from = performance.now(); }, { capture: true, once: true }); \
             document.addEventListener('htmx:afterSettle', () => requestAnimationFrame(() => setTimeout(() => { window.took = performance.now() - from; })), once); })()",
        )?;
        browser.key("n")?;
        browser.wait("typeof window.took === 'number'")?;
        let took = browser.script("window.took")?;
        if n > 0 {
            times.extend(took.as_f64());
        }
    }
    Ok(times)
}

/// States companies, and answers how long it took from sending each form to the page that shows it:
/// what is held of the case is made anew for it.
fn stated(browser: &mut Browser, base: &str) -> Result<Vec<f64>, String> {
    browser.open(&format!("{base}/companies"))?;
    let mut times = Vec::new();
    for n in 0..STATED {
        let took = browser.script(&format!(
            "(async () => {{ const form = document.querySelector('input[name=form]').value; \
             const name = 'Bench ' + {n} + ' ' + Date.now(); const from = performance.now(); \
             const body = new URLSearchParams({{ form, by: 'bench', kind: 'company', name }}); \
             await fetch('/companies', {{ method: 'POST', body }}); \
             const a = await fetch('/companies'); \
             const shown = (await a.text()).includes(name); \
             return shown ? performance.now() - from : null; }})()"
        ))?;
        let took = took.as_f64();
        times.push(took.ok_or("a company that was stated is not on the page")?);
    }
    Ok(times)
}

impl Workbench {
    pub fn json(&self, at: &str) -> Value {
        let mut value = head(&self.options, at);
        let pages: Vec<Value> = self
            .pages
            .iter()
            .map(|(page, ms)| json!({"page": page, "first_paint_ms": rounded(*ms, 1)}))
            .collect();
        let of = |times: &[f64]| {
            json!({"n": times.len(), "median_ms": rounded(quantile(times, 0.5), 1),
                "p95_ms": rounded(quantile(times, 0.95), 1)})
        };
        extend(
            &mut value,
            json!({"pages": pages, "server_bytes": self.server_bytes,
                "search": of(&self.search), "next_proof": of(&self.verdicts),
                "after_a_statement": of(&self.stated)}),
        );
        value
    }

    pub fn table(&self, style: Style) -> String {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (page, ms) in &self.pages {
            rows.push(row(
                &format!("first paint of {page}"),
                format!("{ms:.0} ms"),
            ));
        }
        for (what, times) in [
            ("search as you type", &self.search),
            ("next proof after a verdict", &self.verdicts),
            ("page after a statement", &self.stated),
        ] {
            let (n, half, most) = (times.len(), quantile(times, 0.5), quantile(times, 0.95));
            let told = format!("{n} · median {half:.0} ms, 95 % within {most:.0} ms");
            rows.push(row(what, told));
        }
        if let Some(bytes) = self.server_bytes {
            rows.push(row(
                &format!("memory of the server, {WINDOWS} windows"),
                format!("{:.0} MB", bytes as f64 / 1e6),
            ));
        }
        if let Some(seconds) = self.made_seconds {
            rows.push(row("making the case", format!("{seconds:.0} s")));
        }
        rows.push(row(
            "how",
            format!("version {}, {} build", env!("CARGO_PKG_VERSION"), profile()),
        ));
        let mut t = String::new();
        table(&mut t, style, &["", ""], &rows);
        t
    }
}
