//! `serve`: the workbench in the browser, on this machine only.

use std::io::Write;

use case::{Access, Case};
use clap::Args;
use serde_json::json;

use super::analyse::WorkArgs;
use super::demo::open_in_browser;
use super::door::{Failure, Outcome, own_program, sandbox_policy};
use super::{CaseArg, Print};
use crate::web;

/// Open the workbench in the browser: look, judge, search, on this machine only.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp serve --case almaty\n\nThe address that is printed lets one browser in, once. Nobody else on the network can reach it. End it with Ctrl-C; everything you said is kept as you say it."
)]
pub struct Serve {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// Port on 127.0.0.1 (default: any that is free)
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Don't open the browser, only print the address
    #[arg(long)]
    no_open: bool,
    #[command(flatten)]
    work: WorkArgs,
}

impl Serve {
    pub fn run(self) -> Result<Outcome, Failure> {
        // Brings an older layout up to date, where nobody else writes.
        let case = match self.case.open(Access::Write) {
            Ok(case) => case,
            Err(_) => self.case.open(Access::Read)?,
        };
        let dir = Case::dir(&case).to_owned();
        drop(case);
        let mut settings = self.work.settings();
        settings.limits.sandbox = sandbox_policy();
        let options = web::Options {
            case: dir,
            port: self.port,
            program: own_program()?,
            settings,
        };
        let (json, open) = (self.print.json, !self.no_open);
        web::serve(options, move |address| {
            if json {
                println!("{}", json!({ "address": address }));
            } else {
                println!("the workbench: {address}");
                println!("               it lets one browser in, once; Ctrl-C ends it");
            }
            // Who reads it through a pipe must not wait for more.
            let _ = std::io::stdout().flush();
            if open {
                open_in_browser(address);
            }
        })
        .map_err(Failure::on_the_way)?;
        Ok(Outcome::Done)
    }
}
