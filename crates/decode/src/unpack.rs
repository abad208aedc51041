//! Saved pages and archives of them: what was taken out, as the child tells it.

use std::path::Path;

use crate::session::printable;
use crate::wire::{EntryHead, Part, Reply, Task};
use crate::{DecodeError, Decoder};

/// No entry is larger.
const LARGEST: u64 = 256 << 20;

/// Something that was taken out of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnpackedPart {
    /// Its address on the web, where the archive has one.
    pub url: Option<String>,
    pub mime: String,
    /// When it was saved, as the archive writes it.
    pub at: Option<String>,
    pub title: Option<String>,
    pub part: Part,
    /// What was noticed.
    pub notes: Vec<String>,
    pub bytes: Vec<u8>,
}

/// What an archive was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// WACZ, WARC, MHTML or saved page.
    pub form: String,
    pub notes: Vec<String>,
    /// Name and reason of what is not there or not as the archive states.
    pub missing: Vec<(String, String)>,
}

impl Decoder {
    /// Takes a WACZ, WARC, MHTML or saved page apart and hands on its pages, pictures of pages and
    /// media. Records whose digests don't hold are [`Unpacked::missing`].
    ///
    /// # Errors
    /// When it is none of these, was changed after it was made, or the child crashed, hung or ran
    /// out of memory on it.
    pub fn unpack(
        &self,
        path: &Path,
        on: &mut dyn FnMut(UnpackedPart),
    ) -> Result<Unpacked, DecodeError> {
        let mut session = self.start(path, Task::Unpack)?;
        let mut missing = Vec::new();
        loop {
            match session.next()? {
                Reply::Entry(head) => {
                    if head.bytes > LARGEST {
                        return Err(session.nonsense("an entry beyond the limit"));
                    }
                    let bytes = session.raw(usize::try_from(head.bytes).unwrap_or(0))?;
                    on(part_of(head, bytes));
                }
                Reply::Missing { name, why } => missing.push((printable(&name), printable(&why))),
                Reply::Unpacked { form, notes } => {
                    return Ok(Unpacked {
                        form: printable(&form),
                        notes: notes.iter().map(|n| printable(n)).collect(),
                        missing,
                    });
                }
                _ => return Err(session.nonsense("an unexpected reply")),
            }
        }
    }
}

fn part_of(head: EntryHead, bytes: Vec<u8>) -> UnpackedPart {
    let clean = |text: Option<String>| text.map(|t| printable(&t));
    UnpackedPart {
        url: clean(head.url),
        mime: printable(&head.mime),
        at: clean(head.at),
        title: clean(head.title),
        part: head.part,
        notes: head.notes.iter().map(|n| printable(n)).collect(),
        bytes,
    }
}
