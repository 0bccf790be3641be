//! The template that is nearest to a path that fits none, and the difference between them.

use std::cmp::Reverse;
use std::sync::Arc;

use openapi_drift_openapi::Document;
use openapi_drift_openapi::Operation;
use openapi_drift_openapi::path_template::{Distance, path_segments};
use openapi_drift_openapi::server::Server;
use openapi_drift_recordings::Side;

use crate::check::checked::Options;
use crate::check::operation as route;
use crate::check::operation::target::paths_below;
use crate::finding::code::Code;
use crate::finding::observation::Observation;

/// Reports that no path fits, and which one is nearest.
pub(crate) fn nowhere(document: &Document, target: &route::Target, method: &str, options: &Options, path: &str) -> Observation {
    let Some((operation, distance)) = nearest(document, target, method, options) else {
        let message = format!("no documented path matches {path}");
        return Observation::new(Code::UndocumentedOperation, Side::Request, "/paths", message);
    };
    let item = operation.pointer.rsplit_once('/').map_or("", |(item, _)| item);
    let message = format!("no documented path matches {path} (closest: {})", operation.path);
    let hint = match distance.slashes {
        Some(name) => {
            format!("`{name}` would have to contain `/`: send it as `%2F`, or document this path separately")
        }
        None => "document the operation; if it has moved, record it again at its new path".to_owned(),
    };
    Observation::new(Code::UndocumentedOperation, Side::Request, item, message).hint(hint)
}

/// The number of operations that are compared with a path: those that share most words with it.
const MAX_COMPARED: usize = 32;

/// Servers, and the segments of the recorded path below each of them.
type PathsBelow<'d> = (&'d Arc<[Server]>, Vec<Vec<String>>);

/// The operation whose template is nearest, of the recorded method if there is one. If less than half of a path agrees, none
/// is near.
fn nearest<'d>(document: &'d Document, target: &route::Target, method: &str, options: &Options) -> Option<(&'d Operation, Distance)> {
    let recorded = path_segments(target.url.path());
    let mut shared = foldhash::HashMap::default();
    document.routes().iter().for_each(|routes| routes.count_shared_words(&recorded, &mut shared));
    let rank = |(index, count): (usize, usize)| {
        let operation = &document.operations()[index];
        (Reverse(count), recorded.len().abs_diff(operation.template.segments().len()), operation.method != method, index)
    };
    let mut sharing: Vec<_> = shared.into_iter().map(rank).collect();
    sharing.sort_unstable();
    sharing.truncate(MAX_COMPARED);
    sharing.sort_unstable_by_key(|(.., index)| *index);
    let mut last: Option<PathsBelow<'_>> = None;
    let mut near = Vec::new();
    for (.., index) in sharing {
        let operation = &document.operations()[index];
        let paths = match last.take() {
            Some((servers, paths)) if Arc::ptr_eq(servers, &operation.servers) => paths,
            _ => paths_below(&operation.servers, target, options),
        };
        for path in paths.iter().filter(|path| operation.template.may_be_near(path)) {
            let distance = operation.template.distance(path);
            // The distance is at least the difference in length, and more than half of the path is not near.
            if distance.slashes.is_some() || distance.literals > 0 && distance.edits * 2 <= path.len() {
                near.push((operation, distance));
            }
        }
        last = Some((&operation.servers, paths));
    }
    near.into_iter().min_by_key(|(operation, distance)| {
        (distance.slashes.is_none(), distance.edits, Reverse(distance.literals), !distance.same_length, operation.method != method)
    })
}
