//! Verdicts on proposals that no evidence is made of: copies of footage, filmed displays, what
//! figures show, names that may be organisations. The ballot that the pages of the first three
//! share, and what is sent.

use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use model::Verdict;
use review::book::Book;
use review::{entities, proposals, working};

use super::verdicts::{said, settles, with_alias};
use crate::web::ctx::{Ctx, Fields};
use crate::web::oops::Oops;
use crate::web::page::form_token;
use crate::web::shape::{self, settling, standing};
use crate::web::urls::part;

/// Keys of a page with one ballot.
pub const KEYS: &[(&str, &str)] = &[
    ("Y", "key-yes"),
    ("N", "key-no"),
    ("U", "key-unsure"),
    ("Z", "key-undo"),
    ("R", "key-reason"),
];

const VALUES: [(&str, &str, &str, &str); 3] = [
    ("yes", "yes", "verdict-yes", "Y"),
    ("no", "no", "verdict-no", "N"),
    ("cannot-tell", "unsure", "verdict-unsure", "U"),
];

/// A proposal that is judged on its page.
pub struct Ballot<'a> {
    /// `copy`, `screen` or `figure`.
    kind: &'static str,
    id: &'a str,
    verdicts: &'a [Verdict],
    /// What others said stays hidden until this reader has judged.
    hidden: bool,
    mine: bool,
}

impl<'a> Ballot<'a> {
    pub fn of(ctx: &Ctx, book: &'a Book, kind: &'static str, id: &'a str) -> Self {
        let verdicts = proposals::verdicts(book, kind, id);
        let mine = verdicts.iter().any(|v| v.by == ctx.alias);
        let hidden = working::option(book, "blind") == Some("on") && !mine && !verdicts.is_empty();
        Self {
            kind,
            id,
            verdicts,
            hidden,
            mine,
        }
    }

    /// What people said in a word; nothing where nobody has said anything.
    pub fn tag(&self, ctx: &Ctx) -> Markup {
        html! {
            @if self.hidden { span.tag { (ctx.t("queue-hidden")) } }
            @else if !self.verdicts.is_empty() { (standing(ctx, self.verdicts)) }
        }
    }

    /// The ballot with its question, and what people said.
    pub fn shown(&self, ctx: &Ctx, question: &str) -> Markup {
        let to = format!("/proposal/{}/{}", self.kind, part(self.id));
        html! {
            form.ballot.card method="post" action=(to) {
                (form_token(ctx))
                h2.first #question { (question) }
                div.verdicts role="group" aria-labelledby="question" {
                    @for (value, class, key, letter) in VALUES {
                        button.(class) name="verdict" value=(value) { span { (ctx.t(key)) } kbd { (letter) } }
                    }
                }
                @if ctx.alias.is_empty() {
                    div.field { label for="by" { (ctx.t("ballot-by")) } input #by name="by" required maxlength="100" autocomplete="off"; }
                } @else {
                    input type="hidden" name="by" value=(ctx.alias);
                }
                label for="reason" { (ctx.t("ballot-reason")) " " kbd { "R" } }
                textarea #reason name="reason" maxlength="10000" rows="2" {}
                @if !self.hidden { (settling(ctx, self.verdicts)) }
            }
            @if self.mine {
                form.row.undo method="post" action=(to) {
                    (form_token(ctx))
                    input type="hidden" name="by" value=(ctx.alias);
                    input type="hidden" name="verdict" value="withdraw";
                    button.bare data-undo="1" { (ctx.t("undo")) " " kbd { "Z" } }
                }
            }
            (self.said(ctx))
        }
    }

    fn said(&self, ctx: &Ctx) -> Markup {
        html! {
            section.said-here {
                @if self.hidden {
                    p.soft { (ctx.t("blind-what")) }
                } @else if self.verdicts.is_empty() {
                    p.soft { (ctx.t("said-nothing")) }
                } @else {
                    p { (standing(ctx, self.verdicts)) }
                    (shape::said(ctx, self.verdicts))
                }
            }
        }
    }
}

/// A verdict, as `verdict KIND:ID` on the command line takes it; goes back to the proposal's page.
pub async fn judge(ctx: Ctx, Path((kind, id)): Path<(String, String)>, fields: Fields) -> Response {
    let by = fields.get("by").trim().to_owned();
    let remembered = by.clone();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            let page = match kind.as_str() {
                "copy" => "/copy/",
                "screen" => "/screen/",
                "figure" => "/reference/",
                "candidate" => "/companies?candidates=1#candidate-",
                _ => {
                    return Err(Oops::missing(format!(
                        "verdicts of this page are not on {kind:?}"
                    )));
                }
            };
            let value = said(fields)?;
            let named = proposals::whole_name(&desk.case, &format!("{kind}:{id}"))?;
            let named = named
                .ok_or_else(|| Oops::missing(format!("nothing of that kind has the id {id:?}")))?;
            let reason = fields.get("reason");
            match value {
                Some(value) if settles(fields) => {
                    working::arbitrate(&mut desk.case, &named, value, &by, reason)?;
                }
                value => {
                    entities::judge(&mut desk.case, &named, value, &by, reason)?;
                }
            }
            let (_, id) = named.split_once(':').unwrap_or_default();
            Ok(format!("{page}{id}"))
        })
        .await;
    with_alias(response, &remembered)
}
