//! XML parts of office documents as a stream of marks with local names. Entities of a document's
//! own are never expanded.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use crate::wire::Failure;

/// Deeper than any document nests.
const DEEPEST: usize = 2_000;

pub enum Mark<'a> {
    Start(Element<'a>),
    /// Local name.
    End(&'a str),
    Text(Cow<'a, str>),
}

pub struct Element<'a> {
    /// Without its prefix.
    pub name: &'a str,
    start: &'a BytesStart<'a>,
}

impl Element<'_> {
    /// An attribute by its local name.
    pub fn get(&self, name: &str) -> Option<String> {
        self.find(|key| key.rsplit(':').next() == Some(name))
    }

    /// The id of what the element names elsewhere; it may have an id of its own beside.
    pub fn relation(&self) -> Option<String> {
        self.find(|key| key.ends_with(":id"))
    }

    fn find(&self, fits: impl Fn(&str) -> bool) -> Option<String> {
        let mut all = self.start.attributes();
        let mut all = all.with_checks(false).flatten();
        let found = all.find(|a| fits(a.key.as_ref()))?;
        let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    }
}

/// Hands every mark on, in order; an empty element comes as its start and its end.
pub fn walk(
    text: &str,
    on: &mut dyn FnMut(Mark<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let damaged = |at: u64| {
        Failure::Damaged(format!(
            "its XML is damaged at byte {at}; open it in an office program and save a copy"
        ))
    };
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    let mut depth = 0usize;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(_) => return Err(damaged(reader.error_position())),
        };
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Failure::TooLarge {
                        what: "the nesting of its XML".to_owned(),
                        limit: format!("{DEEPEST} levels"),
                    });
                }
                begin(&start, on)?;
            }
            Event::Empty(start) => {
                begin(&start, on)?;
                on(Mark::End(start.local_name().as_ref()))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                on(Mark::End(end.local_name().as_ref()))?;
            }
            Event::Text(text) => on(Mark::Text(text.xml10_content()))?,
            Event::CData(text) => on(Mark::Text(text.xml10_content()))?,
            Event::GeneralRef(reference) => {
                let named = match &*reference {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                if let Some(c) = named {
                    on(Mark::Text(c.to_string().into()))?;
                }
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn begin(
    start: &BytesStart<'_>,
    on: &mut dyn FnMut(Mark<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let local = start.local_name();
    on(Mark::Start(Element {
        name: local.as_ref(),
        start,
    }))
}
