//! The dossier before it goes out: what is missing, which pictures nobody has let be shown, how it
//! looks; and writing it.

use std::collections::HashSet;

use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use model::investigation::{FindingEntry, Investigation, Mark, PictureSaid};
use model::{FindingState, Quad, Size};
use pipeline::Desk;
use publish::{Tongue, visible};
use review::book::{Book, PictureRules};
use review::pictures;

use super::verdicts::with_alias;
use crate::web::ctx::{Ctx, Fields, go};
use crate::web::export::{self, Goal};
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, form_token};
use crate::web::pictures::find_sighting;
use crate::web::shape::{Names, file, moment_link};
use crate::web::urls::{field, part};
use crate::web::words::Lang;

/// Pictures of one page.
const SHOWN: usize = 48;

pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let page = field(query.as_deref(), "page").and_then(|p| p.parse().ok());
        let of = ctx.app.stated.now(&ctx.app.held, desk)?;
        let body = html! {
            h1 { (ctx.t("dossier")) }
            p.soft { (ctx.t("dossier-what")) }
            div.two {
                div { (missing(ctx, desk, &of)?) }
                (write_form(ctx))
            }
            (export::shown(ctx))
            (unconfirmed(ctx, desk, &of, page.unwrap_or(1))?)
        };
        Ok(Page::new(Place::Findings, ctx.t("dossier"), body))
    })
    .await
}

fn write_form(ctx: &Ctx) -> Markup {
    html! {
        form.card method="post" action="/dossier" {
            (form_token(ctx))
            h2.first { (ctx.t("dossier-write")) }
            div.field { label { (ctx.t("dossier-language")) select name="language" {
                option value="en" selected[ctx.words.lang == Lang::En] lang="en" { "English" }
                option value="fr" selected[ctx.words.lang == Lang::Fr] lang="fr" { "Français" }
            } } }
            div.field { label.in-line { input type="checkbox" name="published" value="1"; (ctx.t("dossier-published")) } }
            div.row {
                button.main-act name="goal" value="look" { (ctx.t("dossier-look")) }
                button name="goal" value="export" { (ctx.t("dossier-export")) }
            }
            p.small.soft { (ctx.t("dossier-export-what")) }
        }
    }
}

/// What stands in the way of publication.
fn missing(ctx: &Ctx, desk: &Desk, of: &Investigation) -> Result<Markup, Oops> {
    let open: Vec<&FindingEntry> = of
        .findings
        .iter()
        .filter(|f| f.state != FindingState::Published)
        .collect();
    let (unproved, no_origin) = (of.unproved() as u64, of.without_origin() as u64);
    let failed = desk.case.failures()?.len() as u64;
    Ok(html! {
        h2.first { (ctx.t("dossier-missing")) }
        ul.plain-list {
            @if of.one_person { li { (ctx.t("missing-second")) } }
            @if of.findings.is_empty() { li { a href="/findings" { (ctx.t("missing-findings")) } } }
            @if unproved > 0 { li { a href="/companies" { (ctx.tn("missing-proofs", unproved)) } } }
            @if no_origin > 0 { li { a href="/footage" { (ctx.tn("missing-origins", no_origin)) } } }
            @if failed > 0 { li { a href="/" { (ctx.tn("missing-failed", failed)) } } }
        }
        @for f in open {
            details.card open[of.findings.len() < 4] {
                summary { a href=(format!("/finding/{}", f.id)) { (visible(&f.fields.statement)) } " " span.tag.wait { (super::findings::state_word(ctx, f.state)) } }
                @if f.keeps_back.is_empty() { p.soft { (ctx.t("missing-nothing")) } }
                ul { @for why in &f.keeps_back { li { (visible(&ctx.say(why))) } } }
            }
        }
    })
}

/// Pictures of which only the screen goes out, since nobody looked at all of them: those that
/// findings rest on first.
fn unconfirmed(ctx: &Ctx, desk: &Desk, of: &Investigation, page: usize) -> Result<Markup, Oops> {
    let said = |id: &str| of.pictures.get(id).cloned().unwrap_or_default();
    let (mut waiting, mut done): (Vec<&Mark>, Vec<&Mark>) = of
        .marks
        .iter()
        .partition(|m| said(&format!("sighting:{}", m.id)).whole.is_none());
    waiting.sort_by_key(|m| m.findings.is_empty());
    done.sort_by_key(|m| m.findings.is_empty());
    let now = ctx.app.held.now(&desk.case)?;
    let filmed: HashSet<String> = now
        .sightings
        .iter()
        .filter(|r| review::standing(&r.verdicts) != Some(model::VerdictValue::No))
        .map(|r| pictures::named(&r.sighting.reference))
        .collect();
    let alone: Vec<String> = desk
        .case
        .references()?
        .iter()
        .map(|r| pictures::named(&r.id))
        .filter(|id| !filmed.contains(id) && said(id).whole.is_none())
        .collect();
    let count = waiting.len();
    let all: Vec<&Mark> = waiting.into_iter().chain(done).collect();
    let pages = all.len().div_ceil(SHOWN);
    let shown = all.iter().skip((page.max(1) - 1) * SHOWN).take(SHOWN);
    let names = Names::of(&desk.case)?;
    if all.is_empty() && alone.is_empty() {
        return Ok(html! {});
    }
    Ok(html! {
        h2 { (ctx.t("dossier-pictures")) }
        p.soft { (ctx.t("dossier-pictures-what")) }
        p { (ctx.tn("dossier-unconfirmed", count as u64)) }
        div.grid { @for m in shown {
            @let id = format!("sighting:{}", m.id);
            figure.screen-card {
                a.film href=(to(&id)) { img src=(format!("/sighting/{}/rectified", m.id)) alt=(ctx.tw("alt-screen", &[("product", &m.product)])) loading="lazy" decoding="async"; }
                figcaption { (visible(&m.product)) " · " (file(&names.name(&m.item))) " " span.num { (m.best.time.clock()) } " " (state(ctx, &said(&id))) }
            }
        } }
        @if pages > 1 { nav.row aria-label=(ctx.t("pages")) { @for n in 1..=pages { a.button href=(format!("/dossier?page={n}")) aria-current=[(n == page.max(1)).then_some("page")] { (n) } } } }
        @if !alone.is_empty() {
            details {
                summary { (ctx.tn("dossier-alone", alone.len() as u64)) }
                p.soft { (ctx.t("dossier-alone-what")) }
                div.grid { @for id in alone.iter().take(SHOWN) {
                    a.film href=(to(id)) { img src=(reference_picture(id)) alt=(id) loading="lazy" decoding="async"; }
                } }
            }
        }
    })
}

fn state(ctx: &Ctx, said: &PictureSaid) -> Markup {
    html! {
        @if said.whole.is_some() { span.tag.yes { (ctx.t("picture-whole")) } } @else { span.tag.wait { (ctx.t("picture-screen")) } }
        @if !said.masks.is_empty() { " " span.tag { (ctx.tn("picture-masks", said.masks.len() as u64)) } }
    }
}

fn to(id: &str) -> String {
    format!("/dossier/picture?of={}", part(id))
}

fn reference_picture(id: &str) -> String {
    let hex = id.trim_start_matches("reference:");
    format!("/reference/{hex}/picture")
}

/// Begins to write.
pub async fn write(ctx: Ctx, fields: Fields) -> Response {
    ctx.answer(move |ctx| {
        let goal = match fields.get("goal") {
            "look" => Goal::Look,
            _ => Goal::Export,
        };
        let tongue = match fields.get("language") {
            "fr" => Tongue::French,
            _ => Tongue::English,
        };
        export::begin(&ctx.app, goal, tongue, !fields.get("published").is_empty())?;
        Ok(go("/dossier#export"))
    })
    .await
}

/// The piece of the page that tells how far it is.
pub async fn progress(ctx: Ctx) -> Response {
    Html(export::shown(&ctx).into_string()).into_response()
}

/// A file of the dossier that is looked at.
pub async fn preview(ctx: Ctx, Path(name): Path<String>) -> Response {
    ctx.answer(move |ctx| {
        let nothing = || Oops::missing(ctx.t("oops-nothing-here"));
        let path = ctx.app.exports.file(&name).ok_or_else(nothing)?;
        let bytes = std::fs::read(&path).map_err(|e| Oops::missing(format!("{name}: {e}")))?;
        let kind = match path.extension().and_then(|e| e.to_str()) {
            Some("html") => "text/html; charset=utf-8",
            Some("png") => "image/png",
            _ => "application/octet-stream",
        };
        Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
    })
    .await
}

/// A picture with what the dossier may show of it.
struct Shown {
    /// As it is kept: `sighting:ID` or `reference:ID`.
    id: String,
    title: String,
    src: String,
    size: Size,
    /// The screen, where it is a frame.
    quad: Option<Quad>,
    rules: PictureRules,
    /// Where it opens in the player or in a document.
    from: String,
}

impl Shown {
    fn of(ctx: &Ctx, desk: &Desk, named: &str) -> Result<Self, Oops> {
        let id = pictures::find(&desk.case, named)?;
        let mut book = Book::read(&desk.case)?;
        let rules = book.pictures.remove(&id).unwrap_or_default();
        let missing = || Oops::missing(format!("there is no picture {named}"));
        if let Some(sighting) = id.strip_prefix("sighting:") {
            let row = find_sighting(ctx, desk, sighting)?;
            let s = &row.sighting;
            let video = desk.case.video(s.video)?.ok_or_else(missing)?;
            return Ok(Self {
                title: format!("{} · {}", s.product, s.best.at.time.clock()),
                src: format!("/sighting/{}/frame", row.id),
                size: video.facts.displayed,
                quad: Some(s.best.quad),
                rules,
                from: moment_link(&s.video, &s.best.at),
                id,
            });
        }
        let mut all = desk.case.references()?.into_iter();
        let found = all
            .find(|r| pictures::named(&r.id) == id)
            .ok_or_else(missing)?;
        let source = found.sources.first();
        Ok(Self {
            title: found.product.clone(),
            src: reference_picture(&id),
            size: found.size,
            quad: None,
            rules,
            from: source.map_or_else(String::new, |s| {
                format!("/document/{}?page={}", s.item.short(), s.page)
            }),
            id,
        })
    }

    fn drawn(&self, ctx: &Ctx) -> Markup {
        let points = |quad: &Quad| {
            let all = quad.0.iter().map(|p| format!("{:.2},{:.2}", p.x, p.y));
            all.collect::<Vec<_>>().join(" ")
        };
        html! {
            div #cover-stage.stack.film.cover data-width=(self.size.width) data-height=(self.size.height) {
                img src=(self.src) width=(self.size.width) height=(self.size.height) alt=(ctx.t("picture-alt"));
                svg viewBox=(format!("0 0 {} {}", self.size.width, self.size.height)) preserveAspectRatio="none" aria-hidden="true" {
                    @if let Some(quad) = &self.quad { polygon.outline-under points=(points(quad)) {} polygon.outline points=(points(quad)) {} }
                    @for mask in &self.rules.masks { polygon.mask points=(points(&mask.what)) {} }
                }
            }
        }
    }

    fn form(&self, ctx: &Ctx, act: &str, number: Option<i64>, inner: Markup) -> Markup {
        html! {
            form.card method="post" action="/dossier/picture" {
                (form_token(ctx))
                input type="hidden" name="of" value=(self.id);
                input type="hidden" name="act" value=(act);
                @if let Some(n) = number { input type="hidden" name="number" value=(n); }
                (inner)
            }
        }
    }
}

fn who(ctx: &Ctx) -> Markup {
    html! {
        div.field { label { (ctx.t("ballot-reason")) input name="reason" maxlength="10000" autocomplete="off"; } }
        @if ctx.alias.is_empty() { div.field { label { (ctx.t("settings-alias")) input name="by" required maxlength="100"; } } }
        @else { input type="hidden" name="by" value=(ctx.alias); }
    }
}

pub async fn picture(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let named = field(query.as_deref(), "of").unwrap_or_default();
        let of = Shown::of(ctx, desk, &named)?;
        let confirmed = of.rules.whole.as_ref();
        let body = html! {
            p { a.quiet href="/dossier" { "← " (ctx.t("dossier")) } }
            h1 { (visible(&of.title)) }
            p.soft { (ctx.t("picture-what")) @if !of.from.is_empty() { " " a href=(of.from) { (ctx.t("picture-from")) } } }
            div.two {
                (of.drawn(ctx))
                div {
                    @match confirmed {
                        Some(said) => {
                            p.note { (ctx.tw("picture-confirmed", &[("by", &said.by)])) }
                            (of.form(ctx, "unconfirm", None, html! { (who(ctx)) button { (ctx.t("picture-unconfirm")) } }))
                        }
                        None => { (of.form(ctx, "confirm", None, html! { h2.first { (ctx.t("picture-confirm")) } p.small.soft { (ctx.t("picture-confirm-what")) } (who(ctx)) button.main-act { (ctx.t("picture-confirm")) } })) }
                    }
                    (of.form(ctx, "mask", None, html! {
                        h2.first { (ctx.t("picture-cover")) }
                        p.small.soft { (ctx.t("picture-cover-what")) }
                        p #cover-draw hidden { button type="button" { (ctx.t("picture-box")) } }
                        div.field { label { (ctx.t("picture-corners")) input #cover-quad name="quad" required maxlength="200" autocomplete="off" placeholder="240,86,816,90,812,324,238,320"; } }
                        (who(ctx))
                        button { (ctx.t("picture-cover")) }
                    }))
                    @for mask in &of.rules.masks {
                        (of.form(ctx, "unmask", Some(mask.number), html! {
                            p.small { (ctx.tw("picture-covered", &[("by", &mask.by)])) }
                            (who(ctx)) button { (ctx.t("undo")) }
                        }))
                    }
                }
            }
        };
        Ok(Page {
            scripts: &["cover.js"],
            ..Page::new(Place::Findings, of.title.clone(), body)
        })
    })
    .await
}

/// Covers a place, takes one back, lets all be shown, or only the screen: as `picture` on the
/// command line.
pub async fn say(ctx: Ctx, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            let (of, by, reason) = (fields.get("of"), fields.get("by"), fields.get("reason"));
            let case = &mut desk.case;
            match fields.get("act") {
                "mask" => {
                    let quad = fields.get("quad").parse();
                    let quad = quad.map_err(|e: model::QuadError| Oops::wrong(e.to_string()))?;
                    pictures::mask(case, of, quad, by, reason)?;
                }
                "unmask" => {
                    let number = fields.get("number").parse();
                    let number = number.map_err(|_| Oops::wrong("which act is taken back?"))?;
                    pictures::unmask(case, number, by, reason)?;
                }
                "confirm" => drop(pictures::confirm(case, of, true, by, reason)?),
                "unconfirm" => drop(pictures::confirm(case, of, false, by, reason)?),
                other => return Err(Oops::wrong(format!("{other:?} is nothing to be done here"))),
            }
            Ok(to(of))
        })
        .await;
    with_alias(response, &remembered)
}
