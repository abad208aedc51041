//! Who judges here, language, light; a way in for another browser; all keys.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use maud::html;

use super::verdicts::with_alias;
use crate::web::ctx::{Ctx, Fields, Theme, go};
use crate::web::page::{self, Page, Place, form_token, key_table};
use crate::web::words::Lang;

pub async fn show(ctx: Ctx) -> Response {
    ctx.answer(|ctx| {
        let body = settings(ctx, None);
        let page = Page::new(Place::Settings, ctx.t("settings"), body);
        Ok(axum::response::IntoResponse::into_response(page::whole(
            ctx, page,
        )))
    })
    .await
}

fn settings(ctx: &Ctx, invited: Option<&str>) -> maud::Markup {
    let themes = [Theme::System, Theme::Light, Theme::Dark];
    let langs = [(Lang::En, "English"), (Lang::Fr, "Français")];
    html! {
        h1 { (ctx.t("settings")) }
        div.two {
            form.card method="post" action="/settings" {
                (form_token(ctx))
                div.field {
                    label for="alias" { (ctx.t("settings-alias")) }
                    input #alias name="alias" value=(ctx.alias) maxlength="100" autocomplete="off";
                    p.small.soft { (ctx.t("settings-alias-what")) }
                }
                fieldset.plain {
                    legend { (ctx.t("settings-language")) }
                    @for (lang, name) in langs {
                        label.in-line { input type="radio" name="language" value=(lang.code()) checked[ctx.words.lang == lang]; (name) } " "
                    }
                }
                fieldset.plain {
                    legend { (ctx.t("settings-theme")) }
                    @for theme in themes {
                        label.in-line { input type="radio" name="theme" value=(theme.word()) checked[ctx.theme == theme]; (ctx.t(match theme {
                            Theme::System => "theme-system", Theme::Light => "theme-light", Theme::Dark => "theme-dark",
                        })) } " "
                    }
                }
                button.main-act { (ctx.t("save")) }
            }
            section.card {
                h2 { (ctx.t("invite")) }
                p.soft { (ctx.t("invite-what")) }
                form method="post" action="/settings/invite" { (form_token(ctx)) button { (ctx.t("invite-make")) } }
                @if let Some(to) = invited {
                    p { (ctx.t("invite-made")) }
                    p { code { (to) } " " button.bare type="button" data-copy=(to) data-done=(ctx.t("copied")) { (ctx.t("copy")) } }
                }
                hr;
                p { a href="/styleguide" { (ctx.t("styleguide")) } " · " a href="/keys" { (ctx.t("keys-title")) } }
            }
        }
    }
}

pub async fn change(ctx: Ctx, fields: Fields) -> Response {
    let mut response = with_alias(go("/settings"), fields.get("alias").trim());
    for (name, allowed) in [
        ("language", &["en", "fr"][..]),
        ("theme", &["system", "light", "dark"]),
    ] {
        let value = fields.get(name);
        let cookie = format!("{name}={value}; SameSite=Strict; Path=/; Max-Age=31536000; HttpOnly");
        if allowed.contains(&value)
            && let Ok(cookie) = HeaderValue::from_str(&cookie)
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    drop(ctx);
    response
}

/// An address that lets one more browser of this machine in.
pub async fn invite(ctx: Ctx, _fields: Fields) -> Response {
    ctx.answer(|ctx| {
        let token = ctx.app.sessions.invite()?;
        let to = format!("http://{}/enter?token={token}", ctx.app.authority);
        let body = settings(ctx, Some(&to));
        let page = Page::new(Place::Settings, ctx.t("settings"), body);
        Ok(axum::response::IntoResponse::into_response(page::whole(
            ctx, page,
        )))
    })
    .await
}

/// All keys on one page, for browsers without scripts too.
pub async fn keys(ctx: Ctx) -> Response {
    ctx.answer(|ctx| {
        let body = html! {
            h1 { (ctx.t("keys-title")) }
            @for (title, keys) in super::ALL_KEYS {
                h2 { (ctx.t(title)) }
                (key_table(ctx, keys))
            }
        };
        let page = Page::new(Place::None, ctx.t("keys-title"), body);
        Ok(axum::response::IntoResponse::into_response(page::whole(
            ctx, page,
        )))
    })
    .await
}
