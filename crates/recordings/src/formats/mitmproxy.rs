//! Flows of mitmproxy: tagged netstrings, one for each flow.

use crate::body::BodyDraft;
use crate::error::{EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::formats::entry::{MessageDraft, ParsedEntry};
use crate::formats::tnetstring::{TnetValue, parse};
use crate::headers::Headers;

/// Reads one flow; `None` if it is a connection of another protocol than HTTP.
pub fn read(bytes: &[u8]) -> EntryResult<Option<ParsedEntry>> {
    let flow = parse(bytes).or_else(|why| entry_error("", why))?;
    if flow.get("type").and_then(TnetValue::text).is_some_and(|kind| kind != "http") {
        return Ok(None);
    }
    let Some(request) = flow.get("request").filter(|request| request.is_dict()) else {
        return entry_error("", "the flow has no request");
    };
    let headers = headers(request, "/request")?;
    let Some(method) = request.get("method").and_then(TnetValue::text) else {
        return entry_error("/request", "`method` is missing");
    };
    let url = url(request, &headers)?;
    let request_draft = message(request, "/request", headers)?;
    let response = match flow.get("response").filter(|response| response.is_dict()) {
        None => None,
        Some(response) => {
            let code = response.get("status_code").or_else(|| response.get("code")).and_then(TnetValue::integer);
            let Some(status) = code.and_then(|code| u16::try_from(code).ok()).filter(|status| (100..=599).contains(status)) else {
                return entry_error("/response", "expected an HTTP status between 100 and 599");
            };
            let headers = self::headers(response, "/response")?;
            Some((status, "/response/status".to_owned(), message(response, "/response", headers)?))
        }
    };
    let started = request.get("timestamp_start").and_then(TnetValue::number);
    let date = started.and_then(|seconds| jiff::Timestamp::from_millisecond((seconds * 1000.0) as i64).ok()).map(|date| date.to_string());
    let recorded_at = date.as_deref().map(|date| (date, "/request/timestamp_start"));
    Ok(Some(ParsedEntry::new(method.into_owned(), (url, "/request/url".to_owned()), request_draft, response, recorded_at)))
}

/// Returns the URL as the client wrote it: a proxy in front of the service may know it by its address only.
fn url(request: &TnetValue<'_>, headers: &Headers) -> EntryResult<String> {
    let text = |name: &str| request.get(name).and_then(TnetValue::text).filter(|text| !text.is_empty());
    let path = text("path").unwrap_or_else(|| "/".into());
    if path.contains("://") {
        return Ok(path.into_owned());
    }
    let host = text("authority").map(|host| host.into_owned()).or_else(|| headers.get("host").map(str::to_owned));
    let Some(host) = host.or_else(|| text("host").map(|host| host.into_owned())) else { return Ok(path.into_owned()) };
    let scheme = text("scheme").unwrap_or_else(|| "http".into());
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    let port = request.get("port").and_then(TnetValue::integer).filter(|port| !has_port && !matches!(port, 80 | 443));
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    Ok(format!("{scheme}://{host}{port}{path}"))
}

fn headers(message: &TnetValue<'_>, at: &str) -> EntryResult<Headers> {
    let pairs = message.get("headers").map(TnetValue::items).unwrap_or_default();
    let pair = |pair: &TnetValue<'_>| match pair.items() {
        [name, value] => Some((name.text()?.into_owned(), value.text()?.into_owned())),
        _ => None,
    };
    let pairs: Option<Vec<(String, String)>> = pairs.iter().map(pair).collect();
    match pairs {
        Some(pairs) => Ok(pairs.into_iter().filter(|(name, _)| !name.is_empty() && !name.starts_with(':')).collect()),
        None => entry_error(format!("{at}/headers"), "expected pairs of a name and a value"),
    }
}

/// Returns headers and body. The body is stored as it was sent; it is null if it was streamed and not kept.
fn message(message: &TnetValue<'_>, at: &str, headers: Headers) -> EntryResult<MessageDraft> {
    let body_at = format!("{at}/body");
    let body = match message.get("content").and_then(TnetValue::bytes) {
        None => BodyDraft::not_recorded(),
        Some([]) => BodyDraft::absent(),
        Some(bytes) => match BodyDraft::bytes(bytes.to_vec(), &headers, &body_at, BodyLocation::Opaque(body_at.clone()))? {
            body @ BodyDraft { location: BodyLocation::Text(_), .. } => BodyDraft { location: BodyLocation::Opaque(body_at), ..body },
            body => body,
        },
    };
    Ok(MessageDraft::new(format!("{at}/headers"), headers, body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tnetstring::tests::{Written, write};

    fn flow(request: &[(&'static str, Written)], response: Written) -> Vec<u8> {
        let mut all = vec![
            ("method", Written::Bytes(b"POST")),
            ("scheme", Written::Bytes(b"https")),
            ("host", Written::Text("192.0.2.1")),
            ("port", Written::Integer(443)),
            ("path", Written::Bytes(b"/items?limit=1")),
            ("content", Written::Bytes(b"{\"a\":1}")),
            ("timestamp_start", Written::Float("1714557600.5")),
        ];
        all.retain(|(name, _)| request.iter().all(|(other, _)| other != name));
        all.extend(request.iter().cloned());
        let flow = Written::Dict(vec![
            ("websocket", Written::Null),
            ("type", Written::Text("http")),
            ("request", Written::Dict(all)),
            ("response", response),
            ("version", Written::Integer(20)),
        ]);
        write(&flow)
    }

    fn host(name: &'static [u8]) -> Written {
        Written::List(vec![Written::List(vec![Written::Bytes(b"Host"), Written::Bytes(name)])])
    }

    #[test]
    fn flows_become_recordings() {
        let response = Written::Dict(vec![
            ("status_code", Written::Integer(201)),
            ("headers", Written::List(vec![])),
            ("content", Written::Bytes(b"{\"id\":\"\xc3\xa4\"}")),
        ]);
        let parsed = read(&flow(&[("headers", host(b"api.example.org"))], response)).expect("reads").expect("is HTTP");
        let recording = parsed.recording;
        assert_eq!((recording.request.method.as_str(), recording.request.url.as_str()), ("POST", "https://api.example.org/items?limit=1"));
        assert_eq!(recording.request.body_text.as_deref(), Some("{\"a\":1}"));
        let response = recording.response.expect("a response");
        assert_eq!((response.status, response.body_text.as_deref()), (201, Some("{\"id\":\"ä\"}")));
        assert_eq!(recording.provenance.expect("a provenance").recorded_at.as_deref(), Some("2024-05-01T10:00:00.5Z"));
    }

    #[test]
    fn urls_are_those_of_the_client() {
        for (request, expected) in [
            (vec![], "https://192.0.2.1/items?limit=1"),
            (vec![("port", Written::Integer(8080))], "https://192.0.2.1:8080/items?limit=1"),
            (vec![("authority", Written::Bytes(b"api.example.org:444"))], "https://api.example.org:444/items?limit=1"),
            (vec![("headers", host(b"api.example.org"))], "https://api.example.org/items?limit=1"),
            (vec![("path", Written::Bytes(b"http://a.example.org/x"))], "http://a.example.org/x"),
        ] {
            let parsed = read(&flow(&request, Written::Null)).expect("reads").expect("is HTTP");
            assert_eq!(parsed.recording.request.url, expected);
            assert!(parsed.recording.response.is_none());
        }
    }

    #[test]
    fn other_protocols_are_left_out_and_broken_flows_are_errors() {
        let other = write(&Written::Dict(vec![("type", Written::Text("tcp"))]));
        assert!(read(&other).expect("reads").is_none());
        let empty = write(&Written::Dict(vec![]));
        assert_eq!(read(&empty).expect_err("no request").why, "the flow has no request");
        assert!(read(b"12:abc").is_err());
    }
}
