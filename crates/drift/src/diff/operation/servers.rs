//! Changes of servers.

use std::collections::HashSet;

use crate::diff::change::RawChange;
use crate::diff::code::ChangeCode;
use crate::diff::equivalent::is_same_map;
use crate::diff::node::Node;
use crate::diff::operation::comparison::Operation;

/// Compares the servers of two documents.
pub(crate) fn compare(old: &Node<'_>, new: &Node<'_>, is_moved: bool, raw_changes: &mut Vec<RawChange>) {
    lists((old.items("servers"), &old.place("servers")), (new.items("servers"), &new.place("servers")), is_moved, raw_changes);
}

/// Compares the servers of two operations, if an operation or its path has servers of its own.
pub(crate) fn of_operations(old: &Operation<'_>, new: &Operation<'_>, is_moved: bool, raw_changes: &mut Vec<RawChange>) {
    let own = |operation: &Operation<'_>| [&operation.node, &operation.item].into_iter().any(|node| node.value.get("servers").is_some());
    if !own(old) && !own(new) {
        return;
    }
    let ((before, at), (after, to)) = (nearest(&old.node, &old.item), nearest(&new.node, &new.item));
    lists((before, &at), (after, &to), is_moved, raw_changes);
}

/// The servers of an operation: its own, those of its path, or those of the document; and where they are listed.
pub(crate) fn nearest<'d>(operation: &Node<'d>, item: &Node<'d>) -> (Vec<Node<'d>>, String) {
    let root = Node::root(operation.document);
    let owners = [operation, item, &root];
    let owner = owners.into_iter().find(|node| node.value.get("servers").is_some());
    owner.map_or_else(|| (Vec::new(), operation.at.clone()), |owner| (owner.items("servers"), owner.place("servers")))
}

/// Returns the segments without variables with which the paths of all servers end.
pub(crate) fn base(servers: &[Node<'_>]) -> String {
    let path = |server: &Node<'_>| -> Vec<String> {
        let url = url(server);
        let path = match url.split_once("//") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path).to_owned(),
            None => url,
        };
        path.split('/')
            .filter(|segment| !segment.is_empty())
            .map(str::to_owned)
            .rev()
            .take_while(|segment| !segment.contains('{'))
            .collect()
    };
    let mut paths = servers.iter().map(path);
    let mut common = paths.next().unwrap_or_default();
    for other in paths {
        let count = common.iter().zip(&other).take_while(|(one, other)| one == other).count();
        common.truncate(count);
    }
    common.iter().rev().fold(String::new(), |base, segment| base + "/" + segment)
}

/// Returns true if more operations are equal with the base paths of their servers than without.
pub(crate) fn is_base_moved(old: &[Operation<'_>], new: &[Operation<'_>]) -> bool {
    let count = |path: &dyn Fn(&Operation<'_>) -> String| {
        let known: HashSet<(&str, String)> = old.iter().map(|operation| (operation.method, path(operation))).collect();
        new.iter().filter(|operation| known.contains(&(operation.method, path(operation)))).count()
    };
    count(&|operation| operation.full_path()) > count(&|operation| operation.path.clone())
}

fn url(server: &Node<'_>) -> String {
    server.text("url").unwrap_or("/").trim_end_matches('/').to_owned()
}

fn lists((old, at): (Vec<Node<'_>>, &str), (new, to): (Vec<Node<'_>>, &str), is_moved: bool, raw_changes: &mut Vec<RawChange>) {
    // A base path that is part of the paths in the other document is not compared.
    let bases = if is_moved { [base(&old), base(&new)] } else { Default::default() };
    let url = |node: &Node<'_>| {
        let url = url(node);
        let is_old = old.first().is_some_and(|one| std::ptr::eq(one.document, node.document));
        let base = if is_old { &bases[0] } else { &bases[1] };
        url.strip_suffix(base.as_str()).unwrap_or(&url).to_owned()
    };
    // Servers with the same URL are paired by their order.
    let of_address = |list: &[Node<'_>], wanted: &str| list.iter().filter(|node| url(node) == wanted).count();
    let number = |list: &[Node<'_>], index: usize| of_address(&list[..index], &url(&list[index]));
    let lacks = |list: &[Node<'_>], others: &[Node<'_>], index: usize| of_address(others, &url(&list[index])) <= number(list, index);
    let removed: Vec<&Node<'_>> = (0..old.len()).filter(|index| lacks(&old, &new, *index)).map(|index| &old[index]).collect();
    let added: Vec<&Node<'_>> = (0..new.len()).filter(|index| lacks(&new, &old, *index)).map(|index| &new[index]).collect();
    let moved = removed.len() == 1 && added.len() == 1;
    for node in &removed {
        let hint = moved.then(|| format!("`{}` is new; it may be moved", url(added[0])));
        raw_changes
            .push(RawChange::new(ChangeCode::ServerRemoved, node.at.clone(), to, format!("the server `{}` is gone", url(node))).hint(hint));
    }
    for node in &added {
        let hint = moved.then(|| format!("`{}` is gone; it may be moved", url(removed[0])));
        raw_changes
            .push(RawChange::new(ChangeCode::ServerAdded, at, node.at.clone(), format!("the server `{}` is new", url(node))).hint(hint));
    }
    for (index, node) in old.iter().enumerate() {
        let Some(counterpart) = new.iter().filter(|other| url(other) == url(node)).nth(number(&old, index)) else { continue };
        crate::diff::documentation::of_nodes(node, counterpart, raw_changes);
        let (before, after) = (node.get("variables"), counterpart.get("variables"));
        if !is_same_map(before.as_ref(), after.as_ref()) {
            let message = format!("the variables of the server `{}` changed", url(node));
            raw_changes.push(RawChange::new(
                ChangeCode::ServerVariableChanged,
                node.place("variables"),
                counterpart.place("variables"),
                message,
            ));
        }
    }
}
