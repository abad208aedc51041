//! Footage that appears again: the families that copies make, each one source; and each copy with
//! both stretches beside each other, to be judged.

use axum::extract::{Path, RawQuery};
use axum::response::Response;
use maud::{Markup, html};
use model::{Family, FootageCopy, FrameTime, Moment, MomentAddress, Stretch};
use review::proposals;

use super::ballot::Ballot;
use crate::web::ctx::Ctx;
use crate::web::held::Now;
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, empty};
use crate::web::shape::{Names, file, modes, moment_link};
use crate::web::urls::{beside, field, part};

/// Copies of one page.
const SHOWN: usize = 60;

pub const KEYS: &[(&str, &str)] = &[
    ("Y", "key-yes"),
    ("N", "key-no"),
    ("U", "key-unsure"),
    ("Z", "key-undo"),
    ("R", "key-reason"),
    ("1 2", "key-copy-modes"),
    ("J K", "key-next"),
];

const MODES: [(&str, &str); 2] = [("beside", "mode-beside"), ("flicker", "mode-flicker")];

pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let page = field(query.as_deref(), "page").and_then(|p| p.parse().ok());
        let page: usize = page.unwrap_or(1).max(1);
        let now = ctx.app.held.now(&desk.case)?;
        let names = Names::of(&desk.case)?;
        let all = desk.case.copies()?;
        let families = Family::of(&proposals::copies(&desk.case, &now.book)?);
        let ordered = ordered(&all, &families);
        let pages = ordered.len().div_ceil(SHOWN);
        let shown: Vec<_> = ordered.into_iter().skip((page - 1) * SHOWN).take(SHOWN).collect();
        let body = html! {
            h1 { (ctx.t("copies")) }
            @if all.is_empty() {
                (empty(&ctx.t("copies-empty"), &ctx.t("copies-empty-what"), html! { p { a.button href="/footage" { (ctx.t("nav-footage")) } } }))
            } @else {
                p.soft { (ctx.t("copies-what")) }
                @for group in shown.chunk_by(|a, b| a.0 == b.0) {
                    @match families.get(group[0].0) {
                        Some(family) => (head(ctx, &now, family, &names)),
                        None => h2 { (ctx.t("copies-rejected")) },
                    }
                    div.grid { @for (_, copy) in group { (card(ctx, &now, copy, &names)) } }
                }
                @if pages > 1 {
                    nav.row aria-label=(ctx.t("pages")) { @for n in 1..=pages { a.button href=(format!("/copies?page={n}")) aria-current=[(n == page).then_some("page")] { (n) } } }
                }
            }
        };
        Ok(Page::new(Place::Footage, ctx.t("copies"), body))
    })
    .await
}

/// Copies by family, each with its family's number; last those that people reject.
fn ordered<'c>(all: &'c [FootageCopy], families: &[Family]) -> Vec<(usize, &'c FootageCopy)> {
    let within = |m: &Stretch, s: &Stretch| {
        let of = m.video == s.video && m.stream == s.stream;
        of && m.first.time <= s.first.time && s.last.time <= m.last.time
    };
    let of = |copy: &FootageCopy| {
        let holds = |f: &Family, s: &Stretch| f.members.iter().any(|m| within(m, s));
        let found = families
            .iter()
            .position(|f| holds(f, &copy.a) && holds(f, &copy.b));
        found.unwrap_or(families.len())
    };
    let mut ordered: Vec<_> = all.iter().map(|copy| (of(copy), copy)).collect();
    ordered.sort_by_key(|(family, _)| *family);
    ordered
}

fn head(ctx: &Ctx, now: &Now, family: &Family, names: &Names) -> Markup {
    let held = now
        .sightings
        .iter()
        .filter(|s| family.holds(&s.sighting))
        .count();
    html! {
        h2 { (ctx.tn("copies-family", family.members.len() as u64)) " " span.tag { (ctx.tn("n-sightings", held as u64)) } }
        ul.plain-list {
            @for (i, m) in family.members.iter().enumerate() {
                li { (stretch(m, names)) @if i == family.best { " " span.tag.yes { (ctx.t("copies-best")) } } }
            }
        }
    }
}

fn stretch(s: &Stretch, names: &Names) -> Markup {
    html! { (file(&names.name(&s.video))) " " a.quiet.num href=(moment_link(&s.video, &s.first)) { (s.first.time.clock()) "–" (s.last.time.clock()) } }
}

fn card(ctx: &Ctx, now: &Now, copy: &FootageCopy, names: &Names) -> Markup {
    let id = copy.id();
    let ballot = Ballot::of(ctx, &now.book, "copy", &id);
    let small = |s: &Stretch| {
        html! {
            img src=(format!("/thumb/{}?at={}", s.video.short(), part(&s.first.time.to_string()))) alt=(ctx.tw("alt-moment", &[("time", &s.first.time.clock())])) loading="lazy" decoding="async" width="320" height="180";
        }
    };
    html! {
        figure.copy {
            a.film.both href=(format!("/copy/{id}")) { (small(&copy.a)) (small(&copy.b)) }
            figcaption {
                (stretch(&copy.a, names)) br; (stretch(&copy.b, names)) br;
                span.tag { (percent(ctx, copy.likeness)) }
                @if copy.motion.is_none() { " " span.tag.unsure { (ctx.t("copy-still")) } }
                " " (ballot.tag(ctx))
            }
        }
    }
}

fn percent(ctx: &Ctx, likeness: f32) -> String {
    format!("{} %", ctx.words.decimal(100.0 * f64::from(likeness), 0))
}

/// Both stretches of a copy, and what people say of it.
pub async fn one(ctx: Ctx, Path(id): Path<String>) -> Response {
    ctx.page(move |ctx, desk| {
        let now = ctx.app.held.now(&desk.case)?;
        let names = Names::of(&desk.case)?;
        let all = desk.case.copies()?;
        let families = Family::of(&proposals::copies(&desk.case, &now.book)?);
        let ordered = ordered(&all, &families);
        let at = ordered.iter().position(|(_, copy)| copy.id() == id);
        let at = at.ok_or_else(|| Oops::missing(format!("there is no copy {id}")))?;
        let near = |at: Option<usize>| Some(ordered.get(at?)?.1.id());
        let view = View {
            copy: ordered[at].1,
            id: &id,
            number: at + 1,
            of: ordered.len(),
            previous: near(at.checked_sub(1)),
            next: near(at.checked_add(1)),
            names: &names,
        };
        let ballot = Ballot::of(ctx, &now.book, "copy", &id);
        let body = html! {
            (view.head(ctx, &ballot))
            div.proof {
                div.evidence { (view.compare(ctx)) (view.facts(ctx)) }
                aside.judge { (ballot.shown(ctx, &ctx.t("copy-question"))) p.small.soft { (ctx.t("copy-follows")) } }
            }
        };
        Ok(Page {
            keys: KEYS,
            scripts: &["review.js"],
            ..Page::new(Place::Footage, format!("{} {id}", ctx.t("copy-of")), body)
        })
    })
    .await
}

struct View<'a> {
    copy: &'a FootageCopy,
    id: &'a str,
    number: usize,
    of: usize,
    previous: Option<String>,
    next: Option<String>,
    names: &'a Names,
}

fn moment(s: &Stretch, at: &FrameTime) -> String {
    let moment = Moment {
        item: s.video,
        stream: s.stream,
        time: at.time,
    };
    MomentAddress::new(&moment, None).to_string()
}

impl View<'_> {
    fn head(&self, ctx: &Ctx, ballot: &Ballot<'_>) -> Markup {
        html! {
            div.proof-head {
                h1 { a.quiet href="/copies" { (ctx.t("copies")) } " " code { (self.id) } }
                (ballot.tag(ctx))
                nav.row aria-label=(ctx.t("copies")) {
                    @if let Some(id) = &self.previous { a.quiet rel="prev" href=(format!("/copy/{id}")) { "← " (ctx.t("previous")) } }
                    span.num.soft { (self.number) " / " (self.of) }
                    @if let Some(id) = &self.next { a.quiet rel="next" href=(format!("/copy/{id}")) { (ctx.t("next")) " →" } }
                }
            }
        }
    }

    /// The first frames and the last ones, which show the same moments where it is a copy.
    fn compare(&self, ctx: &Ctx) -> Markup {
        let (a, b) = (&self.copy.a, &self.copy.b);
        let ends = [(&a.first, &b.first), (&a.last, &b.last)];
        let picture = |s: &Stretch, at: &FrameTime| {
            html! {
                figure {
                    img src=(format!("/picture?of={}", part(&moment(s, at)))) alt=(ctx.tw("alt-moment", &[("time", &at.time.clock())])) loading="lazy" decoding="async";
                    figcaption { (file(&self.names.name(&s.video))) " " a.num href=(moment_link(&s.video, at)) { (at.time.clock()) } }
                }
            }
        };
        html! {
            div.compare {
                (modes(ctx, &MODES))
                @for (of_a, of_b) in ends { div.pair { (picture(a, of_a)) (picture(b, of_b)) } }
            }
        }
    }

    fn facts(&self, ctx: &Ctx) -> Markup {
        let c = self.copy;
        let both = beside(
            &moment(&c.a, &c.a.first),
            &moment(&c.b, &c.b.first),
            &c.a.video,
        );
        html! {
            dl.facts.copy-facts {
                @for s in [&c.a, &c.b] { dt { (ctx.t("col-where")) } dd { (stretch(s, self.names)) } }
                dt { (ctx.t("copy-likeness")) } dd.num { (percent(ctx, c.likeness)) }
                dt { (ctx.t("copy-motion")) } dd.num { @match c.motion { Some(m) => { (percent(ctx, m)) } None => { span.tag.unsure { (ctx.t("copy-still")) } " " (ctx.t("copy-still-what")) } } }
                @if (c.speed - 1.0).abs() > 0.005 { dt { (ctx.t("copy-speed")) } dd.num { (ctx.words.decimal(c.speed, 2)) " ×" } }
                @if c.mirrored { dt { (ctx.t("copy-mirrored")) } dd { (ctx.t("copy-mirrored-what")) } }
            }
            p { a.button href=(both) { (ctx.t("copy-both")) } }
        }
    }
}
