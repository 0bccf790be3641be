//! The client of any service.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use progenitor_client::ClientInfo;
use reqwest::Method;

use super::builder::ServiceClientBuilder;
use super::service::{Inner, Service};
use crate::call::Caller;
use crate::request::RawRequest;

/// A client of a service, with one method for each operation of its document: [`mobilize::Client`](crate::Client) is the one
/// of Mobilize. It dereferences to the generated operations.
///
/// Cloning is cheap and shares the connections: make one client and clone it. A setting for some calls only is made by one of the
/// `with_…` methods: `client.with_retry(Retry::off()).list_groups()`.
///
/// # Redirects
///
/// A redirect is followed only to the same scheme, host and port, or to a host that
/// [`follow_redirects_to`](ServiceClientBuilder::follow_redirects_to) names; at most five times, and only if repeating the request
/// changes nothing: for `GET`, and for the statuses 307 and 308. Any other redirect is returned as an [`Error`](crate::Error) with
/// its status, so credentials never reach another host unless you allow it. A client that was given its own [`reqwest::Client`]
/// follows what that one follows, before any of this applies.
///
/// # Times
///
/// Connecting may take ten seconds, and an attempt, with its response, sixty, unless the builder sets other limits. A request that
/// may be sent again is sent at most three times; see [`Retry`](crate::Retry).
pub struct ServiceClient<S: Service>(Arc<S::Operations>);

impl<S: Service> ServiceClient<S> {
    /// Returns a builder, for every setting that has a default.
    pub fn builder() -> ServiceClientBuilder<S> {
        ServiceClientBuilder::default()
    }

    pub(super) fn assemble(base_url: &str, http_client: reqwest::Client, caller: Caller) -> Self {
        Self(Arc::new(S::operations(base_url, http_client, Inner(caller))))
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.0.inner().0
    }

    pub(super) fn http_client(&self) -> &reqwest::Client {
        self.0.client()
    }

    /// Makes a request by method and path, for everything that the document does not describe.
    ///
    /// The path is appended to [`base_url`](Self::base_url), so the credentials go nowhere else. A client of Mode sends paths that
    /// begin with `/batch` with the credentials of Discovery, and all others with those of Management.
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
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest {
        let path = path.into();
        RawRequest::new(&*self.0, S::scheme_of(&path), method, path)
    }

    /// The base URL that the paths of the operations are appended to, without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.0.baseurl()
    }
}

impl<S: Service> Clone for ServiceClient<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: Service> Deref for ServiceClient<S> {
    type Target = S::Operations;

    fn deref(&self) -> &S::Operations {
        &self.0
    }
}

impl<S: Service> fmt::Debug for ServiceClient<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
