//! From the pieces of files to exchanges.

use std::sync::Arc;

use serde_json::Value;

use crate::body_files::BodyFiles;
use crate::error::EntryError;
use crate::exchange::{BodyLocation, Exchange, Order};
use crate::formats::detect::{INTERACTIONS, looks_like_json};
use crate::formats::entry::ParsedEntry;
use crate::formats::format::InputFormat;
use crate::formats::postman_variables::Variables;
use crate::formats::{curl, har, hoverfly, http, json_errors, line_source, mitmproxy, native, ndjson, nock, postman, vcr, wiremock};
use crate::locate::EntrySource;
use crate::read::chunks::{Chunk, MAX_CHUNK};
use crate::read::open::{ReadOptions, file_error, open};
use crate::read::work::{FileInfo, WorkItem};
use crate::recorded_url;
use crate::recording::RecordingPart;
use openapi_drift_source::error::Error;
use openapi_drift_source::position::Position;
use openapi_drift_source::text::SourceText;
use openapi_drift_source::yaml::items::YamlSequenceReader;
use openapi_drift_source::yaml::parse as yaml;
use openapi_drift_source::yaml::positions::Children;

/// The reason why there is no exchange, and its place among all exchanges of a run.
pub type ReadError = Box<(Order, Error)>;

/// A function that takes each exchange, or the reason why there is none.
pub type Push<'p> = &'p mut dyn FnMut(Result<Exchange, ReadError>);

/// Reads all exchanges of a piece of work, in their order.
pub fn read_item(item: WorkItem, options: &ReadOptions, push: Push<'_>) {
    match item {
        WorkItem::Failed(order, error) => push(Err(Box::new((order, error)))),
        WorkItem::Chunks(info, chunks) => chunks.into_iter().for_each(|chunk| read_chunk(&info, chunk, push)),
        WorkItem::File(number, path) => match open(number, &path, options) {
            Ok(None) => {}
            Err(error) => push(Err(Box::new(((number, 0), error)))),
            Ok(Some((info, mut chunks))) => {
                while let Some(chunk) = chunks.next_chunk() {
                    match chunk {
                        Ok(chunk) => read_chunk(&info, chunk, push),
                        Err((position, why)) => push(Err(Box::new(((number, usize::MAX), file_error(&info.file, position, why))))),
                    }
                }
            }
        },
    }
}

/// Reads the exchanges of a piece of a file.
fn read_chunk(info: &FileInfo, chunk: Chunk, push: Push<'_>) {
    let Chunk { bytes, start, index } = chunk;
    let fail = |index: usize, position: Position, why: String| Err(Box::new(((info.number, index), file_error(&info.file, position, why))));
    if bytes.len() > MAX_CHUNK {
        return push(fail(index, start, "it is larger than 512 MiB".to_owned()));
    }
    match (info.format, &info.request) {
        (InputFormat::Http, Some(request)) => return read_response(info, request, &bytes, push),
        (InputFormat::Http, None) => return read_http(info, &bytes, push),
        (InputFormat::Curl, _) => return read_curl(info, &bytes, push),
        (InputFormat::Mitmproxy, _) => {
            return if let Some(parsed) = mitmproxy::read(&bytes).transpose() {
                push(finish(info, index, at_one_place(start), parsed))
            };
        }
        _ => {}
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => Arc::new(SourceText::new(text)),
        Err(error) => {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            return push(fail(index, start.after(valid), "it is not UTF-8".to_owned()));
        }
    };
    if info.format == InputFormat::Vcr && !looks_like_json(text.text().as_bytes()) {
        return read_yaml(info, &text, push);
    }
    let whole = text;
    let source = EntrySource::json(Arc::clone(&whole), start);
    let text = whole.text();
    if info.format == InputFormat::Native {
        return push(finish(info, index, source, native::read(text, false)));
    }
    let mut entry: Value = match serde_json::from_str(text) {
        Ok(entry) => entry,
        Err(error) => {
            let position = start.and(Position::of_json_error(text, &error));
            return push(fail(index, position, json_errors::of(text, &error, info.format == InputFormat::NdJson)));
        }
    };
    let parsed = match info.format {
        InputFormat::Postman => {
            if let Err(error) = postman::has_one_list(text) {
                push(fail(index, Position::of_json_error(text, &error), json_errors::of(text, &error, false)));
            }
            let variables = Variables::of(&entry);
            for (nth, saved) in postman::saved(&entry).into_iter().enumerate() {
                let parsed = saved.and_then(|(response, request)| postman::read(&mut entry, &response, &request, &variables));
                push(finish(info, index + nth, source.clone(), parsed));
            }
            return;
        }
        InputFormat::Har => har::read(&mut entry, &info.files),
        InputFormat::Vcr => vcr::read(&mut entry, &source),
        InputFormat::WireMock => wiremock::read(&mut entry, &info.files),
        InputFormat::Nock => nock::read(&mut entry),
        InputFormat::Hoverfly => hoverfly::read(&mut entry, &info.files),
        InputFormat::NdJson | InputFormat::Native | InputFormat::Http | InputFormat::Curl | InputFormat::Mitmproxy => {
            let own = line_source::take(&mut entry);
            let is_moved = own.is_some();
            let by_hash = || info.lines_by_hash.then(|| (line_source::by_hash(&info.file, text), 0));
            let parsed = match ndjson::is_native(&entry) {
                true if is_moved => native::read_value(entry),
                true => native::read(text, true),
                false => ndjson::read(&mut entry, &info.files),
            };
            return push(match own.or_else(by_hash) {
                Some((file, index)) => {
                    let source = EntrySource::json(Arc::clone(&whole), Position { line: index + 1, column: 1 });
                    finish_in(info, &file, index, source, parsed)
                }
                None => finish(info, index, source, parsed),
            });
        }
    };
    push(finish(info, index, source, parsed));
}

fn read_yaml(info: &FileInfo, text: &Arc<SourceText>, push: Push<'_>) {
    if text.text().trim_start_matches("---").trim_start().starts_with("- ") {
        return read_yaml_list(info, text, push);
    }
    let mut items = YamlSequenceReader::new(text.text(), INTERACTIONS);
    let mut index = 0;
    for item in &mut items {
        match item {
            Ok((mut entry, spans)) => {
                let source = EntrySource::Yaml { text: Arc::clone(text), spans: Arc::new(spans) };
                let parsed = vcr::read(&mut entry, &source);
                push(finish(info, index, source, parsed));
            }
            Err((position, why)) => {
                push(Err(Box::new(((info.number, index), file_error(&info.file, position, json_errors::of_yaml(why))))));
            }
        }
        index += 1;
    }
    if !items.met() && index == 0 {
        let why = format!("there is no list `{}`", INTERACTIONS.join("` or `"));
        push(Err(Box::new(((info.number, 0), file_error(&info.file, Position::START, why)))));
    }
}

/// Reads a cassette of the first versions of vcrpy, which is an array of interactions.
fn read_yaml_list(info: &FileInfo, text: &Arc<SourceText>, push: Push<'_>) {
    match yaml::parse(text.text()) {
        Ok((Value::Array(entries), spans)) => {
            let Children::Items(spans) = spans.children else { return };
            for (index, (mut entry, spans)) in entries.into_iter().zip(spans).enumerate() {
                let source = EntrySource::Yaml { text: Arc::clone(text), spans: Arc::new(spans) };
                let parsed = vcr::read(&mut entry, &source);
                push(finish(info, index, source, parsed));
            }
        }
        Ok(_) => {}
        Err((position, why)) => push(Err(Box::new(((info.number, 0), file_error(&info.file, position, json_errors::of_yaml(why)))))),
    }
}

fn read_http(info: &FileInfo, bytes: &[u8], push: Push<'_>) {
    let mut index = 0;
    for (mut start, mut block) in http::blocks(bytes) {
        while !block.is_empty() {
            let (parsed, found, taken) = http::read(block, start);
            push(finish(info, index, EntrySource::Http(found.into()), parsed));
            index += 1;
            start = start.after(&block[..taken]);
            block = &block[taken..];
        }
    }
}

/// Reads a response that is alone in its file.
fn read_response(info: &FileInfo, request: &str, bytes: &[u8], push: Push<'_>) {
    let skipped = http::final_response(bytes);
    let lines = bytes[..skipped].iter().filter(|byte| **byte == b'\n').count();
    let head = format!("{request}\r\n\r\n");
    let (parsed, mut found, _) = http::read(&[head.as_bytes(), &bytes[skipped..]].concat(), Position::START);
    for (pointer, position) in &mut found {
        // The request takes two lines that the file does not have.
        *position = if pointer.starts_with("/response") {
            Position { line: (position.line + lines).saturating_sub(2).max(1), ..*position }
        } else {
            Position::START
        };
    }
    push(finish(info, 0, EntrySource::Http(found.into()), parsed));
}

/// Reads the output of curl. Bodies are put together from pieces, so that only the place of the exchange is known.
fn read_curl(info: &FileInfo, bytes: &[u8], push: Push<'_>) {
    let messages = curl::messages(bytes);
    if messages.is_empty() {
        let why = "the output of curl has no request: lines with `>` or `=> Send header`".to_owned();
        return push(Err(Box::new(((info.number, 0), file_error(&info.file, Position::START, why)))));
    }
    for (index, message) in messages.into_iter().enumerate() {
        let parsed = http::read(&message.bytes, message.start).0.map(|mut parsed| {
            let parts = [RecordingPart::RequestBody, RecordingPart::ResponseBody];
            parsed
                .recording
                .not_recorded
                .extend(parts.into_iter().zip(message.lacks_body).filter(|(_, lacks)| *lacks).map(|(part, _)| part));
            for location in [&mut parsed.locations.request.body, &mut parsed.locations.response.body] {
                if let BodyLocation::Text(at) = location {
                    *location = BodyLocation::Opaque(std::mem::take(at));
                }
            }
            parsed
        });
        push(finish(info, index, at_one_place(message.start), parsed));
    }
}

/// Returns the source of an entry of which only the place in the file is known.
fn at_one_place(start: Position) -> EntrySource {
    EntrySource::Http([(String::new(), start)].into())
}

/// Reads one exchange in the project's own format from a text. `name` is displayed as its file.
pub fn read_native(name: &str, text: &str) -> Result<Exchange, Error> {
    let info =
        FileInfo { number: 0, file: name.into(), files: BodyFiles::None, format: InputFormat::Native, lines_by_hash: false, request: None };
    let source = EntrySource::json(Arc::new(SourceText::new(text)), Position::START);
    finish(&info, 0, source, native::read(text, false)).map_err(|error| error.1)
}

/// Makes an exchange of an entry, or returns why there is none.
fn finish(info: &FileInfo, index: usize, source: EntrySource, parsed: Result<ParsedEntry, EntryError>) -> Result<Exchange, ReadError> {
    finish_in(info, &info.file, index, source, parsed)
}

/// Makes an exchange of an entry that may name another file as its own.
fn finish_in(
    info: &FileInfo,
    file: &Arc<str>,
    index: usize,
    source: EntrySource,
    parsed: Result<ParsedEntry, EntryError>,
) -> Result<Exchange, ReadError> {
    let refuse = |position: Position, why: String, help: Option<&str>| {
        let error = file_error(file, position, why);
        Err(Box::new(((info.number, index), if let Some(help) = help { error.help(help) } else { error })))
    };
    let ParsedEntry { mut recording, locations } = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let inner = error.position.and_then(|inner| source.within(inner));
            let position = inner.unwrap_or_else(|| source.locate(&error.pointer));
            return refuse(position, error.why, error.help);
        }
    };
    recorded_url::normalize(&mut recording.request);
    let url = &recording.request.url;
    let is_tunnel = recording.request.method.eq_ignore_ascii_case("CONNECT");
    if let (false, false, Err(error)) = (url.starts_with('/'), is_tunnel, url::Url::parse(url)) {
        let help = "write it with scheme and host, such as https://api.example.org/v1/groups, or as a path, such as /v1/groups";
        return refuse(source.locate(&locations.url), format!("the request URL is neither absolute nor a path: {error}"), Some(help));
    }
    recording.request.headers.mask();
    if let Some(response) = &mut recording.response {
        response.headers.mask();
    }
    Ok(Exchange { recording, file: Arc::clone(file), index, file_number: info.number, source, locations, bodies: Default::default() })
}
