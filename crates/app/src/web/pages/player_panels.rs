//! What stands beside the frame in the player: what can be done with it, corners that are drawn,
//! levels for looking.

use maud::{Markup, html};

use crate::web::ctx::Ctx;
use crate::web::page::form_token;

/// What can be done with the frame that is shown, at the pointer.
pub fn menu(ctx: &Ctx) -> Markup {
    let acts = [
        ("draw", "key-draw", "D"),
        ("bookmark", "bookmark-here", "B"),
        ("copy-address", "key-copy", "C"),
        ("mark", "player-mark", "W"),
        ("beside", "player-beside", "S"),
        ("flicker", "player-flicker", "V"),
        ("loupe", "player-loupe", "Z"),
        ("fit", "player-fit", "0"),
        ("in", "player-in", "I"),
        ("out", "player-out", "O"),
    ];
    html! {
        div.menu #menu role="menu" aria-label=(ctx.t("key-menu")) hidden {
            @for (act, words, key) in acts {
                button role="menuitem" type="button" tabindex="-1" data-do=(act) { span { (ctx.t(words)) } kbd { (key) } }
            }
        }
    }
}

/// What can be done with four corners.
pub fn draw_panel(ctx: &Ctx) -> Markup {
    html! {
        section #drawing {
            h2 { (ctx.t("draw")) }
            p.small.soft { (ctx.t("draw-what")) }
            div.row { button data-do="draw" type="button" { (ctx.t("draw-begin")) " " kbd { "D" } } button.bare data-do="draw-clear" type="button" { (ctx.t("draw-clear")) } }
            div #drawn hidden {
                p { code.address #drawn-address {} }
                div.row {
                    a.button data-with="find" href="/search" { (ctx.t("draw-find")) }
                    a.button data-with="read" href="/read" { (ctx.t("draw-read")) }
                    button data-do="cite" type="button" { (ctx.t("draw-cite")) }
                }
                details {
                    summary { (ctx.t("draw-reference")) }
                    form method="post" action="/references/cut" {
                        (form_token(ctx))
                        input type="hidden" name="of" data-with-value="";
                        div.field { label for="cut-product" { (ctx.t("col-product")) } input #cut-product name="product" required maxlength="300" autocomplete="off"; }
                        div.field { label for="cut-by" { (ctx.t("settings-alias")) } input #cut-by name="by" required maxlength="100" value=(ctx.alias); }
                        div.field { label for="cut-reason" { (ctx.t("ballot-reason")) } input #cut-reason name="reason" maxlength="1000" autocomplete="off"; }
                        button.main-act { (ctx.t("draw-reference")) }
                    }
                }
                details {
                    summary { (ctx.t("draw-screen")) }
                    form method="post" action="/screens/draw" {
                        (form_token(ctx))
                        input type="hidden" name="of" data-with-value="";
                        div.field { label for="screen-by" { (ctx.t("settings-alias")) } input #screen-by name="by" required maxlength="100" value=(ctx.alias); }
                        div.field { label for="screen-note" { (ctx.t("draw-note")) } input #screen-note name="note" maxlength="1000" autocomplete="off"; }
                        button.main-act { (ctx.t("draw-screen")) }
                    }
                }
            }
        }
    }
}

/// For looking only: pixels, addresses and hashes stay as they are.
pub fn levels(ctx: &Ctx) -> Markup {
    html! {
        details #levels {
            summary { (ctx.t("levels")) }
            p.small.soft { (ctx.t("levels-what")) }
            div.sliders {
                label for="level-black" { (ctx.t("level-black")) } input #level-black type="range" min="0" max="200" value="0";
                label for="level-white" { (ctx.t("level-white")) } input #level-white type="range" min="55" max="255" value="255";
                label for="level-gamma" { (ctx.t("level-gamma")) } input #level-gamma type="range" min="20" max="300" value="100";
            }
            button.bare data-do="levels-reset" type="button" { (ctx.t("levels-reset")) }
            svg.hidden width="0" height="0" aria-hidden="true" {
                filter #grade color-interpolation-filters="sRGB" {
                    feComponentTransfer { feFuncR type="linear" {} feFuncG type="linear" {} feFuncB type="linear" {} }
                    feComponentTransfer { feFuncR type="gamma" {} feFuncG type="gamma" {} feFuncB type="gamma" {} }
                }
            }
        }
    }
}
