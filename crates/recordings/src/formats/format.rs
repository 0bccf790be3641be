//! The formats of recordings and their names.

use std::fmt;
use std::str::FromStr;

/// A format of recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputFormat {
    /// The format of this project: one JSON file per exchange.
    Native,
    /// HTTP Archive 1.2, as browsers and proxies write it.
    Har,
    /// Cassettes of VCR and its relatives in Ruby, Python, Go and Rust, in YAML or JSON.
    Vcr,
    /// Stubs of WireMock.
    WireMock,
    /// Collections of Postman, version 2, for their saved responses.
    Postman,
    /// One JSON object a line.
    NdJson,
    /// HTTP messages as they are sent.
    Http,
    /// Recordings of nock.
    Nock,
    /// Simulations of Hoverfly.
    Hoverfly,
    /// Flows of mitmproxy.
    Mitmproxy,
    /// Output of `curl -v`, `--trace-ascii` and `--trace`.
    Curl,
}

impl InputFormat {
    /// All formats.
    pub const ALL: [Self; 11] = [
        Self::Native,
        Self::Har,
        Self::Vcr,
        Self::WireMock,
        Self::Postman,
        Self::NdJson,
        Self::Http,
        Self::Nock,
        Self::Hoverfly,
        Self::Mitmproxy,
        Self::Curl,
    ];

    /// Returns the name, as it is given on a command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Har => "har",
            Self::Vcr => "vcr",
            Self::WireMock => "wiremock",
            Self::Postman => "postman",
            Self::NdJson => "ndjson",
            Self::Http => "http",
            Self::Nock => "nock",
            Self::Hoverfly => "hoverfly",
            Self::Mitmproxy => "mitmproxy",
            Self::Curl => "curl",
        }
    }
}

impl fmt::Display for InputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for InputFormat {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let names = || Self::ALL.map(Self::as_str).join(", ");
        Self::ALL.into_iter().find(|format| format.as_str() == name).ok_or_else(|| format!("unknown format `{name}` (known: {})", names()))
    }
}
