//! Files cut into units of work, in their order.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use crate::exchange::{Exchange, Order};
use crate::formats::format::InputFormat;
use crate::read::chunks::{Chunk, Chunks};
use crate::read::files::STANDARD_INPUT;
use crate::read::read::{FileInfo, open, read_item, trouble};
use openapi_drift_source::error::Error;

/// Files up to this size, in bytes, are a unit of work as they are, where there are many files.
const SMALL: u64 = 256 * 1024;

/// Where there are fewer, each is cut, so that all threads get their share.
const MANY: usize = 16;

/// Pieces of a file are put together up to this size, in bytes.
const UNIT: usize = 16 * 1024;

/// A part of the work that can be done apart from all others.
pub enum WorkItem {
    File(usize, PathBuf),
    Chunks(Arc<FileInfo>, Vec<Chunk>),
    Error(Order, Error),
}

/// Cuts files into units of work, in their order. Small files are opened by whoever does the work.
pub struct WorkQueue {
    files: std::iter::Enumerate<std::vec::IntoIter<PathBuf>>,
    are_many: bool,
    given: Option<InputFormat>,
    current: Option<(Arc<FileInfo>, Box<dyn Chunks>)>,
    pending: Option<WorkItem>,
}

impl WorkQueue {
    pub fn new(files: Vec<PathBuf>, given: Option<InputFormat>) -> Self {
        Self { are_many: files.len() >= MANY, files: files.into_iter().enumerate(), given, current: None, pending: None }
    }
}

impl Iterator for WorkQueue {
    type Item = WorkItem;

    fn next(&mut self) -> Option<WorkItem> {
        if let Some(pending) = self.pending.take() {
            return Some(pending);
        }
        loop {
            let Some((meta, chunks)) = &mut self.current else {
                let (number, path) = self.files.next()?;
                let is_small = || std::fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= SMALL);
                if self.are_many && is_small() && path.as_os_str() != STANDARD_INPUT {
                    return Some(WorkItem::File(number, path));
                }
                match open(number, &path, self.given) {
                    Ok(opened) => self.current = opened,
                    Err(trouble) => return Some(WorkItem::Error((number, 0), trouble)),
                }
                continue;
            };
            let (mut unit, mut size) = (Vec::new(), 0);
            while size < UNIT {
                match chunks.next_chunk() {
                    None => {
                        let meta = Arc::clone(meta);
                        self.current = None;
                        if unit.is_empty() {
                            break;
                        }
                        return Some(WorkItem::Chunks(meta, unit));
                    }
                    Some(Ok(chunk)) => {
                        size += chunk.bytes.len();
                        unit.push(chunk);
                    }
                    Some(Err((position, why))) => {
                        self.pending = Some(WorkItem::Error((meta.number, usize::MAX), trouble(&meta.file, position, why)));
                    }
                }
            }
            if let (Some((meta, _)), false) = (&self.current, unit.is_empty()) {
                return Some(WorkItem::Chunks(Arc::clone(meta), unit));
            }
            if let Some(pending) = self.pending.take() {
                return Some(pending);
            }
        }
    }
}

/// The exchanges of files, read one after the other.
pub struct Recordings {
    feed: WorkQueue,
    read: VecDeque<Result<Exchange, Error>>,
}

impl Recordings {
    /// Reads `files` in their order; `-` is standard input. Their formats are told by their content.
    pub fn new(files: Vec<PathBuf>) -> Self {
        Self { feed: WorkQueue::new(files, None), read: VecDeque::new() }
    }

    /// Reads all files as this format, whatever their content looks like.
    #[must_use]
    pub fn input(mut self, format: Option<InputFormat>) -> Self {
        self.feed.given = format;
        self
    }
}

impl Iterator for Recordings {
    type Item = Result<Exchange, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.read.is_empty() {
            let unit = self.feed.next()?;
            read_item(unit, self.feed.given, &mut |read| self.read.push_back(read.map_err(|unread| unread.1)));
        }
        self.read.pop_front()
    }
}

impl std::fmt::Debug for Recordings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recordings").finish_non_exhaustive()
    }
}
