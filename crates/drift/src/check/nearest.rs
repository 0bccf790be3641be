//! Where no template fits a path: which one was nearest, and what keeps it from fitting.

use std::cmp::Reverse;

use url::Url;

use super::ids::looks_like_id;
use super::{Options, route, style};
use crate::document::{Distance, Document, Operation, path_segments};
use crate::finding::{Code, Side, Sighting};

/// Says that no path fits, and which was nearest.
pub(super) fn nowhere(document: &Document, target: &route::Target, method: &str, options: &Options) -> Sighting {
    let path = folded(document, &target.url);
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
        (distance.slashes.is_none(), distance.edits, Reverse(distance.literals), !distance.same_length, operation.method != method)
    })
}

/// The path with data folded, so that one missing operation is one finding however many ids it met, and none of them is
/// told: what stands where the document has a variable, what is encoded, and what looks like an id. A segment that some path
/// of the document has is none.
pub(super) fn folded(document: &Document, url: &Url) -> String {
    let path = path_segments(url.path());
    let variables = variables(document, &path);
    let fold = |(segment, is_variable): (&String, bool)| {
        let word = style::decode(segment);
        let is_data = is_variable || segment.contains(['%', '\'']) || looks_like_id(&word);
        let is_known = || operations(document).any(|operation| operation.template.has_word(&word));
        if is_data && !is_known() { "/*".to_owned() } else { format!("/{word}") }
    };
    path.iter().zip(variables).map(fold).collect()
}

/// For each segment of a path whether the template that agrees with most of it has a variable there. The base path of the
/// server may stand before the template.
fn variables(document: &Document, path: &[String]) -> Vec<bool> {
    let mut variables = vec![false; path.len()];
    let agreeing = operations(document).flat_map(|operation| {
        (0..path.len()).filter_map(move |start| {
            let agreed = operation.template.agreement(&path[start..]);
            let words = agreed.iter().filter(|is_variable| !**is_variable).count();
            (words > 0).then_some((agreed.len(), words, start, agreed, operation))
        })
    });
    let best = agreeing.min_by_key(|(length, words, start, ..)| (Reverse(*length), Reverse(*words), *start));
    if let Some((length, _, start, agreed, operation)) = best {
        variables[start..start + length].copy_from_slice(&agreed);
        // `/groups/statistics` may well be a word where only `/groups/{id}/members` is documented.
        if start + length == path.len() && operation.template.goes_on_after(length) {
            variables[start + length - 1] = false;
        }
    }
    variables
}

fn operations(document: &Document) -> impl Iterator<Item = &Operation> {
    document.operations().iter().filter(|operation| !operation.webhook)
}
