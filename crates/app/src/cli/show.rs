//! `show`: a frame, a region, the proof of a sighting, a screen, a figure, or a page with its
//! passages as a picture.

use std::path::PathBuf;

use case::{Access, Case, ScreenRow};
use clap::{Args, ValueEnum};
use model::{Address, BoxPx, Generation, PageAddress, Reference, Sighting};
use pipeline::{PipelineError, ProofView, ScreenView};
use review::generations::Generations;
use serde_json::{Value, json as value};

use super::analyse::WorkArgs;
use super::door::{Failure, Outcome, desk};
use super::exports::put;
use super::find::{moment, reference};
use super::progress::printable;
use super::{CaseArg, Print, json};

/// Show a frame, a region of it, the proof of a sighting, a screen, a figure, a page or a passage as
/// a picture.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp show --case almaty 4f0c9a1b77d2\n  \
contrechamp show --case almaty 4f0c9a1b77d2 --as flicker --out proof.png\n  \
contrechamp show --case almaty 91c2d04e6ab8 --view merged --tidy --recipe\n  \
contrechamp show --case almaty '7f3a9c2b4d1e@0:527872:1/12800' --out frame.png --recipe\n  contrechamp show --case almaty 7f3a9c2b4d1e/p7"
)]
pub struct Show {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// The id of a sighting, screen, figure (reference) or passage (or its first digits), or the
    /// address of a moment or page with or without a quad
    what: String,
    /// How to show it (default: beside for sightings, merged for screens)
    #[arg(long = "view", visible_alias = "as", value_enum)]
    view: Option<View>,
    /// Flatten, sharpen and stretch a screen's view for reading; the recipe says how
    #[arg(long)]
    tidy: bool,
    /// Where to write the PNG (default: the current folder, named after what is shown)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Say step by step how the picture came about
    #[arg(long)]
    recipe: bool,
    #[command(flatten)]
    work: WorkArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum View {
    /// Reference and rectified screen side by side, agreeing points joined, the frame below
    Beside,
    /// An animated PNG that flickers between reference and rectified screen
    Flicker,
    /// The rectified screen alone
    Rectified,
    /// The whole frame, nothing drawn on it
    Frame,
    /// Screens: all frames merged
    Merged,
    /// Screens: the best frame on the grid of the merged view
    Single,
    /// Screens: all frames upright, as an animated PNG
    Clip,
}

impl Show {
    pub fn run(self) -> Result<Outcome, Failure> {
        let case = self.case.open(Access::Read)?;
        if let Some((page, boxes)) = page_wanted(&case, &self.what)? {
            let desk = desk(case, self.work.settings())?;
            let shown = desk.show_page(&page, &boxes);
            return self.write(shown, None);
        }
        let found = if self.what.contains('@') {
            What::Moment
        } else {
            what(&case, &self.what)?
        };
        let desk = desk(case, self.work.settings())?;
        let shown = match &found {
            What::Moment => desk.show_moment(&moment(&self.what)?),
            What::Sighting(sighting) => {
                desk.show_sighting(sighting, proof_view(self.view.unwrap_or(View::Beside))?)
            }
            What::Screen(row) => {
                let view = screen_view(self.view.unwrap_or(View::Merged))?;
                desk.show_screen(row, view, self.tidy)
            }
            What::Reference(reference) => desk.show_reference(reference),
        };
        let generation = match &found {
            What::Sighting(sighting) => Generations::read(&desk.case)?
                .shown(sighting)
                .map(|g| (json::generation(sighting, &g), g)),
            _ => None,
        };
        self.write(shown, generation)
    }

    fn write(
        self,
        shown: Result<pipeline::Shown, PipelineError>,
        generation: Option<(Value, Generation)>,
    ) -> Result<Outcome, Failure> {
        let shown = shown.map_err(|e| match e {
            PipelineError::Wanted(what) => Failure::on_the_way(what),
            e => e.into(),
        })?;
        let out = self.out.unwrap_or_else(|| default_name(&self.what));
        put(&out, &shown.png)?;
        if self.print.json {
            let mut told = value!({"picture": out, "recipe": shown.recipe, "notes": shown.notes});
            if let Some((generation, _)) = generation {
                told["generation"] = generation;
            }
            println!("{told}");
        } else {
            println!(
                "{} ({} × {})",
                out.display(),
                shown.size.width,
                shown.size.height
            );
            for note in &shown.notes {
                println!("  {}", printable(note));
            }
            if let Some((_, g)) = generation {
                println!("{}", printable(&g.words().to_string()));
                for more in [Some(g.why.to_string()), g.dates().map(|d| d.to_string())] {
                    more.iter().for_each(|m| println!("  {}", printable(m)));
                }
            }
            if self.recipe {
                print_recipe(&shown.recipe);
            }
        }
        Ok(Outcome::Done)
    }
}

/// The page of an address, or of a passage, with the boxes that are drawn on it.
fn page_wanted(case: &Case, what: &str) -> Result<Option<(PageAddress, Vec<BoxPx>)>, Failure> {
    if what.contains('@') {
        return Ok(None);
    }
    if what.contains('/') {
        let address: Address = what.parse().map_err(|e| {
            Failure::usage(
                format!("{e}"),
                "a page: <item>/p<number>, see: contrechamp list documents",
            )
        })?;
        let Address::Page(page) = address else {
            return Ok(None);
        };
        return Ok(Some((page, Vec::new())));
    }
    if case.resolve_sighting(what).is_ok() {
        return Ok(None);
    }
    let Ok(id) = case.resolve_passage(what) else {
        return Ok(None);
    };
    let row = case.passages()?.into_iter().find(|r| r.id == id);
    Ok(row.map(|row| {
        let p = row.passage;
        (PageAddress::new(&p.item, p.page, None), p.boxes)
    }))
}

enum What {
    Moment,
    Sighting(Box<Sighting>),
    Screen(Box<ScreenRow>),
    Reference(Box<Reference>),
}

fn what(case: &Case, prefix: &str) -> Result<What, Failure> {
    let hint =
        "see: contrechamp list sightings, contrechamp list screens, contrechamp list figures";
    match case.resolve_sighting(prefix) {
        Ok(id) => {
            let row = case.sightings()?.into_iter().find(|row| row.id == id);
            row.map(|row| What::Sighting(Box::new(row.sighting)))
                .ok_or_else(|| Failure::usage(format!("no sighting {prefix}"), hint))
        }
        Err(e) => match case.screen(prefix)? {
            Some(row) => Ok(What::Screen(Box::new(row))),
            None => match reference(case, prefix)? {
                Some(found) => Ok(What::Reference(Box::new(found))),
                None => Err(Failure::from(e).hint(hint)),
            },
        },
    }
}

fn proof_view(view: View) -> Result<ProofView, Failure> {
    Ok(match view {
        View::Beside => ProofView::Beside,
        View::Flicker => ProofView::Flicker,
        View::Rectified => ProofView::Rectified,
        View::Frame => ProofView::Frame,
        View::Merged | View::Single | View::Clip => {
            return Err(Failure::usage(
                "a sighting has no such view, but its screen has",
                "see: contrechamp list screens",
            ));
        }
    })
}

fn screen_view(view: View) -> Result<ScreenView, Failure> {
    Ok(match view {
        View::Rectified => ScreenView::Rectified,
        View::Frame => ScreenView::Frame,
        View::Merged => ScreenView::Merged,
        View::Single => ScreenView::Single,
        View::Clip => ScreenView::Clip,
        View::Beside | View::Flicker => {
            return Err(Failure::usage(
                "a screen has no reference to be shown with",
                "take --view rectified, single, merged, clip or frame",
            ));
        }
    })
}

/// What is shown, in characters that every file system takes.
fn default_name(what: &str) -> PathBuf {
    let plain: String = what
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(60)
        .collect();
    PathBuf::from(format!("{plain}.png"))
}

fn print_recipe(recipe: &Value) {
    let text = |v: &Value| match v {
        Value::String(s) => s.clone(),
        other => other.to_string(),
    };
    for key in ["source_sha256", "software"] {
        println!("{key:14}  {}", text(&recipe[key]));
    }
    for step in recipe["steps"].as_array().into_iter().flatten() {
        let Value::Object(step) = step else { continue };
        let how: Vec<String> = step
            .iter()
            .filter(|(k, _)| *k != "op")
            .map(|(k, v)| match v {
                // Each of many frames is in the JSON.
                Value::Array(list) if list.iter().any(Value::is_object) => {
                    format!("{k} {} (each with its time and hash in --json)", list.len())
                }
                v => format!("{k} {}", text(v)),
            })
            .collect();
        println!("{:14}  {}", text(&step["op"]), how.join(" · "));
    }
    println!("{:14}  {}", "pixel_sha256", text(&recipe["pixel_sha256"]));
}
