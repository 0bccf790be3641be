//! Where the nodes of a JSON text stand: made once, when the first place is asked for.

use super::pointer;
use super::position::Position;

/// A tree of offsets beside a JSON text that is known to be valid.
#[derive(Debug, Default)]
pub struct Index {
    nodes: Vec<Node>,
    lines: Vec<usize>,
}

#[derive(Debug)]
struct Node {
    /// Where the member's name starts, or the value where it has none.
    start: usize,
    /// The name between its quotes, as it is written; empty for items.
    key: std::ops::Range<usize>,
    /// The number of the node after this one and all that is in it.
    end: usize,
    is_array: bool,
}

impl Index {
    /// Walks over the text once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut index = Self { nodes: Vec::new(), lines: vec![0] };
        let mut open: Vec<usize> = Vec::new();
        let mut key: Option<std::ops::Range<usize>> = None;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'\n' => index.lines.push(at + 1),
                b'{' | b'[' => open.push(index.add(at, key.take(), byte == b'[')),
                b'}' | b']' => {
                    let end = index.nodes.len();
                    if let Some(node) = open.pop().and_then(|id| index.nodes.get_mut(id)) {
                        node.end = end;
                    }
                }
                b'"' => {
                    let end = string_end(bytes, at);
                    let in_object = open.last().is_some_and(|id| !index.nodes[*id].is_array);
                    if in_object && key.is_none() {
                        key = Some(at + 1..end);
                    } else {
                        index.add(at, key.take(), false);
                    }
                    at = end;
                }
                byte if byte.is_ascii_whitespace() || matches!(byte, b':' | b',') => {}
                _ => {
                    index.add(at, key.take(), false);
                    while bytes.get(at + 1).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')) {
                        at += 1;
                    }
                }
            }
            at += 1;
        }
        index
    }

    fn add(&mut self, at: usize, key: Option<std::ops::Range<usize>>, is_array: bool) -> usize {
        let id = self.nodes.len();
        let start = key.as_ref().map_or(at, |key| key.start - 1);
        self.nodes.push(Node { start, key: key.unwrap_or(0..0), end: id + 1, is_array });
        id
    }

    /// Where a pointer leads, or else its nearest parent: the name of a member, or an item.
    pub fn locate(&self, text: &str, pointer: &str) -> Option<Position> {
        let mut id = 0;
        for segment in pointer::segments(pointer) {
            let Some(child) = self.child(text, id, &segment) else { break };
            id = child;
        }
        let offset = self.nodes.get(id)?.start;
        let line = self.lines.partition_point(|start| *start <= offset);
        let column = 1 + text.get(self.lines[line - 1]..offset)?.chars().count();
        Some(Position { line, column })
    }

    fn child(&self, text: &str, parent: usize, segment: &str) -> Option<usize> {
        let Node { end, is_array, .. } = *self.nodes.get(parent)?;
        let wanted = if is_array { Some(segment.parse::<usize>().ok()?) } else { None };
        let (mut id, mut position) = (parent + 1, 0);
        while id < end {
            let found = match wanted {
                Some(wanted) => wanted == position,
                None => is_name(text, &self.nodes[id].key, segment),
            };
            if found {
                return Some(id);
            }
            (id, position) = (self.nodes[id].end, position + 1);
        }
        None
    }
}

/// Where the quote stands that closes the string that is opened at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => break,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

fn is_name(text: &str, key: &std::ops::Range<usize>, wanted: &str) -> bool {
    let Some(raw) = text.get(key.clone()) else { return false };
    raw == wanted || raw.contains('\\') && serde_json::from_str::<String>(&format!("\"{raw}\"")).is_ok_and(|name| name == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, pointer: &str, expected: &str) {
        let position = Index::new(text).locate(text, pointer).map(|position| position.to_string());
        assert_eq!(position.as_deref(), Some(expected));
    }

    #[test]
    fn nodes_are_found() {
        let text = "{\n  \"ä\": 1, \"a\\\"b\": [true, {\"c\": null}],\n  \"last\" : -2.5e3, \"s\": \"}\" }";
        check(text, "", "1:1");
        check(text, "/ä", "2:3");
        check(text, "/a\"b", "2:11");
        check(text, "/a\"b/0", "2:20");
        check(text, "/a\"b/1/c", "2:27");
        check(text, "/last", "3:3");
        check(text, "/s", "3:20");
        check(text, "/a\"b/7/deeper", "2:11");
    }
}
