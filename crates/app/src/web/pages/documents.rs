//! Documents: what each is; page by page with the passages boxed; verdicts on passages.

use axum::extract::{Path, RawQuery};
use axum::response::Response;
use case::PassageRow;
use maud::{Markup, html};
use model::{
    BoxPx, DocumentField, PageAddress, PassageCorrection, PassageStanding, PassageVerdictValue,
    Polarity, Taxonomy, VerdictValue,
};
use pipeline::Desk;
use publish::visible;
use review::documents::{Document, documents, say_fact};

use super::verdicts::{said, settles, with_alias};
use crate::web::ctx::{Ctx, Fields};
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, empty, form_token};
use crate::web::pictures::prefix;
use crate::web::shape::{address, file, settling_of};
use crate::web::urls::{field, part};

const FIELDS: [(DocumentField, &str, &str); 8] = [
    (DocumentField::Kind, "kind", "field-kind"),
    (DocumentField::Language, "language", "field-language"),
    (DocumentField::Title, "title", "field-title"),
    (DocumentField::Edition, "edition", "field-edition"),
    (DocumentField::Version, "version", "field-version"),
    (DocumentField::Date, "date", "field-date"),
    (DocumentField::Maker, "maker", "field-maker"),
    (DocumentField::Product, "product", "field-product"),
];

pub async fn show(ctx: Ctx) -> Response {
    ctx.page(|ctx, desk| {
        let all = documents(&desk.case)?;
        let passages = desk.case.passages()?;
        let body = html! {
            h1 { (ctx.t("nav-documents")) }
            @if all.is_empty() {
                (empty(&ctx.t("documents-empty"), &ctx.t("documents-empty-what"), html! { p { a.button href="/#add" { (ctx.t("add")) } } }))
            } @else {
                div.scroll { table {
                    thead { tr {
                        th { (ctx.t("col-file")) } th { (ctx.t("field-kind")) } th { (ctx.t("field-product")) } th { (ctx.t("field-version")) }
                        th { (ctx.t("field-date")) } th { (ctx.t("field-language")) } th.n { (ctx.t("pages")) } th.n { (ctx.t("col-passages")) } th.n { (ctx.t("standing-open")) }
                    } }
                    tbody { @for d in &all {
                        @let of = passages.iter().filter(|p| p.passage.item == d.item);
                        tr {
                            td { a href=(format!("/document/{}", d.item.short())) { (file(&d.path)) } @if let Some(why) = &d.failure { br; span.tag.no { (ctx.t("not-read")) } " " (visible(&ctx.told(why))) } }
                            td { (known(ctx, d, DocumentField::Kind)) } td { (visible(&d.product)) } td { (known(ctx, d, DocumentField::Version)) }
                            td { (known(ctx, d, DocumentField::Date)) } td { (known(ctx, d, DocumentField::Language)) }
                            td.n { (d.pages.map_or_else(|| "?".to_owned(), |n| n.to_string())) }
                            td.n { (of.clone().count()) } td.n { (of.filter(|p| p.verdicts.is_empty()).count()) }
                        }
                    } }
                } }
            }
        };
        Ok(Page::new(Place::Documents, ctx.t("nav-documents"), body))
    })
    .await
}

fn known(ctx: &Ctx, d: &Document, field: DocumentField) -> Markup {
    let said = d.known(field).unwrap_or("?");
    // Kinds are words of ours; all else is what the document says.
    html! { @if field == DocumentField::Kind { (ctx.told(said)) } @else { (visible(said)) } }
}

/// One page of a document, with its passages and, with `?q=`, the words that were looked for.
pub async fn one(ctx: Ctx, Path(item): Path<String>, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let item = desk.case.resolve(&prefix(&item)?)?;
        let document = documents(&desk.case)?.into_iter().find(|d| d.item == item);
        let document =
            document.ok_or_else(|| Oops::missing("this is no document that was read"))?;
        let number = field(query.as_deref(), "page")
            .and_then(|p| p.parse().ok())
            .unwrap_or(1);
        let words = field(query.as_deref(), "q").unwrap_or_default();
        let view = View::of(desk, document, number, &words)?;
        let title = view
            .document
            .path
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        Ok(Page {
            scripts: &["sheet.js"],
            ..Page::new(
                Place::Documents,
                publish::visible_plain(&title),
                view.body(ctx),
            )
        })
    })
    .await
}

struct View {
    document: Document,
    number: u32,
    last: u32,
    size: (f64, f64),
    hits: Vec<BoxPx>,
    passages: Vec<PassageRow>,
    /// On other pages: how many, by page.
    elsewhere: Vec<(u32, usize)>,
}

impl View {
    fn of(desk: &Desk, document: Document, number: u32, words: &str) -> Result<Self, Oops> {
        let pages = desk.case.pages(document.item)?;
        let last = document.pages.unwrap_or(1).max(1);
        if number == 0 || number > last {
            return Err(Oops::missing(format!("its pages are 1 to {last}")));
        }
        let page = pages.iter().find(|p| p.number == number);
        let looked: Vec<String> = words
            .split_whitespace()
            .map(model::folding::skeleton)
            .collect();
        let hits = page.into_iter().flat_map(|p| &p.words).filter(|w| {
            let folded = model::folding::skeleton(&w.text);
            looked
                .iter()
                .any(|l| !l.is_empty() && folded.contains(l.as_str()))
        });
        let hits = hits.map(|w| w.bounds).collect();
        let size = page.map_or((595.0, 842.0), |p| p.size_points);
        let all = desk.case.passages()?.into_iter();
        let (passages, others): (Vec<_>, Vec<_>) = all
            .filter(|r| r.passage.item == document.item)
            .partition(|r| r.passage.page == number);
        let mut elsewhere: Vec<(u32, usize)> = Vec::new();
        for row in &others {
            match elsewhere
                .iter_mut()
                .find(|(page, _)| *page == row.passage.page)
            {
                Some((_, n)) => *n += 1,
                None => elsewhere.push((row.passage.page, 1)),
            }
        }
        elsewhere.sort_unstable();
        Ok(Self {
            document,
            number,
            last,
            size,
            hits,
            passages,
            elsewhere,
        })
    }

    fn link(&self, page: u32) -> String {
        format!("/document/{}?page={page}", self.document.item.short())
    }

    fn body(&self, ctx: &Ctx) -> Markup {
        html! {
            div.proof-head {
                h1 { (file(&self.document.path)) }
                nav.row aria-label=(ctx.t("pages")) {
                    @if self.number > 1 { a.quiet rel="prev" href=(self.link(self.number - 1)) { "← " (ctx.t("previous")) } }
                    span.num.soft { (ctx.tw("page-n", &[("n", &self.number.to_string())])) " / " (self.last) }
                    @if self.number < self.last { a.quiet rel="next" href=(self.link(self.number + 1)) { (ctx.t("next")) " →" } }
                }
            }
            div.doc {
                div { (self.sheet(ctx)) (self.cut(ctx)) }
                div {
                    (self.facts(ctx))
                    h2 { (ctx.t("passages-here")) }
                    @if self.passages.is_empty() { p.soft { (ctx.t("passages-none")) } }
                    @for row in &self.passages { (passage(ctx, row)) }
                    @if !self.elsewhere.is_empty() {
                        p.soft { (ctx.t("passages-elsewhere")) " " @for (page, n) in &self.elsewhere { a href=(self.link(*page)) { (ctx.tw("page-n", &[("n", &page.to_string())])) " (" (n) ")" } " " } }
                    }
                }
            }
        }
    }

    fn sheet(&self, ctx: &Ctx) -> Markup {
        let at = PageAddress::new(&self.document.item, self.number, None).to_string();
        let (w, h) = self.size;
        html! {
            div.stack #sheet data-page=(at) data-width=(w) data-height=(h) {
                img.sheet-page src=(format!("/picture?of={}", part(&at))) alt=(ctx.tw("alt-page", &[("n", &self.number.to_string())])) width=(format!("{:.0}", w * 2.0)) height=(format!("{:.0}", h * 2.0));
                svg viewBox=(format!("0 0 {w} {h}")) preserveAspectRatio="none" aria-hidden="true" {
                    @for row in &self.passages { @for b in &row.passage.boxes { a href=(format!("#{}", row.id)) tabindex="-1" { (rect("box", b)) } } }
                    @for b in &self.hits { (rect("box hit-box", b)) }
                }
            }
            p.small { (address(ctx, &at)) }
        }
    }

    /// Cutting a reference from the page: drawn with the mouse, or four numbers.
    fn cut(&self, ctx: &Ctx) -> Markup {
        let at = PageAddress::new(&self.document.item, self.number, None).to_string();
        html! {
            details #cut {
                summary { (ctx.t("page-cut")) }
                p.small.soft { (ctx.t("page-cut-what")) }
                form method="post" action="/references/cut" {
                    (form_token(ctx))
                    div.field { label for="cut-of" { (ctx.t("address")) } input #cut-of name="of" required value=(format!("{at}#")) spellcheck="false"; }
                    div.field { label for="cut-product" { (ctx.t("col-product")) } input #cut-product name="product" required maxlength="300" value=(self.document.product); }
                    div.field { label for="cut-by" { (ctx.t("settings-alias")) } input #cut-by name="by" required maxlength="100" value=(ctx.alias); }
                    button.main-act { (ctx.t("draw-reference")) }
                }
            }
        }
    }

    fn facts(&self, ctx: &Ctx) -> Markup {
        let d = &self.document;
        html! {
            details.card {
                summary { (known(ctx, d, DocumentField::Kind)) " · " (visible(&d.product)) " · " (known(ctx, d, DocumentField::Version)) " · " (known(ctx, d, DocumentField::Date)) }
                dl.facts {
                    @for (field, _, key) in FIELDS { dt { (ctx.t(key)) } dd { (known(ctx, d, field)) @if d.said.iter().any(|s| s.field == field && s.value.is_some()) { " " span.tag.yes { (ctx.t("fact-said")) } } } }
                    dt { "SHA-256" } dd { code { (d.item) } }
                }
                form.row.ends method="post" action=(format!("/document/{}", d.item.short())) {
                    (form_token(ctx))
                    div { label { (ctx.t("fact-field")) select name="field" { @for (_, word, key) in FIELDS { option value=(word) { (ctx.t(key)) } } } } }
                    div { label { (ctx.t("fact-value")) input name="value" maxlength="500" autocomplete="off"; } }
                    div { label { (ctx.t("settings-alias")) input name="by" required maxlength="100" value=(ctx.alias); } }
                    button { (ctx.t("fact-say")) }
                }
                p.small.soft { (ctx.t("fact-what")) }
            }
        }
    }
}

fn rect(class: &str, b: &BoxPx) -> Markup {
    html! { rect class=(class) x=(format!("{:.2}", b.x)) y=(format!("{:.2}", b.y)) width=(format!("{:.2}", b.width)) height=(format!("{:.2}", b.height)) {} }
}

fn passage(ctx: &Ctx, row: &PassageRow) -> Markup {
    let p = &row.passage;
    let (class, key) = match row.standing().word() {
        "accepted" => ("yes", "passage-accepted"),
        "rejected" => ("no", "passage-rejected"),
        "cannot-tell" => ("unsure", "verdict-unsure"),
        "split" => ("unsure", "standing-split"),
        _ => ("wait", "standing-open"),
    };
    let says = match p.polarity {
        Polarity::Affirmed => "says-affirmed",
        Polarity::Negated => "says-negated",
        Polarity::Unclear => "says-unclear",
    };
    html! {
        section.passage id=(row.id) {
            span.tag.(class) { (ctx.t(key)) } " "
            strong { (ctx.word(&name_of(p.function.as_deref()))) } " " span.tag { (ctx.t(says)) }
            blockquote lang=(p.language.code()) { (marked(&p.quote, &p.marks)) }
            @for c in p.conditions.iter().filter(|c| c.text != p.quote) { p.small { (ctx.t("condition")) (ctx.colon()) (visible(&c.text)) } }
            @if !p.red_flags.is_empty() { p.small { span.tag.no { (ctx.t("for-a-lawyer")) } " " (visible(&p.red_flags.join(", "))) } }
            p.small.faint { (visible(&ctx.told(&p.why))) }
            (ballot(ctx, row))
            @for v in row.verdicts.iter().rev() {
                p.small { (ctx.t(match v.value {
                    PassageVerdictValue::Yes => "verdict-yes", PassageVerdictValue::No => "verdict-no",
                    PassageVerdictValue::CannotTell => "verdict-unsure", PassageVerdictValue::Withdrawn => "verdict-withdrawn",
                })) " · " (visible(&v.by)) " " span.faint { (ctx.words.day(&v.at)) } @if v.arbiter { " " span.tag { (ctx.t("said-settled")) } } @if !v.reason.is_empty() { " · " (visible(&v.reason)) } }
            }
        }
    }
}

/// What a function is called; its id where the taxonomy does not have it.
pub fn name_of(function: Option<&str>) -> String {
    let taxonomy = Taxonomy::shipped().ok();
    let known = function.and_then(|id| taxonomy.and_then(|t| t.function(id)));
    known.map_or_else(
        || function.unwrap_or_default().to_owned(),
        |f| f.name.clone(),
    )
}

/// A quote with the words that were found; marks that do not fit are left out.
fn marked(quote: &str, marks: &[(usize, usize)]) -> Markup {
    let mut at = 0;
    let mut pieces = Vec::new();
    for (from, to) in marks {
        if *from >= at
            && let (Some(before), Some(found)) = (quote.get(at..*from), quote.get(*from..*to))
        {
            pieces.push((before, false));
            pieces.push((found, true));
            at = *to;
        }
    }
    pieces.push((quote.get(at..).unwrap_or_default(), false));
    html! { @for (text, found) in pieces { @if found { mark { (visible(text)) } } @else { (visible(text)) } } }
}

fn ballot(ctx: &Ctx, row: &PassageRow) -> Markup {
    let functions = Taxonomy::shipped().map_or(&[][..], |t| t.functions.as_slice());
    html! {
        form method="post" action=(format!("/passage/{}", row.id)) {
            (form_token(ctx))
            input type="hidden" name="back" value=(format!("/document/{}?page={}#{}", row.passage.item.short(), row.passage.page, row.id));
            div.row {
                button name="verdict" value="yes" { (ctx.t("verdict-yes")) }
                button name="verdict" value="no" { (ctx.t("verdict-no")) }
                button name="verdict" value="cannot-tell" { (ctx.t("verdict-unsure")) }
                @if row.verdicts.iter().any(|v| v.by == ctx.alias) { button.bare name="verdict" value="withdraw" { (ctx.t("undo")) } }
            }
            @if ctx.alias.is_empty() {
                div.field { label { (ctx.t("ballot-by")) input name="by" required maxlength="100" autocomplete="off"; } }
            } @else {
                input type="hidden" name="by" value=(ctx.alias);
            }
            (settling_of(ctx, row.standing() == PassageStanding::Split, row.verdicts.iter().map(|v| v.by.as_str())))
            details {
                summary { (ctx.t("passage-correct")) }
                div.field { label { (ctx.t("ballot-reason")) input name="reason" maxlength="10000" autocomplete="off"; } }
                div.field { label { (ctx.t("passage-function")) select name="function" { option value="" { (ctx.t("as-proposed")) } @for f in functions { option value=(f.id) { (ctx.word(&f.name)) } } } } }
                div.field { label { (ctx.t("passage-says")) select name="says" {
                    option value="" { (ctx.t("as-proposed")) }
                    @for (value, key) in [("affirmed", "says-affirmed"), ("negated", "says-negated"), ("unclear", "says-unclear")] { option value=(value) { (ctx.t(key)) } }
                } } }
                label.in-line { input type="checkbox" name="has-condition" value="1"; (ctx.t("passage-condition")) }
                input name="condition" maxlength="2000" aria-label=(ctx.t("condition"));
            }
        }
    }
}

/// A verdict on a passage, as `verdict` on the command line takes it.
pub async fn judge(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |ctx, desk, fields| {
            let said = said(fields)?;
            let value = match said {
                Some(VerdictValue::Yes) => PassageVerdictValue::Yes,
                Some(VerdictValue::No) => PassageVerdictValue::No,
                Some(VerdictValue::CannotTell) => PassageVerdictValue::CannotTell,
                None => PassageVerdictValue::Withdrawn,
            };
            let given = |name: &str| Some(fields.get(name).to_owned()).filter(|v| !v.is_empty());
            let correction = PassageCorrection {
                function: given("function"),
                polarity: match fields.get("says") {
                    "affirmed" => Some(Polarity::Affirmed),
                    "negated" => Some(Polarity::Negated),
                    "unclear" => Some(Polarity::Unclear),
                    _ => None,
                },
                condition: given("has-condition").map(|_| fields.get("condition").to_owned()),
            };
            let correction = (correction != PassageCorrection::default()).then_some(correction);
            let (by, reason) = (fields.get("by"), fields.get("reason"));
            let case = &mut desk.case;
            // Settling says whose reading holds; it brings no reading of its own.
            match said {
                Some(_) if settles(fields) && correction.is_some() => {
                    return Err(Oops::wrong(ctx.t("settle-no-correction")));
                }
                Some(value) if settles(fields) => {
                    review::working::arbitrate(case, &id, value, by, reason)?;
                }
                _ => {
                    review::passages::judge_passage(case, &id, value, correction, by, reason)?;
                }
            }
            Ok(fields.get("back").to_owned())
        })
        .await;
    with_alias(response, &remembered)
}

/// What a person says that a document is, as `document` on the command line.
pub async fn say(ctx: Ctx, Path(item): Path<String>, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            let item = desk.case.resolve(&prefix(&item)?)?;
            let named = FIELDS
                .iter()
                .find(|(_, word, _)| *word == fields.get("field"));
            let (field, _, _) = named.ok_or_else(|| Oops::wrong("there is no such field"))?;
            let value = Some(fields.get("value")).filter(|v| !v.trim().is_empty());
            say_fact(&mut desk.case, item, *field, value, fields.get("by"), "")?;
            Ok(format!("/document/{}", item.short()))
        })
        .await;
    with_alias(response, &remembered)
}
