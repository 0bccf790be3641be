//! Bodies that are not JSON: forms, multipart bodies and text.

use std::collections::HashMap;

use serde_json::Value;

use crate::check::body::media_type;

use crate::check::checked::{Options, Strictness};
use crate::check::parameter::coerce::Shape;
use crate::check::parameter::style;
use crate::check::parameter::style::{ParameterValue, RawParameter, Style};
use openapi_drift_openapi::Document;
use openapi_drift_openapi::operation::{Encoding, MediaType};
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_openapi::schema::graph::Id;

/// A part of a multipart body whose media type is not one of those in `encoding`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UndocumentedPart {
    pub name: String,
    /// The recorded media type, without parameters.
    pub media_type: String,
    /// The documented media types, as they are written.
    pub documented: String,
}

/// Returns the value of a text body; `None` for formats that are not read, such as XML. Parts of a multipart body with an
/// undocumented media type are added to `undocumented`.
pub(crate) fn value(
    document: &Document,
    entry: &MediaType,
    content_type: &str,
    text: &str,
    direction: Direction,
    options: &Options,
    undocumented: &mut Vec<UndocumentedPart>,
) -> Option<Value> {
    let graph = document.graph();
    let root = graph.id(entry.schema.as_ref()?)?;
    let shape = Shape::new(document, graph, direction);
    match media_type::essence(content_type).as_str() {
        "application/x-www-form-urlencoded" => Some(urlencoded(&shape, root, entry, text, options)),
        "multipart/form-data" => multipart(&shape, root, entry, content_type, text, undocumented),
        // Any other text is the string that it is, where a schema says anything about strings; markup and the like,
        // described as objects, would need a reader of its own.
        _ if shape.may_be(root, "string") => Some(Value::from(text)),
        _ if shape.may_be_scalar(root) => Some(shape.value(Some(root), &ParameterValue::Text(text.trim().to_owned()))),
        _ => None,
    }
}

/// Reads a URL-encoded form: each property is written like a query parameter.
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
    shape.value(Some(root), &ParameterValue::Map(members))
}

/// Returns the value of a property from its fields.
fn property(shape: &Shape<'_>, root: Id, entry: &MediaType, name: &str, pairs: &[(String, String)], options: &Options) -> ParameterValue {
    let default = Encoding::default();
    let encoding = entry.encoding.iter().find(|(known, _)| known == name).map_or(&default, |(_, encoding)| encoding);
    let style = Style::of(encoding.style.as_deref(), "query");
    let values: Vec<&str> = pairs.iter().filter(|(known, _)| known == name).map(|(_, text)| text.as_str()).collect();
    let explode = encoding.explode.unwrap_or(style == Style::Form);
    let written = RawParameter { style, explode, name, values, pairs, lenient: options.strictness == Strictness::Lenient };
    let schema = shape.member(root, name);
    let may_be = |wanted: &str| schema.is_some_and(|schema| shape.may_be(schema, wanted));
    let texts = || written.scalars().unwrap_or_default();
    // `a[b]=1` is read as most services read it, even without `style: deepObject`.
    if let (true, Some(members)) = (written.values.is_empty(), style::deep(pairs, name)) {
        return match members.as_slice() {
            [(key, ParameterValue::List(items))] if key.is_empty() => ParameterValue::List(items.clone()),
            [(key, item)] if key.is_empty() => ParameterValue::List(vec![item.clone()]),
            _ => ParameterValue::Map(members),
        };
    }
    let is_list = may_be("array") && !(may_be("string") && written.values.len() == 1);
    if let Some(items) = is_list.then(|| written.lists()).and_then(|lists| lists.into_iter().next()) {
        return ParameterValue::List(items.into_iter().map(ParameterValue::Text).collect());
    }
    // An object in a form is JSON, unless a style spreads it over several fields.
    let document = || texts().first().and_then(|text| serde_json::from_str(text).ok()).filter(Value::is_object);
    if let Some(value) = may_be("object").then(document).flatten() {
        return ParameterValue::Json(value);
    }
    match <[String; 1]>::try_from(texts()) {
        Ok([text]) => ParameterValue::Text(text),
        Err(texts) => ParameterValue::List(texts.into_iter().map(ParameterValue::Text).collect()),
    }
}

/// The parts of a multipart body. A part that is JSON, by its own type, by `encoding`, or by being an object, is read so.
fn multipart(
    shape: &Shape<'_>,
    root: Id,
    entry: &MediaType,
    content_type: &str,
    text: &str,
    undocumented: &mut Vec<UndocumentedPart>,
) -> Option<Value> {
    let boundary = content_type.split(';').find_map(|parameter| parameter.trim().strip_prefix("boundary="))?.trim_matches('"');
    let mut members: Vec<(String, ParameterValue)> = Vec::new();
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
        let part_type = header("content-type").map(|part_type| media_type::essence(&part_type));
        if let (Some(part_type), Some(documented)) = (&part_type, &encoding)
            && !documented.split(',').any(|range| media_type::is_in_range(part_type, &media_type::essence(range)))
        {
            let part = UndocumentedPart { name: name.clone(), media_type: part_type.clone(), documented: documented.clone() };
            undocumented.extend((!undocumented.contains(&part)).then_some(part));
        }
        let schema = shape.member(root, &name);
        let is_object = schema.is_some_and(|schema| shape.may_be(schema, "object") && !shape.may_be(schema, "string"));
        let is_json = part_type.or(encoding).map_or(is_object, |part_type| media_type::is_json(&media_type::essence(&part_type)));
        // A file whose schema takes nothing but strings is text, be it JSON.
        let is_text = schema.is_some_and(|schema| shape.is_text(schema));
        let value = match serde_json::from_str(body) {
            Ok(value) if is_json && !is_text => ParameterValue::Json(value),
            _ => ParameterValue::Text(body.to_owned()),
        };
        let is_list = schema.is_some_and(|schema| shape.may_be(schema, "array") && !shape.may_be(schema, "string"));
        match members.iter_mut().find(|(known, _)| *known == name) {
            Some((_, ParameterValue::List(items))) => items.push(value),
            Some((_, known)) => *known = ParameterValue::List(vec![known.clone(), value]),
            None if is_list && !matches!(value, ParameterValue::Json(Value::Array(_))) => {
                members.push((name, ParameterValue::List(vec![value])))
            }
            None => members.push((name, value)),
        }
    }
    Some(shape.value(Some(root), &ParameterValue::Map(members)))
}
