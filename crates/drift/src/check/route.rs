//! Which operation does a recording show?

use std::rc::Rc;
use std::sync::Arc;

use url::Url;

use super::nearest::{self, folded};
use super::{Checked, Options, Reading, style};
use crate::document::{Document, Fit, Operation, Server, Slashed, path_segments};
use crate::finding::{Code, Side, Sighting};
use crate::recording::Recording;

/// The operation, the values of its path parameters, and the query; both still percent-encoded.
pub(super) struct Route<'d> {
    pub operation: &'d Operation,
    pub variables: Vec<(String, String)>,
    pub query: Vec<(String, String)>,
    /// The path parameter that holds slashes though it is not documented to, where the path fits only so.
    pub slashed: Option<String>,
}

/// Finds the operation, or notes why there is none.
pub(super) fn find<'d>(document: &'d Document, recording: &Recording, options: &Options, checked: &mut Checked) -> Option<Route<'d>> {
    let method = recording.request.method.to_ascii_uppercase();
    if let Some(name) = &recording.webhook {
        return webhook(document, name, &method, checked);
    }
    let target = Target::parse(document, &recording.request.url, options)?;
    let found = best(candidates(document, &target, options, Some(&method)));
    if let Some(found) = found.or_else(|| best(with_slashes(document, &target, options, Some(&method)))) {
        checked.operation = Some(found.index);
        return Some(Route {
            operation: &document.operations()[found.index],
            variables: found.variables,
            query: style::pairs(target.url.query().unwrap_or_default()),
            slashed: found.slashed,
        });
    }
    checked.path = folded(document, &target.url);
    checked.sightings.push(nowhere(document, &target, &method, options));
    None
}

/// A recorded URL, or a path that any server may have answered.
pub(super) struct Target {
    pub url: Url,
    server: Recorded,
}

/// What a recording says of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recorded {
    /// It is named.
    Named,
    /// It is not, and the path is whole.
    Unnamed,
    /// It is not, and the path starts below its base path.
    UnnamedBelow,
}

impl Target {
    /// A path without server is taken to be whole; where nothing fits it so, it may have been recorded below the
    /// server's base path.
    fn parse(document: &Document, recorded: &str, options: &Options) -> Option<Self> {
        if !recorded.starts_with('/') {
            return Some(Self { url: Url::parse(recorded).ok()?, server: Recorded::Named });
        }
        // The name is never looked at. What starts with two slashes is a path here, and no server.
        let url = Url::parse(&format!("http://any.invalid{recorded}")).ok()?;
        let mut target = Self { url, server: Recorded::Unnamed };
        if candidates(document, &target, options, None).is_empty() {
            let is_whole = below(document, &target, options).next().is_some();
            target.server = Recorded::UnnamedBelow;
            // Neither fits: what is nearest is looked for where the base path fits.
            if is_whole && candidates(document, &target, options, None).is_empty() {
                target.server = Recorded::Unnamed;
            }
        }
        Some(target)
    }
}

/// An operation whose path fits.
struct Candidate {
    index: usize,
    fit: Fit,
    variables: Vec<(String, String)>,
    slashed: Option<String>,
}

fn best(candidates: Vec<Candidate>) -> Option<Candidate> {
    candidates.into_iter().min_by(|one, other| one.fit.cmp(&other.fit))
}

fn candidates(document: &Document, target: &Target, options: &Options, method: Option<&str>) -> Vec<Candidate> {
    let mut served = Vec::new();
    for routes in document.routes() {
        for path in paths_below(&routes.servers, target, options) {
            for index in routes.may_fit(&path) {
                let operation = &document.operations()[index];
                if method.is_some_and(|method| operation.method != method) {
                    continue;
                }
                if let Some((fit, variables)) = operation.template.fit(&path) {
                    served.push(Candidate { index, fit, variables: owned(variables), slashed: None });
                }
            }
        }
    }
    // Of equals, the first of the document is meant.
    served.sort_by_key(|candidate| candidate.index);
    served
}

/// The operations whose path fits where a variable may hold slashes (decision 7).
fn with_slashes(document: &Document, target: &Target, options: &Options, method: Option<&str>) -> Vec<Candidate> {
    if options.reading == Reading::Letter {
        return Vec::new();
    }
    let mut served = Vec::new();
    for (index, operation, paths) in below(document, target, options) {
        if method.is_none_or(|method| operation.method == method) {
            served.extend(paths.iter().filter_map(|path| operation.template.fit_with_slashes(path)).map(|slashed| {
                let Slashed { name, is_documented, fit, variables } = slashed;
                Candidate { index, fit, variables: owned(variables), slashed: (!is_documented).then(|| name.to_owned()) }
            }));
        }
    }
    served
}

fn owned(variables: Vec<(&str, String)>) -> Vec<(String, String)> {
    variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The ways in which a path can be read below the servers of an operation, each as segments.
type Paths = Vec<Vec<String>>;

/// The operations that the recorded server has, each with what remains of the path below its servers, or below a base
/// URL that stands for them: for the whole server, or for its host alone.
pub(super) fn below<'d>(
    document: &'d Document,
    target: &Target,
    options: &Options,
) -> impl Iterator<Item = (usize, &'d Operation, Rc<Paths>)> {
    let operations = document.operations().iter().enumerate().filter(|(_, operation)| !operation.webhook);
    let mut last: Option<(&Arc<[Server]>, Rc<Paths>)> = None;
    operations.filter_map(move |(index, operation)| {
        let paths = match &last {
            Some((servers, paths)) if Arc::ptr_eq(servers, &operation.servers) => Rc::clone(paths),
            _ => Rc::new(paths_below(&operation.servers, target, options)),
        };
        last = Some((&operation.servers, Rc::clone(&paths)));
        (!paths.is_empty()).then_some((index, operation, paths))
    })
}

fn paths_below(servers: &[Server], target: &Target, options: &Options) -> Vec<Vec<String>> {
    let url = &target.url;
    let path = || path_segments(url.path());
    match target.server {
        Recorded::Named => {}
        Recorded::Unnamed => {
            let mut paths: Vec<Vec<String>> = servers.iter().filter_map(|server| server.below_path(path())).collect();
            paths.dedup();
            return paths;
        }
        Recorded::UnnamedBelow => return vec![path()],
    }
    let own = servers.iter().filter_map(|server| server.below(url));
    let stand_in = options.servers.iter().filter_map(|server| server.below(url)).flat_map(|path| {
        let with_base: Vec<_> = servers.iter().filter_map(|server| server.below_path(path.clone())).collect();
        std::iter::once(path).chain(with_base)
    });
    let mut paths: Vec<Vec<String>> = own.chain(stand_in).collect();
    paths.dedup();
    paths
}

/// Says why no operation was found: another server, another method, or no such path.
fn nowhere(document: &Document, target: &Target, method: &str, options: &Options) -> Sighting {
    let url = &target.url;
    let is_named = target.server == Recorded::Named;
    if let Some(operation) = is_named.then(|| elsewhere(document, url, method)).flatten() {
        let servers = operation.servers.iter().map(Server::as_str).collect::<Vec<_>>().join(", ");
        let message = format!("{method} of {} is documented on {servers}, and not on {}", operation.path, host(url));
        return Sighting::new(Code::UndocumentedServer, Side::Request, &operation.pointer, message).hint(stand_in(url));
    }
    let other_method = best(candidates(document, target, options, None));
    if let Some(best) = other_method.or_else(|| best(with_slashes(document, target, options, None))) {
        let operation = &document.operations()[best.index];
        let methods =
            document.operations().iter().filter(|other| other.path == operation.path && !other.webhook).map(|other| other.method.as_str());
        let methods = methods.collect::<Vec<_>>().join(", ");
        let item = operation.pointer.rsplit_once('/').map_or("", |(item, _)| item);
        let message = format!("{method} of {} is not documented (has {methods})", operation.path);
        return Sighting::new(Code::UndocumentedOperation, Side::Request, item, message);
    }
    if !is_named || below(document, target, options).next().is_some() {
        return nearest::nowhere(document, target, method, options);
    }
    let mut servers: Vec<&str> =
        document.operations().iter().flat_map(|operation| operation.servers.iter()).map(|server| server.as_str()).collect();
    servers.sort_unstable();
    servers.dedup();
    let message = format!("{}{} is below none of the document's servers ({})", host(url), folded(document, url), servers.join(", "));
    Sighting::new(Code::UndocumentedServer, Side::Request, "/servers", message).hint(stand_in(url))
}

/// The recorded host, with its port where it is not that of the scheme.
fn host(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or("the recorded host"))
}

fn stand_in(url: &Url) -> String {
    let server = format!("{}://{}", url.scheme(), host(url));
    format!("add the server to `servers`; where it stands for one of them, as a proxy does, say `--server {server}`")
}

/// The operation, where it is documented on other servers than the recorded one.
fn elsewhere<'d>(document: &'d Document, url: &Url, method: &str) -> Option<&'d Operation> {
    let path = path_segments(url.path());
    document.operations().iter().filter(|operation| !operation.webhook && operation.method == method).find(|operation| {
        // Where the document's servers are the operation's, the host is simply not documented.
        let is_special = !Arc::ptr_eq(&operation.servers, document.servers());
        let below = || operation.servers.iter().filter_map(|server| server.below_path(path.clone()));
        is_special && below().any(|path| operation.template.fit(&path).is_some())
    })
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
    Some(Route { operation: &document.operations()[index], variables: Vec::new(), query: Vec::new(), slashed: None })
}
