//! A sample, and the settings for making samples.

use std::collections::BTreeMap;

use openapi_drift::{Document, Operation};
use serde_json::{Value, json};

use super::SampleCredentials;
use super::example_request::ExampleRequest;
use super::{curl, python, typescript};
use crate::Error;

/// The settings for the samples of one document.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    /// The environment variables of credentials.
    pub credentials: SampleCredentials,
    /// Programs in Rust, by `operationId`.
    pub rust: BTreeMap<String, String>,
}

/// The language of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// A command for a POSIX shell with curl.
    Curl,
    /// A program that uses an SDK.
    Rust,
    /// A program that uses httpx.
    Python,
    /// A module that uses `fetch`.
    TypeScript,
}

impl Language {
    /// All languages, in the order of the samples.
    pub const ALL: [Self; 4] = [Self::Curl, Self::Rust, Self::Python, Self::TypeScript];

    /// The name for highlighting, as readers of `x-codeSamples` expect it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Curl => "Shell",
            Self::Rust => "Rust",
            Self::Python => "Python",
            Self::TypeScript => "TypeScript",
        }
    }

    fn label(self) -> &'static str {
        if self == Self::Curl { "curl" } else { self.name() }
    }
}

/// The code that sends one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The language of the code.
    pub language: Language,
    /// The code, which ends with a line break.
    pub code: String,
}

impl Samples {
    /// The samples of an operation, at most one of each language.
    ///
    /// # Errors
    ///
    /// [`Error::Statement`] if a required parameter or a request body has no example, or if no variables are set for the credentials.
    pub(crate) fn of(&self, document: &Document, operation: &Operation) -> Result<Vec<Sample>, Error> {
        let request = ExampleRequest::new(document, operation, &self.credentials)?;
        let code = |language| match language {
            Language::Curl => Some(curl::code(&request)),
            Language::Rust => self.rust.get(&operation.id).cloned(),
            Language::Python => Some(python::code(&request)),
            Language::TypeScript => Some(typescript::code(&request)),
        };
        Ok(Language::ALL.into_iter().filter_map(|language| Some(Sample { language, code: code(language)? })).collect())
    }
}

/// The value of `x-codeSamples`.
pub(crate) fn extension(samples: &[Sample]) -> Value {
    let entry = |sample: &Sample| json!({ "lang": sample.language.name(), "label": sample.language.label(), "source": sample.code });
    samples.iter().map(entry).collect()
}
