//! Where the nodes of a YAML text stand: a tree of positions of the same shape as the value.

use saphyr_parser::ScalarStyle;

use crate::pointer;
use crate::position::Position;

/// Where a node stands, and its children.
#[derive(Debug, Clone)]
pub struct Spans {
    pub value: Position,
    pub children: Children,
}

#[derive(Debug, Clone)]
pub enum Children {
    Scalar(Scalar),
    Items(Vec<Spans>),
    Members(Members),
}

#[derive(Debug, Clone)]
pub struct Member {
    pub name: Box<str>,
    pub key: Position,
    pub spans: Spans,
}

/// The members of an object, in their order.
#[derive(Debug, Clone)]
pub struct Members {
    pub list: Vec<Member>,
    /// Where there are many, their numbers in the order of their names.
    by_name: Box<[u32]>,
}

/// From so many members on, a name is looked up in order.
const MANY: usize = 16;

impl Members {
    pub fn new(list: Vec<Member>) -> Self {
        let mut by_name: Vec<u32> = if list.len() < MANY { Vec::new() } else { (0..).take(list.len()).collect() };
        by_name.sort_unstable_by_key(|number| &*list[*number as usize].name);
        Self { list, by_name: by_name.into() }
    }

    fn find(&self, name: &str) -> Option<&Member> {
        if self.by_name.is_empty() {
            return self.list.iter().find(|member| *member.name == *name);
        }
        let found = self.by_name.binary_search_by_key(&name, |number| &*self.list[*number as usize].name).ok()?;
        self.list.get(self.by_name[found] as usize)
    }
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
        self.walk(pointer).0.value
    }

    /// The key of the member that `pointer` names, else the value; the nearest parent where the pointer leads nowhere.
    pub fn locate(&self, pointer: &str) -> Position {
        self.walk(pointer).1
    }

    /// Where the scalar that `pointer` names stands, and how it is written.
    pub fn scalar(&self, pointer: &str) -> Option<(Position, Scalar)> {
        match self.walk(pointer) {
            (Self { value, children: Children::Scalar(scalar) }, _, true) => Some((*value, *scalar)),
            _ => None,
        }
    }

    /// As far along a pointer as it leads: the node, its key or else itself, and whether that is the end of the pointer.
    fn walk(&self, pointer: &str) -> (&Self, Position, bool) {
        let (mut node, mut place) = (self, self.value);
        for segment in pointer::segments(pointer) {
            let found = match &node.children {
                Children::Scalar(_) => None,
                Children::Items(items) => segment.parse().ok().and_then(|index: usize| items.get(index)).map(|item| (item, item.value)),
                Children::Members(members) => members.find(&segment).map(|member| (&member.spans, member.key)),
            };
            match found {
                Some(found) => (node, place) = found,
                None => return (node, place, false),
            }
        }
        (node, place, true)
    }
}
