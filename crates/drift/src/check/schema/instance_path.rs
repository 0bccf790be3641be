//! Where in a value the walk is.

use openapi_drift_source::pointer;

/// The way from the root of a body to a part of it, kept on the stack while walking.
#[derive(Clone, Copy)]
pub(crate) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    Root,
    /// A property that a schema names, or that none names.
    Property(&'a str),
    /// A key of a map: recorded data rather than vocabulary, so it is folded.
    MapKey(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    pub const ROOT: Path<'static> = Path { parent: None, step: Step::Root };

    pub fn child(&'a self, step: Step<'a>) -> Self {
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
            Step::Root => {}
            Step::MapKey(_) | Step::Index(_) if fold => text.push_str("/*"),
            Step::Index(index) => text = pointer::join(&text, &index.to_string()),
            Step::Property(name) | Step::MapKey(name) => text = pointer::join(&text, name),
        }
        text
    }
}
