//! Ids of users in requests.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::types::UserId;

/// A [`UserId`] in request bodies, where it is a number (pages: `invite-group-members`, `create-group-member`).
///
/// A user object has its id as `"1234"`, while the documentation of every request shows `1234`. Made from the id of a user object,
/// this type is encoded as a number. An id that is not a number is encoded as it is; the service may refuse it.
///
/// ```
/// use mobilize::types::{UserId, UserNumber};
///
/// let of_a_user_object: UserId = serde_json::from_str(r#""1234""#)?;
/// assert_eq!(serde_json::to_string(&of_a_user_object)?, r#""1234""#);
/// assert_eq!(serde_json::to_string(&UserNumber::from(of_a_user_object))?, "1234");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserNumber(UserId);

impl UserNumber {
    /// The id as it is encoded.
    pub fn id(&self) -> &UserId {
        &self.0
    }
}

impl<T: Into<UserId>> From<T> for UserNumber {
    fn from(id: T) -> Self {
        let id = id.into();
        Self(id.as_u64().map_or(id, UserId::from))
    }
}

/// For the optional properties of a body.
impl From<UserId> for Option<UserNumber> {
    fn from(id: UserId) -> Self {
        Some(id.into())
    }
}

/// For the optional properties of a body.
impl From<&UserId> for Option<UserNumber> {
    fn from(id: &UserId) -> Self {
        Some(id.into())
    }
}

impl fmt::Display for UserNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for UserNumber {
    type Err = std::convert::Infallible;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        Ok(id.into())
    }
}

impl Serialize for UserNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for UserNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        UserId::deserialize(deserializer).map(Self::from)
    }
}
