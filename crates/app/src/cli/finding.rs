//! `finding` and `reply`: statements of people with their evidence, and what the named parties
//! answered.

use std::path::PathBuf;

use case::{Access, Case};
use clap::{Args, Subcommand, ValueEnum};
use model::{
    Absence, Confidence, ConfidenceLevel, FindingFields, FindingPatch, FindingState,
    InformationGrade, Likelihood, LikelihoodScale, Reply as ModelReply, ReplyAct, RivalExplanation,
    Side, SourceGrade, StatedDate, Wording,
};
use review::book::Book;
use review::evidence::Evidence;
use review::findings::{self, Change};
use review::{blocks, entities};

use super::door::{Failure, Outcome};
use super::entity::Who;
use super::{CaseArg, people_json};

/// State something, with evidence for and against, other explanations, and who checked it.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp finding --case almaty new 'A screen of the duty room shows Argus Wall.' --wording shows --by k7\n  \
contrechamp finding --case almaty evidence 9c1e 4f0c9a1b77d2 --source B --information 2 --by k7\n  \
contrechamp finding --case almaty rival 9c1e 'A demonstration, filmed elsewhere' --weighed 'the wall clock shows the local time' --by k7\n  \
contrechamp finding --case almaty state 9c1e ready --by k7\n  contrechamp finding --case almaty show 9c1e"
)]
pub struct Finding {
    #[command(flatten)]
    case: CaseArg,
    #[command(subcommand)]
    act: Act,
}

#[derive(Clone, Copy, ValueEnum)]
enum Claims {
    Shows,
    ConsistentWith,
    Supplied,
}

#[derive(Clone, Copy, ValueEnum)]
enum Sure {
    Low,
    Moderate,
    High,
}

#[derive(Args, Default)]
struct Fields {
    /// What the authors make of the facts
    #[arg(long, value_name = "TEXT")]
    assessment: Option<String>,
    /// How much it claims
    #[arg(long, value_enum)]
    wording: Option<Claims>,
    /// An entity that it names, which has a right of reply; may be given again
    #[arg(long, value_name = "ENTITY")]
    party: Vec<String>,
    /// A word of the scale, such as likely
    #[arg(long, value_name = "WORD")]
    likelihood: Option<String>,
    /// The scale of the likelihood word
    #[arg(long, value_name = "SCALE", default_value = "icd-203", value_parser = ["icd-203", "phia-2025"])]
    scale: String,
    #[arg(long, value_enum, requires = "because")]
    confidence: Option<Sure>,
    /// The reason for the confidence
    #[arg(long, value_name = "TEXT", requires = "confidence")]
    because: Option<String>,
}

#[derive(Args)]
struct Graded {
    /// How reliable the source is: A (completely) to E (not), F can't be judged
    #[arg(long, value_name = "A-F", value_parser = source_grade)]
    source: Option<SourceGrade>,
    /// How credible what it says is: 1 (confirmed by other sources) to 5, 6 can't be judged
    #[arg(long, value_name = "1-6", value_parser = information_grade)]
    information: Option<InformationGrade>,
}

#[derive(Args)]
struct On {
    /// The finding's id, or its first digits
    finding: String,
    /// Only if this was the latest act on it (`revision` in `list findings --json`)
    #[arg(long, value_name = "ACT")]
    revision: Option<i64>,
}

#[derive(Subcommand)]
enum Act {
    /// Begin a finding, a draft; prints its id
    New {
        statement: String,
        #[command(flatten)]
        fields: Fields,
        #[command(flatten)]
        who: Who,
    },
    /// Change it; what is not given stays
    Edit {
        #[command(flatten)]
        on: On,
        #[arg(long, value_name = "TEXT")]
        statement: Option<String>,
        #[command(flatten)]
        fields: Fields,
        #[command(flatten)]
        who: Who,
    },
    /// Cite evidence: a sighting, passage, reading, relation or address
    Evidence {
        #[command(flatten)]
        on: On,
        evidence: String,
        /// It speaks against the finding
        #[arg(long)]
        against: bool,
        #[command(flatten)]
        graded: Graded,
        /// What it shows
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
        #[command(flatten)]
        who: Who,
    },
    /// Name another explanation of the same evidence
    Rival {
        #[command(flatten)]
        on: On,
        explanation: String,
        /// What speaks for or against it
        #[arg(long, value_name = "TEXT")]
        weighed: String,
        #[command(flatten)]
        who: Who,
    },
    /// Say what was looked for and not found
    Absence {
        #[command(flatten)]
        on: On,
        what: String,
        /// Where and how far was looked (default: what the case has examined)
        #[arg(long, value_name = "TEXT")]
        coverage: Option<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Take evidence, a rival explanation, an absence or a reply back, by its number
    TakeBack {
        #[command(flatten)]
        on: On,
        number: i64,
        #[command(flatten)]
        who: Who,
    },
    /// Move it on: ready, reviewed (another person), cleared, published; or back to draft, withdrawn
    State {
        #[command(flatten)]
        on: On,
        #[arg(value_parser = state)]
        state: FindingState,
        #[command(flatten)]
        who: Who,
    },
    /// Print it with its evidence as it stands, and what keeps it from being published
    Show {
        finding: String,
        #[command(flatten)]
        print: super::Print,
    },
}

fn state(word: &str) -> Result<FindingState, String> {
    FindingState::named(word).ok_or_else(|| {
        let words: Vec<&str> = FindingState::ALL.iter().map(|k| k.word()).collect();
        format!("one of {}", words.join(", "))
    })
}

fn source_grade(text: &str) -> Result<SourceGrade, String> {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => SourceGrade::of_letter(letter),
        _ => None,
    }
    .ok_or_else(|| "a letter from A to F".to_owned())
}

fn information_grade(text: &str) -> Result<InformationGrade, String> {
    let number: u8 = text
        .parse()
        .map_err(|_| "a number from 1 to 6".to_owned())?;
    InformationGrade::try_from(number)
}

impl Fields {
    fn patch(self, book: &Book) -> Result<FindingPatch, Failure> {
        let likelihood = self
            .likelihood
            .map(|word| {
                let scale = LikelihoodScale::named(&self.scale).unwrap_or(LikelihoodScale::Icd203);
                Likelihood::new(&word, scale)
            })
            .transpose()
            .map_err(|e| Failure::usage(e.to_string(), "a likelihood is a word of a scale"))?;
        let parties = self
            .party
            .iter()
            .map(|p| entities::find_entity(book, p).map(|e| e.id.clone()))
            .collect::<Result<Vec<_>, _>>()?;
        let confidence = self
            .confidence
            .zip(self.because)
            .map(|(level, reason)| Confidence {
                level: match level {
                    Sure::Low => ConfidenceLevel::Low,
                    Sure::Moderate => ConfidenceLevel::Moderate,
                    Sure::High => ConfidenceLevel::High,
                },
                reason,
            });
        Ok(FindingPatch {
            statement: None,
            assessment: self.assessment,
            wording: self.wording.map(|w| match w {
                Claims::Shows => Wording::Shows,
                Claims::ConsistentWith => Wording::ConsistentWith,
                Claims::Supplied => Wording::Supplied,
            }),
            parties: (!parties.is_empty()).then_some(parties),
            likelihood,
            confidence,
        })
    }
}

impl Finding {
    pub fn run(self) -> Result<Outcome, Failure> {
        if let Act::Show { finding, print } = &self.act {
            return show(&self.case.open(Access::Read)?, finding, print.json);
        }
        let mut case = self.case.open(Access::Write)?;
        let book = Book::read(&case)?;
        let (on, change, who) = match self.act {
            Act::New {
                statement,
                fields,
                who,
            } => {
                let mut new = FindingFields {
                    statement,
                    ..FindingFields::default()
                };
                fields.patch(&book)?.apply(&mut new);
                let id = findings::begin(&mut case, new, &who.by, &who.reason)?;
                return who.added(&case, &id);
            }
            Act::State { on, state, who } => {
                let act = findings::set_state(
                    &mut case,
                    &on.finding,
                    state,
                    on.revision,
                    &who.by,
                    &who.reason,
                )?;
                return Ok(who.done(&on.finding, Some(act)));
            }
            Act::Edit {
                on,
                statement,
                fields,
                who,
            } => {
                let mut patch = fields.patch(&book)?;
                patch.statement = statement;
                (on, Change::Edit(patch), who)
            }
            Act::Evidence {
                on,
                evidence,
                against,
                graded,
                note,
                who,
            } => {
                let all = Evidence::read(&case, &book)?;
                let side = if against { Side::Against } else { Side::For };
                let mut citation = entities::citation(&book, &all, &evidence, side, &note)?;
                citation.source = graded.source;
                citation.information = graded.information;
                (on, Change::Cite(citation), who)
            }
            Act::Rival {
                on,
                explanation,
                weighed,
                who,
            } => {
                let rival = RivalExplanation {
                    explanation,
                    weighed,
                };
                (on, Change::AddRival(rival), who)
            }
            Act::Absence {
                on,
                what,
                coverage,
                who,
            } => {
                let coverage = match coverage {
                    Some(coverage) => coverage,
                    None => review::coverage::of_case(&case)?,
                };
                (on, Change::AddAbsence(Absence { what, coverage }), who)
            }
            Act::TakeBack { on, number, who } => (on, Change::TakeBack(number), who),
            Act::Show { .. } => return Ok(Outcome::Done),
        };
        let (by, reason) = (&who.by, &who.reason);
        let act = findings::change(&mut case, &on.finding, change, on.revision, by, reason)?;
        Ok(who.done(&on.finding, Some(act)))
    }
}

fn show(case: &Case, finding: &str, json: bool) -> Result<Outcome, Failure> {
    let book = Book::read(case)?;
    let evidence = Evidence::read(case, &book)?;
    let assessed = findings::assess(&book, &evidence, findings::find(&book, finding)?);
    let keeps = blocks::to_publish(&book, &evidence, &assessed, &findings::today());
    if json {
        println!("{}", people_json::finding(&book, &assessed, &keeps));
    } else {
        println!("{}", people_json::finding_words(&book, &assessed, &keeps));
    }
    Ok(Outcome::Done)
}

/// Note the right of reply: that a named party was asked, what it answered, or why it was not asked.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp reply --case almaty asked 9c1e 'ТОО Argus KZ' --how e-mail --when 2026-11-02 --deadline 2026-11-16 --question 'Did you install …?' --by k7\n  \
contrechamp reply --case almaty answered 9c1e 'ТОО Argus KZ' --when 2026-11-10 --file answer.txt --used 'paragraph 4' --by k7"
)]
pub struct Reply {
    #[command(flatten)]
    case: CaseArg,
    #[command(subcommand)]
    act: ReplyVerb,
}

#[derive(Args)]
struct To {
    /// The finding's id, or its first digits
    finding: String,
    /// The entity that the finding names
    party: String,
}

#[derive(Subcommand)]
enum ReplyVerb {
    /// It was asked
    Asked {
        #[command(flatten)]
        to: To,
        /// By which way: letter, e-mail, telephone
        #[arg(long, value_name = "TEXT")]
        how: String,
        #[arg(long, value_name = "DATE")]
        when: String,
        #[arg(long, value_name = "DATE")]
        deadline: String,
        /// What was asked, in the words that were used
        #[arg(long, value_name = "TEXT")]
        question: String,
        #[command(flatten)]
        who: Who,
    },
    /// It answered; the answer is kept verbatim
    Answered {
        #[command(flatten)]
        to: To,
        #[arg(long, value_name = "DATE")]
        when: String,
        /// The answer
        #[arg(
            long,
            value_name = "TEXT",
            required_unless_present = "file",
            conflicts_with = "file"
        )]
        text: Option<String>,
        /// A text file (UTF-8) that holds the answer
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Where it is used
        #[arg(long, value_name = "TEXT", default_value = "")]
        used: String,
        #[command(flatten)]
        who: Who,
    },
    /// It was not asked, for a reason that is printed
    NotAsked {
        #[command(flatten)]
        to: To,
        /// Why not
        #[arg(long, value_name = "TEXT")]
        because: String,
        #[command(flatten)]
        who: Who,
    },
}

fn date(text: &str) -> Result<StatedDate, Failure> {
    text.parse().map_err(|e: model::StatedDateError| {
        Failure::usage(e.to_string(), "give a day where it is known")
    })
}

impl Reply {
    pub fn run(self) -> Result<Outcome, Failure> {
        let (to, act, who) = match self.act {
            ReplyVerb::Asked {
                to,
                how,
                when,
                deadline,
                question,
                who,
            } => {
                let act = ReplyAct::Asked {
                    how,
                    when: date(&when)?,
                    deadline: date(&deadline)?,
                    question,
                };
                (to, act, who)
            }
            ReplyVerb::Answered {
                to,
                when,
                text,
                file,
                used,
                who,
            } => {
                let text = match (text, file) {
                    (Some(text), _) => text,
                    (None, Some(file)) => std::fs::read_to_string(&file).map_err(|e| {
                        let what = format!("{}: {e}", file.display());
                        Failure::usage(what, "the answer is a text file in UTF-8")
                    })?,
                    (None, None) => String::new(),
                };
                let when = date(&when)?;
                (to, ReplyAct::Answered { when, text, used }, who)
            }
            ReplyVerb::NotAsked { to, because, who } => {
                (to, ReplyAct::NotAsked { reason: because }, who)
            }
        };
        let mut case = self.case.open(Access::Write)?;
        let book = Book::read(&case)?;
        let party = entities::find_entity(&book, &to.party)?.id.clone();
        let change = Change::Reply(ModelReply { party, act });
        let (by, reason) = (&who.by, &who.reason);
        let act = findings::change(&mut case, &to.finding, change, None, by, reason)?;
        Ok(who.done(&to.finding, Some(act)))
    }
}
