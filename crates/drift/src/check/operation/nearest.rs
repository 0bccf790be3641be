//! The template that is nearest to a path that fits none, and the difference between them.

use std::cmp::Reverse;

use openapi_drift_openapi::Document;
use openapi_drift_openapi::Operation;
use openapi_drift_openapi::path_template::Distance;
use openapi_drift_recordings::Side;

use crate::check::checked::Options;
use crate::check::operation as route;
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

/// The operation whose template is nearest, of the recorded method where there is one. Where less than half of a path
/// agrees, none is near.
fn nearest<'d>(document: &'d Document, target: &route::Target, method: &str, options: &Options) -> Option<(&'d Operation, Distance)> {
    let near = route::below(document, target, options).flat_map(|(_, operation, paths)| {
        // The distance is at least the difference in length, and more than half of the path is not near.
        let may_be_near = |path: &&Vec<String>| operation.template.may_be_near(path);
        let distances: Vec<_> = paths.iter().filter(may_be_near).map(|path| (operation.template.distance(path), path.len())).collect();
        let is_similar =
            |(distance, length): &(Distance, usize)| distance.slashes.is_some() || distance.literals > 0 && distance.edits * 2 <= *length;
        distances.into_iter().filter(is_similar).map(move |(distance, _)| (operation, distance)).collect::<Vec<_>>()
    });
    near.min_by_key(|(operation, distance)| {
        (distance.slashes.is_none(), distance.edits, Reverse(distance.literals), !distance.same_length, operation.method != method)
    })
}
