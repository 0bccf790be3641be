//! Reading lists page by page.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::paged::{Fetched, Next, Paged, Part};
use super::{BoxFuture, Cursor, Items, RowDigests, RowKey};
use crate::error::{Error, Result};

/// The limits of a list, unless others are set.
const MAX_PAGES: u64 = 1_000_000;
const MAX_ROWS: u64 = 10_000_000;

const TOO_MANY_PAGES: &str = "the list has more pages than the limit (`max_pages`)";
const TOO_MANY_ROWS: &str = "the list has more rows than the limit (`max_rows`)";

/// The number of pages in a row that may have no new row.
const MAX_STALE_PAGES: u32 = 10;

const REPEATS: &str = "the service repeats the same rows, so the list cannot be read to its end";

/// One page of a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The rows, without those that arrived before and have not changed; never empty.
    pub items: Vec<T>,
    /// The number of rows in the whole list; only groups, activities and notifications have it.
    pub total: Option<u64>,
    /// The place where this page begins.
    pub cursor: Cursor,
}

/// A list, page by page: made by the method `pages` of the operations that return one.
///
/// Nothing is sent before [`try_next`](Self::try_next) is awaited. The `limit` of the request is the number of rows in all, and its
/// cursor (`last_group_id`, `last_activity_id`, `offset`, `page`) is the place where the list begins;
/// [`page_size`](Self::page_size) is separate.
///
/// ```no_run
/// # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
/// let mut pages = client.list_groups().include_fields(true).pages().page_size(20);
/// while let Some(page) = pages.try_next().await? {
///     println!("{} of {:?} groups", page.items.len(), page.total);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # The end of a list, and repeated rows
///
/// - A list ends at an empty page. A short page is not the last one: the service may send fewer rows than requested. Only if the
///   response has a property for the next page, leaves it empty, and as many rows have arrived as it says there are, the empty page
///   is not requested.
/// - The cursor is taken from the URL of the next page, but the URL itself is never followed: it may be `http`, name another host,
///   or lack parameters. Every page is requested with all parameters of the first.
/// - A row with the id of an earlier row is left out, unless it differs from it: it may have changed meanwhile, or the ids may not
///   be unique. The ids of all rows are kept in memory for this.
/// - A cursor that arrives a second time ends the list with an error ([`Error::is_paging`]), instead of an endless loop. So do pages
///   without a new id: two in a row that begin like the list, or eleven others.
///
/// # Rows that are added or removed meanwhile
///
/// The service has no snapshots. Groups and activities are read by id, so that a row which exists all the time arrives exactly
/// once. Users, members, search results and notifications are read by position: if a row is added before the position, rows arrive
/// twice, and the second is left out; if one is *removed*, rows move forward, and as many as were removed are **missed**. To miss
/// none, read the list twice and compare.
///
/// A list ends with an error after a million pages or ten million rows: see [`max_pages`](Self::max_pages) and
/// [`max_rows`](Self::max_rows).
///
/// # Errors and resuming
///
/// After an error, `try_next` requests the same page again. [`cursor`](Self::cursor) is the place where the next page begins; it
/// can be stored, and [`starting_at`](Self::starting_at) continues from there in another process.
#[must_use = "nothing is sent before `try_next` is awaited"]
pub struct Pages<T> {
    source: Source<T>,
    size: i64,
    largest: i64,
    /// The number of further pages and rows before the limits.
    pages_left: u64,
    rows_left: u64,
    /// The number of further rows that are wanted; `None` for all.
    wanted: Option<u64>,
    state: State,
    total: Option<u64>,
    /// The number of rows that have arrived, with those before the first cursor; `None` if it is not known.
    count: Option<u64>,
    /// A digest of each row by its id.
    rows_seen: HashMap<RowKey, u64>,
    cursors_seen: HashSet<Cursor>,
    /// The key of the first row of the list.
    first: Option<RowKey>,
    /// The number of pages in a row without a new id.
    stale: u32,
}

/// Requests the page at a cursor, with a size.
type Fetch<T> = dyn Fn(Cursor, i64) -> BoxFuture<Result<Fetched<T>>> + Send + Sync;

struct Source<T> {
    fetch: Box<Fetch<T>>,
    key: fn(&T) -> Option<RowKey>,
    after: fn(&T) -> Option<Cursor>,
    digests: fn(RowDigests, &[T]) -> Vec<u64>,
}

#[derive(Clone)]
enum State {
    At(Cursor),
    /// The same, with a cursor that the service did not send: it may not support it, and return the beginning of the list.
    Guessed(Cursor),
    Repeats,
    /// The request has a parameter that is not valid.
    Invalid(String),
    End,
}

impl<T: Send + 'static> Pages<T> {
    pub(super) fn of<P: Paged<Row = T> + 'static>(request: P) -> Self {
        let part = request.part();
        let mut pages = Self {
            source: Source {
                fetch: Box::new(move |cursor, size| Box::pin(request.clone().fetch(cursor, size))),
                key: P::key,
                after: P::after,
                digests: P::digests,
            },
            size: P::USUAL.min(P::LARGEST),
            largest: P::LARGEST,
            pages_left: MAX_PAGES,
            rows_left: MAX_ROWS,
            wanted: None,
            state: State::At(Cursor::Start),
            total: None,
            count: Some(0),
            rows_seen: HashMap::new(),
            cursors_seen: HashSet::new(),
            first: None,
            stale: 0,
        };
        match part {
            Ok(Part { cursor, limit, page_size }) => {
                pages.wanted = limit;
                if let Some(size) = page_size {
                    pages.size = i64::try_from(size).unwrap_or(i64::MAX).clamp(1, P::LARGEST);
                }
                match cursor {
                    Some(cursor) => pages.starting_at(cursor),
                    None => pages,
                }
            }
            Err(why) => {
                pages.state = State::Invalid(why);
                pages
            }
        }
    }

    /// Sets the number of rows to request at a time; 50 by default, and at most the documented limit, which is 50 for activities.
    ///
    /// The service may send fewer. This is not the number of rows in all, which the `limit` of the request is.
    pub fn page_size(mut self, size: u32) -> Self {
        self.size = i64::from(size).clamp(1, self.largest);
        self
    }

    /// Limits the number of requested pages; a million by default. A list with more ends with an error ([`Error::is_paging`]).
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.pages_left = pages;
        self
    }

    /// Limits the number of received rows; ten million by default, since their ids are kept in memory. A list with more ends with an
    /// error ([`Error::is_paging`]).
    pub fn max_rows(mut self, rows: u64) -> Self {
        self.rows_left = rows;
        self
    }

    /// Begins at an earlier [`cursor`](Self::cursor) of the same list.
    pub fn starting_at(mut self, cursor: Cursor) -> Self {
        self.count = cursor.offset();
        self.state = State::At(cursor);
        self
    }

    /// Returns the rows one by one.
    pub fn items(self) -> Items<T> {
        Items::new(self)
    }

    /// The place where the next page begins; `None` at the end of the list.
    pub fn cursor(&self) -> Option<&Cursor> {
        match &self.state {
            State::At(cursor) | State::Guessed(cursor) => Some(cursor),
            State::Repeats | State::Invalid(_) | State::End => None,
        }
    }

    /// The number of rows in the whole list, after the first page, if the service sends it.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Returns the next page with a new row; `None` after the last one.
    ///
    /// The future may be dropped at any time: the next call requests the same page.
    ///
    /// # Errors
    ///
    /// The errors of the operation, and [`Error::is_paging`] if the service repeats pages.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        loop {
            if self.wanted == Some(0) {
                return Ok(None);
            }
            let (cursor, guessed) = match &self.state {
                State::At(cursor) => (cursor.clone(), false),
                State::Guessed(cursor) => (cursor.clone(), true),
                State::Repeats => return Err(Error::paging(REPEATS, None)),
                State::Invalid(why) => return Err(Error::request(why.clone())),
                State::End => return Ok(None),
            };
            let size = self.wanted.map_or(self.size, |wanted| self.size.min(i64::try_from(wanted).unwrap_or(i64::MAX)));
            if self.pages_left == 0 {
                return Err(Error::paging(TOO_MANY_PAGES, None));
            }
            let fetched = (self.source.fetch)(cursor.clone(), size).await?;
            self.pages_left -= 1;
            match self.rows_left.checked_sub(fetched.rows.len() as u64) {
                Some(left) => self.rows_left = left,
                None => return Err(Error::paging(TOO_MANY_ROWS, None)),
            }
            if let Some(page) = self.take(cursor, guessed, fetched) {
                return Ok(Some(page));
            }
        }
    }

    /// Decides where to continue, and which rows of a page are new.
    fn take(&mut self, cursor: Cursor, guessed: bool, fetched: Fetched<T>) -> Option<Page<T>> {
        self.total = fetched.total.or(self.total);
        let received = fetched.rows.len() as u64;
        if received == 0 {
            self.state = State::End;
            return None;
        }
        self.count = self.count.map(|count| count + received);
        let last = fetched.rows.last().and_then(self.source.after);
        let key = self.source.key;
        let first = fetched.rows.first().and_then(key);
        let (mut items, mut stale) = (Vec::new(), true);
        let digests = (self.source.digests)(fetched.digests, &fetched.rows);
        for (row, digest) in fetched.rows.into_iter().zip(digests) {
            let before = key(&row).map(|key| self.rows_seen.insert(key, digest));
            stale &= matches!(before, Some(Some(_)));
            if before.flatten() != Some(digest) {
                items.push(row);
            }
        }

        let complete = matches!((self.count, fetched.total), (Some(count), Some(total)) if count >= total);
        self.state = match (fetched.next, &cursor) {
            (Next::Absent, _) if complete => State::End,
            (Next::At(next), _) => State::At(next),
            (Next::Absent | Next::Unspecified, Cursor::After(_)) | (Next::Absent, Cursor::Start) => last.map_or(State::End, State::Guessed),
            (Next::Absent | Next::Unspecified, Cursor::Start | Cursor::Offset(_)) => {
                State::At(Cursor::Offset(cursor.offset().unwrap_or_default() + received))
            }
        };
        self.cursors_seen.insert(cursor.clone());
        self.stale = if stale { self.stale + 1 } else { 0 };
        // If the list begins again, the service does not support the parameter; otherwise rows are being added.
        let allowed = if first == self.first { 1 } else { MAX_STALE_PAGES };
        self.first = self.first.take().or(first);
        let circle = self.cursor().is_some_and(|next| self.cursors_seen.contains(next));
        if stale && guessed {
            // The service does not support a cursor that it never sent: the list has ended.
            self.state = State::End;
        } else if circle || self.stale > allowed {
            self.state = State::Repeats;
        }
        if let Some(wanted) = &mut self.wanted {
            let received = items.len() as u64;
            if received > *wanted {
                // The service sent more than requested: the place to continue from is this page, so that no row is missed.
                items.truncate(usize::try_from(*wanted).unwrap_or(usize::MAX));
                self.state = State::At(cursor.clone());
            }
            *wanted = wanted.saturating_sub(received);
        }
        (!items.is_empty()).then_some(Page { items, total: self.total, cursor })
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("size", &self.size).field("total", &self.total).finish_non_exhaustive()
    }
}
