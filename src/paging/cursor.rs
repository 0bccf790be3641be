//! A place in a list.

use serde::{Deserialize, Serialize};

/// A place in a list, from which reading can continue; it can be stored, for example as JSON.
///
/// It is valid only for its own list, with the same parameters.
///
/// ```
/// use mobilize::Cursor;
///
/// let stored = serde_json::to_string(&Cursor::After("1234".to_owned()))?;
/// assert_eq!(stored, r#"{"after":"1234"}"#);
/// assert_eq!(serde_json::from_str::<Cursor>(&stored)?, Cursor::After("1234".to_owned()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cursor {
    /// The beginning.
    #[default]
    Start,
    /// After this number of rows: users, members, search results, notifications (pages: `get-all-users`, `get-group-members`,
    /// `search-for-users`, `search-for-group-members`, `get-a-single-bulk`).
    Offset(u64),
    /// After the row with this id: groups, activities (pages: `get-all-groups`, `user-activities`).
    After(String),
}

impl Cursor {
    /// The number of rows before it; `None` if it is not known.
    pub(super) fn offset(&self) -> Option<u64> {
        match self {
            Self::Start => Some(0),
            Self::Offset(offset) => Some(*offset),
            Self::After(_) => None,
        }
    }

    /// The offset as a parameter.
    pub(super) fn to_offset(&self) -> i64 {
        i64::try_from(self.offset().unwrap_or_default()).unwrap_or(i64::MAX)
    }
}
