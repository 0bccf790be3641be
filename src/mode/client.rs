//! The client of Mode, with its two kinds of credentials.

use progenitor_client::OperationInfo;
use reqwest::Request;

use super::credentials::SignatureToken;
use super::generated;
use crate::call::Authorization;
use crate::client::{Inner, Service, ServiceClient, ServiceClientBuilder, ServiceInfo, send};
use crate::credentials::Credentials;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::operation::{self, Scheme};
use crate::response::Answer;
use crate::runtime::ClientHooks;

/// The base URL of the live service, shared by both of its interfaces (pages: `batch-members`, `space-memberships`).
pub const BASE_URL: &str = "https://app.mode.com";

/// The version of the document that this client is generated from, `openapi/mode.yaml`.
pub const DOCUMENT_VERSION: &str = include_str!(concat!(env!("OUT_DIR"), "/mode/version.txt"));

const BASE_URL_VARIABLE: &str = "MODE_BASE_URL";
const MANAGEMENT_VARIABLES: [&str; 2] = ["MODE_API_TOKEN", "MODE_API_SECRET"];
const DISCOVERY_VARIABLES: [&str; 3] = ["MODE_SIGNATURE_TOKEN", "MODE_ACCESS_KEY", "MODE_ACCESS_SECRET"];

/// A client of Mode (pages: `batch-members`, `space-memberships`).
///
/// Every operation of the document is a method of [`Operations`](crate::mode::Operations), which this type dereferences to; what it
/// can do besides is described at [`ServiceClient`].
pub type Client = ServiceClient<Mode>;

/// The settings of a [`Client`]; only credentials of one kind are needed.
///
/// ```
/// let client = mobilize::mode::Client::builder()
///     .management("token", "secret")
///     .discovery("token", "access key", "access secret")
///     .base_url("http://127.0.0.1:8080/")
///     .build()?;
/// assert_eq!(client.base_url(), "http://127.0.0.1:8080");
/// # Ok::<(), mobilize::Error>(())
/// ```
pub type ClientBuilder = ServiceClientBuilder<Mode>;

/// The service Mode, as the parameter of [`ServiceClient`].
#[derive(Debug)]
pub enum Mode {}

/// The credentials of a [`ClientBuilder`].
#[derive(Clone, Default)]
pub struct Access {
    management: Option<Credentials>,
    discovery: Option<SignatureToken>,
}

static INFO: ServiceInfo = ServiceInfo {
    base_url: BASE_URL,
    version: DOCUMENT_VERSION,
    #[cfg(feature = "drift")]
    document: ("mode.yaml", include_str!("../../openapi/mode.yaml")),
};

impl Service for Mode {
    type Operations = generated::Client;
    type Access = Access;

    fn info() -> &'static ServiceInfo {
        &INFO
    }

    fn operations(base_url: &str, http_client: reqwest::Client, inner: Inner) -> generated::Client {
        generated::Client::new_with_client(base_url, http_client, inner)
    }

    fn authorization(access: &Access) -> Result<Authorization> {
        let authorization = Authorization {
            basic: access.management.as_ref().map(Credentials::to_header).transpose()?,
            bearer: access.discovery.as_ref().map(SignatureToken::to_header).transpose()?,
        };
        match (&authorization.basic, &authorization.bearer) {
            (None, None) => Err(Error::configuration("the client has no credentials")),
            _ => Ok(authorization),
        }
    }

    fn scheme_of(path: &str) -> Scheme {
        if path.split(['/', '?']).nth(1) == Some("batch") { Scheme::Bearer } else { Scheme::Basic }
    }
}

impl ServiceClient<Mode> {
    /// Makes a client with credentials from `MODE_API_TOKEN` and `MODE_API_SECRET` ([`management`](ClientBuilder::management)), from
    /// `MODE_SIGNATURE_TOKEN`, `MODE_ACCESS_KEY` and `MODE_ACCESS_SECRET` ([`discovery`](ClientBuilder::discovery)), or both, for
    /// the live service or for the one at `MODE_BASE_URL`, such as a sandbox.
    ///
    /// # Errors
    ///
    /// If neither group is set, or only a part of one; if one of the variables is not Unicode, or the last is not a valid base
    /// URL. The error names it.
    pub fn from_env() -> Result<Self> {
        ServiceClientBuilder::<Mode>::from_env()?.build()
    }
}

impl ServiceClientBuilder<Mode> {
    /// Returns a builder with the settings that [`Client::from_env`] reads, for further ones.
    ///
    /// # Errors
    ///
    /// If neither group of variables is set, or only a part of one, or one is not Unicode; the error names it.
    pub fn from_env() -> Result<Self> {
        Self::default().with_environment(&Environment::of_process())
    }

    /// Sets the token and secret of an API key, for the memberships of Spaces (page: `space-memberships`).
    pub fn management(mut self, token: impl Into<String>, secret: impl Into<String>) -> Self {
        self.access.management = Some(Credentials::new(token, secret));
        self
    }

    /// Sets the three parts of a signature token, for the members of an organization (page: `batch-members`).
    pub fn discovery(mut self, token: impl Into<String>, access_key: impl Into<String>, access_secret: impl Into<String>) -> Self {
        let (token, access_key, access_secret) = (token.into(), access_key.into(), access_secret.into());
        self.access.discovery = Some(SignatureToken { token, access_key, access_secret });
        self
    }

    fn with_environment(mut self, environment: &Environment) -> Result<Self> {
        if let Some([token, secret]) = environment.together(MANAGEMENT_VARIABLES)? {
            self = self.management(token, secret);
        }
        if let Some([token, access_key, access_secret]) = environment.together(DISCOVERY_VARIABLES)? {
            self = self.discovery(token, access_key, access_secret);
        }
        if self.access.management.is_none() && self.access.discovery.is_none() {
            let why = "no credentials in the environment: set MODE_API_TOKEN and MODE_API_SECRET, or MODE_SIGNATURE_TOKEN, \
                       MODE_ACCESS_KEY and MODE_ACCESS_SECRET";
            return Err(Error::configuration(why));
        }
        Ok(match environment.optional(BASE_URL_VARIABLE)? {
            Some(base_url) => self.base_url_of(BASE_URL_VARIABLE, base_url),
            None => self,
        })
    }
}

impl ClientHooks<Inner> for generated::Client {
    async fn exec(&self, request: Request, info: &OperationInfo) -> Result<Answer> {
        send(self, operation::MODE, request, info).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(set: &'static [(&str, &str)], expected: Result<&str, &str>) {
        let client = Client::builder().with_environment(&Environment::of(set)).and_then(ClientBuilder::build);
        let found = client.map(|client| client.base_url().to_owned()).map_err(|err| err.to_string());
        assert_eq!(found.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn one_complete_kind_of_credentials_is_enough() {
        let management = &[("MODE_API_TOKEN", "t"), ("MODE_API_SECRET", "s")];
        check(management, Ok(BASE_URL));
        let discovery = &[
            ("MODE_SIGNATURE_TOKEN", "t"),
            ("MODE_ACCESS_KEY", "k"),
            ("MODE_ACCESS_SECRET", "s"),
            ("MODE_BASE_URL", "http://127.0.0.1:1"),
        ];
        check(discovery, Ok("http://127.0.0.1:1"));
        check(&discovery[..2], Err("the environment variable MODE_ACCESS_SECRET is not set"));
        let neither = "no credentials in the environment: set MODE_API_TOKEN and MODE_API_SECRET, or MODE_SIGNATURE_TOKEN, \
                       MODE_ACCESS_KEY and MODE_ACCESS_SECRET";
        check(&[], Err(neither));
    }
}
