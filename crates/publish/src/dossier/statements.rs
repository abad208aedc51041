//! What people state: findings with their evidence, the companies and how they are related, how
//! far each is tied to each place, and what the named parties answered.

use maud::{Markup, PreEscaped, html};
use model::investigation::{EvidenceEntry, FindingEntry, Investigation, LadderEntry};
use model::{EntityKind, Reply, ReplyAct, Side};

use super::text::visible;
use crate::graph;

/// Findings, companies, ladders and replies; nothing where people have stated nothing.
pub fn statements(case: &Investigation) -> Markup {
    html! {
        @if !case.findings.is_empty() { (findings(case)) }
        @if !case.entities.is_empty() { (entities(case)) }
        @if !case.ladders.is_empty() { (ladders(case)) }
    }
}

/// Whether there is a section for the contents to point to.
pub fn anchors(case: &Investigation) -> Vec<(&'static str, &'static str, usize)> {
    [
        ("findings", "Findings", case.findings.len()),
        ("entities", "Companies and others", case.entities.len()),
        ("ladders", "What ties them to places", case.ladders.len()),
    ]
    .into_iter()
    .filter(|(.., n)| *n > 0)
    .collect()
}

fn findings(case: &Investigation) -> Markup {
    html! {
        section aria-labelledby="findings" {
            h2 id="findings" { "Findings" }
            p.lead { "What people state, with the evidence for and against it as it stands now. Whatever changes after a review sets a finding back to draft." }
            @for f in &case.findings { (finding(f)) }
        }
    }
}

fn finding(f: &FindingEntry) -> Markup {
    let fields = &f.fields;
    html! {
        section.finding {
            p.kicker { "Finding " code { (f.id) } " · " (f.state.word())
                @if let Some(was) = f.was { " (was " (was.word()) " until something changed)" }
            }
            h3 { (visible(&fields.statement)) }
            @if !fields.assessment.is_empty() {
                p { strong { "Assessment. " } (visible(&fields.assessment)) }
            }
            dl {
                @if let Some(likelihood) = &fields.likelihood {
                    @let (from, to) = likelihood.per_cent();
                    dt { "Likelihood" } dd { (likelihood.word()) " (" (from) "–" (to) " %, " (likelihood.scale().title()) ")" }
                }
                @if let Some(confidence) = &fields.confidence {
                    dt { "Confidence" } dd { (confidence.level.word()) ": " (visible(&confidence.reason)) }
                }
                @if let Some(wording) = fields.wording {
                    dt { "Claims" } dd { "that the evidence “" (wording.phrase()) "”"
                        @if let Some(offered) = f.offered { "; it bears “" (offered.phrase()) "”" }
                    }
                }
                dt { "Independent sources" } dd { (f.sources) }
                @if !f.party_names.is_empty() {
                    dt { "Names" } dd { @for (i, name) in f.party_names.iter().enumerate() { @if i > 0 { ", " } (visible(name)) } }
                }
                @for (state, by, at) in &f.states {
                    dt { (state.word()) } dd { "by " (visible(by)) ", " (at.get(..10).unwrap_or(at)) }
                }
            }
            (evidence("Evidence for", f, Side::For))
            (evidence("Evidence against", f, Side::Against))
            @if !f.rivals.is_empty() {
                h4 { "Other explanations" }
                ul.rows { @for r in &f.rivals { li { p { strong { (visible(&r.explanation)) } } p { (visible(&r.weighed)) } } } }
            }
            @if !f.absences.is_empty() {
                h4 { "Looked for, not found" }
                ul.rows { @for a in &f.absences { li { p { strong { (visible(&a.what)) } } p.soft { (visible(&a.coverage)) } } } }
            }
            @if !f.replies.is_empty() {
                h4 { "Right of reply" }
                ul.rows { @for (name, reply) in &f.replies { li { (reply_entry(name, reply)) } } }
            }
            @if !f.keeps_back.is_empty() {
                div.warning {
                    p { strong { "Not fit to be published:" } }
                    ul { @for why in &f.keeps_back { li { (visible(why)) } } }
                }
            }
        }
    }
}

fn evidence(title: &str, f: &FindingEntry, side: Side) -> Markup {
    let cited: Vec<&EvidenceEntry> = f.evidence.iter().filter(|e| e.side == side).collect();
    html! {
        @if !cited.is_empty() {
            h4 { (title) }
            ul.cards { @for e in cited { li { (card(e)) } } }
        }
    }
}

/// A piece of evidence: what it is, what it says, where it can be looked at.
fn card(e: &EvidenceEntry) -> Markup {
    html! {
        p { strong { (visible(&e.words)) } }
        @if let Some(quote) = &e.quote { blockquote { (visible(quote)) } }
        @if !e.note.is_empty() { p { (visible(&e.note)) } }
        dl {
            @if let (Some(source), Some(information)) = (e.source, e.information) {
                dt { "Grade" }
                dd { (source.letter()) (information.number()) ": source " (source.words()) "; information " (information.words()) }
            }
            dt { "Judged" } dd { (e.worth) }
            @if let Some(address) = &e.address { dt { "Address" } dd { code.copy { (visible(address)) } } }
        }
    }
}

fn reply_entry(name: &str, reply: &Reply) -> Markup {
    html! {
        @match &reply.act {
            ReplyAct::Asked { how, when, deadline, question } => {
                p { strong { (visible(name)) } " was asked by " (visible(how)) " on " (visible(when.words())) ", until " (visible(deadline.words())) ":" }
                blockquote { (visible(question)) }
            }
            ReplyAct::Answered { when, text, used } => {
                p { strong { (visible(name)) } " answered on " (visible(when.words())) ":" }
                blockquote { @for line in text.lines() { p { (visible(line)) } } }
                @if !used.is_empty() { p.soft { "Used: " (visible(used)) } }
            }
            ReplyAct::NotAsked { reason } => {
                p { strong { (visible(name)) } " was not asked: " (visible(reason)) }
            }
        }
    }
}

fn entities(case: &Investigation) -> Markup {
    html! {
        section aria-labelledby="entities" {
            h2 id="entities" { "Companies and others" }
            @if let Some(picture) = graph::svg(case, false) {
                figure.graph {
                    // Made by `graph`, which escapes every name.
                    (PreEscaped(picture))
                    figcaption.soft { "An arrow goes from who does to whom it is done. Dashed: without accepted evidence." }
                }
            }
            @for kind in EntityKind::ALL { (of_kind(case, kind)) }
            @if !case.relations.is_empty() { (relations(case)) }
        }
    }
}

fn of_kind(case: &Investigation, kind: EntityKind) -> Markup {
    let all: Vec<_> = case
        .entities
        .iter()
        .filter(|e| e.fields.kind == kind)
        .collect();
    html! {
        @if !all.is_empty() {
            h3 { (heading(kind)) }
            ul.rows {
                @for e in all {
                    @let f = &e.fields;
                    li {
                        p { strong { (visible(&f.name)) }
                            @for alias in &f.aliases { " · " (visible(alias)) }
                        }
                        p.soft {
                            @if let Some(place) = &f.place { (visible(place)) " · " }
                            @if let Some(country) = &f.country { (visible(country)) " · " }
                            @if let Some(date) = &f.date { (visible(date.words())) " · " }
                            code { (e.id) }
                        }
                        @if !f.note.is_empty() { p { (visible(&f.note)) } }
                    }
                }
            }
        }
    }
}

const fn heading(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Company => "Companies",
        EntityKind::Body => "Public bodies",
        EntityKind::Role => "Public roles",
        EntityKind::Programme => "Programmes",
        EntityKind::Site => "Sites",
        EntityKind::System => "Systems under investigation",
        EntityKind::Component => "Components",
        EntityKind::Contract => "Contracts",
        EntityKind::Event => "Events",
        EntityKind::Post => "Posts",
    }
}

fn relations(case: &Investigation) -> Markup {
    html! {
        h3 { "How they are related" }
        div.scroll role="region" aria-label="Relations" tabindex="0" {
            table {
                thead { tr { th scope="col" { "From" } th scope="col" { "does" } th scope="col" { "To" } th scope="col" { "When" } th scope="col" { "Evidence" } } }
                tbody {
                    @for r in &case.relations {
                        tr {
                            td { (visible(&r.from_name)) }
                            td { (r.fields.kind.word().replace('-', " ")) }
                            td { (visible(&r.to_name)) }
                            td {
                                @if let Some(since) = &r.fields.since { (visible(since.words())) }
                                @if let Some(until) = &r.fields.until { " until " (visible(until.words())) }
                            }
                            td {
                                @if r.evidence.is_empty() { strong { "no evidence" } }
                                @else {
                                    (r.worth)
                                    @for e in &r.evidence { br; (visible(&e.words)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn ladders(case: &Investigation) -> Markup {
    html! {
        section aria-labelledby="ladders" {
            h2 id="ladders" { "What ties them to places" }
            p.lead { "Facts, not law: from the name that was seen (I0) to a contract or support record (I6). Each level stands on accepted evidence of its own." }
            @for l in &case.ladders { (ladder(l)) }
        }
    }
}

fn ladder(l: &LadderEntry) -> Markup {
    html! {
        section.missing {
            h3 { (l.level) " · " (visible(&l.company)) " at " (visible(&l.place)) }
            dl {
                @for s in &l.steps {
                    dt { (s.level) }
                    dd { (s.means) ": " (visible(&s.why))
                        @for p in &s.proofs { br; span.soft { (visible(&p.words)) } }
                    }
                }
                @for (level, means) in &l.missing { dt { (level) } dd { em { "no proof that " (means) } } }
            }
        }
    }
}
