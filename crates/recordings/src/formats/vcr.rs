//! Cassettes of VCR (Ruby) and those made after it: vcrpy and Betamax (Python), go-vcr (Go), rvcr and vcr-cassette (Rust),
//! in YAML or JSON. They differ in the names of a few members, and all of them are understood wherever they are met.

use serde_json::Value;

use crate::body::BodyDraft;

use crate::error::{EntryResult, entry_error};
use crate::formats::entry::{MessageDraft, OBJECT, ParsedEntry, STRING, STRING_OR_OBJECT, first, headers, status, string, typed};
use crate::headers::Headers;
use crate::locate::EntrySource;
use openapi_drift_source::json::json_type::json_type;

const MEMBERS: &[(&str, &[&str])] = &[
    ("", OBJECT),
    ("/recorded_at", STRING),
    ("/request", OBJECT),
    ("/request/body", STRING_OR_OBJECT),
    ("/response", OBJECT),
    ("/response/body", STRING_OR_OBJECT),
    ("/response/content", STRING_OR_OBJECT),
];

/// Where an object keeps the body, and whether in base64.
const BODIES: [(&str, bool); 3] = [("string", false), ("base64_string", true), ("base64", true)];

/// Reads one interaction.
pub fn read(entry: &mut Value, source: &EntrySource) -> EntryResult<ParsedEntry> {
    typed(entry, MEMBERS)?;
    let Some(url_at) = first(entry, &["/request/uri", "/request/url"]) else {
        return entry_error("/request", "`uri` is missing");
    };
    let url = string(entry, url_at)?;
    let method = string(entry, "/request/method")?;
    let request = half(entry, source, "/request", &["/request/body"])?;
    let status_at = first(entry, &["/response/status/code", "/response/code", "/response/status_code", "/response/status"]);
    let response = match status_at {
        Some(at) => {
            let status = status(entry, at)?;
            // vcrpy's stub of httpx wrote `content` for a time.
            Some((status, at.to_owned(), half(entry, source, "/response", &["/response/body", "/response/content"])?))
        }
        None if first(entry, &["/response"]).is_some() => return entry_error("/response", "`status` is missing"),
        None => None,
    };
    let recorded_at = entry.pointer("/recorded_at").and_then(Value::as_str).map(str::to_owned);
    Ok(ParsedEntry::new("", method, (url, url_at.to_owned()), request, response, recorded_at.as_deref().map(|date| (date, "/recorded_at"))))
}

fn half(entry: &mut Value, source: &EntrySource, side: &str, bodies: &[&str]) -> EntryResult<MessageDraft> {
    let headers_at = format!("{side}/headers");
    let headers = headers(entry, &headers_at)?;
    let body = match first(entry, bodies) {
        Some(at) => body(entry, source, at, &headers)?,
        None => BodyDraft::default(),
    };
    Ok(MessageDraft { headers_at, headers, body })
}

/// A string; or an object with `string`, `base64_string` or, where a cassette was made to hold it so, `json`.
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
            Ok(members.remove("json").map_or_else(BodyDraft::default, |json| BodyDraft::json(json, format!("{at}/json"))))
        }
        Some(Value::Null) | None => Ok(BodyDraft::default()),
        Some(other) => entry_error(at, format!("expected a body, found {}", json_type(&other))),
    }
}
