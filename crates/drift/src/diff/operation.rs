//! Pairs of operations, and the changes of all their parts but schemas.

pub(crate) mod comparison;
pub(crate) mod parts;
pub(crate) mod security;
pub(crate) mod servers;

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::change::{LocatedChange, RawChange};
use crate::diff::code::ChangeCode;
use crate::diff::documentation;
use crate::diff::node::Node;
use crate::diff::operation::comparison::{Comparison, Operation};
use crate::diff::operation::parts as responses;
use crate::diff::schema::pairs::Schemas;
use openapi_drift_openapi::Document;
use openapi_drift_openapi::METHODS;

/// The kind of an operation. The service sends the requests of webhooks and callbacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OperationKind {
    Operation,
    Webhook,
    Callback,
}

fn joined(title: &str, place: &str) -> String {
    match place {
        "" => title.to_owned(),
        place if place.starts_with('→') => format!("{title} {place}"),
        place => format!("{title}, {place}"),
    }
}

/// Compares all operations, and the documents as a whole.
pub(crate) fn compare(old: &Document, new: &Document) -> Vec<LocatedChange> {
    let mut comparison =
        Comparison { old, new, found: Vec::new(), schemas: Schemas::new(old, new), operations: Vec::new(), is_moved: false };
    let (before, after) = (Node::root(old), Node::root(new));
    let mut raw_changes = Vec::new();
    whole(&before, &after, &mut raw_changes);
    let (old_operations, new_operations) = (all(&before), all(&after));
    comparison.is_moved = servers::is_base_moved(&old_operations, &new_operations);
    servers::compare(&before, &after, comparison.is_moved, &mut raw_changes);
    security::schemes(&before, &after, &mut raw_changes);
    comparison.apart(raw_changes);
    pair(&mut comparison, old_operations, new_operations, None);
    let Comparison { mut found, schemas, operations, .. } = comparison;
    for (raw_change, uses, place, side) in schemas.into_changes() {
        let used_by = uses.iter().map(|index| operations[*index].0.clone()).collect();
        let (id, title) = &operations[uses[0]];
        found.push(LocatedChange { raw_change, side: Some(side), operation: Some(id.clone()), subject: joined(title, &place), used_by });
    }
    found
}

/// Compares the version of OpenAPI, `info` and the documentation of the documents.
fn whole(old: &Node<'_>, new: &Node<'_>, raw_changes: &mut Vec<RawChange>) {
    let minor = |node: &Node<'_>| node.text("openapi").and_then(|version| version.rsplit_once('.')).map(|(minor, _)| minor.to_owned());
    if minor(old) != minor(new) {
        let version = |node: &Node<'_>| node.text("openapi").unwrap_or_default().to_owned();
        let message = format!("OpenAPI {} became {}", version(old), version(new));
        raw_changes.push(RawChange::new(ChangeCode::OpenapiVersionChanged, "/openapi", "/openapi", message));
    }
    if let (Some(old), Some(new)) = (old.get("info"), new.get("info")) {
        let names = old.object().into_iter().chain(new.object()).flat_map(serde_json::Map::keys);
        let mut names: Vec<&String> = names.filter(|name| *name != "version").collect();
        names.sort_unstable();
        names.dedup();
        for name in names.into_iter().filter(|name| old.value.get(name.as_str()) != new.value.get(name.as_str())) {
            let code = if name == "description" || name == "summary" { ChangeCode::DescriptionChanged } else { ChangeCode::InfoChanged };
            let code = if name.starts_with("x-") { ChangeCode::ExtensionChanged } else { code };
            raw_changes.push(RawChange::new(code, old.place(name), new.place(name), format!("`{name}` of the document changed")));
        }
    }
    documentation::of_nodes(old, new, raw_changes);
}

/// The operations and webhooks of a document.
fn all<'d>(root: &Node<'d>) -> Vec<Operation<'d>> {
    let sections = [("paths", OperationKind::Operation), ("webhooks", OperationKind::Webhook), ("x-webhooks", OperationKind::Webhook)];
    sections
        .into_iter()
        .flat_map(|(section, kind)| listed(root, section).into_iter().flat_map(move |(path, item)| of_item(path, &item, kind)))
        .collect()
}

/// The path items of a section. Only `paths` may have extensions; the others are maps.
fn listed<'d>(root: &Node<'d>, section: &str) -> Vec<(&'d str, Node<'d>)> {
    if section == "paths" { root.fields(section) } else { root.members(section) }
}

/// The operations of a path.
fn of_item<'d>(path: &str, item: &Node<'d>, kind: OperationKind) -> Vec<Operation<'d>> {
    let methods = METHODS.into_iter().filter_map(|method| Some((method, item.member(method).filter(|node| node.object().is_some())?)));
    let operation = |(method, node): (&'static str, Node<'d>)| {
        let title = match kind {
            OperationKind::Operation => format!("{} {path}", method.to_ascii_uppercase()),
            OperationKind::Webhook => format!("webhook {path}"),
            OperationKind::Callback => format!("callback {path}"),
        };
        let id = node.text("operationId").map_or_else(|| title.clone(), str::to_owned);
        let base = if kind == OperationKind::Operation { servers::base(&servers::nearest(&node, item).0) } else { String::new() };
        Operation { kind, id, title, path: path.to_owned(), method, base, node, item: item.clone() }
    };
    methods.map(operation).collect()
}

/// Pairs two lists of operations and compares each pair. `caller` is the index of the operation that callbacks belong to.
fn pair<'d>(comparison: &mut Comparison<'d>, old: Vec<Operation<'d>>, new: Vec<Operation<'d>>, caller: Option<usize>) {
    let is_below_servers = comparison.is_moved;
    let path = |operation: &Operation<'d>| if is_below_servers { operation.full_path() } else { operation.path.clone() };
    let exact = |operation: &Operation<'d>| (operation.kind == OperationKind::Operation, operation.method, path(operation));
    let folded =
        |operation: &Operation<'d>| (operation.kind == OperationKind::Operation, operation.method, without_names(&path(operation)));
    let mut partner: BTreeMap<usize, usize> = BTreeMap::new();
    let known: BTreeMap<_, usize> = new.iter().enumerate().map(|(index, operation)| (exact(operation), index)).collect();
    for (index, operation) in old.iter().enumerate() {
        partner.extend(known.get(&exact(operation)).map(|counterpart| (index, *counterpart)));
    }
    // Paths that differ only in names of variables are equal, unless several are.
    let mut open: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let taken: BTreeSet<usize> = partner.values().copied().collect();
    for (index, operation) in new.iter().enumerate().filter(|(index, _)| !taken.contains(index)) {
        open.entry(folded(operation)).or_default().push(index);
    }
    for (index, operation) in old.iter().enumerate() {
        if let (None, Some([counterpart])) = (partner.get(&index), open.get(&folded(operation)).map(Vec::as_slice)) {
            let counterpart = *counterpart;
            open.remove(&folded(operation));
            partner.insert(index, counterpart);
        }
    }
    let taken: BTreeSet<usize> = partner.values().copied().collect();
    let added: Vec<&Operation<'d>> =
        new.iter().enumerate().filter(|(index, _)| !taken.contains(index)).map(|(_, operation)| operation).collect();
    let removed: Vec<&Operation<'d>> =
        old.iter().enumerate().filter(|(index, _)| !partner.contains_key(index)).map(|(_, operation)| operation).collect();
    for operation in &removed {
        let counterpart =
            added.iter().find(|other| is_moved(operation, other)).map(|other| format!("{} is new; it may be moved", other.title));
        let code = match operation.kind {
            OperationKind::Operation => ChangeCode::OperationRemoved,
            OperationKind::Webhook => ChangeCode::WebhookRemoved,
            OperationKind::Callback => ChangeCode::CallbackRemoved,
        };
        let owner = owner(comparison.new, operation);
        let raw_change = RawChange::new(code, operation.node.at.clone(), owner, format!("{} is gone", operation.title)).hint(counterpart);
        alone(comparison, operation, caller, raw_change);
    }
    for operation in &added {
        let counterpart =
            removed.iter().find(|other| is_moved(other, operation)).map(|other| format!("{} is gone; it may be moved", other.title));
        let code = match operation.kind {
            OperationKind::Operation => ChangeCode::OperationAdded,
            OperationKind::Webhook => ChangeCode::WebhookAdded,
            OperationKind::Callback => ChangeCode::CallbackAdded,
        };
        let owner = owner(comparison.old, operation);
        let raw_change = RawChange::new(code, owner, operation.node.at.clone(), format!("{} is new", operation.title))
            .named(&operation.path)
            .hint(counterpart);
        alone(comparison, operation, caller, raw_change);
    }
    for (index, counterpart) in partner {
        one(comparison, &old[index], &new[counterpart]);
    }
}

/// Adds the change of an operation without a counterpart, under its own id or, for a callback, that of its caller.
fn alone(comparison: &mut Comparison<'_>, operation: &Operation<'_>, caller: Option<usize>, raw_change: RawChange) {
    let id = caller.map_or_else(|| operation.id.clone(), |caller| comparison.operations[caller].0.clone());
    let found = LocatedChange { raw_change, side: None, operation: Some(id), subject: operation.title.clone(), used_by: Vec::new() };
    comparison.found.push(found);
}

/// Returns the place for an operation in the document that lacks it: its path, or all paths.
fn owner(document: &Document, operation: &Operation<'_>) -> String {
    let item = &operation.item.at;
    if document.node(item).is_some() { item.clone() } else { item.rsplit_once('/').map_or_else(String::new, |(owner, _)| owner.to_owned()) }
}

/// Returns true if a removed operation may be an added one, by its id or by equality.
fn is_moved(old: &Operation<'_>, new: &Operation<'_>) -> bool {
    old.node.text("operationId").is_some_and(|id| new.node.text("operationId") == Some(id)) || old.node.value == new.node.value
}

/// A path without the names of its variables.
fn without_names(path: &str) -> String {
    let mut folded = String::new();
    let mut rest = path;
    while let Some((before, variable)) = rest.split_once('{') {
        folded.push_str(before);
        folded.push_str("{}");
        rest = variable.split_once('}').map_or("", |(_, after)| after);
    }
    folded + rest
}

/// The names of a path's variables.
fn variables(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

fn one<'d>(comparison: &mut Comparison<'d>, old: &Operation<'d>, new: &Operation<'d>) {
    let number = comparison.operations.len();
    comparison.operations.push((old.id.clone(), old.title.clone()));
    let mut raw_changes = Vec::new();
    let ids = (old.node.text("operationId"), new.node.text("operationId"));
    if ids.0 != ids.1 {
        let name = |id: Option<&str>| id.map_or_else(|| "no `operationId`".to_owned(), |id| format!("`{id}`"));
        let message = format!("{} became {}", name(ids.0), name(ids.1));
        let (at, to) = (old.node.place("operationId"), new.node.place("operationId"));
        raw_changes.push(RawChange::new(ChangeCode::OperationIdChanged, at, to, message));
    }
    let renamed: Vec<(&str, &str)> =
        variables(&old.path).into_iter().zip(variables(&new.path)).filter(|(one, other)| one != other).collect();
    for (one, other) in &renamed {
        let message = format!("the path variable `{one}` became `{other}`");
        raw_changes.push(RawChange::new(ChangeCode::PathVariableRenamed, old.item.at.clone(), new.item.at.clone(), message));
    }
    documentation::of_nodes(&old.node, &new.node, &mut raw_changes);
    documentation::of_nodes(&old.item, &new.item, &mut raw_changes);
    servers::of_operations(old, new, comparison.is_moved, &mut raw_changes);
    if old.kind == OperationKind::Operation {
        security::requirements(&Node::root(comparison.old), &Node::root(comparison.new), old, new, &mut raw_changes);
    }
    comparison.within(number, "", raw_changes);
    responses::parameters(comparison, number, (old, new), &renamed);
    responses::request_body(comparison, number, (old, new));
    responses::responses(comparison, number, (old, new));
    let calls = |operation: &Operation<'d>| {
        let callbacks = operation.node.members("callbacks").into_iter();
        let items = callbacks.flat_map(|(name, callback)| {
            let expressions: Vec<(String, Node<'d>)> = callback
                .object()
                .into_iter()
                .flatten()
                .filter(|(expression, _)| !expression.starts_with("x-") && *expression != "$ref")
                .map(|(expression, item)| (format!("{name} {expression}"), callback.below(expression, item).follow()))
                .collect();
            expressions
        });
        items.flat_map(|(path, item)| of_item(&path, &item, OperationKind::Callback)).collect::<Vec<_>>()
    };
    pair(comparison, calls(old), calls(new), Some(number));
}
