//! The document that the vendor's pages literally declare: ours after every `literally` change of the errata.

use serde_json::Value;

use crate::{Error, Source};
use openapi_drift::pointer::segments;

/// Returns the document after all `literally` changes, in their order.
///
/// # Errors
///
/// [`Error::Errata`] if a change refers to a node that does not exist, or no longer exists after the changes before it.
pub(crate) fn as_documented(source: &Source) -> Result<Value, Error> {
    let mut document = source.document().value().clone();
    merge(&mut document["info"], &heading(source));
    for erratum in &source.errata().erratum {
        for change in &erratum.literally {
            let applied = match &change.update {
                Some(update) => document.pointer_mut(&change.at).map(|target| merge(target, update)),
                None => remove(&mut document, &change.at),
            };
            if applied.is_none() {
                let why = format!("erratum {}: `literally` changes {}, which does not exist at that point", erratum.id, change.at);
                return Err(Error::Errata(why));
            }
        }
    }
    Ok(document)
}

/// The title and the description of the result, so that nobody mistakes it for the corrected document.
pub(crate) fn heading(source: &Source) -> Value {
    let title = format!("{} as its pages declare it", source.title());
    let description = "What the tables, definitions and lists of the vendor's pages literally declare, to be read and compared, not to be \
                       relied on: the samples of the pages contradict it. It is made from the corrected document by the changes of its \
                       errata, so descriptions and examples are those of the corrected document. What no tool could read is left out, \
                       such as a path parameter without a place in the path.";
    serde_json::json!({ "title": title, "description": description })
}

/// Merges objects property by property; any other value replaces the old one.
fn merge(target: &mut Value, update: &Value) {
    match (target, update) {
        (Value::Object(properties), Value::Object(updates)) => {
            for (name, update) in updates {
                merge(properties.entry(name).or_insert(Value::Null), update);
            }
        }
        (target, update) => *target = update.clone(),
    }
}

fn remove(document: &mut Value, pointer: &str) -> Option<()> {
    let last = segments(pointer).last()?;
    match document.pointer_mut(pointer.rsplit_once('/')?.0)? {
        // Keeps the order of the others.
        Value::Object(properties) => properties.shift_remove(last.as_ref()).map(drop),
        Value::Array(items) => {
            let index = last.parse().ok().filter(|index| *index < items.len())?;
            items.remove(index);
            Some(())
        }
        _ => None,
    }
}
