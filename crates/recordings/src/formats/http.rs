//! HTTP messages as they are sent: a request, then its response. A line that starts with `###` separates exchanges.

use crate::body::BodyDraft;

use crate::error::{EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::formats::entry::{MessageDraft, ParsedEntry, states_length};
use crate::headers::Headers;
use openapi_drift_source::pointer;
use openapi_drift_source::position::Position;

/// The number of headers up to which a message is read.
const MAX_HEADERS: usize = 256;

/// Pointers and the positions they refer to.
pub type Found = Vec<(String, Position)>;

/// Returns the pieces of a file between separators, each with its position.
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

/// Returns the number of bytes of blank lines and comments at the start of a block.
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

/// Reads one exchange. Returns it with the positions of its parts and the number of bytes that it took.
pub fn read(block: &[u8], start: Position) -> (EntryResult<ParsedEntry>, Found, usize) {
    let mut message = Reader { block, at: 0, found: vec![(String::new(), start)], last: (0, start) };
    let draft = message.exchange();
    let taken = message.at + leading(&block[message.at..]);
    // The rest of a block that cannot be read is not tried again.
    let taken = if draft.is_err() { block.len() } else { taken };
    (draft, message.found, taken)
}

struct Reader<'b> {
    block: &'b [u8],
    at: usize,
    found: Found,
    /// The last offset that was noted, and its position: positions are counted on from there.
    last: (usize, Position),
}

impl Reader<'_> {
    fn rest(&self) -> &[u8] {
        &self.block[self.at..]
    }

    fn note(&mut self, at: &str, offset: usize) {
        let (from, position) = self.last;
        let offset = offset.min(self.block.len());
        // Offsets are noted in their order.
        let position = if offset >= from { position.after(&self.block[from..offset]) } else { position };
        self.last = (offset.max(from), position);
        self.found.push((at.to_owned(), position));
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
        let request = MessageDraft::new("/request/headers", headers, body);
        let mut response = self.response()?;
        // Interim responses come before the final one.
        while matches!(response, Some((100 | 102..=199, _, _))) && is_status_line(self.rest()) {
            response = self.response()?;
        }
        Ok(ParsedEntry::new(method.to_owned(), (url, "/request/url".to_owned()), request, response, None))
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
        let body = if (100..200).contains(&status) { BodyDraft::absent() } else { self.body("/response", &headers, false)? };
        Ok(Some((status, "/response/status".to_owned(), MessageDraft::new("/response/headers", headers, body))))
    }

    /// Reads a line, without its end.
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
        // A message may end with its headers, without the empty line.
        let rest = self.rest();
        let end = end_of_headers(rest);
        let blank = if rest[end..].starts_with(b"\r\n") { 2 } else { usize::from(rest[end..].starts_with(b"\n")) };
        let head: Vec<u8> = [&rest[..end], b"\r\n\r\n"].concat();
        let mut parsed = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let (_, parsed) = match httparse::parse_headers(&head, &mut parsed) {
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
        self.at = (self.at + end + blank).min(self.block.len());
        Ok(headers)
    }

    /// Reads the body: as long as `content-length` says, or else up to the response or the end of the block.
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
                Ok(BodyDraft::absent())
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
                // The line break before the next message is not part of the body.
                (rest[..end].trim_ascii_end(), end)
            }
        };
        let bytes = bytes.to_vec();
        self.note(&at, self.at);
        self.at += taken;
        self.skip_blank();
        match bytes.is_empty() {
            // The header says that there was a body.
            true if states_length(headers) == Some(true) => Ok(BodyDraft::not_recorded()),
            true => Ok(BodyDraft::absent()),
            false => BodyDraft::bytes(bytes, headers, &at, BodyLocation::Text(at.clone())),
        }
    }

    fn skip_blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_ascii_start().len();
    }
}

/// Returns the offset after the first empty line.
fn end_of_headers(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\n") || bytes.starts_with(b"\r\n") {
        return 0;
    }
    for end in memchr::memchr_iter(b'\n', bytes) {
        let rest = &bytes[end + 1..];
        if rest.starts_with(b"\n") || rest.starts_with(b"\r\n") {
            return end + 1;
        }
    }
    bytes.len()
}

/// Returns the offset of the last of several responses whose heads follow each other, as after a redirect or through a proxy.
pub fn final_response(bytes: &[u8]) -> usize {
    let mut at = bytes.len() - bytes.trim_ascii_start().len();
    loop {
        let head = end_of_headers(&bytes[at..]);
        let after = &bytes[at + head..];
        let next = at + head + after.len() - after.trim_ascii_start().len();
        if next == at || !is_status_line(&bytes[next..]) {
            return at;
        }
        at = next;
    }
}

/// Returns the offset of the second word of a line.
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

/// Returns the offset of the first line that starts a response, or the end.
fn status_line(bytes: &[u8]) -> usize {
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|end| end + 1));
    starts.into_iter().find(|&start| is_status_line(&bytes[start..])).unwrap_or(bytes.len())
}

/// Joins the chunks of a body; `None` if it is not chunked, because the recorder has joined them and kept the header.
pub fn unchunked(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
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
