//! The table of operations, which build.rs makes from the document.

use reqwest::Url;

/// An operation of a document, as calls, errors and traces need it.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name in the document: `listGroups`.
    pub id: &'static str,
    /// The name that the generated code hands to its hooks: `list_groups`.
    generated: &'static str,
    /// The path with its placeholders: `/groups/{group_id}`.
    pub template: &'static str,
    /// The media type of its response.
    pub accept: &'static str,
    /// Its kind of credentials.
    pub scheme: Scheme,
    /// True if the document declares the parameter `api_application_key`.
    pub takes_application_key: bool,
}

/// A kind of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Basic,
    Bearer,
}

/// The operations of one document.
pub(crate) type Table = &'static [Operation];

impl Operation {
    /// Returns the operation with this name in the generated code.
    pub fn of(table: Table, generated: &str) -> Option<&'static Self> {
        table.iter().find(|operation| operation.generated == generated)
    }

    /// Returns true if the path of a URL matches the template. An id that is empty or `..` makes the URL of another operation,
    /// which could do something else and even succeed.
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
    fn an_invalid_id_is_detected() {
        check("update_group_member", "/groups/4/members/7", true);
        check("update_group_member", "/groups/4/members/..", false);
        check("update_group_member", "/groups/4/members/.", false);
        check("update_group_member", "/groups/4/members/", false);
        check("update_group_member", "/groups/../members/7", false);
        check("get_group", "/groups/a%2Fb", true);
        check("list_groups", "/groups", true);
    }
}
