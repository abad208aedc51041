//! Words of the page that a stranger does not know.

use maud::{Markup, html};

use super::words::t;

const WORDS: [(&str, &str); 21] = [
    (
        "Absence",
        "What was looked for and not found, with how far was looked. It never proves that a thing is not there.",
    ),
    (
        "Address",
        "Names an exact place of a file: the start of its SHA-256, then stream, time stamp and time base of a frame, or the page of a document, and the corners of the place.",
    ),
    (
        "Confidence",
        "How much the authors trust their own assessment, with the reason. It says nothing of how likely the thing is.",
    ),
    (
        "Coverage",
        "Which files, frames and pages were examined, and what can be missed there.",
    ),
    (
        "Finding",
        "A statement of people, with evidence for and against it. A machine only proposes.",
    ),
    ("Frame", "One picture of a video."),
    (
        "Grade",
        "Two judgements after the Admiralty system: the reliability of the source from A to F, and the credibility of what it says from 1 to 6. They are given apart.",
    ),
    (
        "Independent sources",
        "Copies and excerpts of one recording, and files of one publisher, count as one source.",
    ),
    (
        "Inliers",
        "Small details of a reference that are found on a frame where one flat picture, seen in perspective, would have them.",
    ),
    (
        "Keyframe",
        "A sharp frame that differs from those before it and was examined in full.",
    ),
    (
        "Likelihood",
        "A word of a published scale, with the range of per cent for which it stands there.",
    ),
    (
        "NFA",
        "Number of false alarms: how many matches as good as this one chance would give in the whole search. The smaller, the surer.",
    ),
    (
        "Passage",
        "A quoted piece of a document, with its page and place.",
    ),
    (
        "Rectified",
        "Turned by calculation so that a screen filmed at an angle is seen from the front. Nothing is added.",
    ),
    (
        "Reference",
        "A picture that was looked for, such as an interface printed in a brochure.",
    ),
    (
        "Right of reply",
        "Whoever is named is asked beforehand. The question, the deadline and the whole answer are printed.",
    ),
    (
        "SHA-256",
        "A number that names a file by its content: one changed bit gives another number.",
    ),
    (
        "Sighting",
        "The machine’s proposal that a reference was on a filmed screen, from a first to a last moment.",
    ),
    (
        "Source-identifying",
        "What could tell who a source is. It is in no dossier and no export unless somebody asks for it.",
    ),
    (
        "Timecode",
        "Hours, minutes, seconds and frames, counted from the beginning of the file.",
    ),
    (
        "Verdict",
        "What a person says of a proposal: yes, no or can’t tell. Verdicts are never overwritten.",
    ),
];

/// All words, in the order of the page's language.
pub fn glossary() -> Markup {
    let mut all: Vec<(String, String)> = WORDS.iter().map(|(w, m)| (t(w), t(m))).collect();
    // Capital É sorts after Z by its code.
    all.sort_by_key(|(word, _)| word.to_lowercase().replace('é', "e"));
    html! {
        section aria-labelledby="glossary" {
            h2 id="glossary" { (t("Glossary")) }
            dl.glossary { @for (word, means) in all { dt { (word) } dd { (means) } } }
        }
    }
}
