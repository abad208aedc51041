//! Generations of an interface: which version's views fit a frame best, by how much, and which
//! versions and dates that proposes. Only what was compared on one frame at one place is judged.
//!
//! What doesn't live here: proving views on frames (`search`), what documents are of which version.

use serde::{Deserialize, Serialize};

use crate::{FrameTime, Part, Phrase, ReferenceId};

/// Views of one product that were proved at one place of one frame, each of about the whole place.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ComparedViews {
    pub at: FrameTime,
    /// The strongest proof first.
    pub views: Vec<ViewProof>,
}

/// What the pixels say of a view on a frame.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ViewProof {
    pub reference: ReferenceId,
    /// Cells of the view that have contrast and lie on the frame.
    pub judged: u32,
    /// Cells of them that agree with the frame.
    pub agree: u32,
}

/// A version that documents of the case speak of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Documented {
    pub version: String,
    /// Of the earliest of its documents: 2022, 2022-03 or 2022-03-14.
    pub date: Option<String>,
}

/// A view that stands in the documents of a version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionProof {
    pub version: String,
    pub view: ViewProof,
}

/// How well a version fits, by its best view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fit {
    pub version: String,
    pub date: Option<String>,
    pub view: ViewProof,
}

/// How far the versions were told apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToldApart {
    /// One version fits better than all others that were compared.
    One,
    /// Several fit alike, and better than others.
    Some,
    /// All that were compared fit alike.
    None,
    /// Only one version's documents have a view of this screen: nothing was compared.
    NotCompared,
}

/// What the interface says of the version. A proposal: documents may show an older interface than
/// that of their version.
#[derive(Clone, PartialEq, Debug)]
pub struct Generation {
    /// Versions with a view that was proved here, the best first.
    pub fits: Vec<Fit>,
    pub told: ToldApart,
    /// Versions that it can be, in their own order.
    pub range: Vec<String>,
    /// Share of agreeing cells, 0 to 1: by how much the best is ahead of the best one outside the
    /// range, or where there is none, of the second.
    pub margin: f64,
    /// What chance makes of that difference, at most.
    pub noise: f64,
    /// Date of the earliest document of the range.
    pub dated: Option<String>,
    /// Date of the version before the range, and of that behind it, where these were compared and
    /// fit worse.
    pub after: Option<String>,
    pub before: Option<String>,
    /// Versions whose documents have no view that was proved here.
    pub silent: Vec<String>,
    pub why: Phrase,
}

/// How many standard errors of a difference are still taken for chance.
const ERRORS: f64 = 2.5;
/// Least difference of shares that means anything, however many cells there are: scaling and
/// compression of two prints of one picture differ as much.
const LEAST: f64 = 0.03;

impl Generation {
    /// The versions that it can be, and how far they were told apart.
    pub fn words(&self) -> Phrase {
        let form = match self.told {
            ToldApart::One => "like documents of {0} more than those of any other version",
            ToldApart::Some => "like documents of {0} alike, and more than those of other versions",
            ToldApart::None => "like documents of {0} alike: not told apart",
            ToldApart::NotCompared => "like documents of {0}; no other version was compared",
        };
        Phrase::new(form, [Part::Data(self.range.join(", "))])
    }

    /// What the documents' dates say; `None` where none has any.
    pub fn dates(&self) -> Option<Phrase> {
        let dated = |form, date: &Option<String>| {
            let date = date.clone()?;
            Some(Phrase::new(form, [Part::Data(date)]))
        };
        let parts = [
            dated("their documents begin in {0}", &self.dated),
            dated("later than what documents of {0} show", &self.after),
            dated("earlier than what documents of {0} show", &self.before),
        ];
        parts
            .into_iter()
            .flatten()
            .reduce(|a, b| Phrase::new("{0}; {1}", [a.into(), b.into()]))
    }

    /// Every version that it names, and every date.
    pub fn named(&self) -> impl Iterator<Item = &String> {
        let fits = self
            .fits
            .iter()
            .flat_map(|f| f.date.iter().chain([&f.version]));
        let dates = self.dated.iter().chain(&self.after).chain(&self.before);
        fits.chain(&self.silent).chain(&self.range).chain(dates)
    }
}

impl ViewProof {
    /// Share of the judged cells that agree, 0 to 1.
    pub fn share(&self) -> f64 {
        f64::from(self.agree) / f64::from(self.judged.max(1))
    }

    /// Variance of the share, never zero: one more cell of each kind is counted.
    fn variance(&self) -> f64 {
        let n = f64::from(self.judged) + 2.0;
        let p = (f64::from(self.agree) + 1.0) / n;
        p * (1.0 - p) / n
    }
}

/// Ranks versions by their best view. `None` where fewer than two versions are documented, or no
/// view of any was proved.
pub fn generation(proofs: &[VersionProof], documented: &[Documented]) -> Option<Generation> {
    let mut documented = documented.to_vec();
    documented.sort_by(|a, b| order(a).cmp(&order(b)));
    documented.dedup_by(|b, a| a.version == b.version);
    if documented.len() < 2 {
        return None;
    }
    let mut fits: Vec<Fit> = documented
        .iter()
        .filter_map(|d| {
            let own = proofs.iter().filter(|p| p.version == d.version);
            let best = own.max_by(|a, b| better(&a.view, &b.view))?;
            Some(Fit {
                version: d.version.clone(),
                date: d.date.clone(),
                view: best.view.clone(),
            })
        })
        .collect();
    // Stable: of equal ones the earlier version stays first.
    fits.sort_by(|a, b| better(&b.view, &a.view));
    let best = fits.first()?.clone();
    let (alike, worse): (Vec<&Fit>, Vec<&Fit>) = fits.iter().partition(|f| is_alike(&best, f));
    let against = worse.first().copied().or_else(|| alike.get(1).copied());
    let told = match (alike.len(), worse.len()) {
        (1, 0) => ToldApart::NotCompared,
        (1, _) => ToldApart::One,
        (_, 0) => ToldApart::None,
        _ => ToldApart::Some,
    };
    let place = |version: &str| documented.iter().position(|d| d.version == version);
    let is_worse = |d: &&Documented| worse.iter().any(|f| f.version == d.version);
    let mut places: Vec<usize> = alike.iter().filter_map(|f| place(&f.version)).collect();
    places.sort_unstable();
    let (first, last) = (*places.first()?, *places.last()?);
    let date = |d: Option<&Documented>| d.filter(is_worse).and_then(|d| d.date.clone());
    let silent: Vec<String> = documented
        .iter()
        .filter(|d| fits.iter().all(|f| f.version != d.version))
        .map(|d| d.version.clone())
        .collect();
    let range: Vec<String> = places
        .iter()
        .map(|&p| documented[p].version.clone())
        .collect();
    let dated = places.iter().filter_map(|&p| documented[p].date.clone());
    let (margin, noise) = against.map_or((0.0, 0.0), |f| difference(&best, f));
    Some(Generation {
        told,
        margin,
        noise,
        dated: dated.min(),
        after: first.checked_sub(1).and_then(|p| date(documented.get(p))),
        before: date(documented.get(last + 1)),
        why: why(told, &best, against, &range, &silent, (margin, noise)),
        range,
        silent,
        fits,
    })
}

fn better(a: &ViewProof, b: &ViewProof) -> std::cmp::Ordering {
    a.share()
        .total_cmp(&b.share())
        .then(a.judged.cmp(&b.judged))
}

/// By how much one is ahead of another, and what chance makes of that.
fn difference(best: &Fit, other: &Fit) -> (f64, f64) {
    let margin = best.view.share() - other.view.share();
    let noise = ERRORS * (best.view.variance() + other.view.variance()).sqrt();
    (margin, noise.max(LEAST))
}

fn is_alike(best: &Fit, other: &Fit) -> bool {
    let (margin, noise) = difference(best, other);
    best.view.reference == other.view.reference || margin <= noise
}

/// Versions by their numbers, part by part; what is no version, such as an edition, by its date.
fn order(d: &Documented) -> (Vec<u64>, &Option<String>, &str) {
    let plain = d.version.trim_start_matches(['v', 'V']);
    let parts: Option<Vec<u64>> = plain.split('.').map(|n| n.parse().ok()).collect();
    // A bare year is a date.
    let numbers = parts.filter(|n| d.date.as_ref() != Some(&d.version) || n.len() > 1);
    (numbers.unwrap_or_default(), &d.date, &d.version)
}

fn why(
    told: ToldApart,
    best: &Fit,
    against: Option<&Fit>,
    range: &[String],
    silent: &[String],
    (margin, noise): (f64, f64),
) -> Phrase {
    let percent = |v: f64| Part::Data(format!("{:.0}", 100.0 * v));
    let named = |list: &[String]| Part::Data(list.join(", "));
    match (told, against) {
        (ToldApart::NotCompared, _) | (_, None) => Phrase::new(
            "only documents of {0} have a view that fits here; those of {1} have none, perhaps because they do not show this screen",
            [named(range), named(silent)],
        ),
        (ToldApart::None, Some(other)) if other.view.reference == best.view.reference => {
            Phrase::new(
                "can't be told apart: the same picture stands in documents of {0}",
                [named(range)],
            )
        }
        (ToldApart::None, Some(_)) => Phrase::new(
            "can't be told apart: views of {0} agree with the frame alike, the best by {1} points of a hundred, and chance makes up to {2}",
            [named(range), percent(margin), percent(noise)],
        ),
        (ToldApart::One | ToldApart::Some, Some(other)) => Phrase::new(
            "of what is printed of {0}, {1} % agrees with the frame, of {2} {3} %: {4} points more, and chance makes up to {5}",
            [
                named(range),
                percent(best.view.share()),
                Part::Data(other.version.clone()),
                percent(other.view.share()),
                percent(margin),
                percent(noise),
            ],
        ),
    }
}
