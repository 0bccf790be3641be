//! A value of a document together with its pointer.

use std::collections::HashSet;

use serde_json::{Map, Value};

use openapi_drift_openapi::Document;
use openapi_drift_source::pointer;

/// A value of a document and its pointer.
#[derive(Debug, Clone)]
pub(crate) struct Node<'d> {
    pub document: &'d Document,
    pub value: &'d Value,
    pub at: String,
}

impl<'d> Node<'d> {
    pub fn root(document: &'d Document) -> Self {
        Self { document, value: document.value(), at: String::new() }
    }

    /// The node that a pointer leads to.
    pub fn at(document: &'d Document, at: String) -> Option<Self> {
        document.node(&at).map(|value| Self { document, value, at })
    }

    /// The member of this name, as it is written.
    pub fn member(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name)?;
        Some(Self { document: self.document, value, at: pointer::join(&self.at, name) })
    }

    /// The member of this name, with its reference followed.
    pub fn get(&self, name: &str) -> Option<Self> {
        self.member(name).map(Self::follow)
    }

    /// Returns the target of a chain of references. A reference without a target, or in a cycle, is its own target.
    pub fn follow(self) -> Self {
        let Some(mut node) = self.target() else { return self };
        let mut met = HashSet::new();
        while let Some(target) = node.target() {
            if !met.insert(std::ptr::from_ref(node.value)) {
                break;
            }
            node = target;
        }
        node
    }

    /// The node that the `$ref` here leads to.
    pub fn target(&self) -> Option<Self> {
        let reference = self.value.get("$ref")?.as_str()?;
        Self::at(self.document, self.document.target(&self.at, reference)?)
    }

    /// The members of the map of this name, such as `headers`, with their references followed. The publisher chooses the names
    /// of a map, so `x-…` is a name like any other.
    pub fn members(&self, name: &str) -> Vec<(&'d str, Self)> {
        let Some(object) = self.get(name) else { return Vec::new() };
        object.entries()
    }

    /// The members of the object of this name that OpenAPI defines and that may have extensions, such as `paths`, with their
    /// references followed and without the extensions.
    pub fn fields(&self, name: &str) -> Vec<(&'d str, Self)> {
        let mut members = self.members(name);
        members.retain(|(name, _)| !name.starts_with("x-"));
        members
    }

    /// The members of this object, with their references followed.
    pub fn entries(&self) -> Vec<(&'d str, Self)> {
        let members = self.object().into_iter().flatten();
        members.map(|(name, value)| (name.as_str(), self.below(name, value).follow())).collect()
    }

    /// The items of the list of this name, as they are written.
    pub fn items(&self, name: &str) -> Vec<Self> {
        let Some(list) = self.member(name) else { return Vec::new() };
        let items = list.value.as_array().into_iter().flatten().enumerate();
        items.map(|(index, value)| list.below(&index.to_string(), value)).collect()
    }

    pub fn below(&self, segment: &str, value: &'d Value) -> Self {
        Self { document: self.document, value, at: pointer::join(&self.at, segment) }
    }

    pub fn object(&self) -> Option<&'d Map<String, Value>> {
        self.value.as_object()
    }

    pub fn text(&self, name: &str) -> Option<&'d str> {
        self.value.get(name)?.as_str()
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        self.value.get(name)?.as_bool()
    }

    /// Returns the place of a member, or of the object if it lacks the member.
    pub fn place(&self, name: &str) -> String {
        if self.value.get(name).is_some() { pointer::join(&self.at, name) } else { self.at.clone() }
    }
}
