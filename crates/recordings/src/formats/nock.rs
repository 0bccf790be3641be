//! Recordings of nock (Node.js): a JSON array of objects with `scope`, `method`, `path`, `body`, `status`, `response`.

use serde_json::Value;

use crate::body::BodyDraft;
use crate::error::{EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::formats::entry::{MessageDraft, OBJECT, ParsedEntry, first, headers, status, string, typed};
use crate::headers::Headers;

/// Reads one definition.
pub fn read(entry: &mut Value) -> EntryResult<ParsedEntry> {
    typed(entry, &[("", OBJECT)])?;
    let scope = string(entry, "/scope")?;
    let url = format!("{}{}", scope.trim_end_matches('/'), string(entry, "/path")?);
    let method = string(entry, "/method")?;
    let request_headers = headers(entry, "/reqheaders")?;
    let request_body = body(entry, "/body", &request_headers, false)?;
    let request = MessageDraft::new("/reqheaders", request_headers, request_body);
    let headers_at = first(entry, &["/rawHeaders", "/headers"]).unwrap_or("/rawHeaders").to_owned();
    let response_headers = headers(entry, &headers_at)?;
    let is_binary = entry.get("responseIsBinary") == Some(&Value::Bool(true));
    let response_body = body(entry, "/response", &response_headers, is_binary)?;
    let response = MessageDraft::new(headers_at, response_headers, response_body);
    let status = status(entry, "/status")?;
    Ok(ParsedEntry::new(method, (url, "/path".to_owned()), request, Some((status, "/status".to_owned(), response)), None))
}

/// Returns a body: JSON is inline, other text a string; compressed bodies are arrays of pieces in hexadecimal digits.
fn body(entry: &mut Value, at: &str, headers: &Headers, is_binary: bool) -> EntryResult<BodyDraft> {
    let from_digits = |digits: &str| match from_hex(digits) {
        Some(bytes) => BodyDraft::bytes(bytes, headers, at, BodyLocation::Opaque(at.to_owned())),
        None => entry_error(at, "the body is not written in hexadecimal digits"),
    };
    match entry.pointer_mut(at).map(Value::take) {
        None | Some(Value::Null) => Ok(BodyDraft::not_recorded()),
        Some(Value::String(digits)) if is_binary => from_digits(&digits),
        Some(Value::String(text)) => Ok(BodyDraft::text(text, at)),
        Some(Value::Array(pieces)) if headers.get("content-encoding").is_some() && pieces.iter().all(Value::is_string) => {
            from_digits(&pieces.iter().filter_map(Value::as_str).collect::<String>())
        }
        Some(json) => Ok(BodyDraft::json(json, at)),
    }
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.as_bytes().chunks(2).map(|pair| Some(digit(pair[0])? * 16 + digit(pair[1])?)).collect()
}
