//! HTTP messages as they are sent: a request, then its response; a line that starts with `###` stands between exchanges.

use crate::body::BodyDraft;

use crate::error::{EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::formats::entry::{MessageDraft, ParsedEntry};
use crate::headers::Headers;
use openapi_drift_source::pointer;
use openapi_drift_source::position::Position;

/// A message with more headers than this is none.
const MAX_HEADERS: usize = 256;

/// Where something stands, by its pointer.
pub type Found = Vec<(String, Position)>;

/// The pieces of a file between separators, each with its position.
pub fn blocks(bytes: &[u8]) -> Vec<(Position, &[u8])> {
    let (mut blocks, mut from, mut at, mut position) = (Vec::new(), 0, 0, Position::START);
    while at <= bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
        let is_separator = bytes[at..].starts_with(b"###");
        if is_separator || at == bytes.len() {
            let block = &bytes[from..at];
            let skipped = leading(block);
            if skipped < block.len() {
                blocks.push((position.after(&block[..skipped]), &block[skipped..]));
            }
            let until = if is_separator { end } else { at };
            position = position.after(&bytes[from..until]);
            from = until;
        }
        if at == bytes.len() {
            break;
        }
        at = end;
    }
    blocks
}

/// How many bytes of blank lines and comments a block starts with.
fn leading(block: &[u8]) -> usize {
    let mut at = 0;
    for line in block.split_inclusive(|&byte| byte == b'\n') {
        let text = line.trim_ascii();
        if !(text.is_empty() || text.starts_with(b"#") || text.starts_with(b"//")) {
            break;
        }
        at += line.len();
    }
    at
}

/// Reads one exchange, and says where its parts stand and how many bytes it took.
pub fn read(block: &[u8], start: Position) -> (EntryResult<ParsedEntry>, Found, usize) {
    let mut message = Reader { block, start, at: 0, found: vec![(String::new(), start)] };
    let draft = message.exchange();
    let taken = message.at + leading(&block[message.at..]);
    // What cannot be read is not tried again.
    let taken = if draft.is_err() { block.len() } else { taken };
    (draft, message.found, taken)
}

struct Reader<'b> {
    block: &'b [u8],
    start: Position,
    at: usize,
    found: Found,
}

impl Reader<'_> {
    fn rest(&self) -> &[u8] {
        &self.block[self.at..]
    }

    fn note(&mut self, at: &str, offset: usize) {
        self.found.push((at.to_owned(), self.start.after(&self.block[..offset.min(self.block.len())])));
    }

    fn exchange(&mut self) -> EntryResult<ParsedEntry> {
        let from = self.at;
        let line = self.line();
        let target_at = from + second_word(&line);
        let line = String::from_utf8_lossy(&line).into_owned();
        let mut words = line.split_whitespace();
        let (Some(method), Some(target)) = (words.next(), words.next()) else {
            return entry_error("", "expected a request line, such as `GET /groups HTTP/1.1`");
        };
        self.note("/request/url", target_at);
        let headers = self.headers("/request")?;
        let url = match headers.get("host") {
            Some(host) if target.starts_with('/') => {
                let scheme = if host.ends_with(":443") { "https" } else { "http" };
                format!("{scheme}://{host}{target}")
            }
            _ => target.to_owned(),
        };
        let body = self.body("/request", &headers, true)?;
        let request = MessageDraft { headers_at: "/request/headers".to_owned(), headers, body };
        let mut response = self.response()?;
        // Interim answers come before the one that counts.
        while matches!(response, Some((100 | 102..=199, _, _))) && is_status_line(self.rest()) {
            response = self.response()?;
        }
        Ok(ParsedEntry::new("", method.to_owned(), (url, "/request/url".to_owned()), request, response, None))
    }

    fn response(&mut self) -> EntryResult<Option<(u16, String, MessageDraft)>> {
        if self.rest().trim_ascii().is_empty() {
            return Ok(None);
        }
        self.note("/response", self.at);
        if !is_status_line(self.rest()) {
            return entry_error("/response", "expected a status line, such as `HTTP/1.1 200 OK`");
        }
        let from = self.at;
        let line = self.line();
        let status_at = from + second_word(&line);
        let line = String::from_utf8_lossy(&line).into_owned();
        let code = line.split_whitespace().nth(1).unwrap_or_default();
        self.note("/response/status", status_at);
        let Some(status) = code.parse().ok().filter(|status| (100..=599).contains(status)) else {
            return entry_error("/response/status", "expected an HTTP status between 100 and 599");
        };
        let headers = self.headers("/response")?;
        let body = if (100..200).contains(&status) { BodyDraft::default() } else { self.body("/response", &headers, false)? };
        Ok(Some((status, "/response/status".to_owned(), MessageDraft { headers_at: "/response/headers".to_owned(), headers, body })))
    }

    /// The line at hand, without its end.
    fn line(&mut self) -> Vec<u8> {
        let rest = self.rest();
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest[..end].trim_ascii_end().to_vec();
        self.at = (self.at + end + 1).min(self.block.len());
        line
    }

    fn headers(&mut self, side: &str) -> EntryResult<Headers> {
        let at = format!("{side}/headers");
        self.note(&at, self.at);
        // A message may end with its headers; the empty line is then only meant.
        let head: Vec<u8> = [self.rest(), b"\r\n\r\n"].concat();
        let mut parsed = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let (taken, parsed) = match httparse::parse_headers(&head, &mut parsed) {
            Ok(httparse::Status::Complete(complete)) => complete,
            Ok(httparse::Status::Partial) => return entry_error(at, "the headers do not end"),
            Err(error) => return entry_error(at, format!("the headers cannot be read: {error}")),
        };
        let base = head.as_ptr() as usize;
        let pairs = parsed.iter().map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()));
        let places: Vec<_> = parsed.iter().map(|header| (pointer::join(&at, header.name), header.name.as_ptr() as usize - base)).collect();
        let headers = pairs.collect();
        for (at, offset) in places {
            self.note(&at, self.at + offset);
        }
        self.at = (self.at + taken).min(self.block.len());
        Ok(headers)
    }

    /// The body: as long as `content-length` says, or until the response (or the block) ends it.
    fn body(&mut self, side: &str, headers: &Headers, is_request: bool) -> EntryResult<BodyDraft> {
        let at = format!("{side}/body");
        let rest = self.rest();
        let stated =
            headers.get("content-length").and_then(|length| length.trim().parse::<usize>().ok()).filter(|&length| length <= rest.len());
        let chunked = headers.get("transfer-encoding").is_some_and(|encoding| encoding.to_ascii_lowercase().contains("chunked"));
        if let Some((bytes, taken)) = chunked.then(|| unchunked(rest)).flatten() {
            self.note(&at, self.at);
            self.at += taken;
            self.skip_blank();
            return if bytes.is_empty() {
                Ok(BodyDraft::default())
            } else {
                BodyDraft::bytes(bytes, headers, &at, BodyLocation::Opaque(at.clone()))
            };
        }
        let ends = |length: usize| {
            let after = rest[length..].trim_ascii_start();
            after.is_empty() || !is_request || is_status_line(after)
        };
        let (bytes, taken) = match stated.filter(|&length| ends(length)) {
            Some(length) => (&rest[..length], length),
            None => {
                let end = if is_request { status_line(rest) } else { rest.len() };
                // The line break before what follows is no part of the body.
                (rest[..end].trim_ascii_end(), end)
            }
        };
        let bytes = bytes.to_vec();
        self.note(&at, self.at);
        self.at += taken;
        self.skip_blank();
        if bytes.is_empty() { Ok(BodyDraft::default()) } else { BodyDraft::bytes(bytes, headers, &at, BodyLocation::Text(at.clone())) }
    }

    fn skip_blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_ascii_start().len();
    }
}

/// Where the second word of a line starts.
fn second_word(line: &[u8]) -> usize {
    let word = line.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
    word + line[word..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn is_status_line(bytes: &[u8]) -> bool {
    let line = bytes.strip_prefix(b"HTTP/").unwrap_or_default();
    let version = line.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let after = &line[version..];
    version > 0 && after.first() == Some(&b' ') && after.get(1).is_some_and(u8::is_ascii_digit)
}

/// Where the first line stands that starts a response; the end where there is none.
fn status_line(bytes: &[u8]) -> usize {
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|end| end + 1));
    starts.into_iter().find(|&start| is_status_line(&bytes[start..])).unwrap_or(bytes.len())
}

/// Puts a chunked body together; `None` where it is none, as where the recorder has done so and kept the header.
fn unchunked(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let Ok(httparse::Status::Complete((head, size))) = httparse::parse_chunk_size(bytes.get(at..)?) else { return None };
        at += head;
        let end = at.checked_add(usize::try_from(size).ok()?)?;
        body.extend_from_slice(bytes.get(at..end)?);
        at = end;
        let rest = &bytes[at..];
        at += if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
        if size == 0 {
            return Some((body, at));
        }
    }
}
