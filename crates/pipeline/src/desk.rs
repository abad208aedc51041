//! The desk: an opened case with its shelves and the decoding child, and the order of the steps.

use std::path::PathBuf;
use std::time::Instant;

use case::{Case, Output, Work, WorkState};
use decode::{Confinement, Decoder, Limits};
use describe::reading::{Launch, Reader};
use model::{DerivedKey, ItemId, Provenance};
use seal::CertificateList;
use serde_json::json;
use vault::{Derived, Vault};

use crate::{Event, Observer, PipelineError};

/// How a run works; nothing here changes what is found but `keyframes_per_second` and
/// `features_per_frame`, which are part of every key.
#[derive(Clone, Debug)]
pub struct Settings {
    pub threads: usize,
    /// Try again what failed in an earlier run.
    pub retry_failed: bool,
    /// Read the text of filmed screens and frames; it takes longest, and can be left for later.
    pub read_text: bool,
    /// Against whom signers of Content Credentials are held, where somebody gave such a list.
    pub trusted_signers: Option<CertificateList>,
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threads: std::thread::available_parallelism().map_or(2, usize::from),
            retry_failed: false,
            read_text: true,
            trusted_signers: None,
            limits: Limits::default(),
        }
    }
}

/// A case on which work is done. The only writer of derived state.
pub struct Desk {
    pub case: Case,
    pub(crate) vault: Vault,
    pub(crate) derived: Derived,
    pub(crate) decoder: Decoder,
    pub(crate) settings: Settings,
    /// How the recogniser that is a program of its own is started.
    launch: Launch,
    confinement: Confinement,
    /// The journal knows how far children were held back in this run.
    confinement_noted: bool,
}

impl Desk {
    /// `program` is our own binary, which is run as the decoding child.
    ///
    /// # Errors
    /// When the case's folders can't be used, or children can't be held back as the settings ask.
    pub fn open(case: Case, program: PathBuf, settings: Settings) -> Result<Self, PipelineError> {
        let vault = Vault::open(case.dir())?;
        let derived = Derived::open(case.dir())?;
        let launch = Launch {
            program: program.clone(),
            sandbox: settings.limits.sandbox,
        };
        let decoder = Decoder::new(program, settings.limits.clone());
        let confinement = decoder.confinement()?;
        Ok(Self {
            case,
            vault,
            derived,
            decoder,
            settings,
            launch,
            confinement,
            confinement_noted: false,
        })
    }

    /// Another desk on an opening of the same case. What children can be held back by is known
    /// already and not tried again.
    ///
    /// # Errors
    /// When the case's folders can't be used.
    pub fn beside(&self, case: Case) -> Result<Self, PipelineError> {
        Ok(Self {
            vault: Vault::open(case.dir())?,
            derived: Derived::open(case.dir())?,
            case,
            decoder: self.decoder.clone(),
            settings: self.settings.clone(),
            launch: self.launch.clone(),
            confinement: self.confinement.clone(),
            confinement_noted: false,
        })
    }

    /// The recognisers that are installed.
    pub fn reader(&self) -> Reader {
        Reader::open(&self.launch)
    }

    /// How far the decoding children of this run are held back.
    pub const fn confinement(&self) -> &Confinement {
        &self.confinement
    }

    /// Everything the machine can do for what was added: identify, watch, read documents, match,
    /// follow screens, read text, look for copies, and make the pictures that prove.
    ///
    /// # Errors
    /// When the case can't be written; bad files are problems, not errors.
    pub fn analyse(&mut self, observer: &mut dyn Observer) -> Result<(), PipelineError> {
        self.identify_all(observer)?;
        self.read_credentials(observer)?;
        self.hold_signers(observer)?;
        self.read_documents(observer)?;
        self.propose_passages(observer)?;
        self.watch_all(observer)?;
        self.match_all(observer)?;
        self.find_screens(observer)?;
        if self.settings.read_text {
            self.read_all(observer)?;
        }
        self.find_copies(observer)?;
        self.make_proofs(observer)
    }

    /// What must be done before anything can be looked for: identify, read documents, watch.
    ///
    /// # Errors
    /// When the case can't be written; bad files are problems, not errors.
    pub fn make_searchable(&mut self, observer: &mut dyn Observer) -> Result<(), PipelineError> {
        self.identify_all(observer)?;
        self.read_documents(observer)?;
        self.watch_all(observer)
    }

    /// Whether a step still has to be done.
    pub(crate) fn is_due(&self, key: &DerivedKey) -> Result<bool, PipelineError> {
        Ok(match self.case.work(key)?.map(|w| w.state) {
            None => true,
            Some(WorkState::Done) => false,
            Some(WorkState::Failed(_)) => self.settings.retry_failed,
        })
    }

    /// Records a step's outcome.
    pub(crate) fn record(
        &mut self,
        provenance: Provenance,
        item: Option<ItemId>,
        begun: Instant,
        output: &Output,
    ) -> Result<(), PipelineError> {
        let work = Work {
            provenance,
            item,
            seconds: begun.elapsed().as_secs_f64(),
        };
        if !self.confinement_noted {
            let c = &self.confinement;
            let detail = json!({ "level": c.level(), "layers": c, "gaps": c.gaps() });
            self.case.note_act("sandbox", detail)?;
            self.confinement_noted = true;
        }
        Ok(self.case.finish(&work, output)?)
    }

    /// Records that a step failed for an item, and tells.
    pub(crate) fn record_failure(
        &mut self,
        provenance: Provenance,
        item: ItemId,
        begun: Instant,
        reason: &str,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let name = self.name_of(&item)?;
        observer.on(Event::Problem {
            name: &name,
            what: reason,
        });
        self.record(
            provenance,
            Some(item),
            begun,
            &Output::Failed(reason.to_owned()),
        )
    }

    /// The item's path as it was added, for people; its short id where there is none.
    pub(crate) fn name_of(&self, item: &ItemId) -> Result<String, PipelineError> {
        Ok(self
            .case
            .item(*item)?
            .and_then(|row| row.origins.into_iter().next())
            .map_or_else(|| item.short(), |origin| origin.path))
    }

    /// Where the original lies; an item without its object is a problem of that item.
    pub(crate) fn object(&self, item: &ItemId) -> Result<PathBuf, String> {
        self.vault.get_path(&item.0).ok_or_else(|| {
            format!("the object {item} is missing from the case folder; add the file again")
        })
    }
}
