//! JSON Pointers, and the JSONPath of the same place.

/// The segments of a pointer, unescaped.
pub(crate) fn segments(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
}

/// The pointer with one more segment.
pub(crate) fn join(pointer: &str, segment: &str) -> String {
    format!("{pointer}/{}", segment.replace('~', "~0").replace('/', "~1"))
}

/// A step from a node to one of its children.
pub(crate) enum PathStep {
    Name(String),
    Index(usize),
}

/// The normalized path of RFC 9535: `$['paths']['/groups']['get']['parameters'][0]`.
pub(crate) fn json_path(steps: &[PathStep]) -> String {
    let mut path = String::from("$");
    for step in steps {
        match step {
            PathStep::Name(name) => path.push_str(&format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))),
            PathStep::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}
