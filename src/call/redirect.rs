//! Sending, with the redirects that may be followed.

use reqwest::header::LOCATION;
use reqwest::{Client, Method, Request, Response, StatusCode, Url};

/// Users of the API report redirects; the documentation does not speak of them, nor of how many there may be.
const LIMIT: usize = 5;

/// Where redirects may lead, besides where they came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Redirects {
    /// Names of hosts that may see the credentials, by https only, if they are no names of this machine.
    pub hosts: Vec<String>,
}

impl Redirects {
    /// Sends a request and follows redirects within its origin and to the named hosts; any other is the response.
    ///
    /// reqwest could follow them too, but its policy does not know the method: it would turn a redirected `POST` into a
    /// `GET`, which lists groups instead of creating one, and answers 200. And it takes the credentials off on the way to
    /// another host, so that following would be of no use.
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

    /// The request to send next; `None` if the response is none to follow.
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

/// Whether a redirect asks for the same once more, if somewhere else.
pub(crate) fn is_followed(status: StatusCode, method: &Method) -> bool {
    match status {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => *method == Method::GET,
        _ => false,
    }
}

/// Whether nobody on the way can read what is sent there.
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
