//! The query of the page: the tab, the filters, and the item that is shown in detail.

use serde::Deserialize;

use crate::vendor::Vendor;

/// A part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tab {
    #[default]
    Requests,
    Groups,
    Users,
    Jobs,
    Deliveries,
    Faults,
    Decisions,
}

impl Tab {
    /// Returns the tabs of a vendor.
    pub fn of(vendor: Vendor) -> &'static [Self] {
        match vendor {
            Vendor::Mobilize => &[Self::Requests, Self::Groups, Self::Users, Self::Jobs, Self::Deliveries, Self::Faults, Self::Decisions],
            Vendor::Mode => &[Self::Requests, Self::Faults, Self::Decisions],
        }
    }

    /// Returns the name in the query.
    pub fn name(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Groups => "groups",
            Self::Users => "users",
            Self::Jobs => "jobs",
            Self::Deliveries => "deliveries",
            Self::Faults => "faults",
            Self::Decisions => "decisions",
        }
    }

    /// Returns the title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Requests => "Requests",
            Self::Groups => "Groups",
            Self::Users => "Users",
            Self::Jobs => "Jobs",
            Self::Deliveries => "Webhooks",
            Self::Faults => "Faults",
            Self::Decisions => "Decisions",
        }
    }
}

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PageQuery {
    pub tab: Tab,
    /// The number or id of the item that is shown in detail.
    pub open: String,
    /// The side of an open request: `request` or `response`.
    pub side: String,
    /// The text that a request or user must contain.
    pub search: String,
    /// Filters of requests.
    pub method: String,
    pub operation: String,
    pub status: String,
    pub verdict: String,
    /// The number of users to skip.
    pub offset: usize,
}

impl PageQuery {
    /// Returns the query of a link that keeps everything but the given parameters. An empty value removes a parameter.
    pub fn link(&self, changes: &[(&str, &str)]) -> String {
        let offset = if self.offset == 0 { String::new() } else { self.offset.to_string() };
        let own = [
            ("tab", self.tab.name()),
            ("search", &self.search),
            ("method", &self.method),
            ("operation", &self.operation),
            ("status", &self.status),
            ("verdict", &self.verdict),
            ("offset", &offset),
            ("open", &self.open),
            ("side", &self.side),
        ];
        let mut query = url::form_urlencoded::Serializer::new(String::from("?"));
        for (name, value) in own {
            let value = changes.iter().find(|(changed, _)| *changed == name).map_or(value, |(_, value)| value);
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }

    /// Returns whether a request filter is set.
    pub fn is_filtered(&self) -> bool {
        [&self.search, &self.method, &self.operation, &self.status, &self.verdict].iter().any(|filter| !filter.is_empty())
    }

    /// Returns whether an item is open.
    pub fn is_open(&self, id: impl ToString) -> bool {
        self.open == id.to_string()
    }
}
