//! What happened when: everything of the case that bears a date, in order, as exactly as it is
//! known.

use maud::{Markup, html};
use model::investigation::Investigation;
use model::{Day, StatedDate};

use super::input::ItemEntry;
use super::statements::{finding_anchor, in_order, worth_words};
use super::text::visible;
use super::words::{put, t};

struct Dated {
    first: Option<Day>,
    words: String,
    what: String,
    worth: String,
}

fn entry(date: &StatedDate, what: String, worth: &str) -> Dated {
    Dated {
        first: date.first().or_else(|| date.last()),
        words: date.words().to_owned(),
        what,
        worth: worth.to_owned(),
    }
}

fn collected(case: &Investigation, items: &[ItemEntry]) -> Vec<Dated> {
    let mut all = Vec::new();
    for e in &case.entities {
        if let Some(date) = &e.fields.date {
            all.push(entry(date, e.fields.name.clone(), ""));
        }
    }
    for r in &case.relations {
        let worth = if r.evidence.is_empty() {
            t("no evidence")
        } else {
            t(worth_words(r.worth))
        };
        let does = t(r.fields.kind.words());
        let parts = [r.from_name.as_str(), &does, &r.to_name];
        if let Some(date) = &r.fields.since {
            all.push(entry(date, put("{0} {1} {2}: since", &parts), &worth));
        }
        if let Some(date) = &r.fields.until {
            all.push(entry(date, put("{0} {1} {2}: until", &parts), &worth));
        }
    }
    for item in items {
        let published = item.origins.iter().find_map(|o| o.published.as_ref());
        if let Some(published) = published
            && let Ok(date) = published.iso.parse::<StatedDate>()
        {
            let what = put("published: {0}", &[&item.name]);
            all.push(entry(&date, what, &t("as its record of origin says")));
        }
    }
    all.sort_by(|a, b| (a.first, &a.what).cmp(&(b.first, &b.what)));
    all
}

/// How many dates there are.
pub fn count(case: &Investigation, items: &[ItemEntry]) -> usize {
    collected(case, items).len()
}

/// All dates of the case; nothing where there are none.
pub fn dates(case: &Investigation, items: &[ItemEntry]) -> Markup {
    let all = collected(case, items);
    let published = in_order(case);
    html! {
        @if !all.is_empty() {
            section aria-labelledby="dates" {
                h2 id="dates" { (t("Timeline")) }
                p.lead { (t("Dates as their sources state them. Where only a season or a year is known, that is what stands here.")) }
                div.scroll role="region" aria-label=(t("Timeline")) tabindex="0" {
                    table.wrapping {
                        thead { tr { th scope="col" { (t("When")) } th scope="col" { (t("What")) } th scope="col" { (t("Evidence")) } } }
                        tbody {
                            @for d in &all { tr { th scope="row" { (visible(&d.words)) } td { (visible(&d.what)) } td { (d.worth) } } }
                            @for (number, f) in &published {
                                @for (state, _, at) in f.states.iter().filter(|(s, ..)| *s == model::FindingState::Published) {
                                    tr {
                                        th scope="row" { (at.get(..10).unwrap_or(at)) }
                                        td { a href=(format!("#{}", finding_anchor(*number))) { (put("Finding {0}", &[&number.to_string()])) } ": " (t(state.word())) }
                                        td {}
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
