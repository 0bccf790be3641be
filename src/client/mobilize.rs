//! The client of Mobilize.

use progenitor_client::OperationInfo;
use reqwest::Request;

use super::builder::ServiceClientBuilder;
use super::service::{Inner, Service, ServiceInfo, send};
use super::service_client::ServiceClient;
use crate::call::Authorization;
use crate::credentials::Credentials;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::generated;
use crate::operation;
use crate::response::Answer;
use crate::runtime::ClientHooks;

/// The base URL of the live service, the only one there is (page: `getting-started`).
pub const BASE_URL: &str = "https://api.mobilize.io/v1";

/// The version of the document that this client is generated from, `openapi/mobilize.yaml`.
pub const DOCUMENT_VERSION: &str = include_str!(concat!(env!("OUT_DIR"), "/version.txt"));

/// The environment variable that [`Client::from_env`] reads another base URL from.
pub const BASE_URL_VARIABLE: &str = "MOBILIZE_BASE_URL";

/// A client of Mobilize (page: `getting-started`).
///
/// Every operation of the document is a method of [`Operations`](crate::Operations), which this type dereferences to; what it can
/// do besides is described at [`ServiceClient`].
///
/// ```no_run
/// # async fn example() -> mobilize::Result<()> {
/// let client = mobilize::Client::new("key", "secret")?;
/// let page = client.list_groups().include_fields(true).send().await?;
/// for group in page.groups.iter().flatten() {
///     println!("{}: {}", group.id, group.name.as_deref().unwrap_or("?"));
/// }
/// # Ok(())
/// # }
/// ```
pub type Client = ServiceClient<Mobilize>;

/// The settings of a [`Client`]; only the credentials are needed.
///
/// ```
/// use std::time::Duration;
///
/// let client = mobilize::Client::builder()
///     .credentials("key", "secret")
///     .base_url("http://127.0.0.1:8080/v1/")
///     .attempt_timeout(Duration::from_secs(5))
///     .total_timeout(Duration::from_secs(30))
///     .build()?;
/// assert_eq!(client.base_url(), "http://127.0.0.1:8080/v1");
/// # Ok::<(), mobilize::Error>(())
/// ```
pub type ClientBuilder = ServiceClientBuilder<Mobilize>;

/// The service Mobilize, as the parameter of [`ServiceClient`].
#[derive(Debug)]
pub enum Mobilize {}

/// The credentials of a [`ClientBuilder`].
#[derive(Clone, Default)]
pub struct Access {
    credentials: Option<Credentials>,
    application_key: Option<String>,
}

static INFO: ServiceInfo = ServiceInfo {
    base_url: BASE_URL,
    version: DOCUMENT_VERSION,
    #[cfg(feature = "drift")]
    document: ("mobilize.yaml", include_str!("../../openapi/mobilize.yaml")),
};

impl Service for Mobilize {
    type Operations = generated::Client;
    type Access = Access;

    fn info() -> &'static ServiceInfo {
        &INFO
    }

    fn operations(base_url: &str, http_client: reqwest::Client, inner: Inner) -> generated::Client {
        generated::Client::new_with_client(base_url, http_client, inner)
    }

    fn authorization(access: &Access) -> Result<Authorization> {
        let credentials = access.credentials.as_ref().ok_or_else(|| Error::configuration("the client has no credentials"))?;
        Ok(Authorization { basic: Some(credentials.to_header()?), bearer: None })
    }

    fn application_key(access: &Access) -> Option<String> {
        access.application_key.clone()
    }
}

impl ServiceClient<Mobilize> {
    /// Makes a client of the live service with the default settings.
    ///
    /// # Errors
    ///
    /// If the key or the secret cannot be sent (see [`ClientBuilder::build`](ServiceClientBuilder::build)). The first request
    /// shows if they are right.
    pub fn new(key: impl Into<String>, secret: impl Into<String>) -> Result<Self> {
        Self::builder().credentials(key, secret).build()
    }

    /// Makes a client with credentials from `MOBILIZE_API_KEY` and `MOBILIZE_API_SECRET`, for the live service or for the one at
    /// `MOBILIZE_BASE_URL`, such as a sandbox.
    ///
    /// # Errors
    ///
    /// If one of the first two is not set, empty or not Unicode, or the third is not a valid base URL; the error names it.
    pub fn from_env() -> Result<Self> {
        ServiceClientBuilder::<Mobilize>::from_env()?.build()
    }
}

impl ServiceClientBuilder<Mobilize> {
    /// Returns a builder with the settings that [`Client::from_env`] reads, for further ones.
    ///
    /// # Errors
    ///
    /// If a variable for the credentials is not set, empty or not Unicode; the error names it.
    pub fn from_env() -> Result<Self> {
        let environment = Environment::of_process();
        let builder = Self::default().with_credentials(Credentials::of(&environment)?);
        Ok(match environment.optional(BASE_URL_VARIABLE)? {
            Some(base_url) => builder.base_url_of(BASE_URL_VARIABLE, base_url),
            None => builder,
        })
    }

    /// Sets the API key and its secret (page: `getting-started`).
    pub fn credentials(self, key: impl Into<String>, secret: impl Into<String>) -> Self {
        self.with_credentials(Credentials::new(key, secret))
    }

    /// Sets the credentials as one value.
    pub fn with_credentials(mut self, credentials: Credentials) -> Self {
        self.access.credentials = Some(credentials);
        self
    }

    /// Sets the API application key, which the service needs if a community has several (pages: `webhooks`,
    /// `get-a-single-bulk`).
    ///
    /// It is sent with every operation that documents the parameter `api_application_key`: at present
    /// [`list_notifications`](crate::Operations::list_notifications), and so with every page of a bulk. One page asks for it with every request; if
    /// that is true, send it with [`ServiceClient::with_query`].
    pub fn api_application_key(mut self, key: impl Into<String>) -> Self {
        self.access.application_key = Some(key.into());
        self
    }
}

impl ClientHooks<Inner> for generated::Client {
    async fn exec(&self, request: Request, info: &OperationInfo) -> Result<Answer> {
        send(self, operation::MOBILIZE, request, info).await
    }
}
