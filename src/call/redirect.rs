//! Sending, with the redirects that may be followed.

use reqwest::header::LOCATION;
use reqwest::{Client, Method, Request, Response, StatusCode, Url};

/// Users of the API report redirects; the documentation does not mention them, or how many there may be.
const LIMIT: usize = 5;

/// The hosts that redirects may lead to, besides the original one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Redirects {
    /// Hosts that may receive the credentials, by https only unless they are this machine.
    pub hosts: Vec<String>,
}

impl Redirects {
    /// Sends a request and follows redirects within its origin and to the named hosts; any other redirect is the response.
    ///
    /// reqwest could follow them too, but its policy does not know the method: it turns a redirected `POST` into a `GET`, which
    /// lists groups instead of creating one, and returns 200. It also removes the credentials on the way to another host, so
    /// following would be useless.
    pub async fn send(&self, client: &Client, mut request: Request) -> reqwest::Result<Response> {
        for _ in 0..LIMIT {
            let copy = request.try_clone();
            let response = client.execute(request).await?;
            match copy.and_then(|copy| self.redirected(copy, &response)) {
                Some(next) => request = next,
                None => return Ok(response),
            }
        }
        client.execute(request).await
    }

    /// Returns the request to send next; `None` if the response is not a redirect to follow.
    fn redirected(&self, mut request: Request, response: &Response) -> Option<Request> {
        let location = response.headers().get(LOCATION)?.to_str().ok()?;
        let target = response.url().join(location).ok()?;
        if !is_followed(response.status(), request.method()) || !self.allow(request.url(), &target) {
            return None;
        }
        *request.url_mut() = target;
        Some(request)
    }

    fn allow(&self, from: &Url, to: &Url) -> bool {
        let named = to.host_str().is_some_and(|host| self.hosts.iter().any(|named| named.eq_ignore_ascii_case(host)));
        to.origin() == from.origin() || (named && (to.scheme() == "https" && to.port().is_none() || is_loopback(to)))
    }
}

/// Returns true if a redirect repeats the same request elsewhere.
pub(crate) fn is_followed(status: StatusCode, method: &Method) -> bool {
    match status {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => *method == Method::GET,
        _ => false,
    }
}

/// Returns true if the host is this machine, so that nothing sent there leaves it.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(to: &str, expected: bool) {
        let redirects = Redirects { hosts: vec!["api.forj.example".to_owned()] };
        let url = |text| Url::parse(text).expect("an address");
        assert_eq!(redirects.allow(&url("https://api.mobilize.io/v1/groups"), &url(to)), expected, "{to}");
    }

    #[test]
    fn named_hosts_are_followed_by_https_only() {
        check("https://api.mobilize.io/elsewhere", true);
        check("https://api.forj.example/v1/groups", true);
        check("https://API.forj.example:443/v1/groups", true);
        check("http://api.forj.example/v1/groups", false);
        check("https://api.forj.example:8443/v1/groups", false);
        check("https://evil.api.forj.example/v1/groups", false);
        check("http://api.mobilize.io/v1/groups", false);
        check("https://example.org/v1/groups", false);
    }
}
