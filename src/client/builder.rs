//! How a client is made.

use std::fmt;
use std::sync::Arc;

use super::settings::{Built, Settings, settings};
use super::{BASE_URL, Client, DOCUMENT_VERSION, Service};
use crate::call::{Authorization, Caller};
use crate::credentials::Credentials;
use crate::error::{Error, Result};

pub(crate) static SERVICE: Service = Service {
    base_url: BASE_URL,
    version: DOCUMENT_VERSION,
    #[cfg(feature = "drift")]
    document: ("mobilize.yaml", include_str!("../../openapi/mobilize.yaml")),
};

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
#[derive(Clone, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    application_key: Option<String>,
    settings: Settings,
}

impl ClientBuilder {
    /// The API key and its secret (page: `getting-started`).
    pub fn credentials(self, key: impl Into<String>, secret: impl Into<String>) -> Self {
        self.with_credentials(Credentials::new(key, secret))
    }

    /// The same, for credentials that are at hand as one value.
    pub fn with_credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Another address than `https://api.mobilize.io/v1`, the `v1` included: that of a sandbox, for one.
    ///
    /// It must be `https` unless its host is this machine; see [`allow_http`](Self::allow_http).
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    pub(super) fn base_url_of(mut self, variable: &'static str, base_url: String) -> Self {
        self.settings.base_url_variable = Some(variable);
        self.base_url(base_url)
    }

    /// The API application key, which the service needs of a community that has several (pages: `webhooks`,
    /// `get-a-single-bulk`).
    ///
    /// It is sent with every operation whose description knows the parameter `api_application_key`: at present
    /// [`list_notifications`](crate::Operations::list_notifications), and so with every page of a bulk. One page asks for it with every request;
    /// [`Client::with_query`] sends it wherever that turns out to be true.
    pub fn api_application_key(mut self, key: impl Into<String>) -> Self {
        self.application_key = Some(key.into());
        self
    }

    /// Lets redirects lead to another host, by https only (but for this machine) and **with the credentials**.
    ///
    /// The service has been reported to redirect to another host of its vendor. Name only hosts that you would give the
    /// credentials to.
    pub fn follow_redirects_to(mut self, host: impl Into<String>) -> Self {
        self.settings.redirects.hosts.push(host.into());
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// - without credentials, with an empty key or secret, or with a colon in the key;
    /// - if the base URL is not an absolute `http` or `https` one, holds credentials, a query or a fragment, or is `http` to
    ///   another machine without [`allow_http`](Self::allow_http);
    /// - if the user agent is not fit for a header;
    /// - if `connect_timeout`, `proxy` or `no_proxy` is set together with `http_client`;
    /// - if TLS cannot be set up, for want of certificates on this machine for one.
    pub fn build(self) -> Result<Client> {
        let credentials = self.credentials.ok_or_else(|| Error::configuration("the client has no credentials"))?;
        let authorization = Authorization { basic: Some(credentials.to_header()?), bearer: None };
        let Built { base_url, http_client, mut shared } = self.settings.build(&SERVICE, authorization)?;
        shared.application_key = self.application_key;
        Ok(Client::new_with(&base_url, http_client, Caller { shared: Arc::new(shared), options: Arc::default() }))
    }
}

settings! { ClientBuilder }

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not even the base URL, since one that `build` will refuse may hold a password.
        f.debug_struct("ClientBuilder").finish_non_exhaustive()
    }
}
