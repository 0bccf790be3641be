//! Which operation does a recording show?

use url::Url;

use super::Checked;
use crate::document::{Document, Fit, Operation, Server, path_segments};
use crate::finding::{Code, Side, Sighting};
use crate::recording::Recording;

/// The operation, the values of its path parameters, and the query.
pub(super) struct Route<'d> {
    pub operation: &'d Operation,
    pub variables: Vec<(String, String)>,
    pub query: Vec<(String, String)>,
}

/// Finds the operation, or notes why there is none.
pub(super) fn find<'d>(document: &'d Document, recording: &Recording, checked: &mut Checked) -> Option<Route<'d>> {
    let method = recording.request.method.to_ascii_uppercase();
    if let Some(name) = &recording.webhook {
        return webhook(document, name, &method, checked);
    }
    let url = Target::parse(&recording.request.url)?;
    let candidates = candidates(document, &url);
    let best =
        candidates.iter().filter(|candidate| document.operations()[candidate.index].method == method).min_by(|a, b| a.fit.cmp(&b.fit));
    if let Some(best) = best {
        checked.operation = Some(best.index);
        return Some(Route {
            operation: &document.operations()[best.index],
            variables: best.variables.clone(),
            query: url.url.query_pairs().into_owned().collect(),
        });
    }
    checked.path = folded(&url.url);
    checked.sightings.push(nowhere(document, &url, &method, &candidates));
    None
}

/// A recorded URL, or a path that any server may have answered.
struct Target {
    url: Url,
    without_server: bool,
}

impl Target {
    fn parse(recorded: &str) -> Option<Self> {
        let without_server = recorded.starts_with('/');
        let url = if without_server {
            // The name is never looked at. What starts with two slashes is a path here, and no server.
            Url::parse(&format!("http://any.invalid{recorded}"))
        } else {
            Url::parse(recorded)
        };
        Some(Self { url: url.ok()?, without_server })
    }

    /// The segments below a server's base path, where the server may have answered.
    fn below(&self, server: &Server) -> Option<Vec<String>> {
        if self.without_server { server.below_any(&self.url) } else { server.below(&self.url) }
    }
}

/// An operation whose path fits, whatever its method.
struct Candidate {
    index: usize,
    fit: Fit,
    variables: Vec<(String, String)>,
}

/// The operations that the URL fits. A path without server is taken to be whole; where nothing fits it so, it may have
/// been recorded below the server's base path.
fn candidates(document: &Document, target: &Target) -> Vec<Candidate> {
    let whole = fitting(document, |server| target.below(server));
    if whole.is_empty() && target.without_server {
        return fitting(document, |_| Some(path_segments(target.url.path())));
    }
    whole
}

fn fitting(document: &Document, below: impl Fn(&Server) -> Option<Vec<String>>) -> Vec<Candidate> {
    let operations = document.operations().iter().enumerate().filter(|(_, operation)| !operation.webhook);
    operations
        .flat_map(|(index, operation)| operation.servers.iter().map(move |server| (index, operation, server)))
        .filter_map(|(index, operation, server)| {
            let path = below(server)?;
            let (fit, variables) = operation.template.fit(&path)?;
            let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            Some(Candidate { index, fit, variables })
        })
        .collect()
}

/// Says why no operation was found: another server, another method, or no such path.
fn nowhere(document: &Document, target: &Target, method: &str, candidates: &[Candidate]) -> Sighting {
    if let Some(best) = candidates.iter().min_by(|a, b| a.fit.cmp(&b.fit)) {
        let operation = &document.operations()[best.index];
        let methods =
            document.operations().iter().filter(|other| other.path == operation.path && !other.webhook).map(|other| other.method.as_str());
        let methods = methods.collect::<Vec<_>>().join(", ");
        let item = operation.pointer.rsplit_once('/').map_or("", |(item, _)| item);
        let message = format!("{method} of {} is not documented (has {methods})", operation.path);
        return Sighting::new(Code::UndocumentedOperation, Side::Request, item, message);
    }
    let url = &target.url;
    let served = target.without_server
        || document
            .operations()
            .iter()
            .any(|operation| !operation.webhook && operation.servers.iter().any(|server| server.below(url).is_some()));
    if served {
        Sighting::new(Code::UndocumentedOperation, Side::Request, "/paths", format!("no path of the document fits {}", folded(url)))
    } else {
        let host = url.host_str().unwrap_or("the recorded host");
        let mut servers: Vec<&str> =
            document.operations().iter().flat_map(|operation| &operation.servers).map(|server| server.as_str()).collect();
        servers.sort_unstable();
        servers.dedup();
        let message = format!("{host} is none of the document's servers ({})", servers.join(", "));
        Sighting::new(Code::UndocumentedServer, Side::Request, "/servers", message)
    }
}

/// The path with what looks like an id folded, so that one missing operation is one finding however many ids it met.
fn folded(url: &Url) -> String {
    path_segments(url.path()).iter().map(|segment| if looks_like_id(segment) { "/*".to_owned() } else { format!("/{segment}") }).collect()
}

fn looks_like_id(segment: &str) -> bool {
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    let hex = segment.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    segment.contains('@') || digits > 0 && (digits == segment.len() || hex && segment.len() >= 8 || segment.len() >= 20)
}

fn webhook<'d>(document: &'d Document, name: &str, method: &str, checked: &mut Checked) -> Option<Route<'d>> {
    let found =
        document.operations().iter().position(|operation| operation.webhook && operation.path == name && operation.method == method);
    let Some(index) = found else {
        checked.path = name.to_owned();
        checked.sightings.push(Sighting::new(
            Code::UndocumentedOperation,
            Side::Request,
            "",
            format!("{method} of the webhook `{name}` is not documented"),
        ));
        return None;
    };
    checked.operation = Some(index);
    Some(Route { operation: &document.operations()[index], variables: Vec::new(), query: Vec::new() })
}
