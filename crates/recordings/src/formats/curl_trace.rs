//! Output of `curl --trace-ascii` and `curl --trace`: blocks of bytes, each below a line that says in which direction they went.

use crate::formats::curl::{Parts, is_request_line, is_tls_line};
use crate::formats::http::unchunked;

/// The kinds of blocks.
#[derive(Clone, Copy, PartialEq)]
enum Block {
    SentHead,
    SentBody,
    ReceivedHead,
    ReceivedBody,
    Other,
}

/// Returns a line without the time and the ids that curl may print before it.
pub fn without_time(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '-' | ' '));
    let rest = rest.strip_prefix('[').and_then(|ids| ids.split_once("] ")).map_or(rest, |(_, rest)| rest);
    if ["== ", "=> ", "<= ", "* "].iter().any(|mark| rest.starts_with(mark)) { rest } else { line }
}

/// Returns the exchanges of a trace.
pub fn parts(bytes: &[u8]) -> Vec<Parts> {
    let text = String::from_utf8_lossy(bytes);
    let (mut all, mut current, mut block, mut is_tls) = (Vec::new(), None::<Parts>, Block::Other, false);
    let mut data = Data::default();
    let mut block_line = 0;
    for (index, line) in text.lines().chain(["== Info: end"]).enumerate() {
        let plain = without_time(line);
        let next = match plain {
            _ if plain.starts_with("== Info:") => {
                is_tls |= is_tls_line(plain.as_bytes());
                Some(Block::Other)
            }
            _ if plain.starts_with("=> Send header") => Some(Block::SentHead),
            _ if plain.starts_with("=> Send data") => Some(Block::SentBody),
            _ if plain.starts_with("<= Recv header") => Some(Block::ReceivedHead),
            _ if plain.starts_with("<= Recv data") => Some(Block::ReceivedBody),
            _ if plain.starts_with("=> Send ") || plain.starts_with("<= Recv ") => Some(Block::Other),
            _ => None,
        };
        let Some(next) = next else {
            data.add(line);
            continue;
        };
        let bytes = std::mem::take(&mut data).finish();
        add(&mut all, &mut current, block, &bytes, block_line, is_tls);
        (block, block_line) = (next, index + 1);
    }
    all.extend(current);
    for parts in &mut all {
        parts.request_body = with_white_space(std::mem::take(&mut parts.request_body));
        let body = std::mem::take(&mut parts.response_body);
        let is_chunked = String::from_utf8_lossy(&parts.response).to_ascii_lowercase().contains("\ntransfer-encoding: chunked");
        let joined = if is_chunked { unchunked(&body).map(|(joined, _)| joined) } else { None };
        parts.response_body = with_white_space(joined.unwrap_or(body));
    }
    all
}

/// Adds the bytes of a block.
fn add(all: &mut Vec<Parts>, current: &mut Option<Parts>, block: Block, bytes: &[u8], line: usize, is_tls: bool) {
    if block == Block::SentHead && bytes.split(|byte| *byte == b'\r').next().is_some_and(is_request_line) {
        all.extend(current.take());
        *current = Some(Parts { line, is_tls, ..Parts::default() });
    }
    let Some(parts) = current else { return };
    match block {
        Block::SentHead => parts.request.extend_from_slice(bytes),
        Block::SentBody => {
            parts.sent = true;
            parts.request_body.extend_from_slice(bytes);
        }
        Block::ReceivedHead => {
            // The final response comes after interim ones.
            if bytes.starts_with(b"HTTP/") {
                parts.response.clear();
                parts.response_body.clear();
            }
            parts.response.extend_from_slice(bytes);
            // The line break at the end of a block is not printed.
            if !bytes.ends_with(b"\n") {
                parts.response.extend_from_slice(b"\r\n");
            }
        }
        Block::ReceivedBody => {
            parts.received = true;
            parts.response_body.extend_from_slice(bytes);
        }
        Block::Other => {}
    }
}

/// The bytes of a block while its lines are read.
#[derive(Default)]
struct Data {
    bytes: Vec<u8>,
    /// Length of the block up to the end of the last line.
    length: usize,
    is_hex: bool,
}

impl Data {
    /// Adds a line such as `0010: text`. Where the next offset is larger than the text, a line break was left out.
    fn add(&mut self, line: &str) {
        let Some((offset, content)) = line.split_once(": ").or_else(|| line.strip_suffix(':').map(|offset| (offset, ""))) else { return };
        let Ok(offset) = usize::from_str_radix(offset, 16) else { return };
        if offset == 0 {
            self.is_hex = hex(content).is_some();
        }
        match hex(content).filter(|_| self.is_hex) {
            Some(bytes) => self.bytes.extend(bytes),
            None => {
                if offset > self.length {
                    self.bytes.extend_from_slice(b"\r\n");
                }
                self.bytes.extend_from_slice(content.as_bytes());
                self.length = offset + content.chars().count();
            }
        }
    }

    fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Returns the bytes of a line of hexadecimal digits: up to 16 pairs, padded to 48 characters.
fn hex(content: &str) -> Option<Vec<u8>> {
    let digits = content.get(..48)?;
    if !content.is_ascii() || content.len() > 64 {
        return None;
    }
    digits.split_whitespace().map(|pair| if pair.len() == 2 { u8::from_str_radix(pair, 16).ok() } else { None }).collect()
}

/// Replaces the dots for line breaks and tabs in JSON. `--trace-ascii` prints a dot for each character that is not printable; outside
/// of strings, a dot is part of a number only between two digits.
fn with_white_space(mut body: Vec<u8>) -> Vec<u8> {
    if !body.trim_ascii_start().starts_with(b"{") && !body.trim_ascii_start().starts_with(b"[") {
        return body;
    }
    let (mut quoted, mut escaped) = (false, false);
    for at in 0..body.len() {
        let is_digit = |at: Option<usize>| at.and_then(|at| body.get(at)).is_some_and(u8::is_ascii_digit);
        match body[at] {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'.' if !(quoted || is_digit(at.checked_sub(1)) && is_digit(Some(at + 1))) => body[at] = b' ',
            _ => {}
        }
    }
    body
}
