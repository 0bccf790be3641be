//! Which operation does a recording show?

pub(crate) mod nearest;
pub(crate) mod target;

use std::sync::Arc;

use url::Url;

use crate::check::checked::{Checked, Options};
use crate::check::opaque_names::shown_host;
use crate::check::operation::target::{Recorded, Target, base_length, below, best, candidates, folded, with_slashes};
use crate::check::parameter::style;
use crate::finding::code::Code;
use crate::finding::observation::Observation;
use openapi_drift_openapi::Document;
use openapi_drift_openapi::Operation;
use openapi_drift_openapi::path_template::path_segments;
use openapi_drift_openapi::server::Server;
use openapi_drift_recordings::{Recording, Side};

/// The operation, the values of its path parameters, and the query; both still percent-encoded.
pub(crate) struct Route<'d> {
    pub operation: &'d Operation,
    pub variables: Vec<(String, String)>,
    pub query: Vec<(String, String)>,
    /// The path parameter that holds slashes though it is not documented to, where the path fits only so.
    pub slashed: Option<String>,
}

/// Finds the operation of a request with this method.
pub(crate) fn find<'d>(
    document: &'d Document,
    recording: &Recording,
    method: &str,
    options: &Options,
    checked: &mut Checked,
) -> Option<Route<'d>> {
    let method = method.to_ascii_uppercase();
    if let Some(name) = &recording.webhook {
        return webhook(document, name, &method, checked);
    }
    let target = Target::parse(document, &recording.request.url, options)?;
    let found = best(candidates(document, &target, options, Some(&method)));
    let found = found.or_else(|| best(with_slashes(document, &target, options, Some(&method))))?;
    checked.operation = Some(found.index);
    let operation = &document.operations()[found.index];
    if let Some(base) = found.other_base.filter(|_| target.server == Recorded::Named) {
        checked.observations.push(other_server(document, &target.url, base, options));
    }
    let mut query = style::pairs(target.url.query().unwrap_or_default());
    // The key of the path documents these.
    query.retain(|pair| !operation.query.contains(pair));
    Some(Route { operation, variables: found.variables, query, slashed: found.slashed })
}

/// Reports why a request has no operation.
pub(crate) fn explain(document: &Document, recording: &Recording, options: &Options, checked: &mut Checked) {
    let method = recording.request.method.to_ascii_uppercase();
    let method = if options.is_data(&method) { "*".to_owned() } else { method };
    if let Some(name) = &recording.webhook {
        let name = if options.is_data(name) { "*" } else { name.as_str() };
        name.clone_into(&mut checked.path);
        checked.observations.push(Observation::new(
            Code::UndocumentedOperation,
            Side::Request,
            "",
            format!("{method} of the webhook `{name}` is not documented"),
        ));
    } else if let Some(target) = Target::parse(document, &recording.request.url, options) {
        checked.path = folded(document, &target.url, options);
        checked.observations.push(nowhere(document, &target, &method, options, &checked.path));
    }
}

/// The warning about an operation with servers of its own that was recorded at another server of the document. It names the
/// server and not the operation, so that many operations are one finding.
fn other_server(document: &Document, url: &Url, base: usize, options: &Options) -> Observation {
    let shown = |segment: &String| if options.is_data(segment) { "/*".to_owned() } else { format!("/{segment}") };
    let base: String = path_segments(url.path()).iter().take(base).map(shown).collect();
    let message = format!("requests were sent to {}{base}, which is not among the servers of their operations", host(url, options));
    Observation::new(Code::UndocumentedServer, Side::Request, servers_place(document), message)
        .hint("add the server to `servers` of the operation or path, or remove those")
}

/// Returns why no operation was found: another server, another method, or no such path.
fn nowhere(document: &Document, target: &Target, method: &str, options: &Options, path: &str) -> Observation {
    let url = &target.url;
    let is_named = target.server == Recorded::Named;
    // One warning for each host and base path.
    let base = base_length(document, &path_segments(url.path())).unwrap_or_default();
    let base: String = path.split('/').skip(1).take(base).map(|segment| format!("/{segment}")).collect();
    let sent = format!("requests were sent to {}{base}", host(url, options));
    let other_server = |message: String| {
        Observation::new(Code::UndocumentedServer, Side::Request, servers_place(document), message).hint(stand_in(url, &base, options))
    };
    if let Some(operation) = is_named.then(|| elsewhere(document, url, method)).flatten() {
        let servers = operation.servers.iter().map(Server::as_str).collect::<Vec<_>>().join(", ");
        return other_server(format!("{sent}, and their operations are documented on {servers}"));
    }
    let other_method = best(candidates(document, target, options, None));
    if let Some(best) = other_method.or_else(|| best(with_slashes(document, target, options, None))) {
        let operation = &document.operations()[best.index];
        let methods =
            document.operations().iter().filter(|other| other.path == operation.path && !other.webhook).map(|other| other.method.as_str());
        let methods = methods.collect::<Vec<_>>().join(", ");
        let item = operation.pointer.rsplit_once('/').map_or("", |(item, _)| item);
        let message = format!("{method} of {} is not documented (has {methods})", operation.path);
        return Observation::new(Code::UndocumentedOperation, Side::Request, item, message);
    }
    if !is_named || below(document, target, options).next().is_some() {
        return nearest::nowhere(document, target, method, options, path);
    }
    let mut servers: Vec<&str> = document.routes().iter().flat_map(|routes| routes.servers.iter()).map(Server::as_str).collect();
    servers.sort_unstable();
    servers.dedup();
    other_server(format!("{sent}, which is below none of the document's servers ({})", servers.join(", ")))
}

/// The pointer of the document's servers; of the document if it names none.
fn servers_place(document: &Document) -> &'static str {
    if document.value().get("servers").is_some() { "/servers" } else { "" }
}

/// The recorded host, with its port where it is not that of the scheme.
fn host(url: &Url, options: &Options) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", shown_host(url.host_str().unwrap_or("the recorded host"), |label| options.is_data(label)))
}

fn stand_in(url: &Url, base: &str, options: &Options) -> String {
    let server = format!("{}://{}{base}", url.scheme(), host(url, options));
    format!("add the server to `servers`; if it is a proxy for one of them, pass `--server {server}`")
}

/// The operation, where it is documented on other servers than the recorded one.
fn elsewhere<'d>(document: &'d Document, url: &Url, method: &str) -> Option<&'d Operation> {
    let path = path_segments(url.path());
    // Where the document's servers are the operation's, the host is simply not documented.
    let special = document.routes().iter().filter(|routes| !Arc::ptr_eq(&routes.servers, document.servers()));
    let fitting = special.flat_map(|routes| {
        let below = routes.servers.iter().filter_map(|server| server.below_path(path.clone()));
        below.flat_map(|path| {
            let fits = |index: &usize| {
                let operation = &document.operations()[*index];
                operation.method == method && operation.template.fit(&path).is_some()
            };
            routes.candidates(&path).into_iter().filter(fits).collect::<Vec<_>>()
        })
    });
    fitting.min().map(|index| &document.operations()[index])
}

fn webhook<'d>(document: &'d Document, name: &str, method: &str, checked: &mut Checked) -> Option<Route<'d>> {
    let found =
        document.operations().iter().position(|operation| operation.webhook && operation.path == name && operation.method == method);
    let index = found?;
    checked.operation = Some(index);
    Some(Route { operation: &document.operations()[index], variables: Vec::new(), query: Vec::new(), slashed: None })
}
