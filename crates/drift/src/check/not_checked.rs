//! Exchanges that are not exchanges with the API: they are counted, and not compared with the document.

use url::Url;

use crate::check::checked::{Checked, Options};
use crate::check::operation;
use crate::check::operation::target::{Recorded, Target, base_length};
use openapi_drift_openapi::path_template::path_segments;
use openapi_drift_openapi::{Document, Operation};
use openapi_drift_recordings::{Body, Recording, RecordingPart};

/// The reason of a request to a host that is not one of the API.
pub(crate) const OTHER_HOST: &str = "other host";

/// What a browser loads for a page itself, by the names of its archives: none of it is a call of an API.
const PAGE_RESOURCES: [&str; 9] = ["document", "font", "image", "manifest", "media", "ping", "script", "stylesheet", "texttrack"];

/// Schemes of the URLs in a browser that are not requests to a server.
const SCHEMES: [&str; 7] = ["about", "blob", "data", "file", "ftp", "ws", "wss"];

/// Returns the reason if the exchange is none with any HTTP API, or if the options leave it out.
pub(crate) fn without_operation(recording: &Recording, options: &Options) -> Option<String> {
    let request = &recording.request;
    if request.method.eq_ignore_ascii_case("CONNECT") {
        return Some("CONNECT".to_owned());
    }
    if recording.response.as_ref().is_some_and(|response| response.status == 101) {
        return Some("web socket".to_owned());
    }
    not_http(&request.url).or_else(|| left_out(recording, options))
}

fn not_http(url: &str) -> Option<String> {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).filter(|scheme| is_scheme(scheme))?;
    match scheme.as_str() {
        "http" | "https" => None,
        extension if extension.ends_with("-extension") => Some("URL of a browser extension".to_owned()),
        known if SCHEMES.contains(&known) => Some(format!("{known}: URL")),
        _ => Some("URL of another scheme than HTTP".to_owned()),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// Returns the reason if `--host` or `--ignore-path` leaves the exchange out.
fn left_out(recording: &Recording, options: &Options) -> Option<String> {
    if options.hosts.is_empty() && options.ignored_paths.is_empty() || recording.webhook.is_some() {
        return None;
    }
    let url = Url::parse(&recording.request.url).ok();
    let is_host = |url: &Url| {
        let name = url.host_str().unwrap_or_default();
        let with_port = url.port().map(|port| format!("{name}:{port}"));
        options.hosts.iter().any(|host| host.matches(name) || with_port.as_ref().is_some_and(|name| host.matches(name)))
    };
    // The host of a path alone is not known.
    if !options.hosts.is_empty() && url.as_ref().is_some_and(|url| !is_host(url)) {
        return Some(OTHER_HOST.to_owned());
    }
    let path = match &url {
        Some(url) => url.path(),
        None => recording.request.url.split(['?', '#']).next().unwrap_or_default(),
    };
    options.ignored_paths.iter().any(|ignored| ignored.matches(path)).then(|| "ignored path".to_owned())
}

/// Returns the reason if an exchange that matches no operation is none with the API.
pub(crate) fn unmatched(document: &Document, recording: &Recording, options: &Options) -> Option<String> {
    let request = &recording.request;
    if recording.webhook.is_some() {
        return None;
    }
    let resource = recording.provenance.as_ref().and_then(|provenance| provenance.resource_type.as_deref());
    let is_preflight = request.headers.get("access-control-request-method").is_some() || resource == Some("preflight");
    if request.method.eq_ignore_ascii_case("OPTIONS") && is_preflight {
        return Some("CORS preflight".to_owned());
    }
    if resource.is_some_and(|resource| PAGE_RESOURCES.contains(&resource)) {
        return Some("resource of a page".to_owned());
    }
    if request.method.eq_ignore_ascii_case("HEAD")
        && operation::find(document, recording, "GET", options, &mut Checked::default()).is_some()
    {
        return Some("HEAD of a documented GET".to_owned());
    }
    let target = Target::parse(document, &request.url, options)?;
    is_other_host(document, &target, options).then(|| OTHER_HOST.to_owned())
}

/// Returns whether the request went to a host that no server has, and nothing in its path shows that it is the API under
/// another name: no base path of a server, and no path of the document.
fn is_other_host(document: &Document, target: &Target, options: &Options) -> bool {
    let url = &target.url;
    let segments = path_segments(url.path());
    let is_of = |server: &openapi_drift_openapi::server::Server| {
        let below = server.below_path(segments.clone());
        // A bare base path is left as one empty segment.
        server.has_host(url) || below.is_some_and(|below| below.len() < segments.len() || below == [""] && segments != [""])
    };
    let own = document.routes().iter().flat_map(|routes| routes.servers.iter()).chain(document.servers().iter());
    target.server == Recorded::Named && !own.chain(&options.servers).any(is_of) && base_length(document, &segments).is_none()
}

/// Returns the reason if the response is not an answer of the operation: 304 confirms the response that the client has in its
/// cache. A recorder may keep that response next to it; then it is checked as 200.
pub(crate) fn with_operation(operation: &Operation, recording: &Recording) -> Option<String> {
    recording.response.as_ref().filter(|response| response.status == 304)?;
    let headers = &recording.request.headers;
    let is_conditional = ["if-none-match", "if-modified-since"].iter().any(|name| headers.get(name).is_some());
    let is_unknown = recording.lacks(RecordingPart::RequestHeaders);
    let is_documented = operation.responses.iter().any(|documented| documented.status.to_string() == "304");
    (!is_documented && (is_conditional || is_unknown)).then(|| "304 of a conditional request".to_owned())
}

/// Returns the recording with the status 200, if it has the body from a cache next to a 304, which has no body itself.
pub(crate) fn from_cache(operation: &Operation, recording: &Recording) -> Option<Recording> {
    let response = recording.response.as_ref().filter(|response| response.status == 304 && response.body() != Body::Absent)?;
    operation.response(200)?;
    let response = openapi_drift_recordings::Response { status: 200, ..response.clone() };
    Some(Recording { response: Some(response), ..recording.clone() })
}
