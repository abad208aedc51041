//! A reading with its picture: lines, doubtful characters, rivals, what people read instead; and
//! reading a region now.

use axum::extract::{Path, RawQuery};
use axum::response::Response;
use case::ReadingRow;
use maud::{Markup, html};
use model::{Address, ReadLine};
use publish::visible;

use super::verdicts::with_alias;
use crate::web::ctx::{Ctx, Fields};
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, form_token};
use crate::web::shape::{Names, address, file, moment_link};
use crate::web::urls::{field, part};

/// Characters less certain than this are marked.
const DOUBTFUL: f32 = 0.75;

pub async fn show(ctx: Ctx, Path(id): Path<String>) -> Response {
    ctx.page(move |ctx, desk| {
        let row = desk.case.reading(&id)?;
        let names = Names::of(&desk.case)?;
        Ok(page(ctx, &row, &names, true, &[]))
    })
    .await
}

/// `/read?of=` reads a frame or a quad on it now; nothing is kept.
pub async fn now(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let text = field(query.as_deref(), "of").unwrap_or_default();
        let moment = match text.parse() {
            Ok(Address::Moment(m)) => m,
            Ok(Address::Page(_)) => {
                return Err(Oops::wrong("pages have their own words; search finds them"));
            }
            Err(e) => return Err(Oops::wrong(e.to_string())),
        };
        let (reading, missing) = desk.read_moment(&moment)?;
        let names = Names::of(&desk.case)?;
        let row = ReadingRow {
            id: reading.id(),
            reading,
            corrections: Vec::new(),
        };
        Ok(page(ctx, &row, &names, false, &missing))
    })
    .await
}

fn page(ctx: &Ctx, row: &ReadingRow, names: &Names, kept: bool, missing: &[String]) -> Page {
    let r = &row.reading;
    let at = r.address().to_string();
    let body = html! {
        h1 { (ctx.t("reading")) }
        p.soft { (file(&names.name(&r.video))) " " a.num href=(moment_link(&r.video, &r.best)) { (r.best.time.clock()) } " · " (ctx.tn("n-frames", u64::from(r.frames))) " · " (address(ctx, &at)) }
        @if !kept { p.note { (ctx.t("reading-now")) } }
        @for what in missing { p.note.bad { (visible(&ctx.told(what))) } }
        @if let Some(limit) = &r.limit { p.note { (ctx.t("not-readable")) (ctx.colon()) (ctx.told(&limit.to_string())) } }
        div.film.reading-film { img src=(format!("/picture?of={}", part(&at))) alt=(ctx.t("reading-picture")); }
        @if r.lines.is_empty() { p { (ctx.t("reading-nothing")) } }
        ol.lines {
            @for (i, l) in r.lines.iter().enumerate() { (line(ctx, row, i, l, kept)) }
        }
    };
    Page::new(Place::Search, ctx.t("reading"), body)
}

fn line(ctx: &Ctx, row: &ReadingRow, i: usize, l: &ReadLine, kept: bool) -> Markup {
    let said = row.corrections.iter().filter(|c| c.line == i);
    html! {
        li {
            @if l.is_readable() {
                span.line-text { @for c in &l.chars { @if c.confidence < DOUBTFUL { mark.doubt title=(rivals(c)) { (c.ch) } } @else { (c.ch) } } }
                " " span.tag.num { (ctx.words.decimal(100.0 * f64::from(l.confidence), 0)) " %" }
            } @else {
                span.faint { (ctx.t("not-readable")) }
            }
            @if let Some(limit) = &l.limit { " " span.small.soft { (ctx.told(&limit.to_string())) } }
            @if !l.rivals.is_empty() {
                p.small.soft { (ctx.t("rivals")) " " @for (n, rival) in l.rivals.iter().enumerate() { @if n > 0 { " · " } (visible(&rival.text)) " (" (ctx.words.decimal(100.0 * f64::from(rival.confidence), 0)) " %)" } }
            }
            @for c in said { p { span.tag.yes { (ctx.t("text-correction")) } " " (visible(&c.text)) " · " (visible(&c.by)) " " span.faint { (ctx.words.day(&c.at)) } @if !c.reason.is_empty() { " · " (visible(&c.reason)) } } }
            @if kept { (correct(ctx, row, i, l)) }
        }
    }
}

fn rivals(c: &model::ReadChar) -> String {
    let all: Vec<&str> = c.rivals.iter().map(|r| r.text.as_str()).collect();
    format!("{:.0} % · {}", 100.0 * c.confidence, all.join(" "))
}

fn correct(ctx: &Ctx, row: &ReadingRow, i: usize, l: &ReadLine) -> Markup {
    html! {
        details {
            summary.small { (ctx.t("correct")) }
            form.row.ends method="post" action=(format!("/reading/{}", row.id)) {
                (form_token(ctx))
                input type="hidden" name="line" value=(i);
                div { label { (ctx.t("correct-text")) input name="text" value=(l.text) maxlength="10000" autocomplete="off"; } }
                div { label { (ctx.t("ballot-reason")) input name="reason" maxlength="10000" autocomplete="off"; } }
                div { label { (ctx.t("settings-alias")) input name="by" required maxlength="100" value=(ctx.alias); } }
                button { (ctx.t("save")) }
            }
        }
    }
}

/// What a person reads on a line, as `correct` on the command line.
pub async fn correction(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            let line = fields.get("line").parse();
            let line = line.map_err(|_| Oops::wrong("there is no such line"))?;
            let (text, by, reason) = (fields.get("text"), fields.get("by"), fields.get("reason"));
            let kept = review::correct(&mut desk.case, &id, line, text, by, reason)?;
            Ok(format!("/reading/{}", kept.reading))
        })
        .await;
    with_alias(response, &remembered)
}
