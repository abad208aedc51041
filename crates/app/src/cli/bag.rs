//! `export bag`: a case to be handed over; and `import bag`: one that was.

use std::path::{Path, PathBuf};

use case::Case;
use clap::Args;
use publish::bag::{self, Bagged, Target, Wanted};
use publish::{Reach, Tongue};
use seal::Key;
use serde_json::json;

use super::door::{Failure, Outcome};
use super::progress::{Progress, printable};

/// What a bag may hold, and how it is closed.
#[derive(Args, Clone, Default)]
pub struct BagArgs {
    /// Bag: sign it with this key of yours, in OpenSSH's form
    #[arg(long, value_name = "FILE", conflicts_with = "case_key")]
    key: Option<PathBuf>,
    /// Bag: sign it with a key made for this case (`seals/key`)
    #[arg(long)]
    case_key: bool,
    /// Bag: who hands it over (an alias); the signer's name
    #[arg(long, value_name = "ALIAS", default_value = "contrechamp")]
    by: String,
    /// Bag: for which desk or organisation
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// Bag: encrypt it for this recipient (age1…, or ssh-ed25519 …) with your own age; repeatable
    #[arg(long, value_name = "RECIPIENT")]
    encrypt_to: Vec<String>,
    /// Bag: leave the dossier out
    #[arg(long)]
    without_dossier: bool,
}

impl BagArgs {
    pub fn run(
        &self,
        case: &mut Case,
        to: Option<&Path>,
        now: &str,
        open_only: bool,
        json: bool,
    ) -> Result<Outcome, Failure> {
        // It is a word of `ssh-keygen -I` and of `allowed_signers`.
        let fine = |c: char| c.is_ascii_alphanumeric() || "-_.@".contains(c);
        if self.by.is_empty() || !self.by.chars().all(fine) {
            return Err(Failure::usage(
                format!("{:?} can't be a signer's name", self.by),
                "take letters, digits and - _ . @",
            ));
        }
        let target = self.target(case, to, now);
        let key = super::seal::named_key(case, self.key.as_deref(), self.case_key)?;
        let software = concat!("contrechamp ", env!("CARGO_PKG_VERSION"));
        let dossier = case.dir().join("derived").join("bag-dossier");
        let investigation = super::exports::investigation(case, now)?;
        let one_person = investigation.one_person;
        if !self.without_dossier {
            let wanted = publish::gather::Wanted {
                investigation,
                reach: if open_only { Reach::Open } else { Reach::Usual },
                tongue: Tongue::English,
                problems: &[],
            };
            let gathered = publish::gather::dossier(case, wanted)?;
            publish::render(&gathered, &dossier)?;
        }
        let wanted = Wanted {
            open_only,
            key: key.as_ref(),
            signer: &self.by,
            organisation: self.organisation.as_deref(),
            made_at: now,
            software,
            one_person,
            dossier: (!self.without_dossier).then_some(dossier.as_path()),
        };
        let written = write(case, &target, &wanted);
        let _ = std::fs::remove_dir_all(&dossier);
        let bagged = written?;
        case.note_act("export", told(&bagged, &wanted, &target))?;
        self.print(&bagged, key.as_ref(), json);
        Ok(Outcome::Done)
    }

    fn target(&self, case: &Case, to: Option<&Path>, now: &str) -> Target {
        let day = now.get(..10).unwrap_or(now);
        let name = |ending: &str| {
            let folder = case.dir().file_name().unwrap_or_default().to_string_lossy();
            // A bag lies beside its case: within, the next one would hold it.
            case.dir()
                .with_file_name(format!("{folder}-bag-{day}{ending}"))
        };
        if self.encrypt_to.is_empty() {
            return Target::Folder(to.map_or_else(|| name(""), Path::to_owned));
        }
        Target::Encrypted {
            file: to.map_or_else(|| name(".tar.age"), Path::to_owned),
            recipients: self.encrypt_to.clone(),
        }
    }

    fn print(&self, bagged: &Bagged, key: Option<&Key>, json: bool) {
        let head = format!("{}:{}", bagged.head.seq, bagged.head.hash);
        if json {
            println!(
                "{}",
                json!({ "bag": bagged.path, "items": bagged.items, "withheld": bagged.withheld,
                        "files": bagged.files, "bytes": bagged.bytes, "head": bagged.head,
                        "tag_manifest": bagged.tag_manifest, "key": key.map(Key::fingerprint) })
            );
            return;
        }
        println!("bag        {}", bagged.path.display());
        println!(
            "           {} items, {} files; {} items may not go and are not in it",
            bagged.items, bagged.files, bagged.withheld
        );
        println!("head       {head}");
        match key {
            Some(key) => println!("signed     {}", key.fingerprint()),
            None => println!("signed     no: give --key FILE or --case-key"),
        }
        println!("VERIFY.txt in it says how others check it without contrechamp");
    }
}

fn write(case: &Case, target: &Target, wanted: &Wanted<'_>) -> Result<Bagged, Failure> {
    use pipeline::{Event, Observer, Unit};
    let mut progress = Progress::new();
    let total = case.items()?.iter().map(|row| row.bytes).sum();
    progress.on(Event::Phase {
        name: "bag",
        total: Some(total),
        unit: Unit::Bytes,
    });
    let bagged = bag::write(case, target, wanted, &mut |n| {
        progress.on(Event::Advance(n))
    });
    progress.on(Event::PhaseDone);
    bagged.map_err(|e| match e {
        bag::BagError::Case(e) => e.into(),
        bag::BagError::Exists(_) => Failure::usage(e.to_string(), "name another with --to"),
        bag::BagError::NoProgram { .. } => Failure::on_the_way(e.to_string())
            .hint("age is in Debian's and Homebrew's packages; or encrypt the bag's folder by other means"),
        e => Failure::on_the_way(e.to_string()),
    })
}

/// For the journal: what went, never to whom.
fn told(bagged: &Bagged, wanted: &Wanted<'_>, target: &Target) -> serde_json::Value {
    json!({
        "form": "bag", "items": bagged.items, "withheld": bagged.withheld,
        "open_only": wanted.open_only, "files": bagged.files,
        "tag_manifest": bagged.tag_manifest, "head": bagged.head,
        "key": wanted.key.map(Key::fingerprint),
        "encrypted": matches!(target, Target::Encrypted { .. }),
    })
}

/// `import bag`: makes the case of a bag.
pub fn import(bag: &Path, dir: &Path, by: Option<&str>, json: bool) -> Result<Outcome, Failure> {
    let made = pipeline::import_bag(bag, dir, by, &mut Progress::new());
    let (case, imported) = made.map_err(|e| match e {
        pipeline::PipelineError::Wanted(what) => Failure::on_the_way(what),
        e => e.into(),
    })?;
    let head = format!("{}:{}", imported.head.seq, imported.head.hash);
    let key = imported.signed.as_ref().map(|s| s.fingerprint.as_str());
    if json {
        println!(
            "{}",
            json!({ "case": case.dir(), "items": imported.items, "head": imported.head, "key": key })
        );
        return Ok(Outcome::Done);
    }
    println!(
        "made the case {} in {}: {} items, all as they were packed",
        printable(&format!("{:?}", case.name())),
        case.dir().display(),
        imported.items
    );
    println!("head       {head}");
    match key {
        Some(key) => println!("signed     {key} (whose key that is, you must know)"),
        None => println!("signed     no"),
    }
    println!(
        "next: contrechamp analyse --case {}  (makes again what a bag leaves out)",
        case.dir().display()
    );
    Ok(Outcome::Done)
}
