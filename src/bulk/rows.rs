//! The rows of bulk work.

use std::fmt;
use std::pin::Pin;

use futures_core::Stream;
use futures_util::{StreamExt, stream};

use crate::error::{Error, Result};

/// The rows to submit, read as they are needed: from a `Vec`, an iterator or a stream, of rows or of results.
pub struct Rows<'a, T> {
    source: Pin<Box<dyn Stream<Item = Result<T>> + Send + 'a>>,
    /// The error after which there are no more rows: later ones would have wrong numbers.
    broken: Option<Error>,
}

impl<'a, T: Send + 'a> Rows<'a, T> {
    /// Takes the rows of an iterator.
    pub fn of<I>(rows: I) -> Self
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: Send + 'a,
    {
        Self::from_stream(stream::iter(rows))
    }

    /// Takes the rows of a stream.
    pub fn from_stream(rows: impl Stream<Item = T> + Send + 'a) -> Self {
        Self { source: Box::pin(rows.map(Ok).fuse()), broken: None }
    }

    /// Takes the rows of an iterator that may fail, for example because it reads a file. The first failure ends the work with an error,
    /// before any row of its batch is sent.
    ///
    /// ```
    /// use mobilize::bulk::Rows;
    /// use mobilize::types::UserNumber;
    ///
    /// let lines = "7\n8\nnine".lines().map(|line| line.parse::<u64>().map(UserNumber::from));
    /// let rows: Rows<'_, UserNumber> = Rows::try_of(lines);
    /// ```
    pub fn try_of<I, E>(rows: I) -> Self
    where
        I: IntoIterator<Item = std::result::Result<T, E>>,
        I::IntoIter: Send + 'a,
        E: fmt::Display + 'a,
    {
        Self::try_from_stream(stream::iter(rows))
    }

    /// Takes the rows of a stream that may fail, as for [`try_of`](Self::try_of).
    pub fn try_from_stream<E: fmt::Display + 'a>(rows: impl Stream<Item = std::result::Result<T, E>> + Send + 'a) -> Self {
        let rows = rows.map(|row| row.map_err(|err| Error::request(format!("cannot read a row to submit: {err}"))));
        Self { source: Box::pin(rows.fuse()), broken: None }
    }

    /// Returns the next row. Nothing is lost if the future is dropped.
    pub(super) async fn next(&mut self) -> Result<Option<T>> {
        if let Some(err) = &self.broken {
            return Err(err.clone());
        }
        self.source.next().await.transpose().inspect_err(|err| self.broken = Some(err.clone()))
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
