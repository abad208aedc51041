//! The parts of the page around the sightings: products, references, what was not found, what
//! failed, and the method.

use maud::{Markup, html};

use super::input::{Dossier, FailureEntry, ReferenceEntry, StepEntry};
use super::prepare::{NotFound, Prepared, Product, Reference};
use super::sheet::Sheet;
use super::sighting::{sighting, source_rows};
use super::text::{count, visible, visible_plain};
use super::views;

/// Up to this many sightings all are unfolded; above, the first of each product.
const MOST_OPEN: usize = 6;
/// Up to this many references are shown unfolded.
const MOST_REFERENCES_OPEN: usize = 6;

/// All products with sightings.
pub fn products(shown: &Prepared<'_>, sheet: &mut Sheet) -> Markup {
    let all_open = shown.sightings().count() <= MOST_OPEN;
    html! {
        @for product in &shown.products { (product_section(product, all_open, sheet)) }
    }
}

/// Name of a product's place on the page.
pub fn product_anchor(number: usize) -> String {
    format!("product-{number}")
}

fn product_section(product: &Product<'_>, all_open: bool, sheet: &mut Sheet) -> Markup {
    let id = product_anchor(product.number);
    let first = product.sightings().next().map(|s| s.number);
    let sightings = product.sightings().count() as u64;
    html! {
        section.product aria-labelledby=(id) {
            header {
                p.kicker { "Product" }
                h2 id=(id) { (visible(&product.entry.product)) }
                p.soft {
                    (count(sightings, "sighting", "sightings")) " in "
                    (count(product.videos.len() as u64, "video", "videos")) ", by "
                    (count(product.references.len() as u64, "reference", "references"))
                }
            }
            @for video in &product.videos {
                section.video {
                    h3 { (visible(video.name)) }
                    p.soft { (count(video.sightings.len() as u64, "sighting", "sightings")) " · item " code { (video.item.short()) } }
                    @for seen in &video.sightings {
                        (sighting(seen, all_open || Some(seen.number) == first, sheet))
                    }
                }
            }
            (references(&product.references, &product.entry.product, sheet))
        }
    }
}

fn references(references: &[Reference<'_>], product: &str, sheet: &mut Sheet) -> Markup {
    html! {
        @if !references.is_empty() {
            details.references open[references.len() <= MOST_REFERENCES_OPEN] {
                summary { h3 { "What was looked for: " (count(references.len() as u64, "reference", "references")) } }
                ul.cards {
                    @for r in references { li { (reference_card(r, product, sheet)) } }
                }
            }
        }
    }
}

fn reference_card(reference: &Reference<'_>, product: &str, sheet: &mut Sheet) -> Markup {
    let entry: &ReferenceEntry = reference.entry;
    html! {
        @match &reference.picture {
            Ok(p) => {
                figure class=(sheet.shape(p.size, p.size.width)) {
                    (views::picture(&p.href, p.size, &format!("Reference of {}", visible_plain(product))))
                }
            }
            Err(reason) => (views::no_picture("The reference", reason)),
        }
        @if let Some(poor) = &entry.poor {
            p.warning { strong { "Could not be looked for: " } (visible(poor)) }
        }
        dl {
            dt { "Size" } dd { (entry.size.width) " × " (entry.size.height) " pixels" }
            @for source in entry.sources.iter().take(3) { (source_rows(source)) }
            @if entry.sources.len() > 3 {
                dt { "Also in" }
                dd {
                    @for source in entry.sources.iter().skip(3) {
                        (visible(&source.file_name)) ", page " (source.page) "; "
                    }
                }
            }
            dt { "Reference" } dd { code.copy { (entry.id) } }
        }
    }
}

/// What was looked for in vain, and how far that goes.
pub fn not_found(list: &[NotFound<'_>], sheet: &mut Sheet) -> Markup {
    html! {
        section aria-labelledby="not-found" {
            h2 id="not-found" { "Looked for, not found" }
            p.lead {
                "“Not found” is not “not there”: a screen may be too small, blurred or covered, may show another page or version, or may be on footage that this case does not hold."
            }
            @if list.is_empty() {
                p { "Every product that was looked for has at least one sighting, or nothing was looked for." }
            }
            @for missing in list {
                section.missing {
                    h3 { (visible(&missing.entry.product)) }
                    p { (visible(&missing.entry.coverage)) }
                    (references_folded(missing, sheet))
                }
            }
        }
    }
}

fn references_folded(missing: &NotFound<'_>, sheet: &mut Sheet) -> Markup {
    let poor = missing.references.iter().filter(|r| r.entry.poor.is_some());
    let poor = poor.count();
    html! {
        @if missing.references.is_empty() {
            p.soft { "No reference of it is in the case." }
        } @else {
            details.references {
                summary {
                    h4 { (count(missing.references.len() as u64, "reference", "references")) }
                    @if poor > 0 { span.soft { (poor) " of them could not be looked for" } }
                }
                ul.cards {
                    @for r in &missing.references { li { (reference_card(r, &missing.entry.product, sheet)) } }
                }
            }
        }
    }
}

/// What could not be done.
pub fn failures(list: &[FailureEntry]) -> Markup {
    html! {
        section aria-labelledby="failures" {
            h2 id="failures" { "What failed" }
            @if list.is_empty() {
                p { "Nothing failed." }
            } @else {
                p.lead { "These could not be examined, or not wholly. Nothing on them is known from this case." }
                ul.rows {
                    @for f in list {
                        li {
                            h3 { (visible(&f.name)) }
                            dl {
                                dt { "Step" } dd { (visible(&f.step)) }
                                dt { "Reason" } dd { (visible(&f.reason)) }
                                dt { "What to do" } dd { (visible(&f.what_to_do)) }
                                @if let Some(item) = &f.item { dt { "SHA-256" } dd { code.copy { (item) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How it was done, and how to check it.
pub fn method(dossier: &Dossier) -> Markup {
    html! {
        section.method aria-labelledby="method" {
            h2 id="method" { "Method" }
            (in_plain_words())
            @if !dossier.steps.is_empty() {
                h3 { "Steps that were run" }
                ol.steps { @for step in &dossier.steps { li { (step_entry(step)) } } }
            }
            h3 { "How to check it" }
            ol {
                li { "Take the original file and compare " code { "sha256sum FILE" } " with the SHA-256 given here. One changed bit gives another number." }
                li { "Open the file at the time given and look at the screen. Times count from the file’s own time zero; the exact address holds item, stream, time stamp and time base, and then the corners of the screen in pixels." }
                li { "Open the document at the page given and compare the reference with the page." }
            }
            h3 { "Sources of the method" }
            ul.literature {
                li { "D. G. Lowe, “Distinctive image features from scale-invariant keypoints” (SIFT), International Journal of Computer Vision 60 (2), 2004." }
                li { "R. Arandjelović and A. Zisserman, “Three things everyone should know to improve object retrieval” (RootSIFT), CVPR 2012." }
                li { "L. Moisan and B. Stival, “A probabilistic criterion to detect rigid point matches between two images and estimate the fundamental matrix” (number of false alarms), International Journal of Computer Vision 57 (3), 2004." }
            }
            h3 { "This copy" }
            dl {
                dt { "Made by" } dd { (visible(&dossier.software)) }
                dt { "Made at" } dd { (visible(&dossier.made_at)) " (UTC)" }
                dt { "Journal" }
                dd {
                    @match &dossier.journal_head {
                        Some((number, hash)) => { "entry " (number) ", hash " code.copy { (visible(hash)) } }
                        None => "no entry is on record",
                    }
                }
            }
            p.soft { "The journal is the case’s list of every act, each entry chained to the one before. Whoever holds the case can show with this entry that nothing was changed or taken out behind it." }
        }
    }
}

fn in_plain_words() -> Markup {
    html! {
        p {
            "Every file was named by its SHA-256 and left unchanged. Each video was decoded as far as it goes, and frames were chosen that are sharp and differ from each other. Pictures in the documents became references. Then each reference was looked for on each chosen frame."
        }
        p {
            "To look for a reference means to compare small details of it (RootSIFT descriptors at SIFT points) with those of the frame. A match is proposed only if many details lie where one flat picture, seen in perspective, would have them; these are its " em { "inliers" } ". The " em { "number of false alarms" } " (NFA) tells how many matches as good as this one chance would give in the whole search: the smaller, the surer. Matches that hold over time make a " em { "sighting" } ", which is followed through every frame of its shot by the filmed screen’s own pixels. Footage that another video shows too is joined with it and counts as one source."
        }
        p {
            "A sighting says that a picture like the reference was on a screen at that moment. It does not say who bought, installed or used the product, nor when or where the footage was filmed. Products are named after files or folders until a person says otherwise. No person is recognised, and nothing is computed about faces."
        }
    }
}

fn step_entry(step: &StepEntry) -> Markup {
    html! {
        strong { (visible(&step.name)) } " " (visible(&step.what))
        @if !step.parameters.is_empty() {
            p.soft.parameters {
                @for (i, (name, value)) in step.parameters.iter().enumerate() {
                    @if i > 0 { " · " }
                    (visible(name)) " " code { (visible(value)) }
                }
            }
        }
    }
}
