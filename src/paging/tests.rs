//! Lists of services with different behaviour, without a network.

#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt;
use proptest::prelude::*;

use super::paged::{Fetched, Next, Paged};
use super::*;
use crate::error::Result;

/// Reads rows from a service that responds at once.
#[derive(Clone)]
struct Reader<S: Clone> {
    service: S,
    requests: Arc<AtomicUsize>,
}

impl<S: Fn(Cursor, i64) -> Fetched<u32> + Clone + Send + Sync> Paged for Reader<S> {
    type Row = u32;

    async fn fetch(self, cursor: Cursor, size: i64) -> Result<Fetched<u32>> {
        let count = self.requests.fetch_add(1, Ordering::Relaxed);
        assert!(count < 1_000, "the list is read without end");
        Ok((self.service)(cursor, size))
    }

    fn key(row: &u32) -> Option<RowKey> {
        Some(RowKey::from(&*row.to_string()))
    }

    fn after(row: &u32) -> Option<Cursor> {
        Some(Cursor::After(row.to_string()))
    }
}

fn read(
    size: u32,
    start: Cursor,
    service: impl Fn(Cursor, i64) -> Fetched<u32> + Clone + Send + Sync + 'static,
) -> (Vec<u32>, Result<usize>) {
    let requests = Arc::new(AtomicUsize::new(0));
    let mut items = Pages::of(Reader { service, requests: Arc::clone(&requests) }).page_size(size).starting_at(start).items();
    let mut rows = Vec::new();
    let result = loop {
        match items.try_next().now_or_never().expect("no future waits") {
            Ok(Some(row)) => rows.push(row),
            Ok(None) => break Ok(requests.load(Ordering::Relaxed)),
            Err(err) => break Err(err),
        }
    };
    (rows, result)
}

/// Returns at most `cap` of the rows from an offset.
fn by_offset(rows: &[u32], cursor: &Cursor, size: i64, cap: usize) -> Fetched<u32> {
    let offset = cursor.offset().unwrap() as usize;
    let rows = rows.iter().skip(offset).take(cap.min(size as usize)).copied().collect();
    Fetched { digests: RowDigests::default(), rows, total: None, next: Next::Unspecified }
}

/// Returns at most `cap` of the rows after an id, in an envelope.
fn by_id(rows: &[u32], cursor: &Cursor, size: i64, cap: usize, has_next: bool) -> Fetched<u32> {
    let from = match cursor {
        Cursor::After(id) => rows.iter().position(|row| row.to_string() == *id).map_or(0, |index| index + 1),
        _ => 0,
    };
    let page: Vec<_> = rows.iter().skip(from).take(cap.min(size as usize)).copied().collect();
    let next = match page.last() {
        Some(last) if has_next => Next::At(Cursor::After(last.to_string())),
        _ => Next::Absent,
    };
    Fetched { digests: RowDigests::default(), rows: page, total: Some(rows.len() as u64), next }
}

proptest! {
    #[test]
    fn every_row_arrives_once_by_offset(count in 0_u32..120, size in 0_u32..130, cap in 1_usize..60) {
        let rows: Vec<_> = (0..count).collect();
        let all = rows.clone();
        let (read, result) = read(size, Cursor::Start, move |cursor, size| by_offset(&all, &cursor, size, cap));
        prop_assert!(result.is_ok());
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn every_row_arrives_once_by_id(count in 0_u32..120, size in 0_u32..130, cap in 1_usize..60, has_next: bool) {
        let rows: Vec<_> = (0..count).map(|row| row * 7 % 121).collect();
        let all = rows.clone();
        let (read, result) = read(size, Cursor::Start, move |cursor, size| by_id(&all, &cursor, size, cap, has_next));
        prop_assert!(result.is_ok());
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn rows_that_are_added_meanwhile_hide_none(count in 20_u32..60, size in 1_u32..20, added in 0_usize..10) {
        // Before each of five requests, this many rows are added in front; fewer than a page, or they outrun the reader.
        let added = added.min(size as usize - 1);
        let requests = Arc::new(AtomicUsize::new(0));
        let (mut read, result) = read(size, Cursor::Start, move |cursor, size| {
            let front = requests.fetch_add(1, Ordering::Relaxed).min(5) * added;
            let rows: Vec<_> = (0..front as u32).map(|row| 1_000 + row).rev().chain(0..count).collect();
            by_offset(&rows, &cursor, size, 60)
        });
        prop_assert!(result.is_ok());
        read.retain(|row| *row < 1_000);
        prop_assert_eq!(read, (0..count).collect::<Vec<_>>());
    }

    #[test]
    fn continuing_from_a_cursor_misses_nothing(count in 1_u32..60, size in 1_u32..20, stop in 0_usize..60) {
        let rows: Vec<_> = (0..count).collect();
        let requests = Arc::new(AtomicUsize::new(0));
        let all = rows.clone();
        let service = move |cursor: Cursor, size| by_offset(&all, &cursor, size, 60);
        let mut items = Pages::of(Reader { service: service.clone(), requests: Arc::clone(&requests) }).page_size(size).items();
        let mut first = Vec::new();
        while first.len() < stop.min(rows.len()) {
            first.extend(items.try_next().now_or_never().unwrap().unwrap());
        }
        let (rest, _) = read(size, items.cursor().clone(), service);
        first.extend(rest);
        first.sort_unstable();
        first.dedup();
        prop_assert_eq!(&first, &rows);
    }
}

#[test]
fn a_complete_list_is_not_requested_again() {
    let (rows, requests) = read(50, Cursor::Start, |cursor, size| by_id(&[1, 2, 3], &cursor, size, 50, false));
    assert_eq!((rows.len(), requests.ok()), (3, Some(1)));
    // With a next page, a full page is not the end.
    let (rows, requests) = read(50, Cursor::Start, |cursor, size| by_id(&[1, 2, 3], &cursor, size, 50, true));
    assert_eq!((rows.len(), requests.ok()), (3, Some(2)));
}

#[test]
fn repeated_pages_are_an_error() {
    // The service does not support the parameter.
    let (rows, result) =
        read(2, Cursor::Start, |_, _| Fetched { digests: RowDigests::default(), rows: vec![1, 2], total: None, next: Next::Unspecified });
    assert_eq!(rows, [1, 2]);
    assert!(result.is_err_and(|err| err.is_paging()));
    // A cursor arrives a second time, with new rows.
    let next = Arc::new(AtomicUsize::new(0));
    let (rows, result) = read(2, Cursor::Start, move |_, _| {
        let row = next.fetch_add(1, Ordering::Relaxed) as u32;
        Fetched { digests: RowDigests::default(), rows: vec![row], total: None, next: Next::At(Cursor::After("9".to_owned())) }
    });
    assert_eq!(rows, [0, 1]);
    assert!(result.is_err_and(|err| err.is_paging()));
}

/// Rows whose ids are not unique.
#[derive(Clone)]
struct SameIds(Arc<AtomicUsize>);

impl Paged for SameIds {
    type Row = (u32, u32);

    async fn fetch(self, cursor: Cursor, _: i64) -> Result<Fetched<(u32, u32)>> {
        let from = cursor.offset().unwrap() as u32;
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Fetched {
            digests: RowDigests::default(),
            rows: (from..from + 3).map(|row| (0, row)).collect(),
            total: None,
            next: Next::Unspecified,
        })
    }

    fn key(row: &(u32, u32)) -> Option<RowKey> {
        Some(RowKey::from(&*row.0.to_string()))
    }
}

#[test]
fn rows_with_the_same_id_arrive_before_the_error() {
    let requests = Arc::new(AtomicUsize::new(0));
    let mut items = Pages::of(SameIds(Arc::clone(&requests))).items();
    let mut rows = Vec::new();
    let err = loop {
        match items.try_next().now_or_never().expect("no future waits") {
            Ok(row) => rows.extend(row),
            Err(err) => break err,
        }
    };
    assert!(err.is_paging());
    let received = 3 * requests.load(Ordering::Relaxed) as u32;
    assert_eq!(rows, (0..received).map(|row| (0, row)).collect::<Vec<_>>());
}

#[test]
fn a_list_ends_if_the_service_does_not_support_a_guessed_cursor() {
    let (rows, result) =
        read(2, Cursor::Start, |_, _| Fetched { digests: RowDigests::default(), rows: vec![1, 2], total: Some(14), next: Next::Absent });
    assert_eq!((rows.len(), result.ok()), (2, Some(2)));
}

#[test]
fn a_list_that_never_ends_is_limited() {
    let requests = Arc::new(AtomicUsize::new(0));
    let endless = |cursor: Cursor, size: i64| {
        let from = cursor.offset().unwrap() as u32;
        Fetched { digests: RowDigests::default(), rows: (from..from + size as u32).collect(), total: None, next: Next::Unspecified }
    };
    let list = || Pages::of(Reader { service: endless, requests: Arc::clone(&requests) }).page_size(2);
    for (limited, expected) in [(list().max_pages(3), "max_pages"), (list().max_rows(7), "max_rows")] {
        let mut items = limited.items();
        let mut count = 0;
        let err = loop {
            match items.try_next().now_or_never().expect("no future waits") {
                Ok(row) => count += usize::from(row.is_some()),
                Err(err) => break err,
            }
        };
        assert!(err.is_paging() && err.to_string().contains(expected), "{err}");
        assert_eq!(count, 6);
    }
}
