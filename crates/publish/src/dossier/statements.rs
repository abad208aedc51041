//! What people state: findings with their evidence cards, what is not published yet and why, and
//! what the named parties answered.

use maud::{Markup, html};
use model::investigation::{EvidenceEntry, FindingEntry, Investigation};
use model::{FindingState, Reply, ReplyAct, Side, StatedDate};

use super::prepare::{Prepared, Seen};
use super::sheet::Sheet;
use super::sighting::anchor;
use super::text::{visible, visible_plain};
use super::views;
use super::words::{colon, put, say, t, told};

/// Whether a finding may be read as one: what is cleared is not published yet.
fn is_out(f: &FindingEntry) -> bool {
    f.state == FindingState::Published
}

/// Findings in the order of the page, with their numbers on it: what is published first.
pub fn in_order(case: &Investigation) -> Vec<(usize, &FindingEntry)> {
    let (out, not): (Vec<_>, Vec<_>) = case.findings.iter().partition(|f| is_out(f));
    (1..).zip(out.into_iter().chain(not)).collect()
}

/// Name of a finding's place on the page.
pub fn finding_anchor(number: usize) -> String {
    format!("finding-{number}")
}

/// The statements that are published, for the top of the page.
pub fn in_short(case: &Investigation) -> Markup {
    let all = in_order(case);
    let out = all.iter().filter(|(_, f)| is_out(f)).count();
    html! {
        h3 { (t("In short")) }
        @if out == 0 {
            p { (t("No finding is published. What the machine proposed and what people work on is below.")) }
        } @else {
            ul.short {
                @for (number, f) in all.iter().filter(|(_, f)| is_out(f)) {
                    li {
                        a href=(format!("#{}", finding_anchor(*number))) { (visible(&f.fields.statement)) }
                        @if let Some(likelihood) = &f.fields.likelihood { span.soft { " " (t(likelihood.word())) } }
                    }
                }
            }
        }
        @if all.len() > out {
            p.soft { (put("{0} more are being worked on and are not published; they are marked as such.", &[&(all.len() - out).to_string()])) }
        }
    }
}

/// Two sections: what is published, and what is not yet.
pub fn findings(case: &Investigation, shown: &Prepared<'_>, sheet: &mut Sheet) -> Markup {
    let all = in_order(case);
    let (out, not): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, f)| is_out(f));
    html! {
        @if !out.is_empty() {
            section aria-labelledby="findings" {
                h2 id="findings" { (t("Findings")) }
                p.lead { (t("What people state, with the evidence for and against it as it stands now. Whatever changes after a review sets a finding back to draft.")) }
                @for (number, f) in &out { (finding(*number, f, &case.made_at, shown, sheet)) }
            }
        }
        @if !not.is_empty() {
            section.unpublished aria-labelledby="unpublished" {
                h2 id="unpublished" { (t("Not published: being worked on")) }
                p.lead { (t("These statements are not findings yet. Each says what it still lacks. Do not quote them.")) }
                @for (number, f) in &not { (finding(*number, f, &case.made_at, shown, sheet)) }
            }
        }
    }
}

/// Sections that the contents point to, with how much is in them.
pub fn anchors(case: &Investigation) -> Vec<(&'static str, &'static str, usize)> {
    let out = case.findings.iter().filter(|f| is_out(f)).count();
    vec![
        ("findings", "Findings", out),
        (
            "unpublished",
            "Not published: being worked on",
            case.findings.len() - out,
        ),
    ]
}

fn finding(
    number: usize,
    f: &FindingEntry,
    made_at: &str,
    shown: &Prepared<'_>,
    sheet: &mut Sheet,
) -> Markup {
    html! {
        section.finding id=(finding_anchor(number)) {
            p.kicker {
                (put("Finding {0}", &[&number.to_string()])) " · " strong { (t(f.state.word())) }
                @if let Some(was) = f.was { " " (put("(it was {0} until something changed)", &[&t(was.word())])) }
                " · " code { (f.id) }
            }
            h3 { (visible(&f.fields.statement)) }
            @if !f.keeps_back.is_empty() {
                div.warning {
                    p { strong { (t("Not fit to be published:")) } }
                    ul { @for why in &f.keeps_back { li { (visible(&say(why))) } } }
                }
            }
            @if !f.fields.assessment.is_empty() {
                p { strong { (t("Assessment.")) } " " (visible(&f.fields.assessment)) }
            }
            (how_far(f))
            (evidence(&t("Evidence for"), f, Side::For, shown, sheet))
            (evidence(&t("Evidence against"), f, Side::Against, shown, sheet))
            @if !f.rivals.is_empty() {
                h4 { (t("Other explanations")) }
                ul.rows { @for r in &f.rivals { li { p { strong { (visible(&r.explanation)) } } p { (visible(&r.weighed)) } } } }
            }
            @if !f.absences.is_empty() {
                h4 { (t("Looked for, not found")) }
                ul.rows { @for a in &f.absences { li { p { strong { (visible(&a.what)) } } p.soft { (t("Looked at:")) " " (visible(&told(&a.coverage))) } } } }
            }
            @if !f.replies.is_empty() {
                h4 { (t("Right of reply")) }
                ul.rows {
                    @for (name, reply) in &f.replies { li { (reply_entry(name, reply)) } }
                    @for name in silent(f, made_at) { li { p { strong { (visible(&put("{0} gave no answer in that time.", &[name]))) } } } }
                }
            }
        }
    }
}

fn how_far(f: &FindingEntry) -> Markup {
    let fields = &f.fields;
    html! {
        dl {
            @if let Some(likelihood) = &fields.likelihood {
                @let (from, to) = likelihood.per_cent();
                dt { (t("Likelihood")) } dd { (t(likelihood.word())) " (" (from) "–" (to) " %, " (t(likelihood.scale().title())) ")" }
            }
            @if let Some(confidence) = &fields.confidence {
                dt { (t("Confidence")) } dd { (t(confidence.level.word())) (colon()) (visible(&confidence.reason)) }
            }
            @if let Some(wording) = fields.wording {
                dt { (t("Claims")) }
                dd {
                    (put("that the evidence “{0}”", &[&t(wording.phrase())]))
                    @if let Some(offered) = f.offered { (put("; what is accepted bears “{0}”", &[&t(offered.phrase())])) }
                }
            }
            dt { (t("Independent sources")) } dd { (f.sources) }
            @if !f.party_names.is_empty() {
                dt { (t("Names")) } dd { @for (i, name) in f.party_names.iter().enumerate() { @if i > 0 { ", " } (visible(name)) } }
            }
            @for (state, by, at) in &f.states {
                dt { (t(state.word())) } dd { (t("by")) " " (visible(by)) ", " (at.get(..10).unwrap_or(at)) }
            }
        }
    }
}

fn evidence(
    title: &str,
    f: &FindingEntry,
    side: Side,
    shown: &Prepared<'_>,
    sheet: &mut Sheet,
) -> Markup {
    let cited: Vec<&EvidenceEntry> = f.evidence.iter().filter(|e| e.side == side).collect();
    html! {
        @if !cited.is_empty() {
            h4 { (title) }
            ul.cards { @for e in cited { li { (card(e, shown, sheet)) } } }
        }
    }
}

/// The sighting of the page that a piece of evidence is.
pub fn seen_by<'p>(e: &EvidenceEntry, shown: &'p Prepared<'_>) -> Option<&'p Seen<'p>> {
    let id = e.of.strip_prefix("sighting:")?;
    shown.sightings().find(|s| s.entry.id == id)
}

/// A piece of evidence: what it is, what it says, where it can be looked at.
fn card(e: &EvidenceEntry, shown: &Prepared<'_>, sheet: &mut Sheet) -> Markup {
    let seen = seen_by(e, shown);
    html! {
        @if let Some(seen) = seen && let Ok(p) = &seen.rectified {
            figure class=(sheet.shape(p.size, p.size.width)) {
                (views::picture(&p.href, p.size, &put("The screen of sighting {0}, seen from the front", &[&seen.number.to_string()])))
            }
        }
        p {
            strong { (visible(&say(&e.words))) }
            @if let Some(seen) = seen { " " a href=(format!("#{}", anchor(seen.number))) { (put("Sighting {0}", &[&seen.number.to_string()])) } }
        }
        @if let Some(quote) = &e.quote { blockquote { (visible(quote)) } }
        @if !e.note.is_empty() { p { (visible(&e.note)) } }
        dl {
            @if let (Some(source), Some(information)) = (e.source, e.information) {
                dt { (t("Grade")) }
                dd { (source.letter()) (information.number()) (colon()) (put("source {0}; information {1}", &[&t(source.words()), &t(information.words())])) }
            }
            dt { (t("Judged")) } dd { (t(worth_words(e.worth))) }
            @if let Some(address) = &e.address { dt { (t("Address")) } dd { code.copy { (visible(address)) } } }
        }
    }
}

/// What evidence is worth, as people say it.
pub fn worth_words(worth: &'static str) -> &'static str {
    match worth {
        "open" => "not judged yet",
        "cannot-tell" => "can’t tell",
        "split" => "judged differently",
        "gone" => "no longer there",
        other => other,
    }
}

/// Parties that were asked, did not answer, and whose time is over.
fn silent<'f>(f: &'f FindingEntry, today: &str) -> Vec<&'f str> {
    let today = today.get(..10).and_then(|d| d.parse::<StatedDate>().ok());
    let over = |deadline: &StatedDate| {
        let last = deadline
            .last()
            .zip(today.as_ref().and_then(StatedDate::first));
        last.is_some_and(|(deadline, today)| deadline < today)
    };
    let answered = |name: &str| {
        let mut acts = f.replies.iter().filter(|(n, _)| n == name);
        acts.any(|(_, r)| !matches!(r.act, ReplyAct::Asked { .. }))
    };
    let mut names: Vec<&str> = Vec::new();
    for (name, reply) in &f.replies {
        if let ReplyAct::Asked { deadline, .. } = &reply.act
            && over(deadline)
            && !answered(name)
            && !names.contains(&name.as_str())
        {
            names.push(name);
        }
    }
    names
}

fn reply_entry(name: &str, reply: &Reply) -> Markup {
    // Names stand in the sentence, and are made harmless where the sentence is.
    let told = |form: &str, more: &[&str]| {
        let parts: Vec<&str> = std::iter::once(name).chain(more.iter().copied()).collect();
        html! { p { (visible(&put(form, &parts))) } }
    };
    html! {
        @match &reply.act {
            ReplyAct::Asked { how, when, deadline, question } => {
                (told("{0} was asked by {1} on {2}, with time until {3}:", &[how, when.words(), deadline.words()]))
                blockquote { (visible(question)) }
            }
            ReplyAct::Answered { when, text, used } => {
                (told("{0} answered on {1}:", &[when.words()]))
                blockquote { @for line in text.lines() { p { (visible(line)) } } }
                @if !used.is_empty() { p.soft { (t("Used:")) " " (visible(used)) } }
            }
            ReplyAct::NotAsked { reason } => (told("{0} was not asked: {1}", &[reason])),
        }
    }
}

/// Words, worth and place of a proof in one line, with a link to its sighting.
pub fn proof_line(e: &EvidenceEntry, shown: &Prepared<'_>) -> Markup {
    let seen = seen_by(e, shown);
    html! {
        span.soft title=[e.quote.as_deref().map(visible_plain)] {
            @if let Some(seen) = seen {
                a href=(format!("#{}", anchor(seen.number))) { (visible(&say(&e.words))) }
            } @else {
                (visible(&say(&e.words)))
            }
        }
    }
}
