//! Bodies that are not JSON: forms, read property by property, and text.

use std::collections::HashMap;

use serde_json::Value;

use crate::check::body::media_type as media;

use crate::check::checked::{Options, Strictness};
use crate::check::parameter::coerce::Shape;
use crate::check::parameter::style;
use crate::check::parameter::style::{Style, Tree, Written};
use openapi_drift_openapi::document::Document;
use openapi_drift_openapi::operation::{Encoding, MediaType};
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_openapi::schema::graph::Id;

/// The value that a text body stands for; `None` where nothing can be said of it, such as XML.
pub(crate) fn value(
    document: &Document,
    entry: &MediaType,
    content_type: &str,
    text: &str,
    direction: Direction,
    options: &Options,
) -> Option<Value> {
    let graph = document.graph();
    let root = graph.id(entry.schema.as_ref()?)?;
    let shape = Shape::new(document, graph, direction);
    match media::essence(content_type).as_str() {
        "application/x-www-form-urlencoded" => Some(urlencoded(&shape, root, entry, text, options)),
        "multipart/form-data" => multipart(&shape, root, entry, content_type, text),
        // Any other text is the string that it is, where a schema says anything about strings; markup and the like,
        // described as objects, would need a reader of its own.
        _ if shape.may_be(root, "string") => Some(Value::from(text)),
        _ if shape.may_be_scalar(root) => Some(shape.value(Some(root), &Tree::Text(text.trim().to_owned()))),
        _ => None,
    }
}

/// A form in the query's encoding: each property is written as a query parameter is.
fn urlencoded(shape: &Shape<'_>, root: Id, entry: &MediaType, text: &str, options: &Options) -> Value {
    let mut fields: Vec<(String, Vec<(String, String)>)> = Vec::new();
    let mut indices: HashMap<String, usize> = HashMap::new();
    for pair in style::pairs(text.trim_end()) {
        let bare = pair.0.split_once('[').map_or(pair.0.as_str(), |(bare, _)| bare);
        // A property may be documented with its brackets.
        let name = if shape.member(root, &pair.0).is_some() { pair.0.as_str() } else { bare };
        let index = *indices.entry(name.to_owned()).or_insert_with(|| {
            fields.push((name.to_owned(), Vec::new()));
            fields.len() - 1
        });
        fields[index].1.push(pair);
    }
    let tree = |name: &str, pairs: &[(String, String)]| property(shape, root, entry, name, pairs, options);
    let members = fields
        .into_iter()
        .map(|(name, pairs)| {
            let tree = tree(&name, &pairs);
            (name, tree)
        })
        .collect();
    shape.value(Some(root), &Tree::Map(members))
}

/// A property, from the fields that are written for it.
fn property(shape: &Shape<'_>, root: Id, entry: &MediaType, name: &str, pairs: &[(String, String)], options: &Options) -> Tree {
    let default = Encoding::default();
    let encoding = entry.encoding.iter().find(|(known, _)| known == name).map_or(&default, |(_, encoding)| encoding);
    let style = Style::of(encoding.style.as_deref(), "query");
    let values: Vec<&str> = pairs.iter().filter(|(known, _)| known == name).map(|(_, text)| text.as_str()).collect();
    let explode = encoding.explode.unwrap_or(style == Style::Form);
    let written = Written { style, explode, name, values, pairs, lenient: options.strictness == Strictness::Lenient };
    let schema = shape.member(root, name);
    let may_be = |wanted: &str| schema.is_some_and(|schema| shape.may_be(schema, wanted));
    let texts = || written.scalars().unwrap_or_default();
    // `a[b]=1` has no style here unless one is given, and is read as most services read it.
    if let (true, Some(members)) = (written.values.is_empty(), style::deep(pairs, name)) {
        return match members.as_slice() {
            [(key, Tree::List(items))] if key.is_empty() => Tree::List(items.clone()),
            [(key, item)] if key.is_empty() => Tree::List(vec![item.clone()]),
            _ => Tree::Map(members),
        };
    }
    let is_list = may_be("array") && !(may_be("string") && written.values.len() == 1);
    if let Some(items) = is_list.then(|| written.lists()).and_then(|lists| lists.into_iter().next()) {
        return Tree::List(items.into_iter().map(Tree::Text).collect());
    }
    // An object in a form is a document of its own, unless a style spreads it.
    let document = || texts().first().and_then(|text| serde_json::from_str(text).ok()).filter(Value::is_object);
    if let Some(value) = may_be("object").then(document).flatten() {
        return Tree::Json(value);
    }
    match <[String; 1]>::try_from(texts()) {
        Ok([text]) => Tree::Text(text),
        Err(texts) => Tree::List(texts.into_iter().map(Tree::Text).collect()),
    }
}

/// The parts of a multipart body. A part that is JSON, by its own type, by `encoding`, or by being an object, is read so.
fn multipart(shape: &Shape<'_>, root: Id, entry: &MediaType, content_type: &str, text: &str) -> Option<Value> {
    let boundary = content_type.split(';').find_map(|parameter| parameter.trim().strip_prefix("boundary="))?.trim_matches('"');
    let mut members: Vec<(String, Tree)> = Vec::new();
    for part in text.split(&format!("--{boundary}")).skip(1).filter(|part| !part.starts_with("--")) {
        let part = part.strip_prefix("\r\n").or_else(|| part.strip_prefix('\n')).unwrap_or(part);
        let (head, body) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n"))?;
        let body = body.strip_suffix("\r\n").or_else(|| body.strip_suffix('\n')).unwrap_or(body);
        let header = |wanted: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(':'));
            lines.filter(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim().to_owned()).next()
        };
        let disposition = header("content-disposition")?;
        let name = disposition.split(';').find_map(|parameter| parameter.trim().strip_prefix("name="))?.trim_matches('"').to_owned();
        let encoding = entry.encoding.iter().find(|(known, _)| *known == name).and_then(|(_, encoding)| encoding.content_type.clone());
        let schema = shape.member(root, &name);
        let is_object = schema.is_some_and(|schema| shape.may_be(schema, "object") && !shape.may_be(schema, "string"));
        let is_json = header("content-type").or(encoding).map_or(is_object, |part_type| media::is_json(&media::essence(&part_type)));
        let value = match serde_json::from_str(body) {
            Ok(value) if is_json => Tree::Json(value),
            _ => Tree::Text(body.to_owned()),
        };
        let is_list = schema.is_some_and(|schema| shape.may_be(schema, "array") && !shape.may_be(schema, "string"));
        match members.iter_mut().find(|(known, _)| *known == name) {
            Some((_, Tree::List(items))) => items.push(value),
            Some((_, known)) => *known = Tree::List(vec![known.clone(), value]),
            None if is_list && !matches!(value, Tree::Json(Value::Array(_))) => members.push((name, Tree::List(vec![value]))),
            None => members.push((name, value)),
        }
    }
    Some(shape.value(Some(root), &Tree::Map(members)))
}
