//! Companies, bodies, sites and the like, how they are related, each system under investigation as
//! a card of its components, and how far each company is tied to each place.

use std::collections::BTreeSet;

use maud::{Markup, PreEscaped, html};
use model::investigation::{Investigation, LadderEntry, RelationEntry};
use model::{EntityKind, Party, ToldApart, VerdictValue};

use super::prepare::Prepared;
use super::statements::{proof_line, worth_words};
use super::text::visible;
use super::words::{colon, put, say, t};
use crate::graph;
use crate::systems::{Component, SystemCard, systems};

/// Sections that the contents point to, with how much is in them.
pub fn anchors(case: &Investigation) -> Vec<(&'static str, &'static str, usize)> {
    vec![
        (
            "systems",
            "Systems under investigation",
            systems(case).count(),
        ),
        ("entities", "Companies and others", case.entities.len()),
        ("ladders", "What ties them to places", case.ladders.len()),
    ]
}

/// A card a system: what it is made of, who supplied each part, and the proof.
pub fn system_cards(case: &Investigation, shown: &Prepared<'_>) -> Markup {
    html! {
        @if systems(case).next().is_some() {
            section aria-labelledby="systems" {
                h2 id="systems" { (t("Systems under investigation")) }
                p.lead { (t("What each is made of, as far as it is known. A part of which nobody knows the supplier is listed with that.")) }
                @for card in systems(case) { (system_card(case, &card, shown)) }
            }
        }
    }
}

fn system_card(case: &Investigation, card: &SystemCard<'_>, shown: &Prepared<'_>) -> Markup {
    let fields = &card.system.fields;
    html! {
        section.system {
            h3 { (visible(&fields.name)) }
            @if !fields.note.is_empty() { p { (visible(&fields.note)) } }
            dl {
                @if let Some(date) = &fields.date { dt { (t("Date")) } dd { (visible(date.words())) } }
                @for r in &card.places { dt { (t("Place")) } dd { (visible(&r.to_name)) (worth(r)) } }
                @for r in &card.programmes { dt { (t("Programme")) } dd { (visible(&r.to_name)) (worth(r)) } }
                @for r in &card.operators { dt { (t("Operated by")) } dd { (visible(&r.from_name)) (worth(r)) } }
                @if !card.about.is_empty() {
                    dt { (t("About it")) }
                    dd { @for (i, r) in card.about.iter().enumerate() { @if i > 0 { br; } (visible(&r.from_name)) (worth(r)) } }
                }
            }
            div.scroll role="region" aria-label=(t("Components")) tabindex="0" {
                table.wrapping {
                    thead { tr { th scope="col" { (t("Component")) } th scope="col" { (t("It is")) } th scope="col" { (t("Supplied, installed or operated by")) } th scope="col" { (t("Proof")) } } }
                    tbody {
                        @for part in &card.components { (component(case, part, shown)) }
                    }
                }
            }
        }
    }
}

fn component(case: &Investigation, of: &Component<'_>, shown: &Prepared<'_>) -> Markup {
    html! {
        tr {
            th scope="row" { (visible(&of.part.from_name)) (worth(of.part)) }
            td {
                @if of.is.is_empty() { em { (t("not known which product")) } }
                @for (i, r) in of.is.iter().enumerate() { @if i > 0 { br; } (visible(&r.from_name)) (worth(r)) (versions(case, &r.fields.from)) }
            }
            td {
                @if of.by.is_empty() { em { (t("nobody is known")) } }
                @for (i, r) in of.by.iter().enumerate() {
                    @if i > 0 { br; }
                    (visible(&r.from_name)) " " span.soft { (t(r.fields.kind.words())) " " (visible(&r.to_name)) } (worth(r))
                }
            }
            td {
                @if of.proofs.is_empty() { strong { (t("no evidence")) } }
                @for (i, e) in of.proofs.iter().enumerate() { @if i > 0 { br; } (proof_line(e, shown)) }
            }
        }
    }
}

/// Versions of a product that accepted sightings show, where they were told apart.
fn versions(case: &Investigation, product: &Party) -> Markup {
    let accepted = case.marks.iter().filter(|m| {
        m.verdict == Some(VerdictValue::Yes) && Party::Product(m.product.clone()) == *product
    });
    let shown: BTreeSet<String> = accepted
        .filter_map(|m| m.generation.as_ref())
        .filter(|g| matches!(g.told, ToldApart::One | ToldApart::Some))
        .map(|g| say(&g.words()))
        .collect();
    html! {
        @for words in shown { br; span.soft { (t("Its screen is")) " " (visible(&words)) } }
    }
}

/// What a relation is worth, where it is not accepted.
fn worth(r: &RelationEntry) -> Markup {
    html! {
        @if r.evidence.is_empty() { " " strong.unproved { "(" (t("no evidence")) ")" } }
        @else if r.worth != "accepted" { " " strong.unproved { "(" (t(worth_words(r.worth))) ")" } }
    }
}

/// Entities by kind, the graph, and the table of relations.
pub fn entities(case: &Investigation, shown: &Prepared<'_>) -> Markup {
    html! {
        @if !case.entities.is_empty() {
            section aria-labelledby="entities" {
                h2 id="entities" { (t("Companies and others")) }
                @if let Some(picture) = graph::svg(case, false) {
                    figure.graph {
                        // Made by `graph`, which escapes every name.
                        (PreEscaped(picture))
                        figcaption.soft { (t("An arrow goes from who does to whom it is done. Dashed: without accepted evidence.")) }
                    }
                }
                @for kind in EntityKind::ALL { (of_kind(case, kind)) }
                @if !case.relations.is_empty() { (relations(case, shown)) }
            }
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
            h3 { (t(heading(kind))) }
            ul.rows.compact {
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
                            @for number in &f.identifiers { (visible(number)) " · " }
                            code { (e.id) }
                        }
                        @if !f.note.is_empty() { p { (visible(&f.note)) } }
                    }
                }
            }
        }
    }
}

pub const fn heading(kind: EntityKind) -> &'static str {
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

fn relations(case: &Investigation, shown: &Prepared<'_>) -> Markup {
    let mut all: Vec<&RelationEntry> = case.relations.iter().collect();
    all.sort_by_key(|r| (r.fields.kind, &r.from_name, &r.to_name));
    html! {
        h3 { (t("How they are related")) }
        div.scroll role="region" aria-label=(t("Relations")) tabindex="0" {
            table.wrapping {
                thead { tr { th scope="col" { (t("From")) } th scope="col" { (t("does")) } th scope="col" { (t("To")) } th scope="col" { (t("When")) } th scope="col" { (t("Evidence")) } } }
                tbody {
                    @for r in all {
                        tr {
                            td { (visible(&r.from_name)) }
                            td { (t(r.fields.kind.words())) }
                            td { (visible(&r.to_name)) @if !r.fields.note.is_empty() { br; span.soft { (visible(&r.fields.note)) } } }
                            td {
                                @if let Some(since) = &r.fields.since { (visible(since.words())) }
                                @if let Some(until) = &r.fields.until { " " (t("until")) " " (visible(until.words())) }
                            }
                            td {
                                @if r.evidence.is_empty() { strong.unproved { (t("no evidence")) } }
                                @else {
                                    (t(worth_words(r.worth)))
                                    @for e in &r.evidence { br; (proof_line(e, shown)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How far each company is tied to each place.
pub fn ladders(case: &Investigation, shown: &Prepared<'_>) -> Markup {
    html! {
        @if !case.ladders.is_empty() {
            section aria-labelledby="ladders" {
                h2 id="ladders" { (t("What ties them to places")) }
                p.lead { (t("Facts, not law: from the name that was seen (I0) to a contract or support record (I6). Each level stands on accepted evidence of its own; a higher one does not prove the lower ones.")) }
                @for l in &case.ladders { (ladder(l, shown)) }
            }
        }
    }
}

fn ladder(l: &LadderEntry, shown: &Prepared<'_>) -> Markup {
    html! {
        section.missing {
            h3 { (l.level) " · " (visible(&put("{0} at {1}", &[&l.company, &l.place]))) }
            dl {
                @for s in &l.steps {
                    dt { (s.level) }
                    dd { (t(s.means)) (colon()) (visible(&say(&s.why)))
                        @for p in &s.proofs { br; (proof_line(p, shown)) }
                    }
                }
                @for (level, means) in &l.missing { dt { (level) } dd { em { (put("not shown: {0}", &[&t(means)])) } } }
            }
        }
    }
}
