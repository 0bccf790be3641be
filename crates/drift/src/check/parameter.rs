//! Parameters and headers: is what stands on the wire what the schema describes?

use serde_json::Value;

use super::coerce::Shape;
use super::style::{Style, Tree, Written, decode, decode_form};
use crate::document::{Direction, Document, Parameter};

/// What can be said of a parameter's text.
pub(super) enum Judgement {
    /// Some reading of it satisfies the schema, or there is no usable schema.
    Fits,
    /// None does. The hint tells what may have been meant.
    Misfits { hint: Option<String> },
}

/// Judges the text of a parameter or header by its style and schema.
pub(super) fn judge(document: &Document, parameter: &Parameter, written: &Written<'_>, direction: Direction) -> Judgement {
    let Some(schema) = &parameter.schema else { return Judgement::Fits };
    let graph = document.graph();
    let Some(root) = graph.id(schema) else { return Judgement::Fits };
    let validator = &document.compiled(root, direction).validator;
    // `allowEmptyValue` lets the name stand alone, whatever the schema says.
    if parameter.allow_empty && written.values.iter().all(|text| text.is_empty()) && !written.values.is_empty() {
        return Judgement::Fits;
    }
    if parameter.json {
        let text = written.values.first().copied().unwrap_or_default();
        let text = if parameter.location == "query" { decode_form(text) } else { decode(text) };
        let fits = serde_json::from_str::<Value>(&text).is_ok_and(|value| validator.is_valid(&value));
        return if fits { Judgement::Fits } else { Judgement::Misfits { hint: None } };
    }
    let shape = Shape::new(document, graph, direction);
    let fits = |tree: &Tree| validator.is_valid(&shape.value(Some(root), tree));
    if shape.may_be(root, "array") && written.lists().into_iter().any(|items| fits(&list(items))) {
        return Judgement::Fits;
    }
    if shape.may_be(root, "object")
        && written.maps(|name| shape.has_member(root, name)).into_iter().any(|members| fits(&Tree::Map(members)))
    {
        return Judgement::Fits;
    }
    let scalars = written.scalars().filter(|_| shape.may_be_scalar(root));
    if scalars.is_some_and(|texts| texts.into_iter().all(|text| fits(&Tree::Text(text)))) {
        return Judgement::Fits;
    }
    let otherwise = |explode: bool| Written { explode, values: written.values.clone(), ..*written };
    let with_commas = || written.explode && otherwise(false).lists().into_iter().any(|items| fits(&list(items)));
    let hint = match written.style {
        Style::Form if shape.may_be(root, "array") && written.values.len() == 1 && with_commas() => {
            Some("the list is written with commas: document `explode: false`".to_owned())
        }
        Style::Form if shape.may_be(root, "array") && !written.explode && written.values.len() > 1 => {
            Some("the list is written by repeating the name: document `explode: true`".to_owned())
        }
        _ => None,
    };
    Judgement::Misfits { hint }
}

fn list(items: Vec<String>) -> Tree {
    Tree::List(items.into_iter().map(Tree::Text).collect())
}

/// What the schema wants, in a word or two.
pub(super) fn expectation(document: &Document, parameter: &Parameter) -> String {
    parameter.schema.as_ref().map_or_else(|| "its schema".to_owned(), |at| words(document, at, 0))
}

fn words(document: &Document, at: &str, depth: usize) -> String {
    let Some((schema, at)) = document.follow(at) else { return "its schema".to_owned() };
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return format!("one of {}", values.iter().map(Value::to_string).collect::<Vec<_>>().join(", "));
    }
    if let (Some("array"), Some(_), 0..4) = (schema.get("type").and_then(Value::as_str), schema.get("items"), depth) {
        return format!("array of {}", words(document, &format!("{at}/items"), depth + 1));
    }
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    let bounds =
        ["minimum", "maximum", "minLength", "maxLength", "pattern"].iter().filter_map(|key| Some(format!("{key} {}", schema.get(*key)?)));
    let words = [word("type"), word("format")].into_iter().flatten().map(str::to_owned).chain(bounds).collect::<Vec<_>>();
    if words.is_empty() { "its schema".to_owned() } else { words.join(", ") }
}
