use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diff::code::{ChangeCode, Impact};
use crate::diff::evidence::Correction;
use crate::finding::code::Severity;
use crate::finding::finding::DocumentPlace;
use openapi_drift_recordings::Side;

/// The size of a version step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VersionBump {
    /// Nothing changed.
    None,
    /// Only documentation changed, or the document was corrected.
    Patch,
    /// Something was added, and clients still work.
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

/// One change from the old document to the new one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Change {
    /// The kind of change.
    pub code: ChangeCode,
    /// The impact on users of the document: that of the code, or documentation if the code is allowed.
    pub impact: Impact,
    /// The severity of the code.
    pub severity: Severity,
    /// The client sends the value (`request`) or receives it (`response`). None if the change is on neither side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The id of the operation in the old document, or in the new one if it was added. None if the change belongs to no
    /// operation.
    pub operation: Option<String>,
    /// The place in the operation: `GET /groups → 200, body /groups/*/name`.
    pub subject: String,
    /// The change in words.
    pub message: String,
    /// A possible explanation, such as a rename.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The place of the statement in the old document, or of its owner.
    pub old: DocumentPlace,
    /// The place of the statement in the new document, or of its owner.
    pub new: DocumentPlace,
    /// All operations that the change concerns, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<String>,
    /// Recordings that show that the service always behaved as the new document states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// The name of the property, status or parameter, if the places are those of its owner.
    #[serde(skip)]
    pub(crate) name: Option<String>,
    /// The places as pointers with files: one pair, or one per schema in which a property is new.
    #[serde(skip)]
    pub(crate) pointers: Vec<(String, String)>,
}

impl Change {
    /// Returns the version step that the change requires. A correction requires a patch, since the service did not change.
    pub fn step(&self) -> VersionBump {
        match self.impact {
            _ if self.correction.is_some() => VersionBump::Patch,
            Impact::Breaking => VersionBump::Major,
            Impact::Compatible => VersionBump::Minor,
            Impact::Documentation => VersionBump::Patch,
        }
    }

    /// Returns true if the change breaks clients and is not a correction.
    pub fn is_breaking(&self) -> bool {
        self.step() == VersionBump::Major
    }

    /// Returns the operation, if there is one, and the change: ``listGroups: `name` is gone``.
    pub fn title(&self) -> String {
        match &self.operation {
            Some(operation) => format!("{operation}: {}", self.message),
            None => self.message.clone(),
        }
    }
}

/// A change before its operations are known.
#[derive(Debug, Clone)]
pub(crate) struct RawChange {
    pub(crate) code: ChangeCode,
    pub(crate) old: String,
    pub(crate) new: String,
    pub(crate) message: String,
    /// The name of the property, status or parameter, if the pointers are those of its owner.
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

/// A change and its place in an operation.
pub(crate) struct LocatedChange {
    pub(crate) raw_change: RawChange,
    pub(crate) side: Option<Side>,
    /// The first operation that the change concerns.
    pub(crate) operation: Option<String>,
    pub(crate) subject: String,
    pub(crate) used_by: Vec<String>,
}
