//! Whose interface the sandbox serves, and what differs between the two: documents, paths, errors, numbers of decisions.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use openapi_drift::Document;

use crate::answer::{self, Answer};
use crate::api::{self, Operation};
use crate::decisions::{DECISIONS, Decision, Grounds, MODE_DECISIONS};
use crate::model::{Refused, World};
use crate::worlds::WorldName;

type Parsed = LazyLock<Result<Arc<Document>, String>>;

static MOBILIZE: Parsed = LazyLock::new(|| parse("openapi/mobilize.yaml", include_str!("../../../openapi/mobilize.yaml")));
static MODE: Parsed = LazyLock::new(|| parse("openapi/mode.yaml", include_str!("../../../openapi/mode.yaml")));

fn parse(name: &str, text: &str) -> Result<Arc<Document>, String> {
    Document::parse(name, text).map(Arc::new).map_err(|trouble| trouble.to_string())
}

/// A vendor whose interface the sandbox can serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Vendor {
    /// Mobilize: communities, below `/v1`.
    #[default]
    Mobilize,
    /// Mode: members of an organization below `/batch`, memberships of its Spaces below `/api`.
    Mode,
}

/// A name that is no vendor's.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no vendor (mobilize, mode)")]
pub struct UnknownVendor(String);

/// What is answered without looking at the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// 401 and 403.
    Credentials,
    /// No operation has the method and the path.
    Route,
    /// The request is beyond what the sandbox takes.
    Limit,
    /// A fault was asked for.
    Fault,
}

impl Vendor {
    /// All vendors.
    pub const ALL: [Self; 2] = [Self::Mobilize, Self::Mode];

    /// The name as it is written, which is also that of the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mobilize => "mobilize",
            Self::Mode => "mode",
        }
    }

    /// The name as a heading has it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Mobilize => "Mobilize",
            Self::Mode => "Mode",
        }
    }

    /// The operations that the sandbox has a handler for, by `operationId`.
    pub fn operations(self) -> impl Iterator<Item = &'static str> {
        self.table().iter().map(|operation| operation.id)
    }

    /// What the shape of an operation's 200 rests on.
    pub fn grounds(self, operation: &str) -> Option<Grounds> {
        self.table().iter().find(|known| known.id == operation).map(|operation| operation.grounds)
    }

    /// What the sandbox does because we decided so.
    pub fn decisions(self) -> &'static [Decision] {
        match self {
            Self::Mobilize => DECISIONS,
            Self::Mode => MODE_DECISIONS,
        }
    }

    /// The world that a sandbox starts from unless told otherwise.
    pub fn world(self) -> WorldName {
        match self {
            Self::Mobilize => WorldName::Demo,
            Self::Mode => WorldName::Acme,
        }
    }

    /// The table of operations.
    pub(crate) fn table(self) -> &'static [Operation] {
        match self {
            Self::Mobilize => &api::OPERATIONS,
            Self::Mode => &api::MODE_OPERATIONS,
        }
    }

    /// The document, parsed once for all sandboxes of the process.
    ///
    /// # Errors
    ///
    /// Where the document in this crate cannot be read, in the engine's words.
    pub(crate) fn document(self) -> Result<Arc<Document>, String> {
        match self {
            Self::Mobilize => MOBILIZE.clone(),
            Self::Mode => MODE.clone(),
        }
    }

    /// Where the service is. Requests are checked as if they had gone there.
    pub(crate) fn server(self) -> &'static str {
        match self {
            Self::Mobilize => "https://api.mobilize.io/v1",
            Self::Mode => "https://app.mode.com",
        }
    }

    /// What the path of the server is here.
    pub(crate) fn base(self) -> &'static str {
        match self {
            Self::Mobilize => "/v1",
            Self::Mode => "",
        }
    }

    /// The paths below which the documented interface is.
    pub(crate) fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::Mobilize => &["/v1"],
            Self::Mode => &["/batch", "/api"],
        }
    }

    /// The media type of what is answered below a path.
    pub(crate) fn media_type(self, path: &str) -> &'static str {
        if self.is_management(path) { "application/hal+json" } else { "application/json" }
    }

    /// What a 401 asks for.
    pub(crate) fn challenge(self, path: &str) -> &'static str {
        match self {
            Self::Mobilize => "Basic realm=\"Mobilize sandbox\"",
            Self::Mode if self.is_management(path) => "Basic realm=\"Mode sandbox\"",
            Self::Mode => "Bearer realm=\"Mode sandbox\"",
        }
    }

    /// Whether the credentials of a path are a signature token.
    pub(crate) fn wants_bearer(self, path: &str) -> bool {
        self == Self::Mode && !self.is_management(path)
    }

    fn is_management(self, path: &str) -> bool {
        self == Self::Mode && path.split('/').nth(1) == Some("api")
    }

    /// What such an answer rests on.
    pub(crate) fn ground(self, matter: Matter) -> Grounds {
        Grounds::decision(match (self, matter) {
            (Self::Mobilize, Matter::Credentials) => "X04",
            (Self::Mobilize, Matter::Route) => "E01",
            (Self::Mobilize, Matter::Limit) => "S04",
            (Self::Mobilize, Matter::Fault) => "S12",
            (Self::Mode, Matter::Credentials) => "X04",
            (Self::Mode, Matter::Route) => "X03",
            (Self::Mode, Matter::Limit) => "B01",
            (Self::Mode, Matter::Fault) => "B02",
        })
    }

    /// An error in the vendor's shape.
    pub(crate) fn error(self, status: u16, message: &str, matter: Matter) -> Answer {
        match self {
            Self::Mobilize => Answer::error(status, message, self.ground(matter)),
            Self::Mode => answer::mode_error(status, message, self.ground(matter)),
        }
    }

    /// A body that cannot be read at all.
    pub(crate) fn unreadable(self, operation: &'static Operation, why: &str) -> Answer {
        let message = format!("The body of the request cannot be read: {why}");
        match self {
            Self::Mobilize => answer::error(operation, 422, &message, self.ground(Matter::Limit)),
            Self::Mode => self.error(400, &message, Matter::Limit),
        }
    }

    /// A parameter that is missing or malformed.
    pub(crate) fn bad_parameter(self, operation: &'static Operation, name: &str, why: &str) -> Answer {
        match self {
            Self::Mobilize => answer::bad_parameter(operation, name, why),
            Self::Mode => answer::mode_bad_parameter(operation, name, why),
        }
    }

    /// A refusal of the world.
    pub(crate) fn refusal(self, operation: &'static Operation, refused: &Refused, world: &World) -> Answer {
        match self {
            Self::Mobilize => answer::refusal(operation, refused, world),
            Self::Mode => answer::mode_refusal(operation, refused, world),
        }
    }

    /// A property of a body that the engine found to be missing or wrong.
    pub(crate) fn bad_property(self, operation: &'static Operation, refused: &Refused, world: &World) -> Answer {
        match (self, refused) {
            (Self::Mobilize, _) => answer::refusal(operation, refused, world),
            (Self::Mode, Refused::Missing(name)) => self.bad_parameter(operation, name, "missing"),
            (Self::Mode, Refused::Invalid { property, why }) => self.bad_parameter(operation, property, &format!("invalid: {why}")),
            (Self::Mode, _) => answer::mode_refusal(operation, refused, world),
        }
    }

    /// Whether the vendor has an operation of this name.
    pub(crate) fn has(self, operation: &str) -> bool {
        self.table().iter().any(|known| known.id == operation)
    }
}

impl fmt::Display for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Vendor {
    type Err = UnknownVendor;

    fn from_str(name: &str) -> Result<Self, UnknownVendor> {
        Self::ALL.into_iter().find(|vendor| vendor.as_str() == name).ok_or_else(|| UnknownVendor(name.to_owned()))
    }
}
