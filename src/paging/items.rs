//! The rows of a list as a stream.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::{BoxFuture, Cursor, Page, Pages};
use crate::error::Result;

/// The rows of a list one by one: a [`Stream`], made by the method `stream` of the operations that return a list.
///
/// It is lazy: a page is requested when its first row is needed. [`Pages`] describes the rows of a list that changes meanwhile.
/// After an error the stream is at its end; [`cursor`](Self::cursor) is the place to continue from.
///
/// ```no_run
/// # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
/// let mut users = client.list_users().include_fields(true).stream();
/// while let Some(user) = users.try_next().await? {
///     println!("{} {:?}", user.id, user.email);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before the first row is asked for"]
pub struct Items<T> {
    state: State<T>,
    rows: VecDeque<T>,
    /// The place where the page of these rows begins.
    here: Cursor,
    total: Option<u64>,
}

enum State<T> {
    Idle(Box<Pages<T>>),
    Busy(BoxFuture<AfterRequest<T>>),
    End,
}

/// The pages after a request, and the page that it returned.
type AfterRequest<T> = (Box<Pages<T>>, Result<Option<Page<T>>>);

impl<T: Send + 'static> Items<T> {
    pub(super) fn new(pages: Pages<T>) -> Self {
        let here = pages.cursor().cloned().unwrap_or_default();
        Self { state: State::Idle(Box::new(pages)), rows: VecDeque::new(), here, total: None }
    }

    /// Returns the next row; `None` after the last one.
    ///
    /// The future may be dropped at any time without losing a row.
    ///
    /// # Errors
    ///
    /// The errors of [`Pages::try_next`]; the stream is then at its end.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// The place to continue from, so that no further row is missed.
    ///
    /// Within a page it is the beginning of the page, so that some of its rows arrive again.
    pub fn cursor(&self) -> &Cursor {
        match &self.state {
            State::Idle(pages) if self.rows.is_empty() => pages.cursor().unwrap_or(&self.here),
            _ => &self.here,
        }
    }

    /// The number of rows in the whole list, after the first row; see [`Page::total`].
    pub fn total(&self) -> Option<u64> {
        self.total
    }
}

/// It has no references into itself.
impl<T> Unpin for Items<T> {}

impl<T: Send + 'static> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        let this = self.get_mut();
        loop {
            if let Some(row) = this.rows.pop_front() {
                return Poll::Ready(Some(Ok(row)));
            }
            match std::mem::replace(&mut this.state, State::End) {
                State::Idle(mut pages) => {
                    this.here = pages.cursor().cloned().unwrap_or_else(|| this.here.clone());
                    this.state = State::Busy(Box::pin(async move {
                        let page = pages.try_next().await;
                        (pages, page)
                    }));
                }
                State::Busy(mut request) => {
                    let Poll::Ready((pages, page)) = request.as_mut().poll(context) else {
                        this.state = State::Busy(request);
                        return Poll::Pending;
                    };
                    match page {
                        Ok(Some(page)) => {
                            this.here = page.cursor;
                            this.total = page.total;
                            this.rows = page.items.into();
                            this.state = State::Idle(pages);
                        }
                        Ok(None) => return Poll::Ready(None),
                        Err(err) => return Poll::Ready(Some(Err(err))),
                    }
                }
                State::End => return Poll::Ready(None),
            }
        }
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("here", &self.here).field("total", &self.total).finish_non_exhaustive()
    }
}
