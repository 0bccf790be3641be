//! Files cut into pieces of work, in their order.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::body_files::BodyFiles;
use crate::exchange::{Exchange, Order};
use crate::formats::format::InputFormat;
use crate::read::chunks::{Chunk, Chunks};
use crate::read::files::STANDARD_INPUT;
use crate::read::open::{ReadOptions, file_error, open};
use crate::read::read::read_item;
use openapi_drift_source::error::Error;

/// The size in bytes up to which a file is one piece of work, if there are many files.
const SMALL: u64 = 256 * 1024;

/// The number of files from which on small files are not cut. With fewer files, each is cut, so that all threads get their share.
const MANY: usize = 16;

/// The size in bytes up to which pieces of a file are put together.
const ITEM: usize = 16 * 1024;

/// The facts that all pieces of a file share.
#[derive(Debug)]
pub struct FileInfo {
    pub(crate) number: usize,
    pub(crate) file: Arc<str>,
    pub(crate) files: BodyFiles,
    pub(crate) format: InputFormat,
    /// Lines without a place of their own are named by their hash.
    pub(crate) lines_by_hash: bool,
    /// The request line of a response that is alone in its file.
    pub(crate) request: Option<Arc<str>>,
}

/// A piece of the work that can be done apart from all others.
#[derive(Debug)]
pub enum WorkItem {
    /// A small file, with its number.
    File(usize, PathBuf),
    /// Pieces of a file.
    Chunks(Arc<FileInfo>, Vec<Chunk>),
    /// A file, or the rest of one, that cannot be read.
    Failed(Order, Error),
}

/// The pieces of work of all files, in their order. Small files are opened by whoever does the work.
pub struct WorkQueue {
    files: std::iter::Enumerate<std::vec::IntoIter<PathBuf>>,
    are_many: bool,
    options: ReadOptions,
    current: Option<(Arc<FileInfo>, Box<dyn Chunks>)>,
    pending: Option<WorkItem>,
}

impl WorkQueue {
    /// Cuts `files`; `-` is standard input.
    pub fn new(files: Vec<PathBuf>, options: ReadOptions) -> Self {
        Self { are_many: files.len() >= MANY, files: files.into_iter().enumerate(), options, current: None, pending: None }
    }
}

impl std::fmt::Debug for WorkQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorkQueue").finish_non_exhaustive()
    }
}

impl Iterator for WorkQueue {
    type Item = WorkItem;

    fn next(&mut self) -> Option<WorkItem> {
        if let Some(pending) = self.pending.take() {
            return Some(pending);
        }
        loop {
            let Some((info, chunks)) = &mut self.current else {
                let (number, path) = self.files.next()?;
                let is_small = || std::fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= SMALL);
                if self.are_many && is_small() && path.as_os_str() != STANDARD_INPUT {
                    return Some(WorkItem::File(number, path));
                }
                match open(number, &path, &self.options) {
                    Ok(opened) => self.current = opened,
                    Err(error) => return Some(WorkItem::Failed((number, 0), error)),
                }
                continue;
            };
            let (mut item, mut size) = (Vec::new(), 0);
            while size < ITEM {
                match chunks.next_chunk() {
                    None => {
                        let info = Arc::clone(info);
                        self.current = None;
                        if item.is_empty() {
                            break;
                        }
                        return Some(WorkItem::Chunks(info, item));
                    }
                    Some(Ok(chunk)) => {
                        size += chunk.bytes.len();
                        item.push(chunk);
                    }
                    Some(Err((position, why))) => {
                        self.pending = Some(WorkItem::Failed((info.number, usize::MAX), file_error(&info.file, position, why)));
                    }
                }
            }
            if let (Some((info, _)), false) = (&self.current, item.is_empty()) {
                return Some(WorkItem::Chunks(Arc::clone(info), item));
            }
            if let Some(pending) = self.pending.take() {
                return Some(pending);
            }
        }
    }
}

/// The exchanges of files, read one after the other.
pub struct Recordings {
    queue: WorkQueue,
    read: VecDeque<Result<Exchange, Error>>,
}

impl Recordings {
    /// Reads `files` in their order; `-` is standard input. Their formats are detected from their content.
    pub fn new(files: Vec<PathBuf>) -> Self {
        Self { queue: WorkQueue::new(files, ReadOptions::default()), read: VecDeque::new() }
    }

    /// Reads all files as this format, if it is given, instead of detecting it.
    #[must_use]
    pub fn input(mut self, format: Option<InputFormat>) -> Self {
        self.queue.options.format = format;
        self
    }

    /// Reads files that are a response alone, as `curl -i` prints it, as the response to this request: a method and a URL.
    #[must_use]
    pub fn request(mut self, request: Option<&str>) -> Self {
        self.queue.options.request = request.map(str::to_owned);
        self
    }

    /// Allows body files anywhere below `root`; by default they must be below the folder of their recording.
    #[must_use]
    pub fn root(mut self, root: Option<&Path>) -> Self {
        self.queue.options.root = root.map(Path::to_path_buf);
        self
    }
}

impl Iterator for Recordings {
    type Item = Result<Exchange, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.read.is_empty() {
            let item = self.queue.next()?;
            read_item(item, &self.queue.options, &mut |read| self.read.push_back(read.map_err(|error| error.1)));
        }
        self.read.pop_front()
    }
}

impl std::fmt::Debug for Recordings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recordings").finish_non_exhaustive()
    }
}
