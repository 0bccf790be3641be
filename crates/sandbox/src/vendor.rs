//! The vendor whose interface the sandbox serves: names, paths, media types, credentials.

use std::fmt;
use std::str::FromStr;

/// A vendor whose interface the sandbox can serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Vendor {
    /// Mobilize: communities, below `/v1`.
    #[default]
    Mobilize,
    /// Mode: members of an organization below `/batch`, memberships of its Spaces below `/api`.
    Mode,
}

/// An unknown name of a vendor.
#[derive(Debug, thiserror::Error)]
#[error("unknown vendor `{0}` (mobilize, mode)")]
pub struct UnknownVendor(String);

impl Vendor {
    /// All vendors.
    pub const ALL: [Self; 2] = [Self::Mobilize, Self::Mode];

    /// Returns the name in lower case, which is also that of the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mobilize => "mobilize",
            Self::Mode => "mode",
        }
    }

    /// Returns the name for headings.
    pub fn title(self) -> &'static str {
        match self {
            Self::Mobilize => "Mobilize",
            Self::Mode => "Mode",
        }
    }

    /// Returns the address of the service. Requests are checked as if they had been sent there.
    pub(crate) fn server(self) -> &'static str {
        match self {
            Self::Mobilize => "https://api.mobilize.io/v1",
            Self::Mode => "https://app.mode.com",
        }
    }

    /// Returns the path of the service's address, which the sandbox has too.
    pub(crate) fn base(self) -> &'static str {
        match self {
            Self::Mobilize => "/v1",
            Self::Mode => "",
        }
    }

    /// Returns the paths of the documented interface.
    pub(crate) fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::Mobilize => &["/v1"],
            Self::Mode => &["/batch", "/api"],
        }
    }

    /// Returns the media type of responses below a path.
    pub(crate) fn media_type(self, path: &str) -> &'static str {
        if self.is_management(path) { "application/hal+json" } else { "application/json" }
    }

    /// Returns the value of `WWW-Authenticate` for a path.
    pub(crate) fn challenge(self, path: &str) -> &'static str {
        match self {
            Self::Mobilize => "Basic realm=\"Mobilize sandbox\"",
            Self::Mode if self.is_management(path) => "Basic realm=\"Mode sandbox\"",
            Self::Mode => "Bearer realm=\"Mode sandbox\"",
        }
    }

    /// Returns whether a path needs a signature token instead of Basic credentials.
    pub(crate) fn needs_signature(self, path: &str) -> bool {
        self == Self::Mode && !self.is_management(path)
    }

    fn is_management(self, path: &str) -> bool {
        self == Self::Mode && path.split('/').nth(1) == Some("api")
    }
}

impl fmt::Display for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Vendor {
    type Err = UnknownVendor;

    fn from_str(name: &str) -> Result<Self, UnknownVendor> {
        Self::ALL.into_iter().find(|vendor| vendor.as_str() == name).ok_or_else(|| UnknownVendor(name.to_owned()))
    }
}
