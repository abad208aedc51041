//! Companies, sites and systems: a graph that a person reads from left to right, a table, candidates
//! from documents, one with what is said of it. What ties them together is `relations`.

use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use model::{EntityFields, EntityKind, Standing, VerdictValue};
use publish::visible;
use review::book::{Book, Entity, Relation};
use review::candidates::{Candidate, candidates};
use review::entities;
use review::ladder::{Ladder, ladders};

use super::graph::{self, Near};
use super::relations::{link_form, proof, sentence};
use super::verdicts::with_alias;
use crate::web::ctx::{Ctx, Fields, go};
use crate::web::oops::Oops;
use crate::web::page::{self, Page, Place, empty, form_token};
use crate::web::urls::field;

/// Candidates that are shown.
const CANDIDATES: usize = 30;
/// Relations from an entity to the farthest that is shown as near it: unasked, and at most.
const STEPS: usize = 2;
const MOST_STEPS: usize = 4;

pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let with = field(query.as_deref(), "candidates").is_some();
        let now = ctx.app.held.now(&desk.case)?;
        let (book, evidence) = (&*now.book, &*now.evidence);
        let around = field(query.as_deref(), "around").unwrap_or_default();
        let steps = field(query.as_deref(), "steps").and_then(|n| n.parse().ok());
        let steps = steps.unwrap_or(STEPS).clamp(1, MOST_STEPS);
        let near = book.entity_named(&around).map(|e| Near { entity: &e.id, steps });
        let proposed = if with { candidates(&desk.case)? } else { Vec::new() };
        let body = html! {
            h1 { (ctx.t("nav-companies")) }
            (tabs(ctx, View::Companies))
            ul.tabs {
                li { a href="/companies" aria-current=[(!with).then_some("true")] { (ctx.t("companies-known")) " " span.num { (book.entities.len()) } } }
                li { a href="/companies?candidates=1" aria-current=[with.then_some("true")] { (ctx.t("companies-candidates")) } }
            }
            @if with {
                (candidate_list(ctx, &proposed))
            } @else if book.entities.is_empty() {
                (empty(&ctx.t("companies-empty"), &ctx.t("companies-empty-what"), html! { (add_form(ctx)) }))
            } @else {
                (near_form(ctx, book, near.as_ref(), steps))
                (graph::drawn(ctx, book, evidence, near.as_ref()))
                div.two {
                    (table(ctx, book))
                    div { (add_form(ctx)) (link_form(ctx, book)) }
                }
                (ladder_list(ctx, book, &ladders(book, evidence)))
            }
        };
        let page = Page::new(Place::Companies, ctx.t("nav-companies"), body);
        Ok(Page { scripts: &["graph.js"], ..page })
    })
    .await
}

/// Which part of the graph is shown.
fn near_form(ctx: &Ctx, book: &Book, near: Option<&Near<'_>>, steps: usize) -> Markup {
    let mut all: Vec<&Entity> = book.entities.values().collect();
    all.sort_by_key(|e| e.fields.name.to_lowercase());
    html! {
        form.row.ends method="get" action="/companies" {
            div { label for="around" { (ctx.t("graph-around")) }
                select #around name="around" {
                    option value="" { (ctx.t("graph-all")) }
                    @for e in all { option value=(e.id) selected[near.is_some_and(|n| n.entity == e.id)] { (visible(&e.fields.name)) " · " (kind(ctx, e.fields.kind)) } }
                } }
            div { label for="steps" { (ctx.t("graph-steps")) }
                select #steps name="steps" { @for n in 1..=MOST_STEPS { option value=(n) selected[n == steps] { (n) } } } }
            button { (ctx.t("show")) }
        }
    }
}

/// How what people state is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum View {
    Companies,
    Systems,
    Timeline,
    Map,
}

pub fn tabs(ctx: &Ctx, at: View) -> Markup {
    let views = [
        (View::Companies, "/companies", "nav-companies"),
        (View::Systems, "/systems", "view-systems"),
        (View::Timeline, "/timeline", "view-timeline"),
        (View::Map, "/map", "view-map"),
    ];
    html! {
        nav aria-label=(ctx.t("views")) { ul.tabs {
            @for (view, to, key) in views { li { a href=(to) aria-current=[(view == at).then_some("page")] { (ctx.t(key)) } } }
        } }
    }
}

fn table(ctx: &Ctx, book: &Book) -> Markup {
    let mut all: Vec<&Entity> = book.entities.values().collect();
    all.sort_by_key(|e| (e.fields.kind, e.fields.name.to_lowercase()));
    html! {
        div.scroll #companies-now data-live { table {
            thead { tr { th { (ctx.t("entity-name")) } th { (ctx.t("field-kind")) } th { (ctx.t("entity-place")) } th.n { (ctx.t("relations")) } } }
            tbody { @for e in all {
                tr {
                    td { a href=(format!("/entity/{}", e.id)) { (visible(&e.fields.name)) } @for alias in &e.fields.aliases { " · " span.soft { (visible(alias)) } } }
                    td { (kind(ctx, e.fields.kind)) }
                    td { (visible(e.fields.place.as_deref().unwrap_or_default())) " " (visible(e.fields.country.as_deref().unwrap_or_default())) }
                    td.n { (of(book, &e.id).count()) }
                }
            } }
        } }
    }
}

/// Relations that an entity is an end of.
fn of<'a>(book: &'a Book, id: &'a str) -> impl Iterator<Item = &'a Relation> {
    let party = model::Party::Entity(id.to_owned());
    book.relations
        .values()
        .filter(move |r| r.fields.from == party || r.fields.to == party)
}

pub fn kind(ctx: &Ctx, kind: EntityKind) -> String {
    ctx.t(match kind {
        EntityKind::Company => "kind-company",
        EntityKind::Body => "kind-body",
        EntityKind::Role => "kind-role",
        EntityKind::Programme => "kind-programme",
        EntityKind::Site => "kind-site",
        EntityKind::System => "kind-system",
        EntityKind::Component => "kind-component",
        EntityKind::Contract => "kind-contract",
        EntityKind::Event => "kind-event",
        EntityKind::Post => "kind-post",
    })
}

pub fn by_field(ctx: &Ctx) -> Markup {
    html! { div.field { label { (ctx.t("settings-alias")) input name="by" required maxlength="100" value=(ctx.alias); } } }
}

fn add_form(ctx: &Ctx) -> Markup {
    html! {
        form.card method="post" action="/companies" {
            (form_token(ctx))
            h2.first { (ctx.t("entity-add")) }
            div.field { label { (ctx.t("field-kind")) select name="kind" { @for k in EntityKind::ALL { option value=(k.word()) { (kind(ctx, k)) } } } } }
            div.field { label { (ctx.t("entity-name")) input name="name" required maxlength="300" autocomplete="off"; } }
            div.field { label { (ctx.t("entity-place")) input name="place" maxlength="300" autocomplete="off"; } }
            div.field { label { (ctx.t("entity-country")) input name="country" maxlength="2" autocomplete="off"; } }
            (when_and_where(ctx, &EntityFields::new(EntityKind::Site, "")))
            div.field { label { (ctx.t("ballot-reason")) input name="reason" maxlength="10000" autocomplete="off"; } }
            (by_field(ctx))
            button { (ctx.t("entity-add")) }
        }
    }
}

/// A date and coordinates, as they are stated.
fn when_and_where(ctx: &Ctx, f: &EntityFields) -> Markup {
    let at = f.coordinates().map(|at| at.to_string());
    let date = f.date.as_ref().map(|d| d.words());
    html! {
        div.field { label { (ctx.t("entity-date")) input name="date" maxlength="100" autocomplete="off" value=(date.unwrap_or_default()); } }
        div.field { label { (ctx.t("entity-coordinates")) input name="coordinates" maxlength="60" autocomplete="off" placeholder="43.2567,76.9286" value=(at.unwrap_or_default()); } }
    }
}

/// What a form says of an entity, put over what is known of it.
fn stated(fields: &Fields, mut of: EntityFields) -> Result<EntityFields, Oops> {
    let given = |name: &str| Some(fields.get(name).trim()).filter(|v| !v.is_empty());
    of.place = given("place").map(str::to_owned);
    of.country = given("country").map(str::to_owned);
    let wrong = |e: &dyn std::fmt::Display| Oops::wrong(e.to_string());
    of.date = given("date")
        .map(str::parse)
        .transpose()
        .map_err(|e: model::StatedDateError| wrong(&e))?;
    let at: Option<model::Coordinates> = given("coordinates")
        .map(str::parse)
        .transpose()
        .map_err(|e: model::CoordinatesError| wrong(&e))?;
    Ok(of.lying_at(at))
}

fn edit_form(ctx: &Ctx, e: &Entity, mine: &EntityFields) -> Markup {
    html! {
        form #edit.card.narrow method="post" action=(format!("/entity/{}", e.id)) {
            (form_token(ctx))
            input type="hidden" name="revision" value=(e.revision);
            h2.first { (ctx.t("entity-edit")) }
            div.field { label { (ctx.t("entity-name")) input name="name" required maxlength="300" autocomplete="off" value=(mine.name); } }
            div.field { label { (ctx.t("entity-place")) input name="place" maxlength="300" autocomplete="off" value=(mine.place.as_deref().unwrap_or_default()); } }
            div.field { label { (ctx.t("entity-country")) input name="country" maxlength="2" autocomplete="off" value=(mine.country.as_deref().unwrap_or_default()); } }
            (when_and_where(ctx, mine))
            div.field { label { (ctx.t("note")) textarea name="note" maxlength="10000" { (mine.note) } } }
            div.field { label { (ctx.t("ballot-reason")) input name="reason" maxlength="10000" autocomplete="off"; } }
            (by_field(ctx))
            button { (ctx.t("save")) }
        }
    }
}

/// Changes what is said of an entity. Where somebody else did meanwhile, what both said is shown
/// and nothing is written: saving again settles it.
pub async fn edit(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .answer(move |ctx| {
            ctx.app.write(|desk| {
                let book = Book::read(&desk.case)?;
                let e = entities::find_entity(&book, &id)?;
                let mut mine = stated(&fields, e.fields.clone())?;
                fields.get("name").clone_into(&mut mine.name);
                fields.get("note").trim().clone_into(&mut mine.note);
                let revision = fields.get("revision").parse();
                let revision = revision.map_err(|_| Oops::wrong(ctx.t("oops-no-revision")))?;
                let (by, reason) = (fields.get("by"), fields.get("reason"));
                let done = entities::edit_entity(
                    &mut desk.case,
                    &e.id,
                    mine.clone(),
                    Some(revision),
                    by,
                    reason,
                );
                match done {
                    Ok(_) => Ok(go(&format!("/entity/{}", e.id))),
                    Err(review::ReviewError::Changed { by, .. }) => {
                        let body = html! {
                            h1 { (visible(&e.fields.name)) }
                            p.note.bad role="alert" { (ctx.tw("edit-changed", &[("by", &by)])) }
                            h2 { (ctx.t("edit-theirs")) }
                            (said_of(ctx, e))
                            h2 { (ctx.t("edit-mine")) }
                            (edit_form(ctx, e, &mine))
                        };
                        let page = Page::new(
                            Place::Companies,
                            publish::visible_plain(&e.fields.name),
                            body,
                        );
                        Ok((StatusCode::CONFLICT, page::whole(ctx, page)).into_response())
                    }
                    Err(e) => Err(e.into()),
                }
            })
        })
        .await;
    with_alias(response, &remembered)
}

fn candidate_list(ctx: &Ctx, all: &[Candidate]) -> Markup {
    html! {
        p.soft { (ctx.t("candidates-what")) }
        @if all.is_empty() { p { (ctx.t("candidates-none")) } }
        @for c in all.iter().take(CANDIDATES) {
            @let none = c.standing == Standing::Agreed(VerdictValue::No);
            section.passage id=(format!("candidate-{}", c.id)) {
                strong { (visible(&c.name)) } " " span.tag { (ctx.tn("n-places", c.places.len() as u64)) }
                @if none { " " span.tag.no { (ctx.t("candidate-none")) } }
                @for like in &c.like { p.small { (ctx.t("candidate-like")) " " a href=(format!("/entity/{}", like.entity)) { (visible(&like.name)) } " (" (ctx.told(like.why)) ")" } }
                @if let Some(place) = c.places.first() { blockquote { (visible(&place.text)) } p.small { code { (place.address) } } }
                form.row method="post" action="/companies" {
                    (form_token(ctx))
                    input type="hidden" name="kind" value="company"; input type="hidden" name="name" value=(c.name);
                    input type="hidden" name="reason" value=(c.places.first().map_or("", |p| p.address.as_str()));
                    @if ctx.alias.is_empty() { input name="by" required maxlength="100" placeholder=(ctx.t("settings-alias")) aria-label=(ctx.t("settings-alias")); } @else { input type="hidden" name="by" value=(ctx.alias); }
                    button { (ctx.t("entity-add")) }
                }
                form.row method="post" action=(format!("/proposal/candidate/{}", c.id)) {
                    (form_token(ctx))
                    @if ctx.alias.is_empty() { input name="by" required maxlength="100" placeholder=(ctx.t("settings-alias")) aria-label=(ctx.t("settings-alias")); } @else { input type="hidden" name="by" value=(ctx.alias); }
                    @let (value, key) = if none { ("withdraw", "undo") } else { ("no", "candidate-is-none") };
                    button.bare name="verdict" value=(value) { (ctx.t(key)) }
                }
            }
        }
    }
}

fn ladder_list(ctx: &Ctx, book: &Book, all: &[Ladder]) -> Markup {
    let name = |id: &str| {
        book.entity_named(id)
            .map_or(id, |e| e.fields.name.as_str())
            .to_owned()
    };
    html! {
        @if !all.is_empty() {
            h2 { (ctx.t("ladders")) }
            p.soft { (ctx.t("ladders-what")) }
            @for ladder in all {
                details {
                    summary { (visible(&name(&ladder.company))) " – " (visible(&name(&ladder.place))) " " @if let Some(level) = ladder.level { span.tag.wait { (level.word()) } } }
                    @for step in &ladder.steps { p { strong { (step.rung.word()) } " " (ctx.word(step.rung.words())) (ctx.colon()) (visible(&ctx.say(&step.why))) } @for p in &step.proofs { (proof(ctx, p)) } }
                    @if !ladder.missing.is_empty() { p.soft { (ctx.t("ladders-missing")) " " @for r in &ladder.missing { (r.word()) " " } } }
                }
            }
        }
    }
}

pub async fn entity(ctx: Ctx, Path(id): Path<String>) -> Response {
    ctx.page(move |ctx, desk| {
        let now = ctx.app.held.now(&desk.case)?;
        let (book, evidence) = (&*now.book, &*now.evidence);
        let e = entities::find_entity(book, &id)?;
        let near = Near { entity: &e.id, steps: 1 };
        let f = &e.fields;
        let history = entities::history(&desk.case, Some(&e.id))?;
        let body = html! {
            h1 { (visible(&f.name)) }
            (said_of(ctx, e))
            h2 { (ctx.t("relations")) }
            ul.plain-list { @for r in of(book, &e.id) { li { a href=(format!("/relation/{}", r.id)) { (visible(&sentence(ctx, book, r))) } } } }
            @if of(book, &e.id).next().is_some() {
                (graph::drawn(ctx, book, evidence, Some(&near)))
                p { a href=(format!("/companies?around={}", e.id)) { (ctx.t("graph-farther")) } }
            }
            details { summary { (ctx.t("entity-edit")) } (edit_form(ctx, e, f)) }
            h2 { (ctx.t("history")) }
            ul.plain-list.small { @for s in history.iter().rev() { li { span.num { (s.position) } " " (visible(&s.by)) " " span.faint { (ctx.words.day(&s.at)) } @if s.undone { " " span.tag { (ctx.t("undone")) } } @if !s.reason.is_empty() { " · " (visible(&s.reason)) } } } }
        };
        let page = Page::new(Place::Companies, publish::visible_plain(&f.name), body);
        Ok(Page { scripts: &["graph.js"], ..page })
    })
    .await
}

fn said_of(ctx: &Ctx, e: &Entity) -> Markup {
    let f = &e.fields;
    html! {
        dl.facts {
            dt { (ctx.t("entity-name")) } dd { (visible(&f.name)) }
            dt { (ctx.t("field-kind")) } dd { (kind(ctx, f.kind)) }
            @if !f.aliases.is_empty() { dt { (ctx.t("entity-aliases")) } dd { @for a in &f.aliases { (visible(a)) " · " } } }
            @if let Some(place) = &f.place { dt { (ctx.t("entity-place")) } dd { (visible(place)) } }
            @if let Some(country) = &f.country { dt { (ctx.t("entity-country")) } dd { (visible(country)) } }
            @if let Some(date) = &f.date { dt { (ctx.t("entity-when")) } dd { (visible(date.words())) } }
            @if let Some(at) = f.coordinates() { dt { (ctx.t("entity-coordinates")) } dd.num { a href="/map" { (at) } } }
            @if !f.identifiers.is_empty() { dt { (ctx.t("entity-numbers")) } dd { @for a in &f.identifiers { code { (a) } " " } } }
            @if !f.note.is_empty() { dt { (ctx.t("note")) } dd { (visible(&f.note)) } }
            dt { (ctx.t("id")) } dd { code { (e.id) } }
            dt { (ctx.t("col-who")) } dd { (visible(&e.by)) " " (ctx.words.day(&e.at)) }
        }
    }
}

pub async fn add(ctx: Ctx, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            let kind = EntityKind::named(fields.get("kind"))
                .ok_or_else(|| Oops::wrong("there is no such kind"))?;
            let new = stated(fields, EntityFields::new(kind, fields.get("name")))?;
            let id =
                entities::add_entity(&mut desk.case, new, fields.get("by"), fields.get("reason"))?;
            Ok(format!("/entity/{id}"))
        })
        .await;
    with_alias(response, &remembered)
}
