//! Rows from anywhere.

use std::fmt;
use std::pin::Pin;

use futures_core::Stream;
use futures_util::StreamExt;

/// The rows to submit, read as they are needed: from a `Vec`, an iterator or a stream.
pub struct Rows<'a, T>(Pin<Box<dyn Stream<Item = T> + Send + 'a>>);

impl<'a, T: Send + 'a> Rows<'a, T> {
    /// The rows of an iterator.
    pub fn of<I>(rows: I) -> Self
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: Send + 'a,
    {
        Self::from_stream(futures_util::stream::iter(rows))
    }

    /// The rows of a stream.
    pub fn from_stream(rows: impl Stream<Item = T> + Send + 'a) -> Self {
        Self(Box::pin(rows))
    }

    /// The next row. Nothing is lost when the future is dropped.
    pub(super) async fn next(&mut self) -> Option<T> {
        self.0.next().await
    }
}

impl<'a, T: Send + 'a> From<Vec<T>> for Rows<'a, T> {
    fn from(rows: Vec<T>) -> Self {
        Self::of(rows)
    }
}

impl<T> fmt::Debug for Rows<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}
