//! Changes of descriptions, examples, tags, extensions and deprecation.

use serde_json::Value;

use crate::diff::change::RawChange;
use crate::diff::code::ChangeCode;
use crate::diff::lifecycle;
use crate::diff::node::Node;
use crate::diff::schema::effective::EffectiveSchema;

/// Members and the code of a change of them.
const MEMBERS: &[(&str, ChangeCode)] = &[
    ("title", ChangeCode::DescriptionChanged),
    ("summary", ChangeCode::DescriptionChanged),
    ("description", ChangeCode::DescriptionChanged),
    ("example", ChangeCode::ExampleChanged),
    ("examples", ChangeCode::ExampleChanged),
    ("externalDocs", ChangeCode::ExternalDocsChanged),
    ("tags", ChangeCode::TagsChanged),
];

/// Extensions that have codes of their own.
const UNDERSTOOD: &[&str] = &["x-extensible-enum", "x-webhooks", lifecycle::SUNSET, lifecycle::STABILITY];

/// Compares the documentation of two nodes other than schemas.
pub(crate) fn of_nodes(old: &Node<'_>, new: &Node<'_>, raw_changes: &mut Vec<RawChange>) {
    let mut names: Vec<&str> = Vec::new();
    for node in [old, new] {
        for name in node.object().into_iter().flat_map(|object| object.keys()).filter(|name| name.starts_with("x-")) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    for (name, code) in members(&names) {
        if let Some(verb) = verb(old.value.get(name), new.value.get(name)) {
            raw_changes.push(RawChange::new(code, old.place(name), new.place(name), format!("`{name}` {verb}")));
        }
    }
    for name in [lifecycle::SUNSET, lifecycle::STABILITY] {
        if let Some((code, message)) = lifecycle::change(name, old.value.get(name), new.value.get(name)) {
            raw_changes.push(RawChange::new(code, old.place(name), new.place(name), message));
        }
    }
    deprecation(
        old.flag("deprecated") == Some(true),
        new.flag("deprecated") == Some(true),
        old.place("deprecated"),
        new.place("deprecated"),
        raw_changes,
    );
}

/// Compares the documentation of two schemas. That of the outermost part counts.
pub(crate) fn of_schemas(old: &EffectiveSchema<'_>, new: &EffectiveSchema<'_>, raw_changes: &mut Vec<RawChange>) {
    let mut names: Vec<&str> = Vec::new();
    for part in old.parts.iter().chain(&new.parts) {
        for name in part.object().into_iter().flat_map(|object| object.keys()).filter(|name| name.starts_with("x-")) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    for (name, code) in members(&names) {
        if let Some(verb) = verb(old.value(name), new.value(name)) {
            raw_changes.push(RawChange::new(code, old.place(name), new.place(name), format!("`{name}` {verb}")));
        }
    }
    for name in [lifecycle::SUNSET, lifecycle::STABILITY] {
        if let Some((code, message)) = lifecycle::change(name, old.value(name), new.value(name)) {
            raw_changes.push(RawChange::new(code, old.place(name), new.place(name), message));
        }
    }
    deprecation(old.flag("deprecated"), new.flag("deprecated"), old.place("deprecated"), new.place("deprecated"), raw_changes);
}

fn members<'n>(extensions: &'n [&'n str]) -> impl Iterator<Item = (&'n str, ChangeCode)> {
    let extensions = extensions.iter().filter(|name| !UNDERSTOOD.contains(name)).map(|name| (*name, ChangeCode::ExtensionChanged));
    MEMBERS.iter().copied().chain(extensions)
}

/// Returns the change of a statement as a verb, if it changed.
fn verb(old: Option<&Value>, new: Option<&Value>) -> Option<&'static str> {
    match (old, new) {
        (Some(one), Some(other)) => (one != other).then_some("changed"),
        (None, Some(_)) => Some("is new"),
        (Some(_), None) => Some("is gone"),
        (None, None) => None,
    }
}

fn deprecation(old: bool, new: bool, at: String, to: String, raw_changes: &mut Vec<RawChange>) {
    match (old, new) {
        (false, true) => raw_changes.push(RawChange::new(ChangeCode::Deprecated, at, to, "it is deprecated".to_owned())),
        (true, false) => raw_changes.push(RawChange::new(ChangeCode::Undeprecated, at, to, "it is no longer deprecated".to_owned())),
        _ => {}
    }
}
