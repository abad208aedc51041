//! The capability matrix: what products can do, by what documents say and footage shows.

use maud::{Markup, html};
use model::investigation::{Investigation, MatrixEntry};

use super::prepare::Prepared;
use super::statements::proof_line;
use super::text::visible;
use super::words::t;

const LEVELS: [(&str, &str); 7] = [
    ("C0", "unknown: nothing accepted speaks of it"),
    ("C1", "claimed in a brochure or post"),
    ("C2", "documented in a manual, with page and version"),
    ("C3", "its conditions are known: edition, licence, options"),
    ("C4", "its control is visible in the interface at the site"),
    ("C5", "seen in use"),
    ("Cx", "denied, or switched off, by a document"),
];

pub fn matrix(case: &Investigation, shown: &Prepared<'_>) -> Markup {
    html! {
        @if !case.matrix.is_empty() {
            section aria-labelledby="matrix" {
                h2 id="matrix" { (t("What the products can do")) }
                p.lead { (t("Only what a person accepted counts. That a product can do something does not say that a place has bought or switched on that part. Functions that are not listed are not known, which is not the same as absent.")) }
                div.scroll role="region" aria-label=(t("What the products can do")) tabindex="0" {
                    table.wrapping {
                        thead { tr { th scope="col" { (t("Product")) } th scope="col" { (t("Function")) } th scope="col" { (t("Level")) } th scope="col" { (t("Conditions")) } th scope="col" { (t("Proof")) } } }
                        tbody { @for cell in &case.matrix { (row(cell, shown)) } }
                    }
                }
                dl.levels { @for (level, means) in LEVELS { dt { (level) } dd { (t(means)) } } }
            }
        }
    }
}

fn row(cell: &MatrixEntry, shown: &Prepared<'_>) -> Markup {
    html! {
        tr {
            th scope="row" { (visible(&cell.product)) }
            td { (t(&cell.name)) }
            td { strong { (cell.level) } @if cell.contradiction { br; (t("documents contradict each other")) } }
            td {
                @for (i, condition) in cell.conditions.iter().enumerate() { @if i > 0 { br; } (visible(condition)) }
            }
            td {
                @for (i, e) in cell.proofs.iter().enumerate() {
                    @if i > 0 { br; }
                    @if let Some(quote) = &e.quote { "“" (visible(quote)) "” " }
                    (proof_line(e, shown))
                }
            }
        }
    }
}
