//! Two changes that may be one: something that is gone beside something that is new.

use crate::diff::equivalent::is_same;
use crate::diff::node::Node;
use crate::text::is_similar;

/// Which of the others may be the same thing under another name: one with a near name, or the only one that means the same.
pub(crate) fn twin<'n, 'd>(name: &str, nodes: &[Node<'d>], others: impl Iterator<Item = (&'n str, Vec<Node<'d>>)>) -> Option<&'n str> {
    let others: Vec<(&str, Vec<Node<'d>>)> = others.collect();
    let near = others.iter().find(|(other, _)| is_similar(name, other)).map(|(other, _)| *other);
    near.or_else(|| {
        let says_much = |node: &Node<'d>| node.object().is_some_and(|object| object.len() > 1 || object.contains_key("$ref"));
        let mut same = others
            .iter()
            .filter(|(_, twins)| nodes.first().zip(twins.first()).is_some_and(|(node, twin)| says_much(node) && is_same(node, twin)));
        let only = same.next()?.0;
        same.next().is_none().then_some(only)
    })
}
