//! How a client is made.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;

use super::{BASE_URL, Client, Inner};
use crate::credentials::Credentials;
use crate::error::{Error, Result};
use crate::generated;

const USER_AGENT: &str = concat!("mobilize-rust/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(60);

/// The settings of a [`Client`]; only the credentials are needed.
///
/// ```
/// use std::time::Duration;
///
/// let client = mobilize::Client::builder()
///     .credentials("key", "secret")
///     .base_url("http://127.0.0.1:8080/v1/")
///     .timeout(Duration::from_secs(5))
///     .build()?;
/// assert_eq!(client.base_url(), "http://127.0.0.1:8080/v1");
/// # Ok::<(), mobilize::Error>(())
/// ```
#[derive(Clone, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    base_url: Option<String>,
    allow_http: bool,
    user_agent: Option<String>,
    connect_timeout: Option<Duration>,
    timeout: Option<Duration>,
    http_client: Option<reqwest::Client>,
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
        self.base_url = Some(base_url.into());
        self
    }

    /// Whether the credentials may travel in the clear to another machine. Never needed for the live service.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// What the program calls itself in the header `user-agent`; `mobilize-rust` with its version otherwise.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// How long connecting may take; ten seconds otherwise.
    ///
    /// Not together with [`http_client`](Self::http_client), which connects as it was made to.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// How long one request may take, from connecting to the last byte of its response; sixty seconds otherwise, or what an
    /// [`http_client`](Self::http_client) of your own was made with.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// A connection pool of your own, for a proxy or certificates of your own.
    ///
    /// Such a client follows redirects by its own rules. Without a rule of its own, reqwest follows up to ten of them, to any
    /// host; it takes the credentials off a request to another host, but sends a changed `POST` as `GET`. To leave redirects
    /// to this crate, build it with `redirect(reqwest::redirect::Policy::none())`.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
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
    /// - if `connect_timeout` is set together with `http_client`;
    /// - if TLS cannot be set up, for want of certificates on this machine for one.
    pub fn build(self) -> Result<Client> {
        let credentials = self.credentials.ok_or_else(|| Error::configuration("the client has no credentials"))?;
        let base_url = check_base_url(self.base_url.as_deref().unwrap_or(BASE_URL), self.allow_http)?;
        let user_agent = self.user_agent.as_deref().unwrap_or(USER_AGENT);
        let inner = Inner {
            authorization: credentials.to_header()?,
            user_agent: HeaderValue::from_str(user_agent)
                .map_err(|_| Error::configuration(format!("the user agent {user_agent:?} is not fit for a header")))?,
            timeout: self.timeout.or(self.http_client.is_none().then_some(TIMEOUT)),
        };
        let http_client = match (self.http_client, self.connect_timeout) {
            (Some(_), Some(_)) => {
                return Err(Error::configuration("connect_timeout has no effect on an http_client of your own: set it there"));
            }
            (Some(client), None) => client,
            (None, timeout) => reqwest::Client::builder()
                // Followed in `redirect.rs`, which knows the method.
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(timeout.unwrap_or(CONNECT_TIMEOUT))
                .build()
                .map_err(Error::setup)?,
        };
        let client = generated::Client::new_with_client(&base_url, http_client, inner);
        Ok(Client(Arc::new(client)))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not even the base URL, since one that `build` will refuse may hold a password.
        f.debug_struct("ClientBuilder").finish_non_exhaustive()
    }
}

/// The base URL without its closing slashes: the paths of the operations begin with one.
fn check_base_url(text: &str, allow_http: bool) -> Result<String> {
    // The text itself never gets into an error: what is refused here may hold a password.
    let refuse = |why: &str| Err(Error::configuration(format!("the base URL {why}")));
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(err) => return refuse(&format!("cannot be read: {err}")),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("holds credentials, which belong into `credentials`");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("holds a query or a fragment");
    }
    match url.scheme() {
        "https" => {}
        "http" if allow_http || is_loopback(&url) => {}
        "http" => return refuse("is http, which would show the credentials to everybody on the way"),
        _ => return refuse("is neither https nor http"),
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base_url: &str, expected: Result<&str, &str>) {
        let checked = check_base_url(base_url, false).map_err(|err| err.to_string());
        assert_eq!(checked.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn slashes_at_the_end_are_cut_off() {
        check(BASE_URL, Ok(BASE_URL));
        check("https://api.mobilize.io/v1//", Ok(BASE_URL));
        check("https://api.mobilize.io", Ok("https://api.mobilize.io"));
    }

    #[test]
    fn http_stays_on_this_machine() {
        let why = "the base URL is http, which would show the credentials to everybody on the way";
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
        check("api.mobilize.io/v1", Err("the base URL cannot be read: relative URL without a base"));
        check("ftp://example.org", Err("the base URL is neither https nor http"));
        check("https://user:password@example.org", Err("the base URL holds credentials, which belong into `credentials`"));
        check("https://example.org/v1?key=1", Err("the base URL holds a query or a fragment"));
    }
}
