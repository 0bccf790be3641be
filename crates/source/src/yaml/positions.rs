//! Finds the position of a JSON Pointer in a YAML text: a tree of positions with the shape of the value.

use saphyr_parser::ScalarStyle;

use crate::pointer;
use crate::position::Position;

/// The position of a node and of its children.
#[derive(Debug, Clone)]
pub struct YamlLocator {
    /// The position of the node itself.
    pub value: Position,
    /// The children of the node.
    pub children: Children,
}

/// The children of a node.
#[derive(Debug, Clone)]
pub enum Children {
    /// None: the node is a scalar.
    Scalar(Scalar),
    /// The items of a sequence.
    Items(Vec<YamlLocator>),
    /// The properties of a mapping.
    Members(Members),
}

/// A property of a mapping.
#[derive(Debug, Clone)]
pub struct Member {
    /// The name of the property.
    pub name: Box<str>,
    /// The position of the name.
    pub key: Position,
    /// The positions of the value.
    pub spans: YamlLocator,
}

/// The properties of an object, in the order of the text.
#[derive(Debug, Clone)]
pub struct Members {
    /// The properties.
    pub list: Vec<Member>,
    /// For large objects, the indices sorted by name.
    by_name: Box<[u32]>,
}

/// The number of properties from which names are looked up by binary search.
const MANY: usize = 16;

impl Members {
    /// Creates the index of properties by name.
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

/// The style and tag of a YAML scalar.
#[derive(Debug, Clone, Copy)]
pub struct Scalar {
    /// The style of the scalar.
    pub style: ScalarStyle,
    /// True if the scalar has the tag `!!binary`.
    pub binary: bool,
}

impl YamlLocator {
    /// Returns the position of the value at `pointer`, or of its closest existing parent.
    pub fn locate_value(&self, pointer: &str) -> Position {
        self.walk(pointer).0.value
    }

    /// Returns the position of the key at `pointer`, else of the value, or of the closest existing parent.
    pub fn locate(&self, pointer: &str) -> Position {
        self.walk(pointer).1
    }

    /// Returns the position and style of the scalar at `pointer`.
    pub fn scalar(&self, pointer: &str) -> Option<(Position, Scalar)> {
        match self.walk(pointer) {
            (Self { value, children: Children::Scalar(scalar) }, _, true) => Some((*value, *scalar)),
            _ => None,
        }
    }

    /// Follows a pointer as far as it exists: the node, the position of its key or value, and whether the pointer ends there.
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
