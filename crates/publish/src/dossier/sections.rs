//! The parts of the page around the sightings: products, references, what was not found, what
//! failed, and the method.

use maud::{Markup, html};

use super::input::{Dossier, FailureEntry, ReferenceEntry, StepEntry};
use super::prepare::{NotFound, Prepared, Product, Reference};
use super::sheet::Sheet;
use super::sighting::{sighting, source_rows};
use super::text::{count, visible, visible_plain};
use super::views;
use super::words::{put, t, told};

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
                p.kicker { (t("Product")) }
                h2 id=(id) { (visible(&product.entry.product)) }
                p.soft {
                    (put("{0} in {1}, by {2}", &[
                        &count(sightings, "sighting", "sightings"),
                        &count(product.videos.len() as u64, "video", "videos"),
                        &count(product.references.len() as u64, "reference", "references"),
                    ]))
                }
            }
            @for video in &product.videos {
                section.video {
                    h3 { (visible(video.name)) }
                    p.soft { (count(video.sightings.len() as u64, "sighting", "sightings")) " · " (t("item")) " " code { (video.item.short()) } }
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
                summary { h3 { (put("What was looked for: {0}", &[&count(references.len() as u64, "reference", "references")])) } }
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
                    (views::picture(&p.href, p.size, &put("Reference of {0}", &[&visible_plain(product)])))
                }
            }
            Err(reason) => (views::no_picture(&t("The reference"), reason)),
        }
        @if let Some(poor) = &entry.poor {
            p.warning { strong { (t("Could not be looked for: ")) } (visible(&told(poor))) }
        }
        dl {
            dt { (t("Size")) } dd { (put("{0} × {1} pixels", &[&entry.size.width.to_string(), &entry.size.height.to_string()])) }
            @for source in entry.sources.iter().take(3) { (source_rows(source)) }
            @if entry.sources.len() > 3 {
                dt { (t("Also in")) }
                dd {
                    @for source in entry.sources.iter().skip(3) {
                        (visible(&put("{0}, page {1}", &[&source.file_name, &source.page.to_string()]))) "; "
                    }
                }
            }
            dt { (t("Reference")) } dd { code.copy { (entry.id) } }
        }
    }
}

/// What was looked for in vain, and how far that goes.
pub fn not_found(list: &[NotFound<'_>], sheet: &mut Sheet) -> Markup {
    html! {
        section aria-labelledby="not-found" {
            h2 id="not-found" { (t("Looked for, not found")) }
            p.lead {
                (t("“Not found” is not “not there”: a screen may be too small, blurred or covered, may show another page or version, or may be on footage that this case does not hold."))
            }
            @if list.is_empty() {
                p { (t("Every product that was looked for has at least one sighting, or nothing was looked for.")) }
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
            p.soft { (t("No reference of it is in the case.")) }
        } @else {
            details.references {
                summary {
                    h4 { (count(missing.references.len() as u64, "reference", "references")) }
                    @if poor > 0 { span.soft { (put("{0} of them could not be looked for", &[&poor.to_string()])) } }
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
            h2 id="failures" { (t("What failed")) }
            @if list.is_empty() {
                p { (t("Nothing failed.")) }
            } @else {
                p.lead { (t("These could not be examined, or not wholly. Nothing on them is known from this case.")) }
                ul.rows {
                    @for f in list {
                        li {
                            h3 { (visible(&f.name)) }
                            dl {
                                dt { (t("Step")) } dd { (visible(&t(&f.step))) }
                                dt { (t("Reason")) } dd { (visible(&told(&f.reason))) }
                                dt { (t("What to do")) } dd { (visible(&t(&f.what_to_do))) }
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
            h2 id="method" { (t("Method and limits")) }
            (in_plain_words())
            @if !dossier.steps.is_empty() {
                h3 { (t("Steps that were run")) }
                ol.steps { @for step in &dossier.steps { li { (step_entry(step)) } } }
            }
            h3 { (t("How to check it")) }
            ol {
                li { (t("Take the original file and compare its SHA-256 with the one that is given here. One changed bit gives another number:")) " " code { "sha256sum FILE" } }
                li { (t("Open the file at the time given and look at the screen. Times count from the file’s own time zero; the exact address holds item, stream, time stamp and time base, and then the corners of the screen in pixels.")) }
                li { (t("Open the document at the page given and compare the reference with the page.")) }
            }
            @if dossier.items.iter().any(|i| i.credentials.is_some()) {
                h3 { (t("Content Credentials")) }
                p { (t("Some files carry a signed account of their making (C2PA). Whether a file is intact, who signed, and whether the signer is to be trusted are three questions; each is answered by itself, as far as hashes, signatures and a list of signers that a person gave can answer it; none says that what a file shows is so. A file without one is neither better nor worse: platforms take it out.")) }
            }
            h3 { (t("Sources of the method")) }
            ul.literature {
                li { (t("D. G. Lowe, “Distinctive image features from scale-invariant keypoints” (SIFT), International Journal of Computer Vision 60 (2), 2004.")) }
                li { (t("R. Arandjelović and A. Zisserman, “Three things everyone should know to improve object retrieval” (RootSIFT), CVPR 2012.")) }
                li { (t("L. Moisan and B. Stival, “A probabilistic criterion to detect rigid point matches between two images and estimate the fundamental matrix” (number of false alarms), International Journal of Computer Vision 57 (3), 2004.")) }
            }
            h3 { (t("This copy")) }
            dl {
                dt { (t("Made by")) } dd { (visible(&dossier.software)) }
                dt { (t("Made at")) } dd { (visible(&dossier.made_at)) " (UTC)" }
                dt { (t("Journal")) }
                dd {
                    @match &dossier.journal_head {
                        Some((number, hash)) => { (t("entry")) " " (number) ", " (t("hash")) " " code.copy { (visible(hash)) } }
                        None => (t("no entry is on record")),
                    }
                }
            }
            p.soft { (t("The journal is the case’s list of every act, each entry chained to the one before. Whoever holds the case can show with this entry that nothing was changed or taken out behind it.")) }
        }
    }
}

fn in_plain_words() -> Markup {
    html! {
        p {
            (t("Every file was named by its SHA-256 and left unchanged. Each video was decoded as far as it goes, and frames were chosen that are sharp and differ from each other. Pictures in the documents became references. Then each reference was looked for on each chosen frame."))
        }
        p {
            (t("To look for a reference means to compare small details of it (RootSIFT descriptors at SIFT points) with those of the frame. A match is proposed only if many details lie where one flat picture, seen in perspective, would have them; these are its inliers. The number of false alarms (NFA) tells how many matches as good as this one chance would give in the whole search: the smaller, the surer. Matches that hold over time make a sighting, which is followed through every frame of its shot by the filmed screen’s own pixels. Footage that another video shows too is joined with it and counts as one source."))
        }
        p {
            (t("A sighting says that a picture like the reference was on a screen at that moment. It does not say who bought, installed or used the product, nor when or where the footage was filmed. Products are named after files or folders until a person says otherwise. No person is recognised, and nothing is computed about faces."))
        }
    }
}

fn step_entry(step: &StepEntry) -> Markup {
    html! {
        strong { (visible(&step.name)) } " " (visible(&t(&step.what)))
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
