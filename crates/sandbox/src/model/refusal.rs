//! Refusals of the world. Their statuses in HTTP are the concern of the API.

/// The reason why the world refused a change or has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The group does not exist.
    #[error("Group {0} not found")]
    NoGroup(i64),
    /// The user does not exist.
    #[error("User id({0}) is not exist.")]
    NoUser(i64),
    /// The user exists and is not in the group.
    #[error("User id({user}) is not exist.")]
    NoMember {
        /// The group.
        group: i64,
        /// The user.
        user: i64,
    },
    /// The job does not exist.
    #[error("Job {0} not found")]
    NoJob(String),
    /// The bulk of notifications does not exist.
    #[error("Bulk {0} not found")]
    NoBulk(String),
    /// Something else does not exist.
    #[error("{0} not found")]
    NotFound(String),
    /// Another group has the name.
    #[error("This group name already exists in your network.")]
    NameTaken,
    /// Another group has the alias, which is its address.
    #[error("This alias name already exists in your network.")]
    AliasTaken,
    /// Another user has the e-mail address.
    #[error("This email already exists in your network.")]
    EmailTaken,
    /// A required property is missing.
    #[error("'{0}' property is missing, please validate your request.")]
    Missing(String),
    /// A property has an invalid value.
    #[error("'{property}' property is invalid: {reason}, please validate your request.")]
    Invalid {
        /// The path of the property, joined by dots.
        property: String,
        /// The reason.
        reason: String,
    },
    /// A field of the type file cannot be set.
    #[error("'{0}' property is invalid: updating of a field from type file is not yet supported, please validate your request.")]
    File(String),
    /// A bulk job is running.
    #[error("Another bulk job is being processed, only one bulk api can be used at a time.")]
    Busy,
    /// A limit of the sandbox is reached.
    #[error("The sandbox holds at most {limit} {what}.")]
    Full {
        /// The kind of items.
        what: &'static str,
        /// Their greatest number.
        limit: usize,
    },
    /// Several keys have access, and the request names none.
    #[error("api_application_key param is obligatory with multiple API tokens")]
    NoApplicationKey,
    /// The Space is private (Mode).
    #[error("Invalid space")]
    PrivateSpace,
}

impl Refusal {
    pub(crate) fn invalid(property: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid { property: property.into(), reason: reason.into() }
    }

    /// The same refusal, of a property below `prefix`.
    pub(crate) fn below(self, prefix: &str) -> Self {
        match self {
            Self::Missing(property) => Self::Missing(format!("{prefix}.{property}")),
            Self::Invalid { property, reason } => Self::Invalid { property: format!("{prefix}.{property}"), reason },
            Self::File(property) => Self::File(format!("{prefix}.{property}")),
            other => other,
        }
    }
}
