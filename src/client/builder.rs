//! The settings of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;

use super::service::Service;
use super::service_client::ServiceClient;
use super::settings::{Built, Settings};
use crate::call::{Attempt, Caller, DynamicHeaders, Listener};
use crate::error::Result;
use crate::retry::Retry;

/// The settings of a [`ServiceClient`], made by [`ServiceClient::builder`]; only the credentials are needed.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ServiceClientBuilder<S: Service> {
    pub(crate) access: S::Access,
    pub(super) settings: Settings,
}

impl<S: Service> ServiceClientBuilder<S> {
    /// Sets another base URL than that of the live service, the `v1` of Mobilize included: that of a sandbox, for example.
    ///
    /// It must be `https` unless its host is this machine; see [`allow_http`](Self::allow_http). That of Mode is without `/api`
    /// and `/batch`, with which the paths begin; its page `space-memberships` has an older one, `https://modeanalytics.com`, and
    /// nobody has checked if it still answers.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// The same, from an environment variable, which an error names.
    pub(crate) fn base_url_of(mut self, variable: &'static str, base_url: String) -> Self {
        self.settings.base_url_variable = Some(variable);
        self.base_url(base_url)
    }

    /// Allows credentials to be sent unencrypted to another machine. Never needed for the live service.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.settings.allow_http = allow;
        self
    }

    /// Follows redirects to another host, by https only (except on this machine) and **with the credentials**.
    ///
    /// Mobilize has been reported to redirect to another host of its vendor. Name only hosts that you would give the credentials
    /// to.
    pub fn follow_redirects_to(mut self, host: impl Into<String>) -> Self {
        self.settings.redirects.hosts.push(host.into());
        self
    }

    /// Sets the header `user-agent`. By default it has the versions of this crate and of the document that it is generated from:
    /// `mobilize-rust/0.1.0 (openapi 1.0.0)`.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.settings.user_agent = Some(user_agent.into());
        self
    }

    /// Limits the time of connecting; ten seconds by default.
    ///
    /// Not together with [`http_client`](Self::http_client), which connects as it was made to.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = Some(timeout);
        self
    }

    /// Limits the time of one attempt, from connecting to the last byte of its response; sixty seconds by default, or the limit of
    /// your own [`http_client`](Self::http_client).
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = Some(timeout);
        self
    }

    /// Limits the time of a call, with all its attempts and the waits between them; unlimited by default.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.settings.total_timeout = Some(timeout);
        self
    }

    /// Limits the size of the body of a response, in bytes; 64 MiB by default. Nothing of a larger one is read, so that a faulty
    /// service does not use up the memory of the program.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.settings.max_response_bytes = Some(limit);
        self
    }

    /// Limits the memory of a decoded response, in bytes, as a generous estimate; 256 MiB by default. A small body can need much more
    /// memory than its size: an empty object is two bytes, and a struct with all its properties in memory.
    pub fn max_decoded_bytes(mut self, limit: usize) -> Self {
        self.settings.max_decoded_bytes = Some(limit);
        self
    }

    /// Sets when failed requests are sent again; see [`Retry`] for the default.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// Never sends a request again: short for [`retry`](Self::retry) with [`Retry::off`].
    pub fn no_retries(self) -> Self {
        self.retry(Retry::off())
    }

    /// Calls `listener` after every attempt, with its result: for metrics, such as a count of rate limits.
    ///
    /// It runs between attempts, so it should be quick.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// let limited = Arc::new(AtomicU64::new(0));
    /// let counter = Arc::clone(&limited);
    /// let client = mobilize::Client::builder().credentials("key", "secret").on_attempt(move |attempt| {
    ///     if attempt.is_rate_limited() {
    ///         counter.fetch_add(1, Ordering::Relaxed);
    ///     }
    /// });
    /// # client.build()?;
    /// # Ok::<(), mobilize::Error>(())
    /// ```
    pub fn on_attempt(mut self, listener: impl Fn(&Attempt) + Send + Sync + 'static) -> Self {
        self.settings.listener = Some(Listener::new(listener));
        self
    }

    /// Calls `add` before every attempt, to add headers whose values change from request to request, such as `traceparent`. The
    /// credentials cannot be changed this way.
    ///
    /// ```
    /// use mobilize::reqwest::header::HeaderValue;
    ///
    /// # fn current_trace() -> String { "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned() }
    /// let client = mobilize::Client::builder().credentials("key", "secret").dynamic_headers(|headers| {
    ///     if let Ok(trace) = HeaderValue::from_str(&current_trace()) {
    ///         headers.insert("traceparent", trace);
    ///     }
    /// });
    /// # client.build()?;
    /// # Ok::<(), mobilize::Error>(())
    /// ```
    pub fn dynamic_headers(mut self, add: impl Fn(&mut HeaderMap) + Send + Sync + 'static) -> Self {
        self.settings.dynamic_headers = Some(DynamicHeaders::new(add));
        self
    }

    /// Checks a share of the responses against the document, as [`drift`](crate::drift) describes. Needs the feature `drift`.
    #[cfg(feature = "drift")]
    pub fn sample_drift(mut self, sampler: crate::drift::Sampler) -> Self {
        self.settings.sampler = Some(sampler);
        self
    }

    /// Sets a proxy, in place of those in the environment, such as `HTTPS_PROXY`. May be called several times.
    ///
    /// A base URL on this machine is connected to directly, even if the environment names a proxy: unencrypted requests must not
    /// reach it. A proxy that is set here is used for it too.
    ///
    /// Not together with [`http_client`](Self::http_client), which connects as it was made to.
    pub fn proxy(mut self, proxy: reqwest::Proxy) -> Self {
        self.settings.proxies.push(proxy);
        self
    }

    /// Ignores the proxies of the environment. One that [`proxy`](Self::proxy) sets is still used.
    ///
    /// Not together with [`http_client`](Self::http_client), which connects as it was made to.
    pub fn no_proxy(mut self) -> Self {
        self.settings.no_proxy = true;
        self
    }

    /// Sets your own connection pool, for example for your own certificates. With the feature `rustls-ring`, tell reqwest before
    /// which cryptography to use, with `rustls::crypto::CryptoProvider::install_default`, or it panics.
    ///
    /// Such a client follows redirects by its own rules. Without a rule, reqwest follows up to ten of them, to any host; it removes
    /// the credentials from a request to another host, but sends a redirected `POST` as `GET`. To leave redirects to this crate,
    /// build it with `redirect(reqwest::redirect::Policy::none())`.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.http_client = Some(client);
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// - without credentials, with an empty part of them, or with a colon in any part but the last;
    /// - if the base URL is not an absolute `http` or `https` one, contains credentials, a query or a fragment, or is `http` to
    ///   another machine without [`allow_http`](Self::allow_http);
    /// - if the user agent is not valid in a header;
    /// - if `connect_timeout`, `proxy` or `no_proxy` is set together with `http_client`;
    /// - if TLS cannot be set up, for example because this machine has no certificates.
    pub fn build(self) -> Result<ServiceClient<S>> {
        let authorization = S::authorization(&self.access)?;
        let Built { base_url, http_client, mut shared } = self.settings.build(S::info(), authorization)?;
        shared.application_key = S::application_key(&self.access);
        Ok(ServiceClient::assemble(&base_url, http_client, Caller { shared: Arc::new(shared), options: Arc::default() }))
    }
}

impl<S: Service> Default for ServiceClientBuilder<S> {
    fn default() -> Self {
        Self { access: S::Access::default(), settings: Settings::default() }
    }
}

impl<S: Service> Clone for ServiceClientBuilder<S> {
    fn clone(&self) -> Self {
        Self { access: self.access.clone(), settings: self.settings.clone() }
    }
}

impl<S: Service> fmt::Debug for ServiceClientBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The base URL is not shown either: one that `build` will refuse may contain a password.
        f.debug_struct("ClientBuilder").finish_non_exhaustive()
    }
}
