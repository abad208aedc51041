//! Findings: a board by state; each with its evidence, other explanations, what was looked for in
//! vain, and the answers of those it names.

use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use model::{
    ConfidenceLevel, FindingState, InformationGrade, LikelihoodScale, ReplyAct, Side, SourceGrade,
    Wording,
};
use publish::visible;
use review::blocks;
use review::book::Book;
use review::evidence::Evidence;
use review::findings::{self, Assessed};

use super::relations::proof;
use crate::web::ctx::Ctx;
use crate::web::page::{Page, Place, empty, form_token};

pub const CONFIDENCE: [(ConfidenceLevel, &str); 3] = [
    (ConfidenceLevel::Low, "confidence-low"),
    (ConfidenceLevel::Moderate, "confidence-moderate"),
    (ConfidenceLevel::High, "confidence-high"),
];

const STATES: [(FindingState, &str); 6] = [
    (FindingState::Draft, "state-draft"),
    (FindingState::Ready, "state-ready"),
    (FindingState::Reviewed, "state-reviewed"),
    (FindingState::Cleared, "state-cleared"),
    (FindingState::Published, "state-published"),
    (FindingState::Withdrawn, "state-withdrawn"),
];

pub async fn show(ctx: Ctx) -> Response {
    ctx.page(|ctx, desk| {
        let all = ctx.app.stated.findings(&ctx.app.held, desk)?;
        let body = html! {
            div.row.ends { h1 { (ctx.t("nav-findings")) } a.button href="/dossier" { (ctx.t("dossier-open")) } }
            @if all.is_empty() {
                (empty(&ctx.t("findings-empty"), &ctx.t("findings-empty-what"), html! { (new_form(ctx)) }))
            } @else {
                div.board {
                    @for (state, key) in STATES {
                        @let of: Vec<&Assessed> = all.iter().filter(|a| a.state == state).collect();
                        section { h2 { (ctx.t(key)) " " span.tag.num { (of.len()) } } @for a in of { (card(ctx, a)) } }
                    }
                }
                (new_form(ctx))
            }
        };
        Ok(Page::new(Place::Findings, ctx.t("nav-findings"), body))
    })
    .await
}

fn card(ctx: &Ctx, a: &Assessed) -> Markup {
    html! {
        article.card {
            p { a href=(format!("/finding/{}", a.finding.id)) { (visible(&a.finding.fields.statement)) } }
            p.small.soft { (ctx.tn("n-evidence", a.evidence.len() as u64)) " · " (ctx.tn("n-sources", a.sources as u64)) }
            @if let Some(was) = a.was { p.small { span.tag.no { (ctx.tw("finding-reset", &[("was", &ctx.word(was.word()))])) } } }
            @if !a.lost.is_empty() { p.small { span.tag.no { (ctx.tn("n-lost", a.lost.len() as u64)) } } }
        }
    }
}

fn by_field(ctx: &Ctx) -> Markup {
    html! { div.field { label { (ctx.t("settings-alias")) input name="by" required maxlength="100" value=(ctx.alias); } } }
}

fn new_form(ctx: &Ctx) -> Markup {
    html! {
        form.card.narrow method="post" action="/findings" {
            (form_token(ctx))
            h2.first { (ctx.t("finding-new")) }
            div.field { label { (ctx.t("finding-statement")) textarea name="statement" required maxlength="10000" {} } }
            div.field { label { (ctx.t("finding-wording")) (wordings(ctx, None)) } }
            (by_field(ctx))
            button.main-act { (ctx.t("finding-new")) }
        }
    }
}

fn wordings(ctx: &Ctx, at: Option<Wording>) -> Markup {
    html! {
        select name="wording" {
            option value="" { "–" }
            @for (w, key) in [(Wording::Shows, "wording-shows"), (Wording::ConsistentWith, "wording-consistent"), (Wording::Supplied, "wording-supplied")] {
                option value=(w.word()) selected[at == Some(w)] { (ctx.t(key)) }
            }
        }
    }
}

pub async fn one(ctx: Ctx, Path(id): Path<String>) -> Response {
    ctx.page(move |ctx, desk| {
        let now = ctx.app.held.now(&desk.case)?;
        let (book, evidence) = (&*now.book, &*now.evidence);
        let a = findings::assess(book, evidence, findings::find(book, &id)?);
        let body = html! {
            (head(ctx, &a))
            div.two {
                div { (cited(ctx, &a)) (others(ctx, &a)) (replies(ctx, book, &a)) }
                div { (states(ctx, book, evidence, &a)) (forms(ctx, book, &a)) }
            }
        };
        Ok(Page::new(
            Place::Findings,
            format!("{} {}", ctx.t("finding"), a.finding.id),
            body,
        ))
    })
    .await
}

pub fn state_word(ctx: &Ctx, state: FindingState) -> String {
    let found = STATES.iter().find(|(s, _)| *s == state);
    found.map_or_else(String::new, |(_, key)| ctx.t(key))
}

fn head(ctx: &Ctx, a: &Assessed) -> Markup {
    let f = &a.finding.fields;
    html! {
        p { span.tag.wait { (state_word(ctx, a.state)) } " " code { (a.finding.id) } " " span.soft { (visible(&a.finding.by)) " " (ctx.words.day(&a.finding.at)) } }
        h1.statement { (visible(&f.statement)) }
        @if !f.assessment.is_empty() { p { em { (visible(&f.assessment)) } } }
        p.small.soft {
            @if let Some(w) = f.wording { (ctx.t("finding-wording")) (ctx.colon()) (ctx.word(w.phrase())) " · " }
            @if let Some(offered) = a.offered { (ctx.t("finding-offered")) " " (ctx.word(offered.phrase())) " · " }
            (ctx.tn("n-sources", a.sources as u64))
        }
        p.small.soft {
            @if let Some(l) = &f.likelihood { (ctx.t("finding-likelihood")) (ctx.colon()) (ctx.word(l.word())) " (" (ctx.word(l.scale().title())) ") · " }
            @if let Some(c) = &f.confidence { (ctx.t("finding-confidence")) (ctx.colon()) (ctx.word(c.level.word())) " – " (visible(&c.reason)) }
        }
        @for lost in &a.lost { p.note.bad { (visible(&ctx.say(lost))) } }
    }
}

fn cited(ctx: &Ctx, a: &Assessed) -> Markup {
    html! {
        @for (side, key) in [(Side::For, "evidence-for"), (Side::Against, "evidence-against")] {
            h2 { (ctx.t(key)) }
            @let of: Vec<_> = a.evidence.iter().filter(|w| w.cited.what.side == side).collect();
            @if of.is_empty() { p.soft { (ctx.t("evidence-none")) } }
            @for w in of {
                div.passage {
                    (proof(ctx, &w.shown))
                    @if let Some(grade) = w.cited.what.source { span.tag title=(ctx.word(grade.words())) { (grade.letter()) } }
                    @if let Some(grade) = w.cited.what.information { span.tag title=(ctx.word(grade.words())) { (u8::from(grade)) } }
                    @if !w.cited.what.note.is_empty() { p.small { (visible(&w.cited.what.note)) } }
                    (take_back(ctx, a, w.cited.number))
                }
            }
        }
    }
}

fn take_back(ctx: &Ctx, a: &Assessed, number: i64) -> Markup {
    html! {
        @if !ctx.alias.is_empty() {
            form method="post" action=(format!("/finding/{}", a.finding.id)) {
                (form_token(ctx)) (revision(a))
                input type="hidden" name="act" value="take-back"; input type="hidden" name="number" value=(number); input type="hidden" name="by" value=(ctx.alias);
                button.bare { (ctx.t("take-back")) }
            }
        }
    }
}

fn revision(a: &Assessed) -> Markup {
    html! { input type="hidden" name="revision" value=(a.finding.revision); }
}

fn others(ctx: &Ctx, a: &Assessed) -> Markup {
    html! {
        h2 { (ctx.t("rival-explanations")) }
        @if a.finding.rivals.is_empty() { p.soft { (ctx.t("rivals-none")) } }
        @for r in &a.finding.rivals { div.passage { p { (visible(&r.what.explanation)) } p.small { (visible(&r.what.weighed)) } (take_back(ctx, a, r.number)) } }
        @if !a.finding.absences.is_empty() { h2 { (ctx.t("absences")) } }
        @for r in &a.finding.absences { div.passage { p { (visible(&r.what.what)) } p.small { (visible(&ctx.told(&r.what.coverage))) } (take_back(ctx, a, r.number)) } }
    }
}

fn replies(ctx: &Ctx, book: &Book, a: &Assessed) -> Markup {
    let name = |id: &str| {
        book.entity_named(id)
            .map_or(id, |e| e.fields.name.as_str())
            .to_owned()
    };
    html! {
        @if !a.finding.fields.parties.is_empty() { h2 { (ctx.t("replies")) } }
        @for party in &a.finding.fields.parties {
            div.passage {
                strong { (visible(&name(party))) }
                @match a.replies.get(party) {
                    None => { p.soft { (ctx.t("reply-none")) } }
                    Some(all) => {
                        @for said in all {
                            @match &said.what.act {
                                ReplyAct::Asked { how, when, deadline, question } => { p { (ctx.t("reply-asked")) " " (when) ", " (visible(how)) ", " (ctx.t("reply-until")) " " (deadline) } blockquote { (visible(question)) } }
                                ReplyAct::Answered { when, text, used } => { p { (ctx.t("reply-answered")) " " (when) } blockquote { (visible(text)) } @if !used.is_empty() { p.small { (visible(used)) } } }
                                ReplyAct::NotAsked { reason } => { p { (ctx.t("reply-not-asked")) " " (visible(reason)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The next state, and what keeps the finding from it.
fn states(ctx: &Ctx, book: &Book, evidence: &Evidence, a: &Assessed) -> Markup {
    let today = findings::today();
    let open: Vec<(FindingState, Vec<blocks::Block>)> = STATES
        .iter()
        .filter(|(s, _)| a.state.may_become(*s))
        .map(|(s, _)| {
            (
                *s,
                blocks::blocks(book, evidence, a, *s, &ctx.alias, &today),
            )
        })
        .collect();
    html! {
        section.card {
            h2.first { (ctx.t("finding-next")) }
            @for (state, keeps) in &open {
                @if !keeps.is_empty() {
                    p { strong { (state_word(ctx, *state)) } " " (ctx.t("finding-keeps")) }
                    ul.small { @for b in keeps { li { (visible(&ctx.say(&b.words))) } } }
                }
            }
            form method="post" action=(format!("/finding/{}", a.finding.id)) {
                (form_token(ctx)) (revision(a))
                div.field { label { (ctx.t("ballot-reason")) input name="reason" maxlength="10000" autocomplete="off"; } }
                (by_field(ctx))
                input type="hidden" name="act" value="state";
                div.row { @for (state, keeps) in &open { button name="state" value=(state.word()) .main-act[keeps.is_empty() && a.state.next() == Some(*state)] disabled[!keeps.is_empty()] { (state_word(ctx, *state)) } } }
            }
        }
    }
}

fn forms(ctx: &Ctx, book: &Book, a: &Assessed) -> Markup {
    let to = format!("/finding/{}", a.finding.id);
    let form = |act: &str, title: &str, fields: Markup| {
        html! {
            details.card {
                summary { (ctx.t(title)) }
                form method="post" action=(to) { (form_token(ctx)) (revision(a)) input type="hidden" name="act" value=(act); (fields) (by_field(ctx)) button { (ctx.t(title)) } }
            }
        }
    };
    let field = |name: &str, key: &str| html! { div.field { label { (ctx.t(key)) input name=(name) required maxlength="10000" autocomplete="off"; } } };
    let parties = html! { div.field { label { (ctx.t("reply-party")) select name="party" { @for p in &a.finding.fields.parties { option value=(p) { (book.entity_named(p).map_or(p.as_str(), |e| e.fields.name.as_str())) } } } } } };
    html! {
        (form("cite", "finding-cite", html! {
            (field("evidence", "relation-proof"))
            div.row {
                label.in-line { input type="radio" name="side" value="for" checked; (ctx.t("evidence-for")) }
                label.in-line { input type="radio" name="side" value="against"; (ctx.t("evidence-against")) }
            }
            div.field { label { (ctx.t("grade-source")) select name="source" { option value="" { "–" } @for letter in ["A", "B", "C", "D", "E", "F"] { option value=(letter) { (letter) " " (ctx.word(SourceGrade::of_letter(letter.chars().next().unwrap_or('F')).map_or("", SourceGrade::words))) } } } } }
            div.field { label { (ctx.t("grade-information")) select name="information" { option value="" { "–" } @for n in 1..=6u8 { option value=(n) { (n) " " (ctx.word(InformationGrade::try_from(n).map_or("", InformationGrade::words))) } } } } }
            div.field { label { (ctx.t("note")) input name="note" maxlength="10000" autocomplete="off"; } }
        }))
        (form("rival", "finding-rival", html! { (field("explanation", "finding-rival-what")) (field("weighed", "finding-rival-weighed")) }))
        (form("absence", "finding-absence", field("what", "finding-absence-what")))
        (form("edit", "finding-edit", html! {
            div.field { label { (ctx.t("finding-statement")) textarea name="statement" required maxlength="10000" { (a.finding.fields.statement) } } }
            div.field { label { (ctx.t("finding-assessment")) textarea name="assessment" maxlength="10000" { (a.finding.fields.assessment) } } }
            div.field { label { (ctx.t("finding-wording")) (wordings(ctx, a.finding.fields.wording)) } }
            (likelihoods(ctx, a)) (confidences(ctx, a))
            div.field { label { (ctx.t("finding-parties")) input name="parties" value=(a.finding.fields.parties.join(", ")) maxlength="2000" autocomplete="off"; } }
        }))
        @if !a.finding.fields.parties.is_empty() {
            (form("asked", "reply-note-asked", html! { (parties) (field("how", "reply-how")) (field("when", "reply-when")) (field("deadline", "reply-deadline")) (field("question", "reply-question")) }))
            (form("answered", "reply-note-answered", html! { (parties) (field("when", "reply-when")) div.field { label { (ctx.t("reply-text")) textarea name="text" required {} } } }))
            (form("not-asked", "reply-note-not-asked", html! { (parties) (field("because", "ballot-reason")) }))
        }
    }
}

/// Words of the scales, each with its range.
fn likelihoods(ctx: &Ctx, a: &Assessed) -> Markup {
    let at = a.finding.fields.likelihood.as_ref();
    html! {
        div.field { label { (ctx.t("finding-likelihood")) select name="likelihood" {
            option value="" { "–" }
            @for scale in LikelihoodScale::ALL {
                optgroup label=(ctx.word(scale.title())) {
                    @for (word, from, to) in scale.words() {
                        option value=(format!("{}:{word}", scale.word())) selected[at.is_some_and(|l| l.scale() == scale && l.word() == *word)] { (ctx.word(word)) " (" (from) "–" (to) " %)" }
                    }
                }
            }
        } } }
    }
}

fn confidences(ctx: &Ctx, a: &Assessed) -> Markup {
    let at = a.finding.fields.confidence.as_ref();
    html! {
        div.field { label { (ctx.t("finding-confidence")) select name="confidence" {
            option value="" { "–" }
            @for (level, key) in CONFIDENCE { option value=(level.word()) selected[at.is_some_and(|c| c.level == level)] { (ctx.t(key)) } }
        } } }
        div.field { label { (ctx.t("finding-because")) input name="because" value=(at.map_or("", |c| c.reason.as_str())) maxlength="10000" autocomplete="off"; } }
    }
}
