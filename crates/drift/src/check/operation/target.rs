use std::cmp::Reverse;
use std::rc::Rc;
use std::sync::Arc;

use url::Url;

use crate::check::checked::{Options, Strictness};
use crate::check::parameter::style;
use openapi_drift_openapi::Document;
use openapi_drift_openapi::Operation;
use openapi_drift_openapi::path_template::{Fit, MultiSegmentMatch, Template, path_segments};
use openapi_drift_openapi::server::Server;

/// The path with data folded, so that one missing operation is one finding however many ids it met, and none of them is
/// told: what stands where the document has a variable, what is encoded, and what looks like an id. A segment that some path
/// of the document has is none.
pub(crate) fn folded(document: &Document, url: &Url, options: &Options) -> String {
    let path = path_segments(url.path());
    let variables = variables(document, &path);
    let fold = |(segment, is_variable): (&String, bool)| {
        let word = style::decode(segment);
        let is_data = is_variable || segment.contains(['%', '\'']) || options.is_data(&word);
        let is_known = || document.routes().iter().any(|routes| routes.has_word(&word));
        if is_data && !is_known() { "/*".to_owned() } else { format!("/{word}") }
    };
    path.iter().zip(variables).map(fold).collect()
}

/// For each segment of a path whether the template that agrees with most of it has a variable there. The base path of the
/// server may stand before the template.
pub(crate) fn variables(document: &Document, path: &[String]) -> Vec<bool> {
    let mut variables = vec![false; path.len()];
    // A template without a word of the path agrees with nothing that counts.
    let mut shared = foldhash::HashMap::default();
    document.routes().iter().for_each(|routes| routes.count_shared_words(path, &mut shared));
    let mut sharing: Vec<usize> = shared.into_keys().collect();
    sharing.sort_unstable();
    let agreeing = sharing.into_iter().map(|index| &document.operations()[index]).flat_map(|operation| {
        (0..path.len()).filter(|start| operation.template.begins(&path[*start])).filter_map(move |start| {
            let agreed = operation.template.agreement(&path[start..]);
            let words = agreed.iter().filter(|is_variable| !**is_variable).count();
            (words > 0).then_some((agreed.len(), words, start, agreed, operation))
        })
    });
    let best = agreeing.min_by_key(|(length, words, start, ..)| (Reverse(*length), Reverse(*words), *start));
    if let Some((length, _, start, agreed, operation)) = best {
        variables[start..start + length].copy_from_slice(&agreed);
        // `/groups/statistics` may well be a word where only `/groups/{id}/members` is documented.
        if start + length == path.len() && operation.template.is_longer_than(length) {
            variables[start + length - 1] = false;
        }
    }
    variables
}

/// The number of segments before the part of a path that fits a template of the document; `None` if no part does. A template
/// of variables alone fits anything, and shows nothing.
pub(crate) fn base_length(document: &Document, path: &[String]) -> Option<usize> {
    (0..path.len()).find(|start| {
        let mut fitting = document.routes().iter().flat_map(|routes| routes.candidates(&path[*start..]));
        fitting.any(|index| {
            let template = &document.operations()[index].template;
            template.has_words() && template.fit(&path[*start..]).is_some()
        })
    })
}

/// A recorded URL, or a path that any server may have answered.
pub(crate) struct Target {
    pub url: Url,
    pub(crate) server: Recorded,
}

impl Target {
    /// A path without server is taken to be whole; where nothing fits it so, it may have been recorded below the
    /// server's base path.
    pub(crate) fn parse(document: &Document, recorded: &str, options: &Options) -> Option<Self> {
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

/// What a recording says of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recorded {
    /// It is named.
    Named,
    /// It is not, and the path is whole.
    Unnamed,
    /// It is not, and the path starts below its base path.
    UnnamedBelow,
}

/// The ways in which a path can be read below the servers of an operation, each as segments.
pub(crate) type Paths = Vec<Vec<String>>;

/// The operations that the recorded server has, each with what remains of the path below its servers, or below a base
/// URL that stands for them: for the whole server, or for its host alone.
pub(crate) fn below<'d>(
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

pub(crate) fn paths_below(servers: &[Server], target: &Target, options: &Options) -> Vec<Vec<String>> {
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

/// An operation whose path fits.
pub(crate) struct Candidate {
    pub(crate) index: usize,
    pub(crate) fit: Fit,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) slashed: Option<String>,
    /// Length of the recorded base path, in segments, where it is that of another server of the document than the
    /// operation's own.
    pub(crate) other_base: Option<usize>,
}

pub(crate) fn best(candidates: Vec<Candidate>) -> Option<Candidate> {
    let (own, other): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| candidate.other_base.is_none());
    let best = |candidates: Vec<Candidate>| candidates.into_iter().min_by(|one, other| one.fit.cmp(&other.fit));
    match (best(own), best(other)) {
        // A template that names more of the path wins, whatever its servers.
        (Some(own), Some(other)) if other.fit.len() == own.fit.len() && other.fit < own.fit => Some(other),
        (own, other) => own.or(other),
    }
}

pub(crate) fn candidates(document: &Document, target: &Target, options: &Options, method: Option<&str>) -> Vec<Candidate> {
    let mut served = Vec::new();
    let (own, all) = all_paths(document, target, options);
    let length = path_segments(target.url.path()).len();
    let query = style::pairs(target.url.query().unwrap_or_default());
    for (routes, own) in document.routes().iter().zip(&own) {
        for path in &all {
            for index in routes.candidates(path) {
                let operation = &document.operations()[index];
                let has_query = operation.query.iter().all(|pair| query.contains(pair));
                if !has_query || method.is_some_and(|method| operation.method != method) {
                    continue;
                }
                if let Some((fit, variables)) = operation.template.fit(path) {
                    let other_base = (!own.contains(path)).then(|| length.saturating_sub(path.len()));
                    served.push(Candidate { index, fit, variables: owned(variables), slashed: None, other_base });
                }
            }
        }
    }
    // Of equals, the one that asks for more of the query is first, and then the first of the document.
    served.sort_by_key(|candidate| (Reverse(document.operations()[candidate.index].query.len()), candidate.index));
    served
}

/// The operations whose path fits where a variable may hold slashes (decision 7).
pub(crate) fn with_slashes(document: &Document, target: &Target, options: &Options, method: Option<&str>) -> Vec<Candidate> {
    if options.strictness == Strictness::Strict {
        return Vec::new();
    }
    let (own, all) = all_paths(document, target, options);
    let length = path_segments(target.url.path()).len();
    let mut indexes: Vec<usize> = document.routes().iter().flat_map(|routes| &routes.with_slashes).copied().collect();
    indexes.sort_unstable();
    let operations = indexes.into_iter().map(|index| (index, &document.operations()[index]));
    let mut served = Vec::new();
    for (index, operation) in operations.filter(|(_, operation)| method.is_none_or(|method| operation.method == method)) {
        let own = document.routes().iter().zip(&own).find(|(routes, _)| Arc::ptr_eq(&routes.servers, &operation.servers));
        served.extend(all.iter().filter_map(|path| Some((path, operation.template.fit_with_slashes(path)?))).map(|(path, slashed)| {
            let MultiSegmentMatch { name, is_documented, fit, variables } = slashed;
            let slashed = (!is_documented).then(|| name.to_owned());
            let is_own = own.is_some_and(|(_, own)| own.contains(path));
            let other_base = (!is_own).then(|| length.saturating_sub(path.len()));
            Candidate { index, fit, variables: owned(variables), slashed, other_base }
        }));
    }
    // A path that continues beyond another template with more of its words is no value with slashes, whatever the servers are.
    let mut shared = foldhash::HashMap::default();
    if served.iter().any(|candidate| candidate.slashed.is_some()) {
        document.routes().iter().for_each(|routes| routes.count_shared_words(&path_segments(target.url.path()), &mut shared));
    }
    served.retain(|candidate| {
        let words = candidate.fit.iter().filter(|mark| **mark == 0).count();
        let agreed = |template: &Template, path: &[String]| template.agreement(path).iter().filter(|is_variable| !**is_variable).count();
        let has_more = |(index, count): (&usize, &usize)| {
            let template = &document.operations()[*index].template;
            *count > words && all.iter().any(|path| agreed(template, path) > words)
        };
        candidate.slashed.is_none() || !shared.iter().any(has_more)
    });
    served
}

/// The ways in which a path can be read: below the servers of each route, and below any server of the document. Each is the end
/// of the recorded path, so that there are few different ones.
fn all_paths(document: &Document, target: &Target, options: &Options) -> (Vec<Paths>, Paths) {
    let own: Vec<Paths> = document.routes().iter().map(|routes| paths_below(&routes.servers, target, options)).collect();
    let mut all: Paths = own.iter().flatten().cloned().collect();
    all.extend(paths_below(document.servers(), target, options));
    all.sort_unstable();
    all.dedup();
    (own, all)
}

pub(crate) fn owned(variables: Vec<(&str, String)>) -> Vec<(String, String)> {
    variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
