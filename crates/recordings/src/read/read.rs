//! From files to exchanges: each file is opened, recognised, cut into pieces, and each piece is read.

use std::io::{BufRead, BufReader, Cursor, Read as _};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::error::EntryError;
use crate::exchange::{Exchange, Order};
use crate::formats::detect::{Detected, INTERACTIONS, Layout, detect, looks_like_json};
use crate::formats::entry::ParsedEntry;
use crate::formats::format::InputFormat;
use crate::formats::wiremock::Folder;
use crate::formats::{har, http, json_errors as words, native, ndjson, nock, postman, vcr, wiremock};
use crate::locate::EntrySource;
use crate::read::chunks::{Chunk, Chunks, Lines, MAX_CHUNK, Whole};
use crate::read::files::STANDARD_INPUT;
use crate::read::json_array::JsonList;
use crate::read::work::WorkItem;
use openapi_drift_source::error::Error;
use openapi_drift_source::file::{display_name, open_file};
use openapi_drift_source::position::Position;
use openapi_drift_source::text::SourceText;
use openapi_drift_source::yaml::items::YamlSequenceReader;

/// How much of a file is looked at to recognise its format.
const HEAD: u64 = 1024 * 1024;

/// Why there is no exchange, and where it would have come.
pub type ReadError = Box<(Order, Error)>;

/// What reading gives: an exchange, or why there is none.
pub type Push<'p> = &'p mut dyn FnMut(Result<Exchange, ReadError>);

/// What all pieces of a file share.
pub struct FileInfo {
    pub number: usize,
    pub file: Arc<str>,
    folder: Folder,
    format: InputFormat,
}

/// Reads all exchanges of a unit.
pub fn read_item(unit: WorkItem, given: Option<InputFormat>, push: Push<'_>) {
    match unit {
        WorkItem::Error(order, trouble) => push(Err(Box::new((order, trouble)))),
        WorkItem::Chunks(meta, chunks) => chunks.into_iter().for_each(|chunk| read_chunk(&meta, chunk, push)),
        WorkItem::File(number, path) => match open(number, &path, given) {
            Ok(None) => {}
            Err(trouble) => push(Err(Box::new(((number, 0), trouble)))),
            Ok(Some((meta, mut chunks))) => {
                while let Some(chunk) = chunks.next_chunk() {
                    match chunk {
                        Ok(chunk) => read_chunk(&meta, chunk, push),
                        Err((position, why)) => push(Err(Box::new(((number, usize::MAX), trouble(&meta.file, position, why))))),
                    }
                }
            }
        },
    }
}

pub type OpenFile = (Arc<FileInfo>, Box<dyn Chunks>);

/// Opens a file and recognises its format; `None` where it is known to hold no recordings.
pub fn open(number: usize, path: &Path, given: Option<InputFormat>) -> Result<Option<OpenFile>, Error> {
    let is_standard_input = path.as_os_str() == STANDARD_INPUT;
    let file: Arc<str> = if is_standard_input { "<stdin>".into() } else { display_name(path).into() };
    let failed = |error: std::io::Error| Error::new("cannot read the recording", error.to_string()).in_file(&*file);
    let mut input: Box<dyn BufRead + Send> = if is_standard_input {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        Box::new(BufReader::with_capacity(64 * 1024, open_file(path).map_err(failed)?))
    };
    let mut head = Vec::new();
    (&mut input).take(HEAD).read_to_end(&mut head).map_err(failed)?;
    if head.starts_with("\u{feff}".as_bytes()) {
        head.drain(..3);
    }
    let (format, layout) = match detect(&head, given) {
        Detected::Recordings(format, layout) => (format, layout),
        Detected::Other => return Ok(None),
        Detected::Unknown if head.trim_ascii().is_empty() => {
            return Err(trouble(&file, Position::START, "the file is empty".to_owned()));
        }
        Detected::Unknown => {
            // What is no sound JSON is in no known format because of that.
            if let Some((position, why)) = whole_json_error(&head) {
                return Err(trouble(&file, position, why));
            }
            let names = InputFormat::ALL.map(InputFormat::as_str).join(", ");
            return Err(trouble(&file, Position::START, "it is in no known format".to_owned())
                .help(format!("say in which format it is ({names}), or leave the file out, as the parts of a document")));
        }
    };
    let folder = Folder(if is_standard_input { None } else { path.parent().map(Path::to_path_buf) });
    let input = Cursor::new(head).chain(input);
    let chunks: Box<dyn Chunks> = match layout {
        Layout::Whole => Box::new(Whole(Some(input))),
        Layout::Lines => Box::new(Lines::new(input)),
        Layout::List(path) => Box::new(JsonList::new(input, path)),
    };
    Ok(Some((Arc::new(FileInfo { number, file, folder, format }), chunks)))
}

/// Why a file that starts as JSON does is none, if all of it has been read.
fn whole_json_error(head: &[u8]) -> Option<(Position, String)> {
    let text = std::str::from_utf8(head).ok().filter(|text| head.len() as u64 <= HEAD - 4 && text.trim_start().starts_with(['{', '[']))?;
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    Some((Position::of_json_error(text, &error), words::of(&error, false)))
}

pub fn trouble(file: &str, position: Position, why: String) -> Error {
    Error::new("cannot read the recording", why).in_file(file).at(position)
}

/// Reads the exchanges of a piece of a file.
fn read_chunk(meta: &FileInfo, chunk: Chunk, push: Push<'_>) {
    let Chunk { bytes, start, index } = chunk;
    let fail = |index: usize, position: Position, why: String| Err(Box::new(((meta.number, index), trouble(&meta.file, position, why))));
    if bytes.len() > MAX_CHUNK {
        return push(fail(index, start, "it is larger than 512 MiB".to_owned()));
    }
    if meta.format == InputFormat::Http {
        return read_http(meta, &bytes, push);
    }
    let lined = match String::from_utf8(bytes) {
        Ok(text) => Arc::new(SourceText::new(text)),
        Err(error) => {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            return push(fail(index, start.after(valid), "it is not UTF-8".to_owned()));
        }
    };
    let text = lined.text();
    if meta.format == InputFormat::Vcr && !looks_like_json(text.as_bytes()) {
        return read_yaml(meta, &lined, push);
    }
    let source = EntrySource::json(Arc::clone(&lined), start);
    if meta.format == InputFormat::Native {
        return push(finish(meta, index, source, native::read(text, false)));
    }
    let mut entry: Value = match serde_json::from_str(text) {
        Ok(entry) => entry,
        Err(error) => {
            return push(fail(
                index,
                start.and(Position::of_json_error(text, &error)),
                words::of(&error, meta.format == InputFormat::NdJson),
            ));
        }
    };
    let draft = match meta.format {
        InputFormat::Postman => {
            if let Err(error) = postman::has_one_list(text) {
                push(fail(index, Position::of_json_error(text, &error), words::of(&error, false)));
            }
            for (nth, saved) in postman::saved(&entry).into_iter().enumerate() {
                let draft = saved.and_then(|(response, request)| postman::read(&mut entry, &response, &request));
                push(finish(meta, index + nth, source.clone(), draft));
            }
            return;
        }
        InputFormat::Har => har::read(&mut entry),
        InputFormat::Vcr => vcr::read(&mut entry, &source),
        InputFormat::WireMock => wiremock::read(&mut entry, &meta.folder),
        InputFormat::Nock => nock::read(&mut entry),
        InputFormat::NdJson if ndjson::is_native(&entry) => native::read(text, true),
        InputFormat::NdJson | InputFormat::Native | InputFormat::Http => ndjson::read(&mut entry, &meta.folder),
    };
    push(finish(meta, index, source, draft));
}

fn read_yaml(meta: &FileInfo, lined: &Arc<SourceText>, push: Push<'_>) {
    let mut items = YamlSequenceReader::new(lined.text(), INTERACTIONS);
    let mut index = 0;
    for item in &mut items {
        match item {
            Ok((mut entry, spans)) => {
                let source = EntrySource::Yaml { text: Arc::clone(lined), spans: Arc::new(spans) };
                let draft = vcr::read(&mut entry, &source);
                push(finish(meta, index, source, draft));
            }
            Err((position, why)) => push(Err(Box::new(((meta.number, index), trouble(&meta.file, position, words::of_yaml(why)))))),
        }
        index += 1;
    }
    if !items.met() && index == 0 {
        let why = format!("there is no list `{}`", INTERACTIONS.join("` or `"));
        push(Err(Box::new(((meta.number, 0), trouble(&meta.file, Position::START, why)))));
    }
}

fn read_http(meta: &FileInfo, bytes: &[u8], push: Push<'_>) {
    let mut index = 0;
    for (mut start, mut block) in http::blocks(bytes) {
        while !block.is_empty() {
            let (draft, found, taken) = http::read(block, start);
            push(finish(meta, index, EntrySource::Http(found.into()), draft));
            index += 1;
            start = start.after(&block[..taken]);
            block = &block[taken..];
        }
    }
}

/// Reads one exchange in the project's own format from a text; `name` stands for the file.
pub fn read_native(name: &str, text: &str) -> Result<Exchange, Error> {
    let meta = FileInfo { number: 0, file: name.into(), folder: Folder(None), format: InputFormat::Native };
    let source = EntrySource::json(Arc::new(SourceText::new(text)), Position::START);
    finish(&meta, 0, source, native::read(text, false)).map_err(|unread| unread.1)
}

/// Makes an exchange of a draft, or says why it is none.
fn finish(meta: &FileInfo, index: usize, source: EntrySource, draft: Result<ParsedEntry, EntryError>) -> Result<Exchange, ReadError> {
    let refuse = |position: Position, why: String, help: Option<&str>| {
        let trouble = trouble(&meta.file, position, why);
        Err(Box::new(((meta.number, index), if let Some(help) = help { trouble.help(help) } else { trouble })))
    };
    let ParsedEntry { mut recording, places } = match draft {
        Ok(draft) => draft,
        Err(entry_error) => {
            let inner = entry_error.position.and_then(|inner| source.within(inner));
            let position = inner.unwrap_or_else(|| source.locate(&entry_error.pointer));
            return refuse(position, entry_error.why, entry_error.help);
        }
    };
    let url = &recording.request.url;
    if let (false, Err(error)) = (url.starts_with('/'), url::Url::parse(url)) {
        let help = "write it with scheme and host, such as https://api.example.org/v1/groups, or as a path, such as /v1/groups";
        return refuse(source.locate(&places.url), format!("the request's url is neither whole nor a path: {error}"), Some(help));
    }
    recording.request.headers.mask();
    if let Some(response) = &mut recording.response {
        response.headers.mask();
    }
    let file = Arc::clone(&meta.file);
    Ok(Exchange { recording, file, index, file_number: meta.number, source, places, bodies: Default::default() })
}
