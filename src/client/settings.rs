//! What all clients are configured by, whatever service they are for.

use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;

use crate::call::{Authorization, Listener, Redirects, Shared, Through, is_loopback};
use crate::error::{Error, Result};
use crate::retry::Retry;

const USER_AGENT: &str = concat!("mobilize-rust/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
const MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

/// What a client has to know of its service.
pub(crate) struct Service {
    /// The address of the live one.
    pub base_url: &'static str,
    /// The version of the document.
    pub version: &'static str,
    /// The name of the document's file, and the document.
    #[cfg(feature = "drift")]
    pub document: (&'static str, &'static str),
}

/// The settings of a builder that have nothing to do with one service.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    pub base_url: Option<String>,
    /// The environment variable that it is from.
    pub base_url_variable: Option<&'static str>,
    pub allow_http: bool,
    pub user_agent: Option<String>,
    pub connect_timeout: Option<Duration>,
    pub attempt_timeout: Option<Duration>,
    pub total_timeout: Option<Duration>,
    pub max_response_bytes: Option<usize>,
    pub retry: Retry,
    pub redirects: Redirects,
    pub listener: Option<Listener>,
    #[cfg(feature = "drift")]
    pub sampler: Option<crate::drift::Sampler>,
    pub proxies: Vec<reqwest::Proxy>,
    pub no_proxy: bool,
    pub http_client: Option<reqwest::Client>,
}

/// What a client is made of.
pub(crate) struct Built {
    pub base_url: String,
    pub http_client: reqwest::Client,
    pub shared: Shared,
}

/// Gives a builder the methods for its field `settings`.
macro_rules! settings {
    ($builder:ident) => {
        /// What is the same for all services.
        impl $builder {
            /// Whether the credentials may travel in the clear to another machine. Never needed for the live service.
            pub fn allow_http(mut self, allow: bool) -> Self {
                self.settings.allow_http = allow;
                self
            }

            /// What the program calls itself in the header `user-agent`; otherwise the versions of this crate and of the document
            /// that it was made from: `mobilize-rust/0.1.0 (openapi 1.0.0)`.
            pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
                self.settings.user_agent = Some(user_agent.into());
                self
            }

            /// How long connecting may take; ten seconds otherwise.
            ///
            /// Not together with [`http_client`](Self::http_client), which connects as it was made to.
            pub fn connect_timeout(mut self, timeout: std::time::Duration) -> Self {
                self.settings.connect_timeout = Some(timeout);
                self
            }

            /// How long one attempt may take, from connecting to the last byte of its response; sixty seconds otherwise, or what an
            /// [`http_client`](Self::http_client) of your own was made with.
            pub fn attempt_timeout(mut self, timeout: std::time::Duration) -> Self {
                self.settings.attempt_timeout = Some(timeout);
                self
            }

            /// How long a call may take, with all its attempts and the waits between them; without limit otherwise.
            pub fn total_timeout(mut self, timeout: std::time::Duration) -> Self {
                self.settings.total_timeout = Some(timeout);
                self
            }

            /// How many bytes the body of a response may have, 64 MiB otherwise; of a larger one nothing is read, so that a service
            /// gone mad does not take the memory of the program.
            pub fn max_response_bytes(mut self, limit: usize) -> Self {
                self.settings.max_response_bytes = Some(limit);
                self
            }

            /// When failed requests are sent again; see [`Retry`](crate::Retry) for what happens otherwise.
            pub fn retry(mut self, retry: $crate::Retry) -> Self {
                self.settings.retry = retry;
                self
            }

            /// Never sends a request again: short for [`retry`](Self::retry) with [`Retry::off`](crate::Retry::off).
            pub fn no_retries(self) -> Self {
                self.retry($crate::Retry::off())
            }

            /// Calls `listener` after every attempt, with what came of it: for metrics, of rate limits for one.
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
            pub fn on_attempt(mut self, listener: impl Fn(&$crate::Attempt) + Send + Sync + 'static) -> Self {
                self.settings.listener = Some($crate::call::Listener::new(listener));
                self
            }

            /// Checks a share of the responses against the document, as [`drift`](crate::drift) describes. Needs the feature `drift`.
            #[cfg(feature = "drift")]
            pub fn sample_drift(mut self, sampler: $crate::drift::Sampler) -> Self {
                self.settings.sampler = Some(sampler);
                self
            }

            /// A proxy to connect through; those that the environment names otherwise, in `HTTPS_PROXY` for one. May be called several
            /// times.
            ///
            /// A base URL on this machine is connected to directly, whatever the environment names: what is sent there in the clear is
            /// not for a proxy to see. A proxy that is given here is used for it too.
            ///
            /// Not together with [`http_client`](Self::http_client), which connects as it was made to.
            pub fn proxy(mut self, proxy: reqwest::Proxy) -> Self {
                self.settings.proxies.push(proxy);
                self
            }

            /// Connects directly, whatever proxies the environment names. One that [`proxy`](Self::proxy) gives is used all the same.
            ///
            /// Not together with [`http_client`](Self::http_client), which connects as it was made to.
            pub fn no_proxy(mut self) -> Self {
                self.settings.no_proxy = true;
                self
            }

            /// A connection pool of your own, for certificates of your own, say. With the feature `rustls-ring`, reqwest has to be
            /// told which cryptography to use before, by `rustls::crypto::CryptoProvider::install_default`, or it panics.
            ///
            /// Such a client follows redirects by its own rules. Without a rule of its own, reqwest follows up to ten of them, to any
            /// host; it takes the credentials off a request to another host, but sends a changed `POST` as `GET`. To leave redirects
            /// to this crate, build it with `redirect(reqwest::redirect::Policy::none())`.
            pub fn http_client(mut self, client: reqwest::Client) -> Self {
                self.settings.http_client = Some(client);
                self
            }
        }
    };
}

pub(crate) use settings;

impl Settings {
    /// Makes the parts of a client. Nothing is sent yet.
    pub fn build(self, service: &'static Service, authorization: Authorization) -> Result<Built> {
        let base_url = check_base_url(self.base_url.as_deref().unwrap_or(service.base_url), self.allow_http).map_err(|why| {
            let from = self.base_url_variable.map(|variable| format!(" in the environment variable {variable}")).unwrap_or_default();
            Error::configuration(format!("the base URL{from} {why}"))
        })?;
        let user_agent = self.user_agent.unwrap_or_else(|| format!("{USER_AGENT} (openapi {})", service.version));
        let direct = self.no_proxy || Url::parse(&base_url).is_ok_and(|url| is_loopback(&url));
        let through = match (self.http_client.is_some(), self.proxies.is_empty()) {
            (true, _) => Through::Unknown,
            (false, false) => Through::Given,
            (false, true) => proxy_variable(&base_url).filter(|_| !direct).map_or(Through::Unknown, Through::Environment),
        };
        let shared = Shared {
            authorization,
            user_agent: HeaderValue::from_str(&user_agent)
                .map_err(|_| Error::configuration(format!("the user agent {user_agent:?} is not fit for a header")))?,
            application_key: None,
            attempt_timeout: self.attempt_timeout.or(self.http_client.is_none().then_some(ATTEMPT_TIMEOUT)),
            total_timeout: self.total_timeout,
            max_response_bytes: self.max_response_bytes.unwrap_or(MAX_RESPONSE_BYTES),
            budget: self.retry.to_budget(),
            retry: self.retry,
            through,
            redirects: self.redirects,
            listener: self.listener,
            #[cfg(feature = "drift")]
            sampling: match self.sampler.map(|sampler| sampler.start(service)) {
                Some(Ok(sampling)) => Some(crate::call::Sampled { sampling, base_url: base_url.clone() }),
                Some(Err(err)) => return Err(Error::configuration(format!("the thread that checks for drift cannot be started: {err}"))),
                None => None,
            },
        };
        let http_client = match self.http_client {
            Some(_) if self.connect_timeout.is_some() => return Err(without_effect("connect_timeout")),
            Some(_) if !self.proxies.is_empty() => return Err(without_effect("proxy")),
            Some(_) if self.no_proxy => return Err(without_effect("no_proxy")),
            Some(client) => client,
            None => {
                let builder = reqwest::Client::builder()
                    // Followed in `call/redirect.rs`, which knows the method.
                    .redirect(reqwest::redirect::Policy::none())
                    .connect_timeout(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT));
                #[cfg(feature = "rustls-ring")]
                let builder = builder.tls_backend_preconfigured(super::tls::config()?);
                // It forgets the proxies before it, so it comes first.
                let builder = if direct { builder.no_proxy() } else { builder };
                let builder = self.proxies.into_iter().fold(builder, reqwest::ClientBuilder::proxy);
                builder.build().map_err(Error::setup)?
            }
        };
        Ok(Built { base_url, http_client, shared })
    }
}

fn without_effect(setting: &str) -> Error {
    Error::configuration(format!("{setting} has no effect on an http_client of your own: set it there"))
}

/// The base URL without its closing slashes: the paths of the operations begin with one.
fn check_base_url(text: &str, allow_http: bool) -> Result<String, &'static str> {
    // The text itself never gets into an error: what is refused here may hold a password.
    let url = match Url::parse(text) {
        Ok(url) => url,
        // The type of this error is not in reach.
        Err(err) if err.to_string() == "relative URL without a base" => return Err("has no scheme: begin it with `https://`"),
        Err(_) => return Err("cannot be read: it is like `https://api.mobilize.io/v1`"),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds credentials, which belong into `credentials`");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("holds a query or a fragment");
    }
    match url.scheme() {
        "https" => {}
        "http" if allow_http || is_loopback(&url) => {}
        "http" => return Err("is http, which would show the credentials to everybody on the way, unless `allow_http` permits it"),
        // `localhost:8080` has the scheme `localhost`.
        _ => return Err("is neither https nor http: begin it with `https://`"),
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// The variable that names a proxy for an address, if one does: which of them reqwest reads.
fn proxy_variable(base_url: &str) -> Option<&'static str> {
    let names = match base_url.starts_with("https:") {
        true => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        false => ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    };
    names.into_iter().find(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::BASE_URL;

    #[track_caller]
    fn check(base_url: &str, expected: Result<&str, &str>) {
        let checked = check_base_url(base_url, false);
        assert_eq!(checked.as_deref().map_err(|why| *why), expected);
    }

    #[test]
    fn slashes_at_the_end_are_cut_off() {
        check(BASE_URL, Ok(BASE_URL));
        check("https://api.mobilize.io/v1//", Ok(BASE_URL));
        check("https://api.mobilize.io", Ok("https://api.mobilize.io"));
    }

    #[test]
    fn the_variable_that_is_wrong_is_named() {
        let base_url = Some("api.mobilize.io/v1".to_owned());
        let settings = Settings { base_url, base_url_variable: Some("MOBILIZE_BASE_URL"), ..Settings::default() };
        let err = settings.build(&crate::client::builder::SERVICE, Authorization { basic: None, bearer: None }).err().expect("no scheme");
        let expected = "the base URL in the environment variable MOBILIZE_BASE_URL has no scheme: begin it with `https://`";
        assert_eq!(err.to_string(), expected);
    }

    #[test]
    fn http_stays_on_this_machine() {
        let why = "is http, which would show the credentials to everybody on the way, unless `allow_http` permits it";
        check("http://127.0.0.1:8080/v1", Ok("http://127.0.0.1:8080/v1"));
        check("http://[::1]:8080", Ok("http://[::1]:8080"));
        check("http://localhost/v1", Ok("http://localhost/v1"));
        check("http://api.mobilize.io/v1", Err(why));
        check("http://127.0.0.1.example.org", Err(why));
        check("http://localhost.example.org", Err(why));
        assert!(check_base_url("http://sandbox.internal/v1", true).is_ok());
    }

    #[test]
    fn what_is_no_base_url_is_refused_without_being_shown() {
        check("api.mobilize.io/v1", Err("has no scheme: begin it with `https://`"));
        check("localhost:8080/v1", Err("is neither https nor http: begin it with `https://`"));
        check("https://", Err("cannot be read: it is like `https://api.mobilize.io/v1`"));
        check("https://[::1/v1", Err("cannot be read: it is like `https://api.mobilize.io/v1`"));
        check("https://user:password@example.org", Err("holds credentials, which belong into `credentials`"));
        check("https://example.org/v1?key=1", Err("holds a query or a fragment"));
    }
}
