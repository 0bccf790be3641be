//! Reading lists to their end: what all of them share. What each of them is like stands in `operations.rs`.

mod cursor;
mod items;
#[macro_use]
mod operations;
#[cfg(feature = "mode")]
mod mode;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;

use serde::Serialize;

pub use cursor::Cursor;
pub use items::Items;

use crate::error::{Error, Result};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The usual limit. The pages of Mobilize call it the default, and one of them doubts it.
const PAGE_SIZE: i64 = 50;

/// So many pages in a row may have nothing new.
const BEARABLE: u32 = 10;

const REPEATS: &str = "the service sends the same rows over and over, so the list cannot be read to its end";

/// What one request got.
struct Fetched<T> {
    rows: Vec<T>,
    /// How many rows there are in all, where the service says so.
    total: Option<u64>,
    next: Next,
}

/// What a response says of the page after it.
enum Next {
    /// Nothing: lists that are read by offset say neither whether there is more nor how much.
    Unsaid,
    /// The envelope has a place for it, which is empty.
    Absent,
    /// Where it begins.
    At(Cursor),
}

/// The requests that read one list.
trait Paged: Clone + Send + Sync {
    type Row: Serialize + Send;
    /// The limit that is sent unless another is asked for.
    const USUAL: i64 = PAGE_SIZE;
    /// The largest page that the documentation allows.
    const LARGEST: i64 = i64::MAX;

    fn fetch(self, cursor: Cursor, size: i64) -> impl Future<Output = Result<Fetched<Self::Row>>> + Send;

    /// By what a row is recognised when it comes twice; `None` if it has no id.
    fn key(row: &Self::Row) -> Option<String>;

    /// Equal for rows that are written alike.
    fn digest(row: &Self::Row) -> u64 {
        let mut hasher = DefaultHasher::new();
        serde_json::to_vec(row).ok().hash(&mut hasher);
        hasher.finish()
    }

    /// Where to read on after a row, for a list that is read by ids.
    fn after(_row: &Self::Row) -> Option<Cursor> {
        None
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The rows, without those that had come before just as they are; never empty.
    pub items: Vec<T>,
    /// How many rows the service says there are in all; only groups, activities and notifications say so.
    pub total: Option<u64>,
    /// Where this page begins.
    pub cursor: Cursor,
}

/// A list, page by page: made by the method `pages` of the operations that answer with one.
///
/// Nothing is sent before [`try_next`](Self::try_next) is awaited.
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
/// # What it does with what the service sends
///
/// - It reads on until a page is empty. A short page is none that is last: the service may send fewer rows than it was asked
///   for. Only where the response has a place for the address of the next page, leaves it empty, and as many rows have come
///   as it says there are, the empty page is not asked for.
/// - It takes the cursor out of the address of the next page and never follows the address itself, which may say `http`,
///   name another host, or drop parameters: every page is asked for with all parameters of the first.
/// - A row that came before is left out, recognised by its id; one that has the id of another and differs from it is not,
///   for it may have changed meanwhile, or the ids may be no ids. The ids of all rows are kept in memory for that.
/// - A cursor that comes a second time ends the list with an error ([`Error::is_paging`]) instead of going round for ever.
///   So do pages without any new id: two in a row that are the beginning again, or eleven of another kind.
///
/// # When rows come and go meanwhile
///
/// The service has no snapshots. Groups and activities are read by id, so that a row which is there all the time comes
/// exactly once. Users, members, search results and notifications are read by their position: when a row before the
/// position is added, rows shift back and come twice, which is mended; when one is *removed*, rows shift forward, and as many
/// as were removed are **missed**. Who must not miss any reads the list twice and compares.
///
/// # Errors and resuming
///
/// After an error, `try_next` asks for the same page again. [`cursor`](Self::cursor) says where the next page begins; it can
/// be stored, and [`starting_at`](Self::starting_at) reads on from there in another process.
#[must_use = "nothing is sent before `try_next` is awaited"]
pub struct Pages<'a, T> {
    source: Source<'a, T>,
    size: i64,
    largest: i64,
    state: State,
    total: Option<u64>,
    /// How many rows have come, if it is known, those before the cursor included.
    count: Option<u64>,
    /// A digest of each row by its id.
    rows_seen: HashMap<String, u64>,
    cursors_seen: HashSet<Cursor>,
    /// The first row of all.
    first: Option<String>,
    /// How many pages in a row had no new id.
    stale: u32,
}

/// Asks for the page at a cursor, of a size.
type Fetch<'a, T> = dyn Fn(Cursor, i64) -> BoxFuture<'a, Result<Fetched<T>>> + Send + Sync + 'a;

struct Source<'a, T> {
    fetch: Box<Fetch<'a, T>>,
    key: fn(&T) -> Option<String>,
    after: fn(&T) -> Option<Cursor>,
    digest: fn(&T) -> u64,
}

#[derive(Clone)]
enum State {
    At(Cursor),
    /// The same, with a cursor that the service did not give: it may not know it, and then begins anew.
    Guessed(Cursor),
    Repeats,
    End,
}

impl<'a, T: Send + 'a> Pages<'a, T> {
    fn of<P: Paged<Row = T> + 'a>(request: P) -> Self {
        Self {
            source: Source {
                fetch: Box::new(move |cursor, size| Box::pin(request.clone().fetch(cursor, size))),
                key: P::key,
                after: P::after,
                digest: P::digest,
            },
            size: P::USUAL.min(P::LARGEST),
            largest: P::LARGEST,
            state: State::At(Cursor::Start),
            total: None,
            count: Some(0),
            rows_seen: HashMap::new(),
            cursors_seen: HashSet::new(),
            first: None,
            stale: 0,
        }
    }

    /// How many rows to ask for at a time, 50 otherwise; no more than the documentation allows, which is 50 for activities.
    ///
    /// It takes the place of a `limit` that the request was given. The service may send fewer.
    pub fn page_size(mut self, size: u32) -> Self {
        self.size = i64::from(size).clamp(1, self.largest);
        self
    }

    /// Begins at a cursor that [`cursor`](Self::cursor) gave earlier, for the same list.
    pub fn starting_at(mut self, cursor: Cursor) -> Self {
        self.count = cursor.offset();
        self.state = State::At(cursor);
        self
    }

    /// The rows one by one.
    pub fn items(self) -> Items<'a, T> {
        Items::new(self)
    }

    /// Where the next page begins; `None` at the end of the list.
    pub fn cursor(&self) -> Option<&Cursor> {
        match &self.state {
            State::At(cursor) | State::Guessed(cursor) => Some(cursor),
            State::Repeats | State::End => None,
        }
    }

    /// How many rows the service says there are in all, once a page has come.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// The next page with anything new on it; `None` after the last one.
    ///
    /// The future may be dropped at any time: the next call asks for the same page.
    ///
    /// # Errors
    ///
    /// Those of the operation, and [`Error::is_paging`] where the service goes round in a circle.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        loop {
            let (cursor, guessed) = match &self.state {
                State::At(cursor) => (cursor.clone(), false),
                State::Guessed(cursor) => (cursor.clone(), true),
                State::Repeats => return Err(Error::paging(REPEATS, None)),
                State::End => return Ok(None),
            };
            let fetched = (self.source.fetch)(cursor.clone(), self.size).await?;
            if let Some(page) = self.take(cursor, guessed, fetched) {
                return Ok(Some(page));
            }
        }
    }

    /// Decides where to read on, and what of a page is new.
    fn take(&mut self, cursor: Cursor, guessed: bool, fetched: Fetched<T>) -> Option<Page<T>> {
        self.total = fetched.total.or(self.total);
        let received = fetched.rows.len() as u64;
        if received == 0 {
            self.state = State::End;
            return None;
        }
        self.count = self.count.map(|count| count + received);
        let last = fetched.rows.last().and_then(self.source.after);
        let Source { key, digest, .. } = self.source;
        let first = fetched.rows.first().and_then(key);
        let (mut items, mut stale) = (Vec::new(), true);
        for row in fetched.rows {
            let digest = digest(&row);
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
            (Next::Absent | Next::Unsaid, Cursor::After(_)) | (Next::Absent, Cursor::Start) => last.map_or(State::End, State::Guessed),
            (Next::Absent | Next::Unsaid, Cursor::Start | Cursor::Offset(_)) => {
                State::At(Cursor::Offset(cursor.offset().unwrap_or_default() + received))
            }
        };
        self.cursors_seen.insert(cursor.clone());
        self.stale = if stale { self.stale + 1 } else { 0 };
        // The beginning again means that the service does not know the parameter; anything else, that rows are being added.
        let bearable = if first == self.first { 1 } else { BEARABLE };
        self.first = self.first.take().or(first);
        let circle = self.cursor().is_some_and(|next| self.cursors_seen.contains(next));
        if stale && guessed {
            // A cursor that the service never gave has led to where it had begun: there is nothing more.
            self.state = State::End;
        } else if circle || self.stale > bearable {
            self.state = State::Repeats;
        }
        (!items.is_empty()).then_some(Page { items, total: self.total, cursor })
    }
}

impl<T> fmt::Debug for Pages<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("size", &self.size).field("total", &self.total).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
