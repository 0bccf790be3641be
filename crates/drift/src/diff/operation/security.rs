//! Changes of security schemes and of the security requirements of operations.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diff::change::RawChange;
use crate::diff::code::ChangeCode;
use crate::diff::documentation;
use crate::diff::equivalent::is_same;
use crate::diff::node::Node;
use crate::diff::operation::comparison::Operation;

/// One security requirement: schemes that are all needed, each with its scopes.
type Alternative = BTreeMap<String, Vec<String>>;

/// Members of a scheme that define how credentials are sent.
const WORKINGS: &[&str] = &["type", "in", "name", "scheme", "openIdConnectUrl"];

/// Addresses of the flows of OAuth 2.
const ADDRESSES: &[&str] = &["authorizationUrl", "tokenUrl", "refreshUrl"];

fn listed<'d>(root: &Node<'d>) -> Vec<(&'d str, Node<'d>)> {
    root.get("components").map(|components| components.members("securitySchemes")).unwrap_or_default()
}

/// Compares the schemes that both documents have, and names the others.
pub(crate) fn schemes(old: &Node<'_>, new: &Node<'_>, raw_changes: &mut Vec<RawChange>) {
    let place = |root: &Node<'_>| root.get("components").map_or_else(String::new, |components| components.place("securitySchemes"));
    let (before, after) = (listed(old), listed(new));
    let has = |list: &[(&str, Node<'_>)], name: &str| list.iter().any(|(known, _)| *known == name);
    for (name, scheme) in before.iter().filter(|(name, _)| !has(&after, name)) {
        let message = format!("the security scheme `{name}` is gone");
        raw_changes.push(RawChange::new(ChangeCode::SecuritySchemeRemoved, scheme.at.clone(), place(new), message));
    }
    for (name, scheme) in after.iter().filter(|(name, _)| !has(&before, name)) {
        let message = format!("the security scheme `{name}` is new");
        raw_changes.push(RawChange::new(ChangeCode::SecuritySchemeAdded, place(old), scheme.at.clone(), message));
    }
    for (name, scheme) in &before {
        let Some((_, counterpart)) = after.iter().find(|(known, _)| known == name) else { continue };
        documentation::of_nodes(scheme, counterpart, raw_changes);
        scopes(name, scheme, counterpart, raw_changes);
        if let Some(keyword) = works_otherwise(scheme, counterpart) {
            let message = format!("`{keyword}` of the security scheme `{name}` changed");
            raw_changes.push(RawChange::new(ChangeCode::SecuritySchemeChanged, scheme.place(keyword), counterpart.place(keyword), message));
        }
        if scheme.value.get("bearerFormat") != counterpart.value.get("bearerFormat") {
            let (at, to) = (scheme.place("bearerFormat"), counterpart.place("bearerFormat"));
            raw_changes.push(RawChange::new(ChangeCode::DescriptionChanged, at, to, "`bearerFormat` changed"));
        }
    }
}

/// Compares the scopes that the flows of a scheme offer.
fn scopes(name: &str, old: &Node<'_>, new: &Node<'_>, raw_changes: &mut Vec<RawChange>) {
    let flows = new.fields("flows");
    for (flow, before) in old.fields("flows") {
        let Some((_, after)) = flows.iter().find(|(known, _)| *known == flow) else { continue };
        let (listed, offered) = (before.members("scopes"), after.members("scopes"));
        let has = |list: &[(&str, Node<'_>)], scope: &str| list.iter().any(|(known, _)| *known == scope);
        for (scope, node) in listed.iter().filter(|(scope, _)| !has(&offered, scope)) {
            let message = format!("the flow `{flow}` of `{name}` no longer offers the scope `{scope}`");
            raw_changes.push(RawChange::new(ChangeCode::OauthScopeRemoved, node.at.clone(), after.place("scopes"), message));
        }
        for (scope, node) in offered.iter().filter(|(scope, _)| !has(&listed, scope)) {
            let message = format!("the flow `{flow}` of `{name}` offers the scope `{scope}`");
            raw_changes.push(RawChange::new(ChangeCode::OauthScopeAdded, before.place("scopes"), node.at.clone(), message));
        }
    }
}

/// Returns the member by which a scheme requires other credentials.
fn works_otherwise(old: &Node<'_>, new: &Node<'_>) -> Option<&'static str> {
    let plain = |node: &Node<'_>, keyword: &str| {
        // Names of headers and schemes of HTTP are the same in any case.
        let folds = keyword == "scheme" || keyword == "name" && node.text("in") == Some("header");
        node.text(keyword).map(|text| if folds { text.to_ascii_lowercase() } else { text.to_owned() })
    };
    if let Some(keyword) = WORKINGS.iter().find(|keyword| plain(old, keyword) != plain(new, keyword)) {
        return Some(keyword);
    }
    let flows = |node: &Node<'_>| -> BTreeMap<String, Vec<Option<String>>> {
        let flows = node.fields("flows").into_iter();
        flows.map(|(name, flow)| (name.to_owned(), ADDRESSES.iter().map(|key| flow.text(key).map(str::to_owned)).collect())).collect()
    };
    (flows(old) != flows(new)).then_some("flows")
}

/// Returns the security requirements of an operation, its own or the document's, and their place.
fn alternatives(root: &Node<'_>, operation: &Operation<'_>) -> (Vec<Alternative>, String) {
    let owner = if operation.node.value.get("security").is_some() { &operation.node } else { root };
    let read = |requirement: &Node<'_>| -> Alternative {
        let schemes = requirement.object().into_iter().flatten();
        let scopes = |value: &Value| value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        schemes.map(|(name, value)| (name.clone(), scopes(value))).collect()
    };
    let mut alternatives: Vec<Alternative> = owner.items("security").iter().map(read).collect();
    if alternatives.is_empty() {
        alternatives.push(Alternative::new());
    }
    let place = if owner.value.get("security").is_some() { owner.place("security") } else { operation.node.at.clone() };
    (alternatives, place)
}

pub(crate) fn requirements(
    old_root: &Node<'_>,
    new_root: &Node<'_>,
    old: &Operation<'_>,
    new: &Operation<'_>,
    raw_changes: &mut Vec<RawChange>,
) {
    let (before, at) = alternatives(old_root, old);
    let (mut after, to) = alternatives(new_root, new);
    if before == after {
        return;
    }
    called_as_before(&listed(old_root), &listed(new_root), &mut after);
    let mut push = |code, message: String| raw_changes.push(RawChange::new(code, at.clone(), to.clone(), message));
    let is_open = |alternatives: &[Alternative]| alternatives.iter().any(Alternative::is_empty);
    let wording = |alternative: &Alternative| alternative.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" with ");
    let names = |alternative: &Alternative| alternative.keys().cloned().collect::<Vec<_>>();
    match (is_open(&before), is_open(&after)) {
        (true, false) => push(ChangeCode::SecurityAdded, "credentials are required now".to_owned()),
        (false, true) => push(ChangeCode::SecurityRemoved, "credentials are no longer required".to_owned()),
        _ => {}
    }
    let is_open_now = after.iter().all(Alternative::is_empty);
    for one in before.iter().filter(|one| !one.is_empty() && !is_open_now) {
        match after.iter().find(|other| names(other) == names(one)) {
            None => push(ChangeCode::SecurityAlternativeRemoved, format!("{} is no longer accepted", wording(one))),
            Some(other) => {
                for (scheme, scopes) in one {
                    let now = &other[scheme];
                    for scope in now.iter().filter(|scope| !scopes.contains(scope)) {
                        push(ChangeCode::SecurityScopeAdded, format!("`{scheme}` needs the scope `{scope}`"));
                    }
                    for scope in scopes.iter().filter(|scope| !now.contains(scope)) {
                        push(ChangeCode::SecurityScopeRemoved, format!("`{scheme}` no longer needs the scope `{scope}`"));
                    }
                }
            }
        }
    }
    let was_open = before.iter().all(Alternative::is_empty);
    for other in after.iter().filter(|other| !other.is_empty() && !was_open && !before.iter().any(|one| names(one) == names(other))) {
        push(ChangeCode::SecurityAlternativeAdded, format!("{} is accepted too", wording(other)));
    }
}

/// Gives renamed schemes their old names.
fn called_as_before(old: &[(&str, Node<'_>)], new: &[(&str, Node<'_>)], alternatives: &mut [Alternative]) {
    let is_in = |list: &[(&str, Node<'_>)], name: &str| list.iter().any(|(known, _)| *known == name);
    for (name, scheme) in new.iter().filter(|(name, _)| !is_in(old, name)) {
        let Some((before, _)) = old.iter().find(|(other, counterpart)| !is_in(new, other) && is_same(counterpart, scheme)) else {
            continue;
        };
        for alternative in alternatives.iter_mut() {
            if let Some(scopes) = alternative.remove(*name) {
                alternative.insert((*before).to_owned(), scopes);
            }
        }
    }
}
