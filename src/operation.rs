//! What the layer knows of each operation: a table that build.rs makes from the document.

/// An operation of a document, as far as calls, errors and traces need it.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name in the document: `listGroups`.
    pub id: &'static str,
    /// The name that the generated code hands to its hooks: `list_groups`.
    generated: &'static str,
    /// The path with its placeholders: `/groups/{group_id}`.
    pub template: &'static str,
    /// The media type that it answers with.
    pub accept: &'static str,
    /// How it is authenticated.
    pub scheme: Scheme,
    /// Whether it answers with a bare array, the only thing that nothing else can stand in for.
    pub answers_array: bool,
    /// Whether the document declares the parameter `api_application_key`.
    pub takes_application_key: bool,
}

/// How requests say who sends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Basic,
    #[cfg_attr(not(feature = "mode"), expect(dead_code, reason = "no operation of Mobilize is authenticated so"))]
    Bearer,
}

/// The operations of one document.
pub(crate) type Table = &'static [Operation];

impl Operation {
    /// The operation that the generated code calls by this name.
    pub fn of(table: Table, generated: &str) -> Option<&'static Self> {
        table.iter().find(|operation| operation.generated == generated)
    }
}

pub(crate) static MOBILIZE: Table = include!(concat!(env!("OUT_DIR"), "/operations.rs"));

#[cfg(feature = "mode")]
pub(crate) static MODE: Table = include!(concat!(env!("OUT_DIR"), "/mode/operations.rs"));
