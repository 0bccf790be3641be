//! The basis of a response, as the header `x-sandbox-basis` states it.

use std::fmt;

/// The source of the shape of a response.
///
/// [`Self::Recording`] is for recorded responses of the real service. There are none yet, so no operation uses it yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BasisSource {
    /// A recorded response of the real service.
    Recording {
        /// The file of the recording.
        file: &'static str,
    },
    /// A page of the vendor's documentation, which shows or states the shape.
    Documentation {
        /// The slug of the page.
        page: &'static str,
    },
    /// A decision of the sandbox.
    Decision {
        /// An erratum, or a number of the sandbox; see [`DECISIONS`](crate::DECISIONS).
        id: &'static str,
        /// The slug of the operation's page, if the response belongs to an operation.
        page: Option<&'static str>,
    },
}

/// The source of a response's shape, and the decisions about its details.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// The source of the shape.
    pub source: BasisSource,
    /// Identifiers of decisions about details.
    pub see: &'static [&'static str],
}

impl Basis {
    pub(crate) const fn page(page: &'static str, see: &'static [&'static str]) -> Self {
        Self { source: BasisSource::Documentation { page }, see }
    }

    pub(crate) const fn decision(id: &'static str) -> Self {
        Self { source: BasisSource::Decision { id, page: None }, see: &[] }
    }

    /// A decision about the operation that a page describes.
    pub(crate) const fn decided(id: &'static str, page: &'static str) -> Self {
        Self { source: BasisSource::Decision { id, page: Some(page) }, see: &[] }
    }
}

/// Writes `documentation; page=get-all-groups; see=E13,E51` or `decision; E32; page=update-single-group`.
impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source {
            BasisSource::Recording { file } => write!(f, "recording; file={file}")?,
            BasisSource::Documentation { page } => write!(f, "documentation; page={page}")?,
            BasisSource::Decision { id, page: None } => write!(f, "decision; {id}")?,
            BasisSource::Decision { id, page: Some(page) } => write!(f, "decision; {id}; page={page}")?,
        }
        if !self.see.is_empty() {
            write!(f, "; see={}", self.see.join(","))?;
        }
        Ok(())
    }
}
