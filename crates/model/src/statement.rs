//! Acts of people on entities, relations and findings. What a thing is now follows from its acts
//! in order; none is ever changed, and an undoing is an act too.

use serde::{Deserialize, Serialize};

use crate::{
    Absence, Citation, ContentHash, EntityFields, FindingFields, FindingPatch, FindingState, Quad,
    RelationFields, Reply, RivalExplanation, VerdictValue,
};

/// What kind of thing a statement is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    Entity,
    Relation,
    Finding,
    /// A proposal that has no table of verdicts of its own.
    Proposal,
    /// A picture of the dossier.
    Picture,
    /// How the case is worked.
    Option,
}

/// What a person does.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "act", content = "detail", rename_all = "kebab-case")]
pub enum Act {
    AddEntity(EntityFields),
    EditEntity(EntityFields),
    /// Two entries of one entity; the other one stays.
    MergeEntity {
        into: String,
    },
    RemoveEntity,
    AddRelation(RelationFields),
    EditRelation(RelationFields),
    RemoveRelation,
    NewFinding(FindingFields),
    EditFinding(FindingPatch),
    AddRival(RivalExplanation),
    AddAbsence(Absence),
    /// `content` is the hash of what the state was given to.
    SetState {
        state: FindingState,
        content: ContentHash,
    },
    Reply(Reply),
    /// To a relation or finding.
    Cite(Citation),
    /// Takes back a citation, rival explanation or absence, by the number of its act.
    TakeBack {
        position: i64,
    },
    /// On a proposal; `arbiter` settles a disagreement.
    Judge {
        value: Option<VerdictValue>,
        arbiter: bool,
    },
    /// A place of a picture that is covered, in displayed pixels.
    Mask {
        quad: Quad,
    },
    /// That a person looked at all that a picture shows outside its screen, and lets it be shown.
    Confirm {
        whole: bool,
    },
    Set {
        value: String,
    },
    Undo {
        position: i64,
    },
}

impl Act {
    /// The act's name as it is stored.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::AddEntity(_) => "add-entity",
            Self::EditEntity(_) => "edit-entity",
            Self::MergeEntity { .. } => "merge-entity",
            Self::RemoveEntity => "remove-entity",
            Self::AddRelation(_) => "add-relation",
            Self::EditRelation(_) => "edit-relation",
            Self::RemoveRelation => "remove-relation",
            Self::NewFinding(_) => "new-finding",
            Self::EditFinding(_) => "edit-finding",
            Self::AddRival(_) => "add-rival",
            Self::AddAbsence(_) => "add-absence",
            Self::SetState { .. } => "set-state",
            Self::Reply(_) => "reply",
            Self::Cite(_) => "cite",
            Self::TakeBack { .. } => "take-back",
            Self::Judge { .. } => "judge",
            Self::Mask { .. } => "mask",
            Self::Confirm { .. } => "confirm",
            Self::Set { .. } => "set",
            Self::Undo { .. } => "undo",
        }
    }
}

/// An act with its author.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    /// Its number in the case, by which it is undone.
    pub position: i64,
    pub subject: Subject,
    /// Id of the thing that it is about.
    pub id: String,
    pub act: Act,
    /// An alias.
    pub by: String,
    /// ISO 8601, UTC.
    pub at: String,
    pub reason: String,
    /// Whether a later act undid it.
    pub undone: bool,
}
