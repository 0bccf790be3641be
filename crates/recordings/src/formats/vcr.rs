//! Cassettes of VCR (Ruby) and its relatives: vcrpy and Betamax (Python), go-vcr (Go), rvcr and vcr-cassette (Rust), in YAML or
//! JSON. They differ in the names of a few properties, and all names are understood in each of them.

use serde_json::Value;

use crate::body::BodyDraft;
use crate::error::{EntryResult, entry_error};
use crate::formats::entry::{
    MessageDraft, OBJECT, ParsedEntry, STRING, STRING_OR_OBJECT, first, headers, states_length, status, string, text, typed,
};
use crate::headers::Headers;
use crate::locate::EntrySource;
use openapi_drift_source::json::json_type::json_type;

const TYPES: &[(&str, &[&str])] = &[
    ("", OBJECT),
    ("/recorded_at", STRING),
    ("/request", OBJECT),
    ("/request/body", STRING_OR_OBJECT),
    ("/response", OBJECT),
    ("/response/body", STRING_OR_OBJECT),
    ("/response/content", STRING_OR_OBJECT),
];

/// The names under which an object holds the body, and whether it is base64.
const BODIES: [(&str, bool); 3] = [("string", false), ("base64_string", true), ("base64", true)];

/// Reads one interaction.
pub fn read(entry: &mut Value, source: &EntrySource) -> EntryResult<ParsedEntry> {
    typed(entry, TYPES)?;
    let (url, url_at) = match first(entry, &["/request/uri", "/request/url"]) {
        Some(at) => (string(entry, at)?, at),
        None => match url_of_parts(entry) {
            Some(url) => (url, "/request/path"),
            None => return entry_error("/request", "`uri` is missing"),
        },
    };
    let method = string(entry, "/request/method")?;
    let request = message(entry, source, "/request", &["/request/body"])?;
    let status_at = first(entry, &["/response/status/code", "/response/code", "/response/status_code", "/response/status"]);
    let response = match status_at {
        Some(at) => {
            let status = status(entry, at)?;
            // vcrpy's stub of httpx wrote `content` for a time.
            Some((status, at.to_owned(), message(entry, source, "/response", &["/response/body", "/response/content"])?))
        }
        None if first(entry, &["/response"]).is_some() => return entry_error("/response", "`status` is missing"),
        None => None,
    };
    let recorded_at = entry.pointer("/recorded_at").and_then(Value::as_str).map(str::to_owned);
    let recorded_at = recorded_at.as_deref().map(|date| (date, "/recorded_at"));
    Ok(ParsedEntry::new(method, (url, url_at.to_owned()), request, response, recorded_at))
}

/// Returns the URL that the first versions of vcrpy kept in parts.
fn url_of_parts(entry: &Value) -> Option<String> {
    let part = |name: &str| entry.pointer(&format!("/request/{name}")).and_then(text);
    let (protocol, host, path) = (part("protocol")?, part("host")?, part("path")?);
    let port = part("port").filter(|port| port != "80" && port != "443").map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{protocol}://{host}{port}{path}"))
}

fn message(entry: &mut Value, source: &EntrySource, side: &str, bodies: &[&str]) -> EntryResult<MessageDraft> {
    let headers_at = format!("{side}/headers");
    let headers = headers(entry, &headers_at)?;
    let body = match first(entry, bodies) {
        Some(at) => body(entry, source, at, &headers)?,
        None => BodyDraft::not_recorded(),
    };
    // The recorder dropped what the header says was there.
    let body = if body.is_empty() && states_length(&headers) == Some(true) { BodyDraft::not_recorded() } else { body };
    Ok(MessageDraft::new(headers_at, headers, body))
}

/// Returns a body: a string; or an object with `string`, `base64_string` or `json`.
fn body(entry: &mut Value, source: &EntrySource, at: &str, headers: &Headers) -> EntryResult<BodyDraft> {
    match entry.pointer_mut(at).map(Value::take) {
        Some(Value::String(text)) => BodyDraft::string(text, source.is_binary(at), headers, at),
        Some(Value::Object(mut members)) => {
            for (name, is_base64) in BODIES {
                let at = format!("{at}/{name}");
                match members.get_mut(name) {
                    Some(Value::String(text)) => {
                        return BodyDraft::string(std::mem::take(text), is_base64 || source.is_binary(&at), headers, &at);
                    }
                    None | Some(Value::Null) => {}
                    Some(other) => return entry_error(at, format!("expected a string, found {}", json_type(other))),
                }
            }
            Ok(members.remove("json").map_or_else(BodyDraft::not_recorded, |json| BodyDraft::json(json, format!("{at}/json"))))
        }
        Some(Value::Null) | None => Ok(BodyDraft::not_recorded()),
        Some(other) => entry_error(at, format!("expected a body, found {}", json_type(&other))),
    }
}
