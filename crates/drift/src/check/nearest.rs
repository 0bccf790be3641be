//! Where no template fits a path: which one was nearest, and what keeps it from fitting.

use url::Url;

use super::{Options, route, style};
use crate::document::{Distance, Document, Operation, path_segments};
use crate::finding::{Code, Side, Sighting};

/// Says that no path fits, and which was nearest.
pub(super) fn nowhere(document: &Document, target: &route::Target, method: &str, options: &Options) -> Sighting {
    let path = folded(&target.url);
    let Some((operation, distance)) = nearest(document, target, method, options) else {
        let message = format!("no path of the document fits {path}");
        return Sighting::new(Code::UndocumentedOperation, Side::Request, "/paths", message);
    };
    let item = operation.pointer.rsplit_once('/').map_or("", |(item, _)| item);
    let message = format!("no path of the document fits {path}; {} is nearest", operation.path);
    let hint = match distance.slashes {
        Some(name) => {
            format!(
                "`{name}` would have to hold slashes, which a path parameter cannot; encode them as %2F, or document this path of its own"
            )
        }
        None => "document the operation; if it was removed or renamed, record it again where it is now".to_owned(),
    };
    Sighting::new(Code::UndocumentedOperation, Side::Request, item, message).hint(hint)
}

/// The operation whose template is nearest, of the recorded method where there is one. Where less than half of a path
/// agrees, none is near.
fn nearest<'d>(document: &'d Document, target: &route::Target, method: &str, options: &Options) -> Option<(&'d Operation, Distance)> {
    let near = route::below(document, target, options).flat_map(|(_, operation, paths)| {
        // The distance is at least the difference in length, and more than half of the path is not near.
        let may_be_near = |path: &&Vec<String>| operation.template.may_be_near(path);
        let distances: Vec<_> = paths.iter().filter(may_be_near).map(|path| (operation.template.distance(path), path.len())).collect();
        let is_near =
            |(distance, length): &(Distance, usize)| distance.slashes.is_some() || distance.literals > 0 && distance.edits * 2 <= *length;
        distances.into_iter().filter(is_near).map(move |(distance, _)| (operation, distance)).collect::<Vec<_>>()
    });
    near.min_by_key(|(operation, distance)| {
        (
            distance.slashes.is_none(),
            distance.edits,
            std::cmp::Reverse(distance.literals),
            !distance.same_length,
            operation.method != method,
        )
    })
}

/// The path with what looks like an id folded, so that one missing operation is one finding however many ids it met.
pub(super) fn folded(url: &Url) -> String {
    let segments = path_segments(url.path()).into_iter().map(|segment| style::decode(&segment));
    segments.map(|segment| if looks_like_id(&segment) { "/*".to_owned() } else { format!("/{segment}") }).collect()
}

/// Whether a word is rather an id than vocabulary: a number, an address, a hash, a UUID.
pub(super) fn looks_like_id(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let hex = word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    word.contains('@') || digits > 0 && (digits == word.len() || hex && word.len() >= 8 || word.len() >= 20)
}
