//! What the layer knows of each operation: a table that build.rs makes from the document.

use reqwest::Url;

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

impl Operation {
    /// Whether an address is of this operation, as far as its path goes. An empty id, or one that is a step up, makes an
    /// address of another operation, which could do something else and even succeed.
    pub fn is_at(&self, url: &Url) -> bool {
        let mut path = url.path().rsplit('/');
        self.template.rsplit('/').filter(|segment| !segment.is_empty()).all(|segment| {
            let written = path.next().unwrap_or_default();
            if segment.starts_with('{') { !written.is_empty() } else { written == segment }
        })
    }
}

pub(crate) static MOBILIZE: Table = include!(concat!(env!("OUT_DIR"), "/operations.rs"));

#[cfg(feature = "mode")]
pub(crate) static MODE: Table = include!(concat!(env!("OUT_DIR"), "/mode/operations.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(generated: &str, path: &str, expected: bool) {
        let operation = Operation::of(MOBILIZE, generated).expect("an operation of the document");
        let url = Url::parse(&format!("https://api.mobilize.io/v1{path}")).expect("an address");
        assert_eq!(operation.is_at(&url), expected, "{url}");
    }

    #[test]
    fn an_id_that_is_no_id_is_noticed() {
        check("update_group_member", "/groups/4/members/7", true);
        check("update_group_member", "/groups/4/members/..", false);
        check("update_group_member", "/groups/4/members/.", false);
        check("update_group_member", "/groups/4/members/", false);
        check("update_group_member", "/groups/../members/7", false);
        check("get_group", "/groups/a%2Fb", true);
        check("list_groups", "/groups", true);
    }
}
