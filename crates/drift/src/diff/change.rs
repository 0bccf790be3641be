use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diff::code::{ChangeCode, Impact};
use crate::diff::evidence::Correction;
use crate::finding::code::Severity;
use crate::finding::finding::DocumentPlace;
use openapi_drift_recordings::Side;

/// How far a version has to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VersionBump {
    /// Nothing changed.
    None,
    /// Only what is said changed, or it was corrected.
    Patch,
    /// There is more than there was.
    Minor,
    /// Clients break.
    Major,
}

impl fmt::Display for VersionBump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// One thing that changed from the old document to the new one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Change {
    /// What kind of change it is.
    pub code: ChangeCode,
    /// What it means for those who use the document. The code's, unless it was allowed.
    pub impact: Impact,
    /// How much it weighs.
    pub severity: Severity,
    /// What a client does at this place: it sends (`request`), or receives (`response`). `None` where that does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The operation, by its id in the old document, or in the new one where that is the only one that has it; `None` where
    /// the change belongs to no operation.
    pub operation: Option<String>,
    /// Where in it: `GET /groups → 200, body /groups/*/name`.
    pub subject: String,
    /// What changed.
    pub message: String,
    /// What it may be, where that can be guessed, such as a rename.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where the statement stands in the old document, or would stand.
    pub old: DocumentPlace,
    /// Where the statement stands in the new document, or would stand.
    pub new: DocumentPlace,
    /// All operations that it concerns, where they are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<String>,
    /// The recordings that show that the service always behaved as the new document says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// The property, status or parameter that it is about, where the places are those of its owner.
    #[serde(skip)]
    pub(crate) name: Option<String>,
    /// The places with their files, as the documents know them: one pair, or one for each schema that a property is new in.
    #[serde(skip)]
    pub(crate) pointers: Vec<(String, String)>,
}

impl Change {
    /// The step of the version that the change asks for. A correction is a patch: nothing changed but what is known.
    pub fn step(&self) -> VersionBump {
        match self.impact {
            _ if self.correction.is_some() => VersionBump::Patch,
            Impact::Breaking => VersionBump::Major,
            Impact::Compatible => VersionBump::Minor,
            Impact::Documentation => VersionBump::Patch,
        }
    }

    /// Whether it breaks clients, and is no correction.
    pub fn is_breaking(&self) -> bool {
        self.step() == VersionBump::Major
    }

    /// The operation, where there is one, and what changed: `listGroups: `name` is gone`.
    pub fn title(&self) -> String {
        match &self.operation {
            Some(operation) => format!("{operation}: {}", self.message),
            None => self.message.clone(),
        }
    }
}

/// One difference, before it is known whom it concerns.
#[derive(Debug, Clone)]
pub(crate) struct RawChange {
    pub(crate) code: ChangeCode,
    pub(crate) old: String,
    pub(crate) new: String,
    pub(crate) message: String,
    /// The property, status or parameter that it is about, where the pointers are those of its owner.
    pub(crate) name: Option<String>,
    pub(crate) hint: Option<String>,
}

impl RawChange {
    pub(crate) fn new(code: ChangeCode, old: impl Into<String>, new: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, old: old.into(), new: new.into(), message: message.into(), name: None, hint: None }
    }

    pub(crate) fn named(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    pub(crate) fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

/// A difference at a place.
pub(crate) struct LocatedChange {
    pub(crate) delta: RawChange,
    pub(crate) side: Option<Side>,
    /// The first operation that it concerns, its method and path, and where in it.
    pub(crate) operation: Option<String>,
    pub(crate) subject: String,
    pub(crate) used_by: Vec<String>,
}
