//! References and products: what is looked for, and what people say of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use case::{ProductAct, ProductChange};
use maud::{Markup, html};
use model::{Address, FigureKind, FigureProposal, Reference, ReferenceId};
use pipeline::{Cut, figure_proposals};
use publish::visible;
use review::book::Book;
use review::products::{Product, change, products_with};

use super::ballot::{self, Ballot};
use super::verdicts::with_alias;
use crate::web::ctx::{Ctx, Fields};
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, empty, form_token};
use crate::web::shape::{Names, file};
use crate::web::urls::part;

pub async fn show(ctx: Ctx) -> Response {
    ctx.page(|ctx, desk| {
        let now = ctx.app.held.now(&desk.case)?;
        let all = products_with(&desk.case, now.sightings.iter().map(Arc::as_ref))?;
        let references = desk.case.references()?;
        let by_id: BTreeMap<ReferenceId, &Reference> = references.iter().map(|r| (r.id, r)).collect();
        let names = Names::of(&desk.case)?;
        let acts = desk.case.product_acts()?;
        let body = html! {
            h1 { (ctx.t("nav-references")) }
            @if all.is_empty() {
                (empty(&ctx.t("references-empty"), &ctx.t("references-empty-what"), html! { p { a.button href="/#add" { (ctx.t("add")) } } }))
            }
            @for product in &all { (section(ctx, product, &by_id, &names, &now.book)) }
            (history(ctx, &acts))
        };
        Ok(Page::new(Place::References, ctx.t("nav-references"), body))
    })
    .await
}

fn joined<'a>(words: impl IntoIterator<Item = &'a String>) -> String {
    let words: Vec<&str> = words.into_iter().map(String::as_str).collect();
    words.join(", ")
}

fn section(
    ctx: &Ctx,
    product: &Product,
    references: &BTreeMap<ReferenceId, &Reference>,
    names: &Names,
    book: &Book,
) -> Markup {
    html! {
        section.product id=(format!("p-{}", part(&product.name))) {
            h2 {
                (visible(&product.name)) " "
                @if product.negative { span.tag.no { (ctx.t("product-negative")) } }
            }
            p.small.soft {
                @if !product.makers.is_empty() { (visible(&joined(&product.makers))) " · " }
                @if !product.versions.is_empty() { (ctx.t("product-versions")) " " (visible(&joined(&product.versions))) " · " }
                (ctx.tn("n-documents", product.documents.len() as u64)) " · "
                a href=(format!("/review?queue=all&product={}", part(&product.name))) { (ctx.tn("n-sightings", product.sightings.len() as u64)) }
            }
            div.grid {
                @for r in product.references.iter().filter_map(|id| references.get(id)) { (card(ctx, r, names, book)) }
            }
            (acts_on(ctx, product))
        }
    }
}

fn card(ctx: &Ctx, r: &Reference, names: &Names, book: &Book) -> Markup {
    let id = r.id.0.to_hex();
    html! {
        figure {
            a.film.reference-film href=(format!("/reference/{}", r.id.short())) { (picture(ctx, r)) }
            figcaption {
                (source(ctx, r, names))
                " · " span.num { (r.size.width) " × " (r.size.height) } " "
                @match &r.poor {
                    Some(why) => { br; span.tag.unsure { (ctx.t("reference-poor")) } " " (visible(&ctx.told(why))) }
                    None => { a href=(format!("/search?reference={}", r.id.short())) { (ctx.t("draw-find")) } }
                }
                " " (Ballot::of(ctx, book, "figure", &id).tag(ctx))
            }
        }
    }
}

fn picture(ctx: &Ctx, r: &Reference) -> Markup {
    html! { img src=(format!("/reference/{}/picture", r.id.short())) alt=(ctx.tw("alt-reference", &[("product", &r.product)])) loading="lazy" width=(r.size.width) height=(r.size.height); }
}

fn source(ctx: &Ctx, r: &Reference, names: &Names) -> Markup {
    html! {
        @if let Some(s) = r.sources.first() {
            a href=(format!("/document/{}?page={}", s.item.short(), s.page)) { (file(&names.name(&s.item))) ", " (ctx.tw("page-n", &[("n", &s.page.to_string())])) }
        }
    }
}

/// One reference: where it is from, what the machine says that it shows, and whether people agree.
pub async fn one(ctx: Ctx, Path(id): Path<String>) -> Response {
    ctx.page(move |ctx, desk| {
        let now = ctx.app.held.now(&desk.case)?;
        let mut all = desk.case.references()?.into_iter();
        let r = all.find(|r| id.len() >= 8 && r.id.0.to_hex().starts_with(&id));
        let r = r.ok_or_else(|| Oops::missing(format!("there is no reference {id}")))?;
        let names = Names::of(&desk.case)?;
        let shows = figure_proposals(&desk.case)?.remove(&r.id);
        let id = r.id.0.to_hex();
        let ballot = Ballot::of(ctx, &now.book, "figure", &id);
        let question = figure_question(ctx, shows.as_ref());
        let body = html! {
            div.proof-head { h1 { a.quiet href="/references" { (ctx.t("nav-references")) } " " code { (r.id.short()) } } (ballot.tag(ctx)) }
            div.proof {
                div.evidence {
                    figure.reference-one { div.film { (picture(ctx, &r)) } }
                    dl.facts {
                        dt { (ctx.t("col-product")) } dd { a href=(format!("/references#p-{}", part(&r.product))) { (visible(&r.product)) } }
                        dt { (ctx.t("col-where")) } dd { (source(ctx, &r, &names)) }
                        @if let Some(f) = &shows { (proposed(ctx, f)) }
                        @if let Some(why) = &r.poor { dt { (ctx.t("reference-poor")) } dd { (visible(&ctx.told(why))) } }
                        dt { (ctx.t("id")) } dd { code { (id) } }
                    }
                    @if r.poor.is_none() { p { a.button href=(format!("/search?reference={}", r.id.short())) { (ctx.t("draw-find")) } } }
                }
                aside.judge { (ballot.shown(ctx, &question)) }
            }
        };
        let title = format!("{} · {}", r.product, r.id.short());
        Ok(Page {
            keys: ballot::KEYS,
            scripts: &["review.js"],
            ..Page::new(Place::References, publish::visible_plain(&title), body)
        })
    })
    .await
}

fn figure_question(ctx: &Ctx, shows: Option<&FigureProposal>) -> String {
    ctx.t(match shows.map(|f| f.kind) {
        Some(FigureKind::Interface) => "figure-is-interface",
        Some(FigureKind::Logo) => "figure-is-logo",
        Some(FigureKind::Neither) => "figure-is-neither",
        Some(FigureKind::Unclear) | None => "figure-is-usable",
    })
}

fn proposed(ctx: &Ctx, f: &FigureProposal) -> Markup {
    let word = ctx.t(match f.kind {
        FigureKind::Interface => "figure-interface",
        FigureKind::Logo => "figure-logo",
        FigureKind::Neither => "figure-neither",
        FigureKind::Unclear => "figure-unclear",
    });
    html! {
        dt { (ctx.t("figure-shows")) } dd { (word) " " span.tag.num { (ctx.words.decimal(100.0 * f64::from(f.confidence), 0)) " %" } br; span.soft { (visible(&ctx.told(&f.why))) } }
        @if let Some(caption) = &f.caption { dt { (ctx.t("figure-caption")) } dd { blockquote { (visible(caption)) } } }
    }
}

fn acts_on(ctx: &Ctx, product: &Product) -> Markup {
    let sign = if product.negative {
        "positive"
    } else {
        "negative"
    };
    html! {
        details {
            summary { (ctx.t("product-acts")) }
            form.row.ends method="post" action="/products" {
                (form_token(ctx))
                input type="hidden" name="product" value=(product.name);
                div { label { (ctx.t("product-name")) input name="to" maxlength="300" autocomplete="off"; } }
                div { label { (ctx.t("ballot-reason")) input name="reason" maxlength="1000" autocomplete="off"; } }
                div { label { (ctx.t("settings-alias")) input name="by" maxlength="100" required value=(ctx.alias); } }
                button name="act" value="rename" { (ctx.t("product-rename")) }
                button name="act" value="merge" { (ctx.t("product-merge")) }
                button name="act" value=(sign) { (ctx.t(if product.negative { "product-make-positive" } else { "product-make-negative" })) }
            }
        }
    }
}

fn history(ctx: &Ctx, acts: &[ProductAct]) -> Markup {
    html! {
        @if !acts.is_empty() {
            h2 { (ctx.t("product-history")) }
            div.scroll { table { tbody {
                @for act in acts.iter().rev() {
                    tr {
                        td.num { (act.position) }
                        td { @if act.undone { s { (visible(&in_words(ctx, &act.change))) } } @else { (visible(&in_words(ctx, &act.change))) } }
                        td { (visible(&act.by)) " " span.faint { (ctx.words.day(&act.at)) } }
                        td { (visible(&act.reason)) }
                        td { @if !act.undone {
                            form method="post" action="/products" { (form_token(ctx))
                                input type="hidden" name="act" value="undo"; input type="hidden" name="to" value=(act.position); input type="hidden" name="by" value=(ctx.alias);
                                button.bare { (ctx.t("undo")) }
                            }
                        } }
                    }
                }
            } } }
        }
    }
}

fn in_words(ctx: &Ctx, change: &ProductChange) -> String {
    match change {
        ProductChange::Rename { from, to } => ctx.tw("act-rename", &[("from", from), ("to", to)]),
        ProductChange::Merge { from, into } => ctx.tw("act-merge", &[("from", from), ("to", into)]),
        ProductChange::Reference { id, product } => {
            ctx.tw("act-move", &[("from", &id.short()), ("to", product)])
        }
        ProductChange::Document { item, product } => {
            ctx.tw("act-move", &[("from", &item.short()), ("to", product)])
        }
        ProductChange::Negative { product } => ctx.tw("act-negative", &[("from", product)]),
        ProductChange::Positive { product } => ctx.tw("act-positive", &[("from", product)]),
        ProductChange::Undo { position } => ctx.tw("act-undo", &[("from", &position.to_string())]),
    }
}

/// An act on products, as `product` on the command line does it.
pub async fn act(ctx: Ctx, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            let (product, to) = (
                fields.get("product").to_owned(),
                fields.get("to").trim().to_owned(),
            );
            let wanted = match fields.get("act") {
                "rename" => ProductChange::Rename { from: product, to },
                "merge" => ProductChange::Merge {
                    from: product,
                    into: to,
                },
                "negative" => ProductChange::Negative { product },
                "positive" => ProductChange::Positive { product },
                "undo" => ProductChange::Undo {
                    position: to
                        .parse()
                        .map_err(|_| Oops::wrong(format!("{to:?} is no act")))?,
                },
                other => return Err(Oops::wrong(format!("{other:?} is no act on products"))),
            };
            change(
                &mut desk.case,
                &wanted,
                fields.get("by"),
                fields.get("reason"),
            )?;
            Ok("/references".to_owned())
        })
        .await;
    with_alias(response, &remembered)
}

/// Cuts a reference by hand, as `add reference --from` does it.
pub async fn cut(ctx: Ctx, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            let address: Address = fields
                .get("of")
                .parse()
                .map_err(|e| Oops::wrong(format!("{e}")))?;
            let at = format!("{:.0}", jiff::Timestamp::now());
            let cut = Cut {
                product: fields.get("product"),
                by: fields.get("by"),
                reason: fields.get("reason"),
                at: &at,
            };
            let kept = desk.cut_reference(&address, &cut)?;
            Ok(format!("/references#p-{}", part(&kept.product)))
        })
        .await;
    with_alias(response, &remembered)
}
