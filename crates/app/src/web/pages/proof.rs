//! One proposal with its proof, and the ballot: reference, rectified screen, flicker, inliers,
//! difference; what chance says; yes, no, can't tell.

use std::sync::Arc;

use axum::extract::{Path, RawQuery};
use axum::response::Response;
use case::{Observation, Seen, SightingRow};
use maud::{Markup, html};
use model::{Generation, Reference, Sighting, Size, Taxonomy, ToldApart};
use pipeline::Desk;
use publish::visible;
use review::impact::Change;

use super::documents::name_of;
use super::queue::{Filter, Kind, changes, queued};
use crate::web::ctx::Ctx;
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, form_token};
use crate::web::shape::{
    Names, address, file, framed, modes, moment_link, said, settling, standing,
};
use crate::web::urls;

pub const KEYS: &[(&str, &str)] = &[
    ("Y", "key-yes"),
    ("N", "key-no"),
    ("U", "key-unsure"),
    ("Z", "key-undo"),
    ("R", "key-reason"),
    ("1 2 3 4 5", "key-modes"),
    ("J K", "key-next"),
];

const MODES: [(&str, &str); 5] = [
    ("beside", "mode-beside"),
    ("flicker", "mode-flicker"),
    ("blend", "mode-blend"),
    ("difference", "mode-difference"),
    ("inliers", "mode-inliers"),
];

/// What the page of one proposal needs.
struct Proof {
    row: Arc<SightingRow>,
    names: Names,
    reference: Option<Reference>,
    frame: Size,
    observations: Vec<Observation>,
    filter: Filter,
    /// Number in the queue from 1, and how many there are.
    number: usize,
    of: usize,
    previous: Option<String>,
    next: Option<String>,
    /// A yes may change what matters most next.
    next_if_yes: Option<String>,
    changes: Vec<Change>,
    /// Which version's views fit it.
    generation: Option<Generation>,
}

pub async fn show(ctx: Ctx, Path(id): Path<String>, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let filter = Filter::of(query.as_deref());
        let proof = Proof::of(ctx, desk, &id, filter)?;
        let after = urls::field(query.as_deref(), "after");
        let functions = urls::field(query.as_deref(), "functions").is_some();
        let title = format!("{} · {}", proof.row.sighting.product, proof.row.id);
        Ok(Page {
            keys: KEYS,
            scripts: &["review.js"],
            ..Page::new(
                Place::Review,
                title,
                proof.body(ctx, after.as_deref(), functions),
            )
        })
    })
    .await
}

/// Which version's views fit, by how much, and what dates that proposes.
fn version(ctx: &Ctx, g: &Generation) -> Markup {
    let versions = g.range.join(", ");
    let told = match g.told {
        ToldApart::One => "version-one",
        ToldApart::Some => "version-some",
        ToldApart::None => "version-none",
        ToldApart::NotCompared => "version-not-compared",
    };
    let percent = |v: f64| format!("{:.0}", 100.0 * v);
    let fits = g.fits.iter().map(|f| {
        let agree = percent(f.view.share());
        ctx.tw(
            "version-fit",
            &[("version", &f.version), ("percent", &agree)],
        )
    });
    let dates = [
        ("version-dated", &g.dated),
        ("version-after", &g.after),
        ("version-before", &g.before),
    ];
    let dates = dates
        .into_iter()
        .filter_map(|(key, date)| Some(ctx.tw(key, &[("date", date.as_ref()?)])));
    let mut lines: Vec<String> = vec![fits.collect::<Vec<_>>().join("; ")];
    if g.fits.len() > 1 {
        let (margin, noise) = (percent(g.margin), percent(g.noise));
        lines.push(ctx.tw("version-margin", &[("margin", &margin), ("noise", &noise)]));
    }
    if !g.silent.is_empty() {
        lines.push(ctx.tw("version-silent", &[("versions", &g.silent.join(", "))]));
    }
    lines.extend(dates);
    html! {
        p {
            strong { (ctx.t("proof-version")) } " " (visible(&ctx.tw(told, &[("versions", &versions)])))
            @for line in lines { br; span.soft { (visible(&line)) } }
        }
    }
}

/// Each function of the taxonomy, to be ticked where a control of it, or its use, is on the screen.
fn functions_seen(ctx: &Ctx) -> Markup {
    let functions = Taxonomy::shipped().map_or(&[][..], |t| t.functions.as_slice());
    html! {
        div.scroll { table {
            thead { tr { th { (ctx.t("col-function")) } th { (ctx.t("seen-control")) } th { (ctx.t("seen-in-use")) } } }
            tbody {
                @for f in functions {
                    tr {
                        td title=(ctx.told(&f.definition)) { (ctx.word(&f.name)) }
                        @for (name, key) in [("control", "seen-control"), ("in-use", "seen-in-use")] {
                            td { input type="checkbox" name=(format!("{name}:{}", f.id)) value="1" aria-label=(format!("{}: {}", ctx.word(&f.name), ctx.t(key))); }
                        }
                    }
                }
            }
        } }
    }
}

impl Proof {
    fn of(ctx: &Ctx, desk: &Desk, id: &str, filter: Filter) -> Result<Self, Oops> {
        let id = desk.case.resolve_sighting(id)?;
        let now = ctx.app.held.now(&desk.case)?;
        let missing = || Oops::missing(format!("there is no sighting {id}"));
        let place = now.place(&id).ok_or_else(missing)?;
        let rows = queued(&now, &filter, &ctx.alias, Some(place));
        let at = rows.iter().position(|at| *at == place);
        let at = at.ok_or_else(missing)?;
        let named = |place: usize| now.sightings[place].id.clone();
        let near = |at: Option<usize>| at.and_then(|at| rows.get(at)).map(|at| named(*at));
        let (previous, next) = (near(at.checked_sub(1)), near(Some(at + 1)));
        let of = rows.len();
        let row = Arc::clone(&now.sightings[place]);
        let next_if_yes = now.first_after_yes(place, &ctx.alias, &rows[at + 1..]);
        let next_if_yes = next_if_yes.map(named);
        let video = desk.case.video(row.sighting.video)?;
        let observations = now.evidence.observations.iter();
        Ok(Self {
            names: Names::of(&desk.case)?,
            reference: now.reference(&row.sighting.reference).cloned(),
            frame: video.map_or(
                Size {
                    width: 16,
                    height: 9,
                },
                |v| v.facts.displayed,
            ),
            observations: observations
                .filter(|o| o.sighting == row.id)
                .cloned()
                .collect(),
            changes: now.changes(&row),
            generation: now.generation(&row),
            row,
            filter,
            number: at + 1,
            of,
            previous,
            next,
            next_if_yes,
        })
    }

    fn body(&self, ctx: &Ctx, after: Option<&str>, functions: bool) -> Markup {
        html! {
            (self.head(ctx))
            div.proof {
                div.evidence {
                    (self.compare(ctx))
                    (self.place(ctx))
                }
                aside.judge {
                    (self.ballot(ctx, after, functions))
                    (self.facts(ctx))
                }
            }
            @let ahead = self.ahead();
            @if !ahead.is_empty() { div data-next=(ahead.join(" ")) {} }
        }
    }

    fn link(&self, id: &str) -> String {
        format!("/review/{id}?{}", self.filter.query())
    }

    /// Pictures of what may come next, to be fetched before it does.
    fn ahead(&self) -> Vec<String> {
        let mut next: Vec<&String> = self.next_if_yes.iter().chain(&self.next).collect();
        next.dedup();
        let views = ["reference", "rectified", "frame"];
        let of = |id: &String| views.map(|v| format!("/sighting/{id}/{v}"));
        next.into_iter().flat_map(of).collect()
    }

    fn head(&self, ctx: &Ctx) -> Markup {
        let s = &self.row.sighting;
        html! {
            div.proof-head {
                h1 { (visible(&s.product)) }
                @if self.filter.kind != Kind::Blind { (standing(ctx, &self.row.verdicts)) }
                span.soft { (file(&self.names.name(&s.video))) " · " span.num { (s.first.time.clock()) "–" (s.last.time.clock()) } }
                nav.row aria-label=(ctx.t("queue")) {
                    @if let Some(id) = &self.previous { a.quiet rel="prev" href=(self.link(id)) { "← " (ctx.t("previous")) } }
                    span.num.soft { (self.number) " / " (self.of) }
                    @if let Some(id) = &self.next { a.quiet rel="next" href=(self.link(id)) { (ctx.t("next")) " →" } }
                }
            }
            @if !s.one_of.is_empty() {
                p.note { (ctx.t("proof-one-of")) " " @for (i, p) in s.one_of.iter().enumerate() { @if i > 0 { ", " } (visible(p)) } }
            }
        }
    }

    fn compare(&self, ctx: &Ctx) -> Markup {
        let s = &self.row.sighting;
        let size = self.reference.as_ref().map_or(
            Size {
                width: 16,
                height: 10,
            },
            |r| r.size,
        );
        let picture = |view: &str, alt: String| {
            html! {
                img src=(format!("/sighting/{}/{view}", self.row.id)) alt=(alt) width=(size.width) height=(size.height) decoding="async";
            }
        };
        html! {
            div.compare {
                (modes(ctx, &MODES))
                div.pair {
                    figure {
                        (picture("reference", ctx.tw("alt-reference", &[("product", &s.product)])))
                        figcaption { (ctx.t("proof-reference")) (self.source(ctx)) }
                    }
                    figure {
                        (picture("rectified", ctx.tw("alt-screen", &[("product", &s.product)])))
                        figcaption { (ctx.t("proof-rectified")) " · " a href=(format!("/review/{}/recipe", self.row.id)) { (ctx.t("recipe")) } }
                    }
                }
                figure.inliers {
                    img src=(format!("/sighting/{}/inliers", self.row.id)) alt=(ctx.t("alt-inliers")) loading="lazy" width="1316" height="1200";
                    figcaption { (ctx.t("proof-inliers-what")) }
                }
            }
        }
    }

    /// Where the reference was cut from.
    fn source(&self, ctx: &Ctx) -> Markup {
        let source = self.reference.as_ref().and_then(|r| r.sources.first());
        html! {
            @if let Some(source) = source {
                (ctx.colon()) a href=(format!("/document/{}?page={}", source.item.short(), source.page)) {
                    (file(&self.names.name(&source.item))) ", " (ctx.tw("page-n", &[("n", &source.page.to_string())]))
                }
            }
        }
    }

    fn place(&self, ctx: &Ctx) -> Markup {
        let s = &self.row.sighting;
        html! {
            figure.where {
                (framed(&format!("/sighting/{}/frame", self.row.id), self.frame, Some(&s.best.quad),
                    &ctx.tw("alt-frame", &[("time", &s.best.at.time.clock())])))
                figcaption {
                    (ctx.t("proof-frame")) " " span.num { (s.best.at.time.clock()) } " · "
                    a href=(moment_link(&s.video, &s.best.at)) { (ctx.t("open-player")) } " · "
                    (address(ctx, &s.best_address().to_string()))
                }
            }
        }
    }

    fn ballot(&self, ctx: &Ctx, after: Option<&str>, functions: bool) -> Markup {
        let buttons = [
            ("yes", "yes", "verdict-yes", "Y"),
            ("no", "no", "verdict-no", "N"),
            ("cannot-tell", "unsure", "verdict-unsure", "U"),
        ];
        html! {
            form.ballot.card method="post" action=(format!("/review/{}", self.row.id))
                hx-post=(format!("/review/{}", self.row.id)) hx-target="#main" hx-select="#main" hx-swap="outerHTML show:window:top" hx-push-url="true" {
                (form_token(ctx))
                input type="hidden" name="filter" value=(self.filter.query());
                input type="hidden" name="next" value=(self.next.as_deref().unwrap_or_default());
                input type="hidden" name="next-if-yes" value=(self.next_if_yes.as_deref().unwrap_or_default());
                div.verdicts role="group" aria-label=(ctx.t("ballot")) {
                    @for (value, class, key, letter) in buttons {
                        button.(class) name="verdict" value=(value) { span { (ctx.t(key)) } kbd { (letter) } }
                    }
                }
                @if ctx.alias.is_empty() {
                    div.field {
                        label for="by" { (ctx.t("ballot-by")) }
                        input #by name="by" required maxlength="100" autocomplete="off";
                    }
                } @else {
                    input type="hidden" name="by" value=(ctx.alias);
                }
                label for="reason" { (ctx.t("ballot-reason")) " " kbd { "R" } }
                textarea #reason name="reason" maxlength="10000" rows="2" {}
                @if self.filter.kind != Kind::Blind { (settling(ctx, &self.row.verdicts)) }
                (self.functions(ctx, functions))
            }
            @if let Some(after) = after {
                form.row.undo method="post" action=(format!("/review/{}/undo", urls::part(after))) {
                    (form_token(ctx))
                    input type="hidden" name="filter" value=(self.filter.query());
                    span.soft.small { (ctx.tw("undo-noted", &[("id", after)])) }
                    button.bare data-undo="1" { (ctx.t("undo")) " " kbd { "Z" } }
                }
            }
        }
    }

    /// What a person sees of functions on the screen, with a yes. There are many, and few are looked
    /// for: they come when they are asked for, so that the next proof is not kept waiting.
    fn functions(&self, ctx: &Ctx, shown: bool) -> Markup {
        let here = format!("{}&functions=1", self.link(&self.row.id));
        html! {
            @if shown {
                details #functions open {
                    summary { (ctx.t("ballot-functions")) }
                    (functions_seen(ctx))
                }
            } @else {
                details #functions hx-get=(here) hx-trigger="toggle once" hx-select="#functions > *" hx-target="this" hx-swap="innerHTML" hx-push-url="false" {
                    summary { (ctx.t("ballot-functions")) }
                    p { a href=(format!("{here}#functions")) { (ctx.t("ballot-functions-show")) } }
                }
            }
        }
    }

    fn facts(&self, ctx: &Ctx) -> Markup {
        let s: &Sighting = &self.row.sighting;
        let best = &s.best;
        html! {
            section.card.facts-card {
                h2.hidden { (ctx.t("proof-facts")) }
                p.chance { (ctx.words.chance(best.log10_nfa.0)) }
                dl.facts {
                    dt { (ctx.t("col-inliers")) } dd.num { (ctx.words.number(u64::from(best.inliers))) }
                    dt { "NFA" } dd.num { "10" sup { (ctx.words.decimal(best.log10_nfa.0, 1)) } }
                    dt { (ctx.t("proof-rival")) }
                    dd {
                        @match &best.next_best {
                            Some(rival) => { (visible(&rival.product)) " (" (ctx.tn("n-inliers", u64::from(rival.inliers))) ")" }
                            None => { (ctx.t("proof-no-rival")) }
                        }
                    }
                    @if best.supported_by.is_some() { dt { (ctx.t("proof-support")) } dd { (ctx.t("proof-support-what")) } }
                    dt { (ctx.t("proof-keyframes")) } dd.num { (ctx.words.number(s.track.len() as u64)) }
                    @if let Some(f) = &s.followed { dt { (ctx.t("proof-followed")) } dd.num { (ctx.words.number(f.frames)) } }
                    @if self.filter.kind != Kind::Blind { dt { (ctx.t("col-changes")) } dd { (changes(ctx, &self.changes)) } }
                    dt { (ctx.t("id")) } dd { code { (self.row.id) } }
                }
                @if let Some(g) = &self.generation { (version(ctx, g)) }
                @if self.filter.kind == Kind::Blind {
                    p.soft { (ctx.t("blind-what")) }
                } @else {
                    (self.said(ctx))
                }
            }
        }
    }

    fn said(&self, ctx: &Ctx) -> Markup {
        html! {
            @if self.row.verdicts.is_empty() {
                p.soft { (ctx.t("said-nothing")) }
            } @else {
                (said(ctx, &self.row.verdicts))
            }
            @if !self.observations.is_empty() {
                ul.said {
                    @for o in &self.observations {
                        li { (visible(&ctx.word(&name_of(Some(&o.function))))) (ctx.colon()) (ctx.t(match o.seen { Seen::InUse => "seen-in-use", _ => "seen-control" })) " · " (visible(&o.by)) }
                    }
                }
            }
        }
    }
}
