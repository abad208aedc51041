//! `seal`: the journal's head signed, or stamped with a time, in files to be kept elsewhere.

use std::io::Read;
use std::path::{Path, PathBuf};

use case::{Access, Case};
use clap::Args;
use pipeline::{sign_head, stamp_query, take_reply};
use seal::{Command, Key};
use serde_json::json;

use super::door::{Failure, Outcome};
use super::progress::printable;
use super::verify::instant;
use super::{CaseArg, Print};

/// Sign the journal's head, or have it stamped with a time.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp seal --case almaty --key ~/.ssh/id_ed25519\n  contrechamp seal --case almaty --case-key --time-stamp http://timestamp.example/ --send\n  contrechamp seal --case almaty --reply answer.tsr\n\n\
The files are in the case folder's `seals`: keep a copy of them elsewhere, and give the key's \
fingerprint to others by another way. Nothing is sent without --send; with it, your own curl sends \
one SHA-256 to the authority that you named, which learns your network address and when. `verify` \
checks what is in `seals`, `verify --seal FILE` what you kept elsewhere."
)]
pub struct Seal {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// Sign with this key of yours, in OpenSSH's form; ssh-keygen asks for its passphrase or token
    #[arg(long, value_name = "FILE", conflicts_with = "case_key")]
    key: Option<PathBuf>,
    /// Sign with a key made for this case (`seals/key`); who has the folder has it too
    #[arg(long)]
    case_key: bool,
    /// Make a time-stamp query (RFC 3161) for this authority; nothing is sent without --send
    #[arg(long, value_name = "URL", value_parser = web_address)]
    time_stamp: Option<String>,
    /// Send the query now, with your own curl
    #[arg(long, requires = "time_stamp")]
    send: bool,
    /// Take an authority's reply that you fetched by hand
    #[arg(long, value_name = "FILE")]
    reply: Option<PathBuf>,
}

fn web_address(text: &str) -> Result<String, String> {
    let web = text.starts_with("http://") || text.starts_with("https://");
    let plain = !text.chars().any(|c| c.is_control() || c.is_whitespace());
    if web && plain {
        return Ok(text.to_owned());
    }
    Err("expected an address that begins with http:// or https://".to_owned())
}

impl Seal {
    pub fn run(self) -> Result<Outcome, Failure> {
        if self.key.is_none() && !self.case_key && self.time_stamp.is_none() && self.reply.is_none()
        {
            return Err(Failure::usage(
                "nothing to do was named",
                "give --key FILE or --case-key to sign, --time-stamp URL for a time stamp, or --reply FILE",
            ));
        }
        let mut case = self.case.open(Access::Write)?;
        if let Some(file) = &self.reply {
            let reply = read_reply(file)?;
            self.take(&mut case, &reply)?;
        }
        let mut statement = None;
        if let Some(key) = named_key(&case, self.key.as_deref(), self.case_key)? {
            let path = sign_head(&mut case, &key)?;
            self.say(
                json!({ "statement": path, "key": key.fingerprint(), "public": key.public() }),
                &format!(
                    "signed     {}\nkey        {}\n           {}",
                    path.display(),
                    key.fingerprint(),
                    key.public()
                ),
            );
            statement = Some(path);
        }
        if let Some(authority) = &self.time_stamp {
            self.stamp(&mut case, statement.as_deref(), authority)?;
        }
        Ok(Outcome::Done)
    }

    fn stamp(
        &self,
        case: &mut Case,
        statement: Option<&Path>,
        authority: &str,
    ) -> Result<(), Failure> {
        let (path, query) = stamp_query(case, statement, authority, self.send)?;
        let file = format!("{}.tsq", path.display());
        let shown = printable(authority);
        if !self.send {
            self.say(
                json!({ "statement": path, "query": file, "authority": authority, "sent": false }),
                &format!(
                    "query      {file}\nNothing was sent. With --send, or by this, a SHA-256 goes to {shown}, which learns your network address and when:\n  {} < {file} > answer.tsr\nThen: contrechamp seal --reply answer.tsr",
                    Command::post(authority)
                ),
            );
            return Ok(());
        }
        eprintln!(
            "sending    {} bytes (a SHA-256 and a random number) to {shown}, with curl; the authority learns your network address",
            query.len()
        );
        let reply = seal::send(authority, &query).map_err(|e| {
            Failure::on_the_way(e.to_string()).hint(format!(
                "the query is kept in {file}; it can be sent by hand"
            ))
        })?;
        self.take(case, &reply)
    }

    fn take(&self, case: &mut Case, reply: &[u8]) -> Result<(), Failure> {
        let (path, stamp) = take_reply(case, reply)?;
        let (at, file) = (instant(stamp.at), path.display());
        self.say(
            json!({ "statement": path, "stamped_at": at, "serial": stamp.serial, "policy": stamp.policy }),
            &format!(
                "stamped    {file}.tsr at {at}\nWho stamped it is not checked here. With the authority's root certificate:\n  openssl ts -verify -in {file}.tsr -data {file} -CAfile ROOT.pem -attime {}",
                stamp.at
            ),
        );
        Ok(())
    }

    /// Prints a line with all fields, `null` where one does not fit.
    fn say(&self, fields: serde_json::Value, words: &str) {
        if self.print.json {
            let mut line = json!({
                "statement": null, "key": null, "public": null, "query": null, "authority": null,
                "sent": null, "stamped_at": null, "serial": null, "policy": null,
            });
            if let (Some(line), serde_json::Value::Object(fields)) = (line.as_object_mut(), fields)
            {
                line.extend(fields);
            }
            println!("{line}");
        } else {
            println!("{words}");
        }
    }
}

/// The key that was named: one of the user's, or the case's own, which is made where it isn't there.
pub fn named_key(case: &Case, path: Option<&Path>, case_key: bool) -> Result<Option<Key>, Failure> {
    if let Some(path) = path {
        return Ok(Some(Key::read(path).map_err(key_failure)?));
    }
    if !case_key {
        return Ok(None);
    }
    let path = case.dir().join("seals").join("key");
    let key = if path.exists() {
        Key::read(&path)
    } else {
        Key::make(&path, "contrechamp case key")
    };
    Ok(Some(key.map_err(key_failure)?))
}

/// A key that was named and is none is wrong usage.
fn key_failure(e: seal::SealError) -> Failure {
    match e {
        seal::SealError::NotAKey { .. } => Failure {
            what: e.to_string(),
            hint: None,
            status: 2,
        },
        e => Failure::on_the_way(e.to_string()),
    }
}

fn read_reply(file: &Path) -> Result<Vec<u8>, Failure> {
    let trouble = |e| Failure::on_the_way(format!("{}: {e}", file.display()));
    let mut reply = Vec::new();
    std::fs::File::open(file)
        .and_then(|f| f.take(1 << 20).read_to_end(&mut reply))
        .map_err(trouble)?;
    Ok(reply)
}
