//! Telegram Desktop's `result.json`: chats only. A full export also holds the account's contacts,
//! sessions and addresses: nothing of that is read, and the record is then not kept.

use std::path::{Path, PathBuf};

use model::Origin;
use serde::Deserialize;
use serde_json::Value;

use super::{Brought, ExportError, Inside, Missing, Taken, json};
use crate::Given;

/// What is read of an export; serde passes over the rest without keeping it.
#[derive(Deserialize)]
struct Record {
    #[serde(flatten)]
    chat: Chat,
    chats: Option<Chats>,
    left_chats: Option<Chats>,
    personal_information: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Chats {
    #[serde(default)]
    list: Vec<Chat>,
}

#[derive(Deserialize)]
struct Chat {
    #[serde(default)]
    name: Value,
    #[serde(default, rename = "type")]
    kind: Value,
    #[serde(default)]
    id: Value,
    messages: Option<Vec<Message>>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    date_unixtime: Value,
    #[serde(default)]
    edited_unixtime: Value,
    #[serde(default)]
    from: Value,
    #[serde(default)]
    author: Value,
    #[serde(default)]
    forwarded_from: Value,
    #[serde(default)]
    text: Value,
    #[serde(default)]
    photo: Value,
    #[serde(default)]
    file: Value,
}

pub(super) fn read(path: &Path, given: &Given) -> Result<Brought, ExportError> {
    let record = if path.is_dir() {
        path.join("result.json")
    } else {
        path.to_owned()
    };
    let told: Record = json::read(&record)?;
    let root = record.parent().unwrap_or(Path::new("."));
    let inside =
        Inside::new(root).ok_or_else(|| ExportError::new(root, "there is no such folder"))?;
    let mut brought = Brought::default();
    let full =
        told.chats.is_some() || told.left_chats.is_some() || told.personal_information.is_some();
    let kept = (!full).then(|| record.clone());
    if full {
        brought.notices.push(
            "result.json also holds the account's own data (contacts, sessions, addresses): it was \
             not kept; export the chat alone, and the record is kept with it"
                .to_owned(),
        );
    }
    let lists = [told.chats, told.left_chats].into_iter().flatten();
    let chats: Vec<Chat> = lists.flat_map(|l| l.list).chain([told.chat]).collect();
    let mut messages = 0;
    for chat in &chats {
        for message in chat.messages.iter().flatten() {
            messages += 1;
            for named in [&message.photo, &message.file] {
                if let Some(name) = named.as_str() {
                    let about = origin(chat, message, given);
                    take(name, about, kept.as_ref(), &inside, &mut brought);
                }
            }
        }
    }
    if messages == 0 {
        return Err(ExportError::new(&record, "there are no messages in it"));
    }
    Ok(brought)
}

fn take(
    name: &str,
    origin: Origin,
    record: Option<&PathBuf>,
    inside: &Inside,
    brought: &mut Brought,
) {
    let missing = |why: String, brought: &mut Brought| {
        brought.missing.push(Missing {
            name: origin
                .canonical_id
                .clone()
                .unwrap_or_else(|| json::short(name)),
            why,
            url: origin.url.clone(),
            record: record.cloned(),
        });
    };
    // Where a file was left out, a sentence in brackets stands in the place of its path.
    if name.starts_with('(') && name.ends_with(')') {
        return missing(format!("the export says: {}", json::short(name)), brought);
    }
    match inside.file(name) {
        Ok(path) => brought.files.push(Taken {
            origin: Origin {
                path: inside.name(&path),
                ..origin.clone()
            },
            path,
            record: record.cloned(),
            sha256: None,
        }),
        Err(why) => missing(format!("{}: {why}", json::short(name)), brought),
    }
}

fn origin(chat: &Chat, message: &Message, given: &Given) -> Origin {
    let (chat_id, id) = (json::plain(&chat.id), json::plain(&message.id));
    let canonical_id = match (chat_id, &id) {
        (Some(chat), Some(id)) => Some(format!("Telegram {chat}/{id}")),
        _ => None,
    };
    // The channel's public name is not in the file: only the person knows it.
    let public = given
        .source
        .as_deref()
        .filter(|s| s.starts_with("https://t.me/"));
    let url = match (public, &id) {
        (Some(base), Some(id)) => Some(format!("{}/{id}", base.trim_end_matches('/'))),
        _ => None,
    };
    let seconds = |value: &Value| json::plain(value).and_then(|s| s.parse::<i64>().ok());
    let mut notes = Vec::new();
    if let Some(from) = json::plain(&message.forwarded_from) {
        notes.push(format!("forwarded from {from}"));
    }
    if let Some(edited) = seconds(&message.edited_unixtime).and_then(|s| json::unix(s, "")) {
        notes.push(format!("the message was edited at {}", edited.iso));
    }
    let kind = json::plain(&chat.kind).unwrap_or_default();
    if kind.starts_with("private") || kind == "personal_chat" {
        notes.push("from a chat that is not public: mind who could be told by it".to_owned());
    }
    let said = plain_text(&message.text);
    Origin {
        url,
        canonical_id,
        title: (!said.is_empty()).then(|| json::short(&said)),
        publisher: json::plain(&message.author)
            .or_else(|| json::plain(&message.from))
            .or_else(|| json::plain(&chat.name)),
        published: seconds(&message.date_unixtime)
            .and_then(|s| json::unix(s, &format!("date_unixtime {s}"))),
        tool: Some("Telegram Desktop".to_owned()),
        notes,
        ..Origin::default()
    }
}

/// A text, or a list of texts and of objects with texts.
fn plain_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(plain_text).collect(),
        Value::Object(part) => part.get("text").map(plain_text).unwrap_or_default(),
        _ => String::new(),
    }
}
