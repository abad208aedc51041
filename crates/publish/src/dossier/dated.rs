//! What happened when: everything of the case that bears a date, in order, as exactly as it is
//! known.

use maud::{Markup, html};
use model::Day;
use model::investigation::{Investigation, RelationEntry};

use super::input::ItemEntry;
use super::statements::{finding_anchor, in_order, worth_words};
use super::text::visible;
use super::words::{put, t};
use crate::dates::{self, What};

struct Dated {
    first: Option<Day>,
    words: String,
    what: String,
    worth: String,
}

fn collected(case: &Investigation, items: &[ItemEntry]) -> Vec<Dated> {
    let files = items.iter();
    let files = files.map(|i| (i.item, i.name.as_str(), i.origins.as_slice()));
    let mut all: Vec<Dated> = dates::dates(case, files).iter().map(worded).collect();
    all.sort_by(|a, b| (a.first, &a.what).cmp(&(b.first, &b.what)));
    all
}

fn worded(dated: &dates::Dated<'_>) -> Dated {
    let ends = |r: &RelationEntry, form: &str| {
        let does = t(r.fields.kind.words());
        put(form, &[r.from_name.as_str(), &does, &r.to_name])
    };
    let worth = |r: &RelationEntry| {
        let unproved = r.evidence.is_empty();
        t(if unproved {
            "no evidence"
        } else {
            worth_words(r.worth)
        })
    };
    let (what, worth) = match dated.what {
        What::Entity(e) => (e.fields.name.clone(), String::new()),
        What::Since(r) => (ends(r, "{0} {1} {2}: since"), worth(r)),
        What::Until(r) => (ends(r, "{0} {1} {2}: until"), worth(r)),
        What::Published(_, name) | What::Document(_, name) => (
            put("published: {0}", &[name]),
            t("as its record of origin says"),
        ),
    };
    Dated {
        first: dated.first(),
        words: dated.date.words().to_owned(),
        what,
        worth,
    }
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
