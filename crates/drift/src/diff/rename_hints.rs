//! Renames: a removed name beside an added one that may be the same.

use crate::diff::equivalent::is_same;
use crate::diff::node::Node;
use crate::text::is_similar;

/// Returns the name that may be the new name of a removed one, or the reverse: a similar name, or the only one with equal schemas.
pub(crate) fn possible_rename<'n, 'd>(
    name: &str,
    nodes: &[Node<'d>],
    others: impl Iterator<Item = (&'n str, Vec<Node<'d>>)>,
) -> Option<&'n str> {
    let others: Vec<(&str, Vec<Node<'d>>)> = others.collect();
    let near = others.iter().find(|(other, _)| is_similar(name, other)).map(|(other, _)| *other);
    near.or_else(|| {
        let says_much = |node: &Node<'d>| node.object().is_some_and(|object| object.len() > 1 || object.contains_key("$ref"));
        let mut same = others.iter().filter(|(_, counterparts)| {
            nodes.first().zip(counterparts.first()).is_some_and(|(node, counterpart)| says_much(node) && is_same(node, counterpart))
        });
        let only = same.next()?.0;
        same.next().is_none().then_some(only)
    })
}
