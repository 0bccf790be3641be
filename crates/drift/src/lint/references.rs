//! References that cannot be resolved, and keywords that cannot be used.

use std::collections::HashSet;

use openapi_drift_openapi::Document;
use openapi_drift_source::pointer;
use serde_json::Value;

use crate::lint::rule::RuleMatch;

pub(crate) fn dangling_references(document: &Document) -> Vec<RuleMatch> {
    ignored_keywords(document, true)
}

pub(crate) fn unusable(document: &Document) -> Vec<RuleMatch> {
    ignored_keywords(document, false)
}

fn ignored_keywords(document: &Document, is_unresolved: bool) -> Vec<RuleMatch> {
    let keywords = document.ignored_keywords().iter().filter(|keyword| keyword.is_unresolved == is_unresolved);
    keywords.map(|keyword| (keyword.pointer.clone(), keyword.why.clone())).collect()
}

pub(crate) fn wrong_types(document: &Document) -> Vec<RuleMatch> {
    let known: HashSet<&str> = document.ignored_keywords().iter().map(|keyword| keyword.pointer.as_str()).collect();
    document.structure_errors().into_iter().filter(|(at, _)| !known.contains(at.as_str())).collect()
}

pub(crate) fn dangling_mappings(document: &Document) -> Vec<RuleMatch> {
    let mut faults = Vec::new();
    for at in document.schemas() {
        let mapping = document.node(at).and_then(|schema| schema.get("discriminator")?.get("mapping")?.as_object());
        for (value, target) in mapping.into_iter().flatten() {
            if target.as_str().is_some_and(|target| document.mapped(at, target).is_none()) {
                let place = pointer::join(&format!("{at}/discriminator/mapping"), value);
                faults.push((place, format!("cannot resolve {}, to which `{value}` is mapped", shown(target))));
            }
        }
    }
    faults
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| format!("`{text}`"))
}
