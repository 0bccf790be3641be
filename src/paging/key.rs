//! Keys of rows: ids, in a form that is compared without allocating.

/// The key of a row. Ids with the same text have the same key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RowKey {
    Number(u64),
    Text(Box<str>),
}

impl RowKey {
    /// Returns the number that has this text, in its usual form: `007` is another id than `7`.
    pub fn number(text: &str) -> Option<u64> {
        let is_usual = !text.starts_with('+') && (text.len() == 1 || !text.starts_with('0'));
        text.parse().ok().filter(|_| is_usual)
    }
}

impl From<&str> for RowKey {
    fn from(text: &str) -> Self {
        Self::number(text).map_or_else(|| Self::Text(text.into()), Self::Number)
    }
}
