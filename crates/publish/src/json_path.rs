//! Normalized paths of JSONPath (RFC 9535), which overlays use in place of JSON Pointers.

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
