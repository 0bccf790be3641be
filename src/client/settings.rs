//! The settings that all clients have in common.

use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;

use super::service::ServiceInfo;
use crate::call::{Authorization, DynamicHeaders, Listener, ProxySource, Redirects, Shared, is_loopback};
use crate::error::{Error, Result};
use crate::json::MAX_DECODED_BYTES;
use crate::retry::Retry;

const USER_AGENT: &str = concat!("mobilize-rust/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
const MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

/// The settings that do not depend on the service.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    pub base_url: Option<String>,
    /// The environment variable that the base URL is from.
    pub base_url_variable: Option<&'static str>,
    pub allow_http: bool,
    pub user_agent: Option<String>,
    pub connect_timeout: Option<Duration>,
    pub attempt_timeout: Option<Duration>,
    pub total_timeout: Option<Duration>,
    pub max_response_bytes: Option<usize>,
    pub max_decoded_bytes: Option<usize>,
    pub retry: Retry,
    pub redirects: Redirects,
    pub listener: Option<Listener>,
    pub dynamic_headers: Option<DynamicHeaders>,
    #[cfg(feature = "drift")]
    pub sampler: Option<crate::drift::Sampler>,
    pub proxies: Vec<reqwest::Proxy>,
    pub no_proxy: bool,
    pub http_client: Option<reqwest::Client>,
}

/// The parts of a client.
pub(crate) struct Built {
    pub base_url: String,
    pub http_client: reqwest::Client,
    pub shared: Shared,
}

impl Settings {
    /// Makes the parts of a client. Nothing is sent yet.
    pub fn build(self, service: &'static ServiceInfo, authorization: Authorization) -> Result<Built> {
        let base_url = check_base_url(self.base_url.as_deref().unwrap_or(service.base_url), self.allow_http).map_err(|why| {
            let from = self.base_url_variable.map(|variable| format!(" in the environment variable {variable}")).unwrap_or_default();
            Error::configuration(format!("the base URL{from} {why}"))
        })?;
        let user_agent = self.user_agent.unwrap_or_else(|| format!("{USER_AGENT} (openapi {})", service.version));
        let direct = self.no_proxy || Url::parse(&base_url).is_ok_and(|url| is_loopback(&url));
        let proxy = match (self.http_client.is_some(), self.proxies.is_empty()) {
            (true, _) => ProxySource::Unknown,
            (false, false) => ProxySource::Given,
            (false, true) => proxy_variable(&base_url).filter(|_| !direct).map_or(ProxySource::Unknown, ProxySource::Environment),
        };
        let shared = Shared {
            authorization,
            user_agent: HeaderValue::from_str(&user_agent)
                .map_err(|_| Error::configuration(format!("the user agent {user_agent:?} is not valid in a header")))?,
            application_key: None,
            attempt_timeout: self.attempt_timeout.or(self.http_client.is_none().then_some(ATTEMPT_TIMEOUT)),
            total_timeout: self.total_timeout,
            max_response_bytes: self.max_response_bytes.unwrap_or(MAX_RESPONSE_BYTES),
            max_decoded_bytes: self.max_decoded_bytes.unwrap_or(MAX_DECODED_BYTES),
            budget: self.retry.to_budget(),
            retry: self.retry,
            proxy,
            redirects: self.redirects,
            listener: self.listener,
            dynamic_headers: self.dynamic_headers,
            #[cfg(feature = "drift")]
            sampling: match self.sampler.map(|sampler| sampler.start(service)) {
                Some(Ok(sampling)) => Some(crate::call::Sampled { sampling, base_url: base_url.clone() }),
                Some(Err(err)) => return Err(Error::configuration(format!("cannot start the thread that checks for drift: {err}"))),
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
                    // `call/redirect.rs` follows redirects, since it knows the method.
                    .redirect(reqwest::redirect::Policy::none())
                    .connect_timeout(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT));
                #[cfg(feature = "rustls-ring")]
                let builder = builder.tls_backend_preconfigured(super::tls::config()?);
                // `no_proxy` also removes the proxies that were set before it, so it comes first.
                let builder = if direct { builder.no_proxy() } else { builder };
                let builder = self.proxies.into_iter().fold(builder, reqwest::ClientBuilder::proxy);
                builder.build().map_err(Error::setup)?
            }
        };
        Ok(Built { base_url, http_client, shared })
    }
}

fn without_effect(setting: &str) -> Error {
    Error::configuration(format!("{setting} has no effect on your own http_client: set it there"))
}

/// Returns the base URL without its trailing slashes: the paths of the operations begin with one.
fn check_base_url(text: &str, allow_http: bool) -> Result<String, &'static str> {
    // The text itself is never part of an error: a refused base URL may contain a password.
    let url = match Url::parse(text) {
        Ok(url) => url,
        // reqwest does not export the type of this error.
        Err(err) if err.to_string() == "relative URL without a base" => return Err("has no scheme: begin it with `https://`"),
        Err(_) => return Err("is not a valid URL, such as `https://api.mobilize.io/v1`"),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("contains credentials; pass them as `credentials`");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("contains a query or a fragment");
    }
    match url.scheme() {
        "https" => {}
        "http" if allow_http || is_loopback(&url) => {}
        "http" => return Err("is http, which sends the credentials unencrypted; use https, or permit it with `allow_http`"),
        // `localhost:8080` has the scheme `localhost`.
        _ => return Err("is neither https nor http: begin it with `https://`"),
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// The first environment variable that reqwest reads a proxy for this base URL from, if one is set.
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
    use crate::client::{BASE_URL, Service as _};

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
    fn an_invalid_variable_is_named() {
        let base_url = Some("api.mobilize.io/v1".to_owned());
        let settings = Settings { base_url, base_url_variable: Some("MOBILIZE_BASE_URL"), ..Settings::default() };
        let err = settings.build(crate::client::Mobilize::info(), Authorization { basic: None, bearer: None }).err().expect("no scheme");
        let expected = "the base URL in the environment variable MOBILIZE_BASE_URL has no scheme: begin it with `https://`";
        assert_eq!(err.to_string(), expected);
    }

    #[test]
    fn http_stays_on_this_machine() {
        let why = "is http, which sends the credentials unencrypted; use https, or permit it with `allow_http`";
        check("http://127.0.0.1:8080/v1", Ok("http://127.0.0.1:8080/v1"));
        check("http://[::1]:8080", Ok("http://[::1]:8080"));
        check("http://localhost/v1", Ok("http://localhost/v1"));
        check("http://api.mobilize.io/v1", Err(why));
        check("http://127.0.0.1.example.org", Err(why));
        check("http://localhost.example.org", Err(why));
        assert!(check_base_url("http://sandbox.internal/v1", true).is_ok());
    }

    #[test]
    fn an_invalid_base_url_is_refused_and_not_shown() {
        check("api.mobilize.io/v1", Err("has no scheme: begin it with `https://`"));
        check("localhost:8080/v1", Err("is neither https nor http: begin it with `https://`"));
        check("https://", Err("is not a valid URL, such as `https://api.mobilize.io/v1`"));
        check("https://[::1/v1", Err("is not a valid URL, such as `https://api.mobilize.io/v1`"));
        check("https://user:password@example.org", Err("contains credentials; pass them as `credentials`"));
        check("https://example.org/v1?key=1", Err("contains a query or a fragment"));
    }
}
