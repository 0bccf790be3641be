//! Changes of the parameters, bodies, statuses, media types and headers of an operation.

use std::collections::BTreeMap;

use crate::diff::change::RawChange;
use crate::diff::code::{ChangeCode, Sided, TYPE_NARROWED, TYPE_WIDENED};
use crate::diff::equivalent::is_same_map;
use crate::diff::node::Node;

use crate::diff::operation::comparison::{Comparison, Operation, flag, side};
use crate::diff::schema::content::is_binary;
use crate::diff::schema::effective::{EffectiveSchema, types};
use crate::diff::schema::pairs::Root;
use crate::diff::{documentation, rename_hints as rename};
use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

type Both<'o, 'd> = (&'o Operation<'d>, &'o Operation<'d>);

/// The place and name of a parameter. Names of headers are in lower case.
type ParameterKey = (String, String);

/// Header parameters that OpenAPI ignores, because other statements define them.
const IGNORED_HEADERS: &[&str] = &["Accept", "Content-Type", "Authorization"];

/// Returns the parameters of the operation and of its path. The operation's replace the path's.
fn list<'d>(operation: &Operation<'d>) -> Vec<(ParameterKey, Node<'d>)> {
    let mut found: Vec<(ParameterKey, Node<'d>)> = Vec::new();
    for node in operation.item.items("parameters").into_iter().chain(operation.node.items("parameters")) {
        let node = node.follow();
        let (Some(name), Some(place)) = (node.text("name"), node.text("in")) else { continue };
        if place == "header" && IGNORED_HEADERS.iter().any(|ignored| ignored.eq_ignore_ascii_case(name)) {
            continue;
        }
        let name = if place == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
        let key = (place.to_owned(), name);
        found.retain(|(known, _)| *known != key);
        found.push((key, node));
    }
    found
}

pub(crate) fn parameters<'d>(comparison: &mut Comparison<'d>, number: usize, (old, new): Both<'_, 'd>, renamed: &[(&str, &str)]) {
    let before = list(old);
    let mut after = list(new);
    // A variable of the path that has another name is the same parameter.
    for ((place, name), _) in after.iter_mut().filter(|((place, _), _)| place == "path") {
        if let Some((one, _)) = renamed.iter().find(|(_, other)| *other == name.as_str()) {
            (*place, *name) = ("path".to_owned(), (*one).to_owned());
        }
    }
    let is_asked = side(old, true) == Side::Request;
    let has = |list: &[(ParameterKey, Node<'d>)], key: &ParameterKey| list.iter().any(|(known, _)| known == key);
    let only = |one: &[(ParameterKey, Node<'d>)], other: &[(ParameterKey, Node<'d>)]| -> Vec<(ParameterKey, Node<'d>)> {
        one.iter().filter(|(key, _)| !has(other, key)).cloned().collect()
    };
    let (removed, added) = (only(&before, &after), only(&after, &before));
    let counterpart = |name: &str, node: &Node<'d>, others: &[(ParameterKey, Node<'d>)]| {
        let others: Vec<(&str, Vec<Node<'d>>)> = others.iter().map(|((_, name), node)| (name.as_str(), vec![node.clone()])).collect();
        let same = others.iter().find(|(other, _)| *other == name).map(|(other, _)| (*other).to_owned());
        same.or_else(|| rename::possible_rename(name, std::slice::from_ref(node), others.into_iter()).map(str::to_owned))
    };
    let mut raw_changes = Vec::new();
    for ((place, name), node) in &removed {
        let code = if is_asked { ChangeCode::ParameterRemoved } else { ChangeCode::ResponseHeaderRemoved };
        let hint = counterpart(name, node, &added).map(|counterpart| {
            if counterpart == *name {
                "it is now elsewhere; it may be moved".to_owned()
            } else {
                format!("`{counterpart}` is new; it may be renamed")
            }
        });
        let raw_change = RawChange::new(
            code,
            node.at.clone(),
            pointer::join(&new.node.at, "parameters"),
            format!("the {place} parameter `{name}` is gone"),
        );
        raw_changes.push(raw_change.named(name).hint(hint));
    }
    for ((place, name), node) in &added {
        let is_required = flag(node, "required") || place == "path";
        let code = match (is_asked, is_required) {
            (false, _) => ChangeCode::ResponseHeaderAdded,
            (true, true) => ChangeCode::RequiredParameterAdded,
            (true, false) => ChangeCode::ParameterAdded,
        };
        let hint = counterpart(name, node, &removed).map(|counterpart| {
            if counterpart == *name {
                "it was elsewhere; it may be moved".to_owned()
            } else {
                format!("`{counterpart}` is gone; it may be renamed")
            }
        });
        let message = format!("the {place} parameter `{name}` is new{}", if is_required { ", and required" } else { "" });
        raw_changes.push(RawChange::new(code, pointer::join(&old.node.at, "parameters"), node.at.clone(), message).named(name).hint(hint));
    }
    comparison.within(number, "", raw_changes);
    for (key, node) in &before {
        if let Some((_, other)) = after.iter().find(|(known, _)| known == key) {
            let place = format!("{} parameter {}", key.0, key.1);
            parameter(comparison, number, (node, other), &key.0, is_asked, place);
        }
    }
}

/// Compares a parameter or header that both documents have.
fn parameter<'d>(
    comparison: &mut Comparison<'d>,
    number: usize,
    (old, new): (&Node<'d>, &Node<'d>),
    location: &str,
    is_asked: bool,
    place: String,
) {
    let mut raw_changes = Vec::new();
    let is_required = |node: &Node<'d>| flag(node, "required") || location == "path";
    let code = match (is_required(old), is_required(new), is_asked) {
        (false, true, true) => Some((ChangeCode::ParameterBecameRequired, "it became required")),
        (true, false, true) => Some((ChangeCode::ParameterBecameOptional, "it became optional")),
        (false, true, false) => Some((ChangeCode::ResponseHeaderBecameRequired, "it became required")),
        (true, false, false) => Some((ChangeCode::ResponseHeaderBecameOptional, "it became optional")),
        _ => None,
    };
    raw_changes.extend(code.map(|(code, message)| RawChange::new(code, old.place("required"), new.place("required"), message)));
    if let Some((keyword, message)) = styles(old, new, location) {
        raw_changes.push(RawChange::new(ChangeCode::ParameterStyleChanged, old.place(keyword), new.place(keyword), message));
    }
    let empty = "allowEmptyValue";
    if flag(old, empty) != flag(new, empty) {
        let (code, message) = if flag(new, empty) {
            (ChangeCode::EmptyValueAllowed, "the name is allowed without a value")
        } else {
            (ChangeCode::EmptyValueForbidden, "the name is no longer allowed without a value")
        };
        raw_changes.push(RawChange::new(code, old.place(empty), new.place(empty), message));
    }
    documentation::of_nodes(old, new, &mut raw_changes);
    comparison.within(number, &place, raw_changes);
    let side = if is_asked { Side::Request } else { Side::Response };
    let is_required = is_required(old) && is_required(new);
    match (old.members("content").first(), new.members("content").first()) {
        (Some((_, one)), Some((_, other))) => comparison.schema(one, other, side, (is_required, false), number, place),
        (None, None) => match one_value_of_list(old, new, location) {
            Some((kind, one, other)) => {
                let message = "a single value became a list, or the reverse; one item is written alike".to_owned();
                comparison.within(number, &place, vec![RawChange::new(kind.on(side), one.at.clone(), other.at.clone(), message)]);
                let root = Root { operation: number, place };
                let owners = (one.at.clone(), other.at.clone());
                comparison.schemas.compare(Some(one), Some(other), (&owners.0, &owners.1), side, is_required, true, root);
            }
            None => comparison.schema(old, new, side, (is_required, true), number, place),
        },
        _ => {}
    }
}

/// The schemas of one value, if one parameter is a single value and the other a list that is sent as `name=a&name=b`: a single
/// value is a list of one item.
fn one_value_of_list<'d>(old: &Node<'d>, new: &Node<'d>, location: &str) -> Option<(Sided, Node<'d>, Node<'d>)> {
    let items = |list: &Node<'d>| -> Option<Node<'d>> {
        let is_exploded = list.text("style").unwrap_or("form") == "form" && list.flag("explode") != Some(false);
        let schema = list.member("schema").filter(|_| is_exploded && matches!(location, "query" | "cookie"))?;
        let view = EffectiveSchema::of(schema.document, std::slice::from_ref(&schema), &schema.at);
        let count = |keyword: &str| view.value(keyword).and_then(serde_json::Value::as_u64);
        let holds_one = count("minItems").is_none_or(|least| least <= 1) && count("maxItems") != Some(0);
        let mut items = view.members("items");
        let is_list = view.types() & !types::NULL == types::ARRAY;
        (is_list && holds_one && items.len() == 1).then(|| items.remove(0))
    };
    if is_scalar(old) {
        Some((TYPE_WIDENED, old.member("schema")?, items(new)?))
    } else if is_scalar(new) {
        Some((TYPE_NARROWED, items(old)?, new.member("schema")?))
    } else {
        None
    }
}

/// Returns true if the values in a body of this media type are text.
fn is_text_media(range: &str) -> bool {
    range.ends_with("x-www-form-urlencoded") || range.starts_with("text/")
}

/// Returns the keyword by which the serialization of a parameter changed, and the change in words.
fn styles(old: &Node<'_>, new: &Node<'_>, location: &str) -> Option<(&'static str, String)> {
    let style =
        |node: &Node<'_>| node.text("style").unwrap_or(if matches!(location, "query" | "cookie") { "form" } else { "simple" }).to_owned();
    let explode = |node: &Node<'_>| node.flag("explode").unwrap_or_else(|| style(node) == "form");
    let media = |node: &Node<'_>| node.members("content").first().map(|(range, _)| essence(range));
    if media(old) != media(new) {
        let name = |media: Option<String>| media.map_or_else(|| "plain".to_owned(), |media| format!("`{media}`"));
        return Some(("content", format!("the value was {} and is {}", name(media(old)), name(media(new)))));
    }
    if style(old) != style(new) {
        return Some(("style", format!("the style `{}` became `{}`", style(old), style(new))));
    }
    if explode(old) != explode(new) && !(is_scalar(old) || is_scalar(new)) {
        return Some(("explode", format!("`explode` {} became {}", explode(old), explode(new))));
    }
    let reserved = "allowReserved";
    (flag(old, reserved) != flag(new, reserved)).then(|| (reserved, format!("`allowReserved` became {}", flag(new, reserved))))
}

/// Returns true if a parameter is a single value, on which `explode` has no effect.
fn is_scalar(parameter: &Node<'_>) -> bool {
    let Some(schema) = parameter.member("schema") else { return false };
    EffectiveSchema::of(schema.document, std::slice::from_ref(&schema), &schema.at).types() & (types::ARRAY | types::OBJECT) == 0
}

pub(crate) fn request_body<'d>(comparison: &mut Comparison<'d>, number: usize, (old, new): Both<'_, 'd>) {
    let side = side(old, true);
    let (before, after) = (old.node.get("requestBody"), new.node.get("requestBody"));
    let owners = (old.node.place("requestBody"), new.node.place("requestBody"));
    let mut raw_changes = Vec::new();
    match (&before, &after) {
        (None, None) => return,
        (Some(body), None) => {
            raw_changes.push(RawChange::new(ChangeCode::RequestBodyRemoved, body.at.clone(), owners.1, "the request body is gone"))
        }
        (None, Some(body)) => {
            // The service may send more in a webhook.
            let (code, message) = if flag(body, "required") && side == Side::Request {
                (ChangeCode::RequiredRequestBodyAdded, "a required request body is new")
            } else {
                (ChangeCode::RequestBodyAdded, "an optional request body is new")
            };
            raw_changes.push(RawChange::new(code, owners.0, body.at.clone(), message).named("requestBody"));
        }
        (Some(one), Some(other)) => {
            let code = match (flag(one, "required"), flag(other, "required")) {
                (false, true) => Some((ChangeCode::RequestBodyBecameRequired, "the request body became required")),
                (true, false) => Some((ChangeCode::RequestBodyBecameOptional, "the request body became optional")),
                _ => None,
            };
            raw_changes.extend(code.map(|(code, message)| RawChange::new(code, one.place("required"), other.place("required"), message)));
            documentation::of_nodes(one, other, &mut raw_changes);
        }
    }
    comparison.within(number, "request", raw_changes);
    if let (Some(one), Some(other)) = (before, after) {
        content(comparison, number, (&one, &other), side, "request body");
    }
}

/// Compares the media types of a body that both documents have.
fn content<'d>(comparison: &mut Comparison<'d>, number: usize, (old, new): (&Node<'d>, &Node<'d>), side: Side, place: &str) {
    let list = |node: &Node<'d>| -> BTreeMap<String, Node<'d>> {
        node.members("content").into_iter().map(|(range, media)| (essence(range), media)).collect()
    };
    let (mut before, after) = (list(old), list(new));
    let mut raw_changes = Vec::new();
    // A media type that a new range includes is still accepted; its schema is compared with that of the range.
    let mut widened = Vec::new();
    if side == Side::Request {
        before.retain(|range, media| {
            let counterpart = ranges_of(range).into_iter().find_map(|wider| after.get(&wider)).filter(|_| !after.contains_key(range));
            widened.extend(counterpart.map(|counterpart| (media.clone(), counterpart.clone())));
            counterpart.is_none()
        });
    }
    let (added, removed) = match side {
        Side::Request => (ChangeCode::RequestMediaTypeAdded, ChangeCode::RequestMediaTypeRemoved),
        Side::Response => (ChangeCode::ResponseMediaTypeAdded, ChangeCode::ResponseMediaTypeRemoved),
    };
    for (range, media) in before.iter().filter(|(range, _)| !after.contains_key(*range)) {
        raw_changes.push(
            RawChange::new(removed, media.at.clone(), new.place("content"), format!("the media type `{range}` is gone")).named(range),
        );
    }
    for (range, media) in after.iter().filter(|(range, _)| !before.contains_key(*range)) {
        raw_changes
            .push(RawChange::new(added, old.place("content"), media.at.clone(), format!("the media type `{range}` is new")).named(range));
    }
    for (range, media) in &before {
        let Some(other) = after.get(range) else { continue };
        documentation::of_nodes(media, other, &mut raw_changes);
        if !encodings_are_same(media, other) {
            let (at, to) = (media.place("encoding"), other.place("encoding"));
            raw_changes.push(RawChange::new(ChangeCode::RequestEncodingChanged, at, to, "`encoding` changed"));
        }
    }
    comparison.within(number, place, raw_changes);
    for (range, media) in &before {
        if let Some(other) = after.get(range).filter(|other| !(is_bytes(range, media) && is_bytes(range, other))) {
            comparison.schema(media, other, side, (false, is_text_media(range)), number, place.to_owned());
        }
    }
    for (media, other) in &widened {
        comparison.schema(media, other, side, (false, false), number, place.to_owned());
    }
}

/// Returns true if a body is arbitrary bytes: `format: binary` in OpenAPI 3.0, no schema or an empty one in 3.1.
fn is_bytes(range: &str, media: &Node<'_>) -> bool {
    let is_text = range.starts_with("text/") || range.starts_with("multipart/") || range.contains('*');
    if is_text || ["json", "xml", "yaml", "urlencoded"].iter().any(|suffix| range.ends_with(suffix)) {
        return false;
    }
    let Some(schema) = media.member("schema") else { return true };
    let schema = EffectiveSchema::of(schema.document, std::slice::from_ref(&schema), &schema.at);
    schema.is_empty() || is_binary(&schema)
}

/// Returns the ranges that include a media type, the narrower one first.
fn ranges_of(media: &str) -> Vec<String> {
    let family = media.split_once('/').map(|(family, _)| format!("{family}/*"));
    family.into_iter().chain(["*/*".to_owned()]).filter(|range| range != media).collect()
}

fn encodings_are_same(old: &Node<'_>, new: &Node<'_>) -> bool {
    is_same_map(old.get("encoding").as_ref(), new.get("encoding").as_ref())
}

/// Returns a media type without its parameters.
fn essence(range: &str) -> String {
    range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

pub(crate) fn responses<'d>(comparison: &mut Comparison<'d>, number: usize, (old, new): Both<'_, 'd>) {
    let (before, after) = (old.node.fields("responses"), new.node.fields("responses"));
    let mut raw_changes = Vec::new();
    for (status, response) in before.iter().filter(|(status, _)| !after.iter().any(|(other, _)| other == status)) {
        let code = if is_failure(status) { ChangeCode::ErrorStatusRemoved } else { ChangeCode::SuccessStatusRemoved };
        raw_changes.push(
            RawChange::new(code, response.at.clone(), new.node.place("responses"), format!("the status {status} is gone")).named(status),
        );
    }
    for (status, response) in after.iter().filter(|(status, _)| !before.iter().any(|(other, _)| other == status)) {
        let code = if is_failure(status) { ChangeCode::ErrorStatusAdded } else { ChangeCode::SuccessStatusAdded };
        let raw_change = RawChange::new(code, old.node.place("responses"), response.at.clone(), format!("the status {status} is new"));
        raw_changes.push(raw_change.named(status));
    }
    comparison.within(number, "", raw_changes);
    let side = side(old, false);
    for (status, one) in &before {
        let Some((_, other)) = after.iter().find(|(known, _)| known == status) else { continue };
        let mut raw_changes = Vec::new();
        documentation::of_nodes(one, other, &mut raw_changes);
        if !is_same_map(one.get("links").as_ref(), other.get("links").as_ref()) {
            raw_changes.push(RawChange::new(ChangeCode::LinksChanged, one.place("links"), other.place("links"), "`links` changed"));
        }
        comparison.within(number, &format!("→ {status}"), raw_changes);
        headers(comparison, number, (one, other), side, status);
        content(comparison, number, (one, other), side, &format!("→ {status}, body"));
    }
}

fn is_failure(status: &str) -> bool {
    status.starts_with(['4', '5']) || status == "default"
}

fn headers<'d>(comparison: &mut Comparison<'d>, number: usize, (old, new): (&Node<'d>, &Node<'d>), side: Side, status: &str) {
    // The headers of a client's response to a webhook are not compared.
    if side == Side::Request {
        return;
    }
    let list = |node: &Node<'d>| -> BTreeMap<String, Node<'d>> {
        node.members("headers").into_iter().map(|(name, header)| (name.to_ascii_lowercase(), header)).collect()
    };
    let (before, after) = (list(old), list(new));
    let mut raw_changes = Vec::new();
    for (name, header) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        let message = format!("the header `{name}` is gone");
        raw_changes.push(RawChange::new(ChangeCode::ResponseHeaderRemoved, header.at.clone(), new.place("headers"), message).named(name));
    }
    for (name, header) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        let message = format!("the header `{name}` is new");
        raw_changes.push(RawChange::new(ChangeCode::ResponseHeaderAdded, old.place("headers"), header.at.clone(), message).named(name));
    }
    comparison.within(number, &format!("→ {status}"), raw_changes);
    for (name, header) in &before {
        if let Some(other) = after.get(name) {
            parameter(comparison, number, (header, other), "header", false, format!("→ {status}, header {name}"));
        }
    }
}
