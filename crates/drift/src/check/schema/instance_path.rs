//! The current position of the walk in a value.

use openapi_drift_source::pointer;

/// A linked list from a part of a body up to its root, kept on the stack.
#[derive(Clone, Copy)]
pub(crate) struct InstancePath<'a> {
    parent: Option<&'a InstancePath<'a>>,
    step: PathStep<'a>,
}

#[derive(Clone, Copy)]
pub(crate) enum PathStep<'a> {
    Root,
    /// A property name.
    Property(&'a str),
    /// A key of a map: recorded data, so it is folded.
    MapKey(&'a str),
    Index(usize),
}

impl<'a> InstancePath<'a> {
    pub const ROOT: InstancePath<'static> = InstancePath { parent: None, step: PathStep::Root };

    pub fn child(&'a self, step: PathStep<'a>) -> Self {
        Self { parent: Some(self), step }
    }

    /// The pointer, with indices and keys as recorded.
    pub fn pointer(&self) -> String {
        self.write(false)
    }

    /// The pointer, with indices and map keys folded to `*`.
    pub fn folded(&self) -> String {
        self.write(true)
    }

    fn write(&self, fold: bool) -> String {
        let mut text = self.parent.map(|parent| parent.write(fold)).unwrap_or_default();
        match self.step {
            PathStep::Root => {}
            PathStep::MapKey(_) | PathStep::Index(_) if fold => text.push_str("/*"),
            PathStep::Index(index) => text = pointer::join(&text, &index.to_string()),
            PathStep::Property(name) | PathStep::MapKey(name) => text = pointer::join(&text, name),
        }
        text
    }
}
