//! Where the nodes of a text stand: a tree of positions of the same shape as the value.

use saphyr_parser::ScalarStyle;

use super::pointer;
use super::position::Position;

/// Where a node stands, and its children.
#[derive(Debug, Clone)]
pub struct Spans {
    pub value: Position,
    pub children: Children,
}

#[derive(Debug, Clone)]
pub enum Children {
    /// A scalar of JSON, of which nothing more needs to be known.
    None,
    Scalar(Scalar),
    Items(Vec<Spans>),
    Members(Vec<Member>),
}

#[derive(Debug, Clone)]
pub struct Member {
    pub name: Box<str>,
    pub key: Position,
    pub spans: Spans,
}

/// How a scalar of YAML is written.
#[derive(Debug, Clone, Copy)]
pub struct Scalar {
    pub style: ScalarStyle,
    /// Whether its tag says that it is base64.
    pub binary: bool,
}

impl Spans {
    /// The value that `pointer` names; the nearest parent where the pointer leads nowhere.
    pub fn locate_value(&self, pointer: &str) -> Position {
        self.node(pointer, false).value
    }

    /// Where the scalar that `pointer` names stands, and how it is written.
    pub fn scalar(&self, pointer: &str) -> Option<(Position, Scalar)> {
        let node = self.node(pointer, true);
        if let Children::Scalar(scalar) = node.children { Some((node.value, scalar)) } else { None }
    }

    fn node(&self, pointer: &str, exact: bool) -> &Self {
        let mut node = self;
        for segment in pointer::segments(pointer) {
            let child = match &node.children {
                Children::None | Children::Scalar(_) => None,
                Children::Items(items) => segment.parse().ok().and_then(|index: usize| items.get(index)),
                Children::Members(members) => members.iter().find(|member| *member.name == *segment).map(|member| &member.spans),
            };
            match child {
                Some(child) => node = child,
                // The root is no scalar where anything was asked for below it.
                None if exact => return self,
                None => break,
            }
        }
        node
    }

    /// The key of the member that `pointer` names, else the value; the nearest parent where the pointer leads nowhere.
    pub fn locate(&self, pointer: &str) -> Position {
        let (mut node, mut position) = (self, self.value);
        for segment in pointer::segments(pointer) {
            let found = match &node.children {
                Children::None | Children::Scalar(_) => None,
                Children::Items(items) => segment.parse().ok().and_then(|index: usize| items.get(index)).map(|item| (item, item.value)),
                Children::Members(members) => {
                    members.iter().find(|member| *member.name == *segment).map(|member| (&member.spans, member.key))
                }
            };
            let Some((child, at)) = found else { break };
            (node, position) = (child, at);
        }
        position
    }
}

/// The positions in a JSON text that is known to be well-formed, in one pass over it.
pub fn of_json(text: &str) -> Spans {
    Scanner { text, at: 0, position: Position::START }.value()
}

/// Steps through the bytes; lines and columns are counted on the way, since a document may be one long line.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
    position: Position,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        if byte == b'\n' {
            self.position = Position { line: self.position.line + 1, column: 1 };
        } else if byte & 0xC0 != 0x80 {
            // Bytes that continue a UTF-8 character do not start a column.
            self.position.column += 1;
        }
        Some(byte)
    }

    /// Skips white space and what separates members and items.
    fn skip(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r' | b',' | b':')) {
            self.step();
        }
    }

    fn value(&mut self) -> Spans {
        self.skip();
        let value = self.position;
        let children = match self.peek() {
            Some(b'{') => {
                let mut members = Vec::new();
                self.step();
                self.skip();
                while self.peek() == Some(b'"') {
                    let key = self.position;
                    let name = self.string();
                    members.push(Member { name, key, spans: self.value() });
                    self.skip();
                }
                self.step();
                Children::Members(members)
            }
            Some(b'[') => {
                let mut items = Vec::new();
                self.step();
                self.skip();
                while self.peek().is_some_and(|byte| byte != b']') {
                    items.push(self.value());
                    self.skip();
                }
                self.step();
                Children::Items(items)
            }
            Some(b'"') => {
                self.raw_string();
                Children::None
            }
            _ => {
                while self.peek().is_some_and(|byte| !matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t')) {
                    self.step();
                }
                Children::None
            }
        };
        Spans { value, children }
    }

    fn string(&mut self) -> Box<str> {
        let start = self.at;
        self.raw_string();
        let raw = &self.text[start..self.at];
        match raw.contains('\\') {
            true => serde_json::from_str::<String>(raw).unwrap_or_default().into(),
            false => raw.trim_matches('"').into(),
        }
    }

    fn raw_string(&mut self) {
        self.step();
        while let Some(byte) = self.step() {
            match byte {
                b'\\' => {
                    self.step();
                }
                b'"' => break,
                _ => {}
            }
        }
    }
}
