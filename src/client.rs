//! The client: what is configured once, around the operations that are generated.

mod builder;
mod hooks;
mod settings;
#[cfg(feature = "rustls-ring")]
mod tls;
mod with;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use progenitor_client::ClientInfo;
use reqwest::Method;

pub use builder::ClientBuilder;
#[cfg(all(test, feature = "drift"))]
pub(crate) use builder::SERVICE;
#[cfg(feature = "mode")]
pub(crate) use hooks::send;
pub(crate) use settings::Service;
#[cfg(feature = "mode")]
pub(crate) use settings::{Built, Settings, settings};
#[cfg(feature = "mode")]
pub(crate) use with::with;

use crate::call::Caller;
use crate::credentials::Credentials;
use crate::environment::Environment;
use crate::error::Result;
use crate::generated;
use crate::operation::Scheme;
use crate::request::RawRequest;

/// The address of the live service, the only one there is (page: `getting-started`).
pub const BASE_URL: &str = "https://api.mobilize.io/v1";

/// The version of the document that this client was made from, `openapi/mobilize.yaml`.
pub const DOCUMENT_VERSION: &str = include_str!(concat!(env!("OUT_DIR"), "/version.txt"));

/// The environment variable that [`Client::from_env`] reads another address from.
pub const BASE_URL_VARIABLE: &str = "MOBILIZE_BASE_URL";

/// A client of the service (page: `getting-started`).
///
/// Every operation of the document is a method of [`Operations`], which this type dereferences to:
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
///
/// Cloning is cheap and shares the connections: make one client and clone it.
///
/// A setting for some calls only is made by one of the `with_…` methods: `client.with_retry(Retry::off()).list_groups()`.
///
/// # Redirects
///
/// A redirect is followed only to the same scheme, host and port, or to a host that
/// [`ClientBuilder::follow_redirects_to`] names; at most five times, and only where repeating the request changes nothing:
/// for `GET`, and for the statuses 307 and 308. Any other is returned as an [`Error`](crate::Error) with its status, so
/// credentials never reach another host unasked. A client that was handed its own [`reqwest::Client`] follows what that one
/// follows, before any of this applies.
///
/// # Times
///
/// A connection may take ten seconds and an attempt, its response included, sixty, unless the builder says otherwise. A
/// request that may be sent again is sent at most three times; see [`Retry`](crate::Retry).
///
/// [`Operations`]: crate::Operations
#[derive(Clone)]
pub struct Client(Arc<generated::Client>);

impl Client {
    /// A client for the live service with the default settings.
    ///
    /// # Errors
    ///
    /// If the key or the secret cannot be sent (see [`ClientBuilder::build`]). Whether they are right turns out with the
    /// first request.
    pub fn new(key: impl Into<String>, secret: impl Into<String>) -> Result<Self> {
        Self::builder().credentials(key, secret).build()
    }

    /// A client with credentials from `MOBILIZE_API_KEY` and `MOBILIZE_API_SECRET`: for the live service, or for the one at
    /// `MOBILIZE_BASE_URL`, such as a sandbox, where that is set.
    ///
    /// # Errors
    ///
    /// If one of the first two is not set, empty or not Unicode, or the third is no address; the error names it.
    pub fn from_env() -> Result<Self> {
        let environment = Environment::of_process();
        let builder = Self::builder().with_credentials(Credentials::of(&environment)?);
        match environment.optional(BASE_URL_VARIABLE)? {
            Some(base_url) => builder.base_url_of(BASE_URL_VARIABLE, base_url).build(),
            None => builder.build(),
        }
    }

    /// A client with settings of its own.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    fn new_with(base_url: &str, http_client: reqwest::Client, caller: Caller) -> Self {
        Self(Arc::new(generated::Client::new_with_client(base_url, http_client, Inner(caller))))
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.0.inner().0
    }

    /// A request by method and path, for what the document does not describe.
    ///
    /// The path is appended to [`base_url`](Self::base_url), so the credentials go nowhere else.
    ///
    /// ```no_run
    /// use mobilize::reqwest::Method;
    ///
    /// # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
    /// let response = client.request(Method::GET, "/tags").query("limit", 10).send().await?;
    /// let tags: Vec<String> = response.json()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest<'_> {
        RawRequest::new(&*self.0, Scheme::Basic, method, path.into())
    }

    /// The address that the paths of the operations are appended to, without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.0.baseurl()
    }
}

impl Deref for Client {
    type Target = generated::Client;

    fn deref(&self) -> &generated::Client {
        &self.0
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

/// What generated clients carry for the hooks.
#[derive(Clone)]
pub struct Inner(pub(crate) Caller);

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").finish_non_exhaustive()
    }
}
