//! The sources that `x-source` names.

use openapi_drift::Document;
use openapi_drift::pointer::join;
use serde_json::Value;

use super::statement::StatementSource;
const SOURCE: &str = "x-source";

/// The sources of a node: its own ones, those of its target if it is a plain `$ref`, or those of the part that contains it.
pub fn sources(document: &Document, pointer: &str) -> Vec<StatementSource> {
    let mut at = pointer;
    loop {
        if let Some(own) = document.node(&join(at, SOURCE)) {
            return parse(own);
        }
        let target = document.follow(at).map(|(_, target)| target).filter(|target| target != at);
        if let Some(own) = target.and_then(|target| document.node(&join(&target, SOURCE))) {
            return parse(own);
        }
        match at.rsplit_once('/') {
            Some((parent, _)) => at = parent,
            None => return Vec::new(),
        }
    }
}

fn parse(value: &Value) -> Vec<StatementSource> {
    let one = |value: &Value| {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        match (value.as_str(), text("page"), text("erratum")) {
            (Some(page), ..) => Some(StatementSource::Documented(page.to_owned())),
            (_, Some(page), _) => Some(StatementSource::Shown(page)),
            (.., Some(erratum)) => Some(StatementSource::Erratum(erratum)),
            _ => None,
        }
    };
    value.as_array().map_or_else(|| one(value).into_iter().collect(), |sources| sources.iter().filter_map(one).collect())
}
