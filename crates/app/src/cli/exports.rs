//! `export` in forms of one text or of one text a video: the form is `publish`'s, the place ours.

use std::path::{Path, PathBuf};

use case::Case;
use model::investigation::{Investigation, SourceItem};
use publish::annotations::{self, file_stem};
use publish::markers::{Editor, beyond_edl, markers};
use publish::{Held, Reach, ftm, graph, tables};

use super::door::{Failure, Outcome};
use super::noted_export::Exported;

/// A form of texts.
#[derive(Clone, Copy)]
pub enum Texts {
    Ftm,
    Tables,
    Csl,
    Bibtex,
    Markers,
    Webvtt,
    Annotations,
    Coco,
    Cvat,
    Gexf,
    Graph,
}

impl Texts {
    const fn word(self) -> &'static str {
        match self {
            Self::Ftm => "ftm",
            Self::Tables => "tables",
            Self::Csl => "csl",
            Self::Bibtex => "bibtex",
            Self::Markers => "markers",
            Self::Webvtt => "webvtt",
            Self::Annotations => "annotations",
            Self::Coco => "coco",
            Self::Cvat => "cvat",
            Self::Gexf => "gexf",
            Self::Graph => "graph",
        }
    }

    /// The usual name in the case folder: a file, or a folder for forms of several files.
    const fn usual(self) -> &'static str {
        match self {
            Self::Ftm => "entities.ftm.json",
            Self::Tables => "tables",
            Self::Csl => "sources.csl.json",
            Self::Bibtex => "sources.bib",
            Self::Markers => "markers",
            Self::Webvtt => "webvtt",
            Self::Annotations => "annotations.jsonld",
            Self::Coco => "boxes.coco.json",
            Self::Cvat => "cvat",
            Self::Gexf => "graph.gexf",
            Self::Graph => "graph.svg",
        }
    }

    /// One text, or several with their names.
    fn made(self, of: &Investigation) -> Result<Made, Failure> {
        let each = |make: &dyn Fn(&SourceItem) -> Option<String>, ending: &str| {
            let named = |i: &SourceItem| Some((format!("{}.{ending}", file_stem(i)), make(i)?));
            Made::Many(of.items.iter().filter_map(named).collect())
        };
        Ok(match self {
            Self::Ftm => Made::One(ftm::ftm(of)),
            Self::Csl => Made::One(tables::csl(of)),
            Self::Bibtex => Made::One(tables::bibtex(of)),
            Self::Annotations => Made::One(annotations::web_annotations(of)),
            Self::Coco => Made::One(annotations::coco(of)),
            Self::Gexf => Made::One(graph::gexf(of)),
            Self::Graph => Made::One(graph::svg(of, true).ok_or_else(|| {
                Failure::usage(
                    "nothing is related yet",
                    "relate two with: contrechamp link",
                )
            })?),
            Self::Tables => {
                let tables = tables::tables(of).into_iter();
                Made::Many(
                    tables
                        .map(|(name, text)| (format!("{name}.csv"), text))
                        .collect(),
                )
            }
            Self::Webvtt => each(&|i| annotations::webvtt(of, i), "vtt"),
            Self::Cvat => each(&|i| annotations::cvat(of, i), "cvat.xml"),
            Self::Markers => {
                let mut all = Vec::new();
                for editor in Editor::ALL {
                    let Made::Many(texts) = each(&|i| markers(of, i, editor), editor.ending())
                    else {
                        continue;
                    };
                    all.extend(texts);
                }
                Made::Many(all)
            }
        })
    }
}

enum Made {
    One(String),
    Many(Vec<(String, String)>),
}

/// The investigation as it stands.
pub fn investigation(case: &Case, made_at: &str) -> Result<Investigation, Failure> {
    let software = concat!("contrechamp ", env!("CARGO_PKG_VERSION"));
    Ok(review::investigation::investigation(
        case, software, made_at,
    )?)
}

/// Writes a form of texts and journals it.
pub fn write(
    case: &mut Case,
    form: Texts,
    to: Option<PathBuf>,
    made_at: &str,
    reach: Reach,
    json: bool,
) -> Result<Outcome, Failure> {
    let mut of = investigation(case, made_at)?;
    Held::of(case, reach)?.strip(&mut of);
    let out = to.unwrap_or_else(|| case.dir().join(form.usual()));
    let exported = match form.made(&of)? {
        Made::One(text) => Exported::one(case, form.word(), out, &text)?,
        Made::Many(texts) => Exported::many(case, form.word(), out, &texts)?,
    };
    uneven(form, &of);
    if of.one_person {
        eprintln!("note: {}", model::investigation::ONE_PERSON);
    }
    exported.done(case, serde_json::json!({"reach": reach.word()}), json)?;
    Ok(Outcome::Done)
}

/// Says what was written, and where.
pub fn told(form: &str, to: &Path, files: usize, json: bool) {
    if json {
        let to = std::path::absolute(to).unwrap_or_else(|_| to.to_owned());
        println!(
            "{}",
            serde_json::json!({"exported": {"form": form, "path": to, "files": files}})
        );
    } else {
        println!("{form}: {}", to.display());
    }
}

/// Frame numbers of unevenly spaced frames mean nothing to an editor, and an EDL has an end.
fn uneven(form: Texts, of: &Investigation) {
    if !matches!(form, Texts::Markers) {
        return;
    }
    for item in &of.items {
        let marked = of.marks.iter().any(|m| m.item == item.item);
        if marked && item.video.as_ref().is_some_and(|v| v.rate.is_none()) {
            eprintln!(
                "{}: its frames are not evenly spaced, so that only the CSV has its markers, with time stamps",
                collect::printable(&item.name)
            );
        }
        let beyond = beyond_edl(of, item);
        if beyond > 0 {
            eprintln!(
                "{}: an EDL has 999 events, {beyond} more are in the other forms only",
                collect::printable(&item.name)
            );
        }
    }
}

/// Writes a file that lasts, over what may be there.
pub fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    disk::write(path, bytes).map_err(|e| Failure::on_the_way(format!("{}: {e}", path.display())))
}
