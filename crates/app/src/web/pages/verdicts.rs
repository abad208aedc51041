//! What people say of a proposal: a verdict, or that the last one is taken back. What is looked at
//! before that is `proof`.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use case::Seen;
use model::{Taxonomy, VerdictValue};

use super::queue::Filter;
use crate::web::ctx::{Ctx, Fields};
use crate::web::oops::Oops;
use crate::web::pictures::find_sighting;
use crate::web::urls;

/// The verdict of a form; `None` where one is taken back.
pub fn said(fields: &Fields) -> Result<Option<VerdictValue>, Oops> {
    match fields.get("verdict") {
        "yes" => Ok(Some(VerdictValue::Yes)),
        "no" => Ok(Some(VerdictValue::No)),
        "cannot-tell" => Ok(Some(VerdictValue::CannotTell)),
        "withdraw" => Ok(None),
        _ => Err(no_verdict(fields)),
    }
}

/// Whether the verdict of a form settles what others judge differently.
pub fn settles(fields: &Fields) -> bool {
    !fields.get("settle").is_empty()
}

fn no_verdict(fields: &Fields) -> Oops {
    let other = fields.get("verdict");
    Oops::wrong(format!("{other:?} is no verdict"))
}

/// Takes a verdict, and goes to the next proposal.
pub async fn judge(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Response {
    let by = fields.get("by").trim().to_owned();
    let remembered = by.clone();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            // Taking one back is `undo`, which knows the one before.
            let value = said(fields)?.ok_or_else(|| no_verdict(fields))?;
            let reason = fields.get("reason");
            let seen = seen_in(fields)?;
            desk.case.batch(|case| {
                if value == VerdictValue::Yes {
                    for (function, seen) in &seen {
                        review::passages::observe(case, &id, function, *seen, &by, reason)?;
                    }
                }
                if settles(fields) {
                    review::working::arbitrate(case, &id, value, &by, reason).map(|_| ())
                } else {
                    review::give_verdict(case, &id, value, &by, reason).map(|_| ())
                }
            })?;
            let filter = Filter::of(Some(fields.get("filter")));
            let if_yes = fields.get("next-if-yes");
            let next = match value {
                VerdictValue::Yes if !if_yes.is_empty() => if_yes,
                _ => fields.get("next"),
            };
            Ok(if next.is_empty() {
                format!("/review?{}", filter.query())
            } else {
                format!(
                    "/review/{}?{}&after={}",
                    urls::part(next),
                    filter.query(),
                    urls::part(&id)
                )
            })
        })
        .await;
    with_alias(response, &remembered)
}

/// Takes the last verdict back: the one before it counts again, or none.
pub async fn undo(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Response {
    ctx.act(move |ctx, desk| {
        let row = find_sighting(ctx, desk, &id)?;
        let mut mine = row.verdicts.iter().rev().filter(|v| v.by == ctx.alias);
        if mine.next().is_none() {
            return Err(Oops::wrong(ctx.t("undo-nothing")));
        }
        let before = mine.next().map(|v| v.value);
        let reason = ctx.t("undo-reason");
        match before {
            Some(value) => {
                review::give_verdict(&mut desk.case, &row.id, value, &ctx.alias, &reason)?;
            }
            None => {
                review::working::withdraw(&mut desk.case, &row.id, &ctx.alias, &reason)?;
            }
        }
        let filter = Filter::of(Some(fields.get("filter")));
        Ok(format!("/review/{}?{}", row.id, filter.query()))
    })
    .await
}

/// What is said to be seen of functions: fields `control:ID` and `in-use:ID`.
fn seen_in(fields: &Fields) -> Result<Vec<(String, Seen)>, Oops> {
    let taxonomy = Taxonomy::shipped().map_err(|e| Oops::broken(e.to_string()))?;
    let mut seen = Vec::new();
    for function in &taxonomy.functions {
        for (name, what) in [("control", Seen::Control), ("in-use", Seen::InUse)] {
            if !fields.get(&format!("{name}:{}", function.id)).is_empty() {
                seen.push((function.id.clone(), what));
            }
        }
    }
    Ok(seen)
}

/// The alias is remembered by the browser, so that it is given once.
pub fn with_alias(mut response: Response, alias: &str) -> Response {
    let cookie = format!(
        "alias={}; SameSite=Strict; Path=/; Max-Age=31536000; HttpOnly",
        urls::part(alias)
    );
    if !alias.is_empty()
        && response.status().is_redirection()
        && let Ok(value) = HeaderValue::from_str(&cookie)
    {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
