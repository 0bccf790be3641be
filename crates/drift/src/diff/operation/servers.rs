//! Where the service is.

use crate::diff::change::RawChange;
use crate::diff::code::ChangeCode;
use crate::diff::equivalent::is_same_map;
use crate::diff::node::Node;
use crate::diff::operation::comparison::Operation;

/// The servers of the documents.
pub(crate) fn compare(old: &Node<'_>, new: &Node<'_>, raw_changes: &mut Vec<RawChange>) {
    lists((old.items("servers"), &old.place("servers")), (new.items("servers"), &new.place("servers")), raw_changes);
}

/// The servers of operations that have some of their own, or whose path has.
pub(crate) fn of_operations(old: &Operation<'_>, new: &Operation<'_>, raw_changes: &mut Vec<RawChange>) {
    let own = |operation: &Operation<'_>| [&operation.node, &operation.item].into_iter().any(|node| node.value.get("servers").is_some());
    if !own(old) && !own(new) {
        return;
    }
    fn nearest<'d>(operation: &Operation<'d>) -> (Vec<Node<'d>>, String) {
        let root = Node::root(operation.node.document);
        let owners = [&operation.node, &operation.item, &root];
        let owner = owners.into_iter().find(|node| node.value.get("servers").is_some());
        owner.map_or_else(|| (Vec::new(), operation.node.at.clone()), |owner| (owner.items("servers"), owner.place("servers")))
    }
    let ((before, at), (after, to)) = (nearest(old), nearest(new));
    lists((before, &at), (after, &to), raw_changes);
}

fn lists((old, at): (Vec<Node<'_>>, &str), (new, to): (Vec<Node<'_>>, &str), raw_changes: &mut Vec<RawChange>) {
    let url = |node: &Node<'_>| node.text("url").unwrap_or("/").trim_end_matches('/').to_owned();
    // Servers of one address are told apart by their order.
    let of_address = |list: &[Node<'_>], wanted: &str| list.iter().filter(|node| url(node) == wanted).count();
    let number = |list: &[Node<'_>], index: usize| of_address(&list[..index], &url(&list[index]));
    let lacks = |list: &[Node<'_>], others: &[Node<'_>], index: usize| of_address(others, &url(&list[index])) <= number(list, index);
    let removed: Vec<&Node<'_>> = (0..old.len()).filter(|index| lacks(&old, &new, *index)).map(|index| &old[index]).collect();
    let added: Vec<&Node<'_>> = (0..new.len()).filter(|index| lacks(&new, &old, *index)).map(|index| &new[index]).collect();
    let moved = removed.len() == 1 && added.len() == 1;
    for node in &removed {
        let hint = moved.then(|| format!("`{}` is new: moved?", url(added[0])));
        raw_changes
            .push(RawChange::new(ChangeCode::ServerRemoved, node.at.clone(), to, format!("the server `{}` is gone", url(node))).hint(hint));
    }
    for node in &added {
        let hint = moved.then(|| format!("`{}` is gone: moved?", url(removed[0])));
        raw_changes
            .push(RawChange::new(ChangeCode::ServerAdded, at, node.at.clone(), format!("the server `{}` is new", url(node))).hint(hint));
    }
    for (index, node) in old.iter().enumerate() {
        let Some(twin) = new.iter().filter(|other| url(other) == url(node)).nth(number(&old, index)) else { continue };
        crate::diff::documentation::of_nodes(node, twin, raw_changes);
        let (before, after) = (node.get("variables"), twin.get("variables"));
        if !is_same_map(before.as_ref(), after.as_ref()) {
            let message = format!("the variables of the server `{}` changed", url(node));
            raw_changes.push(RawChange::new(ChangeCode::ServerVariableChanged, node.place("variables"), twin.place("variables"), message));
        }
    }
}
