//! Files that a browser sends: streamed piece by piece into the vault, or to a file of no name
//! while a picture is looked for. What the browser calls a file is a text, never a path.

use std::io::{self, Read, Write};
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use collect::Given;
use model::{AddedAs, ItemId};
use tempfile::NamedTempFile;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::ctx::{Ctx, go};
use super::oops::Oops;
use super::pages::with_alias;
use super::session::same;
use super::state::App;

/// Bytes of one file, and of a field that is no file.
const MOST_FILE: u64 = 64 << 30;
const MOST_FIELD: usize = 10_000;
/// Files of one form, and characters of a name.
const MOST_FILES: usize = 2000;
const LONGEST_NAME: usize = 255;
/// Pieces that wait between the socket and the disk.
const WAITING: usize = 8;

/// The sender's end of what is read on another thread.
struct Pieces {
    from: Receiver<io::Result<Bytes>>,
    now: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.now.is_empty() {
            match self.from.blocking_recv() {
                Some(piece) => self.now = piece?,
                None => return Ok(0),
            }
        }
        let n = buffer.len().min(self.now.len());
        buffer[..n].copy_from_slice(&self.now.split_to(n));
        Ok(n)
    }
}

/// Passes a field on, up to a limit; what breaks off is an error at the other end.
async fn send(mut field: Field<'_>, to: Sender<io::Result<Bytes>>, most: u64) {
    let mut sent = 0;
    loop {
        let piece = match field.chunk().await {
            Ok(Some(piece)) => piece,
            Ok(None) => return,
            Err(e) => {
                let _ = to.send(Err(io::Error::other(e.to_string()))).await;
                return;
            }
        };
        sent += piece.len() as u64;
        let piece = if sent > most {
            Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("more than {most} bytes"),
            ))
        } else {
            Ok(piece)
        };
        let last = piece.is_err();
        if to.send(piece).await.is_err() || last {
            return;
        }
    }
}

async fn short(field: Field<'_>) -> Result<String, Oops> {
    let text = field.text().await.map_err(broken)?;
    if text.len() > MOST_FIELD {
        return Err(Oops::wrong("a field of the form is too long"));
    }
    Ok(text)
}

fn broken(e: axum::extract::multipart::MultipartError) -> Oops {
    Oops::wrong(format!("what was sent broke off: {e}"))
}

fn checked(ctx: &Ctx, token: &str) -> Result<(), Oops> {
    if ctx.form_token.is_empty() || !same(&ctx.form_token, token) {
        return Err(Oops::refused(ctx.t("oops-form-token")));
    }
    Ok(())
}

/// One file of a form, after its token, to a temporary file without a name of the browser's.
///
/// # Errors
/// When the token is missing, no such file is sent, or it is too large.
pub async fn one(
    ctx: &Ctx,
    mut form: Multipart,
    name: &str,
    most: u64,
) -> Result<NamedTempFile, Oops> {
    let mut allowed = false;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("form") => {
                checked(ctx, &short(field).await?)?;
                allowed = true;
            }
            Some(n) if n == name && allowed => {
                let (to, from) = channel(WAITING);
                let written = tokio::task::spawn_blocking(move || {
                    let mut pieces = Pieces {
                        from,
                        now: Bytes::new(),
                    };
                    let mut file = NamedTempFile::new()?;
                    io::copy(&mut pieces, &mut file)?;
                    file.flush()?;
                    Ok::<_, io::Error>(file)
                });
                send(field, to, most).await;
                let file = written.await.map_err(|e| Oops::broken(e.to_string()))?;
                return file.map_err(|e| Oops::with(StatusCode::PAYLOAD_TOO_LARGE, e.to_string()));
            }
            _ => {}
        }
    }
    if allowed {
        Err(Oops::wrong("no file was sent"))
    } else {
        Err(Oops::refused(ctx.t("oops-form-token")))
    }
}

/// What was said of the files of one form.
#[derive(Default)]
struct Said {
    allowed: bool,
    added_as: AddedAs,
    given: Given,
    files: Vec<(String, ItemId, u64)>,
}

/// Brings files into the case: each is streamed into the vault while it comes.
pub async fn add(State(app): State<Arc<App>>, request: Request) -> Response {
    let ctx = Ctx::of(&app, request.headers());
    let form = match Multipart::from_request(request, &app).await {
        Ok(form) => form,
        Err(e) => return ctx.oops(&Oops::wrong(e.to_string())),
    };
    let said = match receive(&ctx, form).await {
        Ok(said) => said,
        Err(oops) => return ctx.oops(&oops),
    };
    let by = said.given.by.clone().unwrap_or_default();
    let response = ctx
        .answer(move |ctx| {
            ctx.app.write(|desk| {
                for (name, item, bytes) in &said.files {
                    desk.add_sent((*item, *bytes), name, said.added_as, &said.given)?;
                }
                Ok(go(&format!("/?added={}", said.files.len())))
            })
        })
        .await;
    with_alias(response, &by)
}

async fn receive(ctx: &Ctx, mut form: Multipart) -> Result<Said, Oops> {
    let mut said = Said::default();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "form" {
            checked(ctx, &short(field).await?)?;
            said.allowed = true;
            // Before gigabytes come: can anything be written at all?
            let app = Arc::clone(&ctx.app);
            let ready = tokio::task::spawn_blocking(move || app.write(|_| Ok(())));
            ready.await.map_err(|e| Oops::broken(e.to_string()))??;
            continue;
        }
        if !said.allowed {
            return Err(Oops::refused(ctx.t("oops-form-token")));
        }
        if name == "files" {
            keep(ctx, field, &mut said).await?;
        } else {
            note(&name, &short(field).await?, &mut said)?;
        }
    }
    if !said.allowed {
        return Err(Oops::refused(ctx.t("oops-form-token")));
    }
    if said.files.is_empty() {
        return Err(Oops::wrong("no file was sent"));
    }
    Ok(said)
}

fn note(name: &str, value: &str, said: &mut Said) -> Result<(), Oops> {
    let text = Some(value.trim().to_owned()).filter(|v| !v.is_empty());
    match name {
        "as" => {
            said.added_as = match value {
                "footage" => AddedAs::Footage,
                "documents" => AddedAs::Document,
                "negatives" => AddedAs::Negative,
                _ => AddedAs::Either,
            }
        }
        "source" => said.given.source = text,
        "by" => said.given.by = text,
        "published" => {
            let given = Given::new(None, text, None).map_err(|e| Oops::wrong(e.to_string()))?;
            said.given.published = given.published;
        }
        _ => {}
    }
    Ok(())
}

async fn keep(ctx: &Ctx, field: Field<'_>, said: &mut Said) -> Result<(), Oops> {
    // A file field without a file has an empty name.
    let Some(name) = field.file_name().map(plain).filter(|n| !n.is_empty()) else {
        return Ok(());
    };
    if said.files.len() >= MOST_FILES {
        return Err(Oops::wrong(format!("up to {MOST_FILES} files at once")));
    }
    let (to, from) = channel(WAITING);
    let app = Arc::clone(&ctx.app);
    let called = name.clone();
    let stored = tokio::task::spawn_blocking(move || {
        let mut pieces = Pieces {
            from,
            now: Bytes::new(),
        };
        app.read(|desk| Ok(desk.preserve_sent(&called, &mut pieces)?))
    });
    send(field, to, MOST_FILE).await;
    let (item, bytes) = stored.await.map_err(|e| Oops::broken(e.to_string()))??;
    said.files.push((name, item, bytes));
    Ok(())
}

/// A name as a text to be shown. What lies in a folder that was chosen is named as it lies there,
/// as on the command line: the folders tell products and channels.
fn plain(name: &str) -> String {
    let parts = name.split(['/', '\\']);
    let parts: Vec<&str> = parts.filter(|p| !matches!(*p, "" | "." | "..")).collect();
    let inside = parts.get(1..).filter(|rest| !rest.is_empty());
    let text = inside.unwrap_or(&parts).join("/");
    text.chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_lies_in_a_folder_is_named_as_it_lies_there_and_nothing_leads_out() {
        assert_eq!(plain("view.png"), "view.png");
        assert_eq!(plain("documents/Argus/view.png"), "Argus/view.png");
        assert_eq!(plain("documents/a.pdf"), "a.pdf");
        assert_eq!(plain("../../../etc/passwd"), "passwd");
        assert_eq!(plain("C:\\x\\..\\a.png"), "x/a.png");
        assert_eq!(plain("//"), "");
    }
}
