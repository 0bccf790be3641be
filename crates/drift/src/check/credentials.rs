//! Security requirements: does a request carry a credential that its operation asks for? Only names are looked at, because
//! recordings have no values of credentials.

use serde_json::Value;

use crate::finding::code::Code;
use crate::finding::observation::Observation;
use openapi_drift_openapi::{Document, Operation};
use openapi_drift_recordings::{Recording, RecordingPart, Request, Side, is_credential};
use openapi_drift_source::pointer;

use crate::check::parameter::style;

/// The part of a request that carries a credential.
#[derive(Debug, PartialEq, Eq)]
enum Carrier<'d> {
    Header(&'d str),
    Query(&'d str),
    Cookie(&'d str),
    /// A part that no recording shows, such as a client certificate.
    Elsewhere,
}

/// Reports a successful request without any credential that the operation asks for. Many recorders leave credentials out, so
/// this is a finding only if the recorder is known to keep their names; that is decided when all recordings are known.
pub(crate) fn missing(document: &Document, operation: &Operation, recording: &Recording) -> Option<Observation> {
    let response = recording.response.as_ref().filter(|response| (200..300).contains(&response.status));
    if response.is_none() || operation.webhook {
        return None;
    }
    let (requirements, at) = requirements(document, operation)?;
    let mut names = Vec::new();
    for requirement in requirements.as_array()? {
        let schemes = requirement.as_object().filter(|schemes| !schemes.is_empty())?;
        for name in schemes.keys() {
            // A scheme that cannot be found may be anything.
            let carrier = carrier(document, name)?;
            let is_unknown = match carrier {
                Carrier::Header(_) | Carrier::Cookie(_) => recording.lacks(RecordingPart::RequestHeaders),
                Carrier::Query(_) => recording.lacks(RecordingPart::RequestQuery),
                Carrier::Elsewhere => true,
            };
            if is_unknown || carrier.is_in(&recording.request) {
                return None;
            }
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    if names.is_empty() {
        return None;
    }
    let message = format!("the request has no credential, and the service accepted it (documented: {})", names.join(" or "));
    Some(Observation::new(Code::MissingCredentials, Side::Request, at, message))
}

/// The security requirements of an operation, or else of the document, with their pointer.
fn requirements<'d>(document: &'d Document, operation: &Operation) -> Option<(&'d Value, String)> {
    let own = document.node(&operation.pointer).and_then(|node| node.get("security"));
    match own {
        Some(own) => Some((own, pointer::join(&operation.pointer, "security"))),
        None => Some((document.value().get("security")?, "/security".to_owned())),
    }
}

fn carrier<'d>(document: &'d Document, name: &str) -> Option<Carrier<'d>> {
    let (scheme, _) = document.follow(&pointer::join("/components/securitySchemes", name))?;
    let text = |key: &str| scheme.get(key).and_then(Value::as_str);
    Some(match (text("type")?, text("in"), text("name")) {
        ("http" | "oauth2" | "openIdConnect", _, _) => Carrier::Header("authorization"),
        ("apiKey", Some("header"), Some(name)) => Carrier::Header(name),
        ("apiKey", Some("query"), Some(name)) => Carrier::Query(name),
        ("apiKey", Some("cookie"), Some(name)) => Carrier::Cookie(name),
        _ => Carrier::Elsewhere,
    })
}

impl Carrier<'_> {
    fn is_in(&self, request: &Request) -> bool {
        match self {
            Self::Header(name) => request.headers.get(name).is_some(),
            Self::Query(name) => query_names(request).any(|known| known == *name),
            Self::Cookie(name) => cookie_names(request).any(|known| known == *name),
            Self::Elsewhere => true,
        }
    }
}

/// Returns whether a request carries the name of any credential: one of the document, or one that looks like it.
pub(crate) fn has_any(document: &Document, request: &Request) -> bool {
    let schemes = document.value().pointer("/components/securitySchemes").and_then(Value::as_object);
    let Some(schemes) = schemes.filter(|schemes| !schemes.is_empty()) else { return false };
    schemes.keys().filter_map(|name| carrier(document, name)).any(|carrier| carrier != Carrier::Elsewhere && carrier.is_in(request))
        || request.headers.names().any(is_credential)
        || cookie_names(request).any(is_credential)
        || query_names(request).any(|name| is_credential(&name))
}

fn query_names(request: &Request) -> impl Iterator<Item = String> {
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    style::pairs(query.split('#').next().unwrap_or_default()).into_iter().map(|(name, _)| name)
}

fn cookie_names(request: &Request) -> impl Iterator<Item = &str> {
    let pairs = request.headers.values("cookie").flat_map(|header| header.split(';'));
    pairs.map(|pair| pair.split('=').next().unwrap_or_default().trim())
}
