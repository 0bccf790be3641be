//! What the layer knows of each operation: a table that build.rs makes from the document.

/// An operation of the document, as far as calls, errors and traces need it.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name in the document: `listGroups`.
    pub id: &'static str,
    /// The name that the generated code hands to its hooks: `list_groups`.
    generated: &'static str,
    /// The path with its placeholders: `/groups/{group_id}`.
    pub template: &'static str,
    /// Whether it answers with a bare array, the only thing that nothing else can stand in for.
    pub answers_array: bool,
    /// Whether the document declares the parameter `api_application_key`.
    pub takes_application_key: bool,
}

impl Operation {
    /// The operation that the generated code calls by this name.
    pub fn of(generated: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.generated == generated)
    }
}

static OPERATIONS: &[Operation] = include!(concat!(env!("OUT_DIR"), "/operations.rs"));
