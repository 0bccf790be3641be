//! Why the world refuses something. How a refusal is worded in HTTP is the API's business.

/// Why the world refusal to do something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such group.
    #[error("Group {0} not found")]
    NoGroup(i64),
    /// There is no such user.
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
    /// There is no such job.
    #[error("Job {0} not found")]
    NoJob(String),
    /// There is no such bulk of notifications.
    #[error("Bulk {0} not found")]
    NoBulk(String),
    /// There is no such thing of the sandbox's own.
    #[error("{0} not found")]
    NotFound(String),
    /// Another group has the name.
    #[error("This group name already exists in your network.")]
    NameTaken,
    /// Another group has the alias, and with it the address.
    #[error("This alias name already exists in your network.")]
    AliasTaken,
    /// Another user has the e-mail address.
    #[error("This email already exists in your network.")]
    EmailTaken,
    /// A property that is needed is not there.
    #[error("'{0}' property is missing, please validate your request.")]
    Missing(String),
    /// A property has a value that cannot be taken.
    #[error("'{property}' property is invalid: {reason}, please validate your request.")]
    Invalid {
        /// The property, with the way to it.
        property: String,
        /// What is the matter with it.
        reason: String,
    },
    /// A field of the type file was to be set.
    #[error("'{0}' property is invalid: updating of a field from type file is not yet supported, please validate your request.")]
    File(String),
    /// A bulk job is under way.
    #[error("Another bulk job is being processed, only one bulk api can be used at a time.")]
    Busy,
    /// The sandbox holds as many of these as it may.
    #[error("The sandbox holds at most {limit} {what}.")]
    Full {
        /// What there are too many of.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// Several keys, and the request does not say which is meant.
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
