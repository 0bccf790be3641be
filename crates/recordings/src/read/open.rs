//! Opening files: decompressing them, detecting their format, and choosing how they are cut.

use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use crate::body_files::BodyFiles;
use crate::formats::detect::{Detected, Layout, detect};
use crate::formats::format::InputFormat;
use crate::formats::json_errors;
use crate::read::chunks::{Chunks, Lines, MAX_CHUNK, Whole};
use crate::read::containers::{self, GZIP, ZIP};
use crate::read::files::STANDARD_INPUT;
use crate::read::flows::Flows;
use crate::read::json_array::JsonList;
use crate::read::work::FileInfo;
use openapi_drift_source::error::Error;
use openapi_drift_source::file::{display_name, open_file};
use openapi_drift_source::position::Position;

/// The number of bytes at the start of a file from which its format is detected.
const HEAD: u64 = 1024 * 1024;

/// The options for reading files.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The format of all files; detected if it is not given.
    pub format: Option<InputFormat>,
    /// The folder that body files must be below; by default that of the recording.
    pub root: Option<std::path::PathBuf>,
    /// The request of files that are a response alone, such as `GET https://api.example.org/items`.
    pub request: Option<String>,
    /// Lines of standard input that do not state their `source` are named by their hash instead of their number, so that their names
    /// are the same in any division of the lines.
    pub lines_by_hash: bool,
}

/// A file that is open: the facts that all its pieces share, and the pieces.
pub type OpenFile = (Arc<FileInfo>, Box<dyn Chunks>);

type Input = Box<dyn BufRead + Send>;

/// Opens a file and detects its format; `None` if it is known to have no recordings.
pub fn open(number: usize, path: &Path, options: &ReadOptions) -> Result<Option<OpenFile>, Error> {
    let is_standard_input = path.as_os_str() == STANDARD_INPUT;
    let file: Arc<str> = if is_standard_input { "<stdin>".into() } else { display_name(path).into() };
    let failed = |error: std::io::Error| Error::new("cannot read the recording", error.to_string()).in_file(&*file);
    let mut input: Input = if is_standard_input {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        Box::new(BufReader::with_capacity(64 * 1024, open_file(path).map_err(failed)?))
    };
    let mut files = match path.parent() {
        Some(folder) if !is_standard_input => BodyFiles::below(folder, options.root.as_deref()),
        _ => BodyFiles::None,
    };
    let mut head = read_head(&mut input).map_err(failed)?;
    if head.starts_with(ZIP) {
        let archive = containers::unzip(Box::new(Cursor::new(head).chain(input))).map_err(|why| file_error(&file, Position::START, why))?;
        files = BodyFiles::Archive(archive.files.into());
        input = Box::new(Cursor::new(archive.recording));
        head = read_head(&mut input).map_err(failed)?;
    } else if head.starts_with(GZIP) {
        input = containers::gunzip(Cursor::new(head).chain(input));
        head = read_head(&mut input).map_err(failed)?;
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        let text = containers::from_utf16(Cursor::new(head).chain(input)).map_err(failed)?;
        input = Box::new(Cursor::new(text.into_bytes()));
        head = read_head(&mut input).map_err(failed)?;
    }
    if head.starts_with("\u{feff}".as_bytes()) {
        head.drain(..3);
    }
    let mut request = None;
    let (format, layout) = match detect(&head, options.format) {
        Detected::Recordings(format, layout) => (format, layout),
        Detected::Document => return Ok(None),
        Detected::Foreign(name, help) => {
            return Err(file_error(&file, Position::START, format!("this is {name}, which is not read")).help(help));
        }
        Detected::Response => match &options.request {
            Some(line) => {
                request = Some(line.as_str().into());
                (InputFormat::Http, Layout::Whole)
            }
            None => {
                return Err(file_error(&file, Position::START, "this is a response without its request, as `curl -i` prints it")
                    .help("pass its request, such as `--request 'GET https://api.example.org/items'`, or write it above the response"));
            }
        },
        Detected::Unknown if head.trim_ascii().is_empty() => {
            return Err(file_error(&file, Position::START, "the file is empty"));
        }
        Detected::Unknown => {
            // Invalid JSON is the reason why no format was detected.
            if let Some((position, why)) = whole_json_error(&head) {
                return Err(file_error(&file, position, why));
            }
            let names = InputFormat::ALL.map(InputFormat::as_str).join(", ");
            return Err(file_error(&file, Position::START, "the format was not recognized")
                .help(format!("pass `--input FORMAT` ({names}), or leave the file out if it is part of a document")));
        }
    };
    let lines_by_hash = is_standard_input && options.lines_by_hash;
    let input = Cursor::new(head).chain(input);
    let chunks: Box<dyn Chunks> = match layout {
        Layout::Whole => Box::new(Whole(Some(input))),
        Layout::Lines => Box::new(Lines::new(input)),
        Layout::Flows => Box::new(Flows::new(input)),
        Layout::List(path) => Box::new(JsonList::new(input, path)),
    };
    Ok(Some((Arc::new(FileInfo { number, file, files, format, lines_by_hash, request }), chunks)))
}

fn read_head(input: &mut Input) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// Returns the error of a file that starts like JSON and is not valid JSON, if all of it has been read.
fn whole_json_error(head: &[u8]) -> Option<(Position, String)> {
    let text = std::str::from_utf8(head).ok().filter(|text| head.len() as u64 <= HEAD - 4 && text.trim_start().starts_with(['{', '[']))?;
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    Some((Position::of_json_error(text, &error), json_errors::of(text, &error, false)))
}

/// Returns the error that a file, or a part of it, cannot be read.
pub fn file_error(file: &str, position: Position, why: impl Into<String>) -> Error {
    Error::new("cannot read the recording", why).in_file(file).at(position)
}

/// The number of bytes up to which a file is read as a whole.
pub(crate) const MAX_WHOLE: u64 = MAX_CHUNK as u64;
