//! The URL of a request as it is kept: without credentials, and with a server only if it is known.

use crate::credentials::MASKED;
use crate::recording::Request;
use crate::unknown::placeholders::Placeholders;

/// Replaces a server that is a placeholder by none, and moves the credentials of a URL into a header, masked.
pub fn normalize(request: &mut Request) {
    let Some((scheme, rest)) = request.url.split_once("://") else {
        // `{{baseUrl}}/groups` and `<HOST>/groups`: any server may be meant.
        let (server, path) = request.url.split_at(request.url.find('/').unwrap_or(request.url.len()));
        if !server.is_empty() && Placeholders::default().is_in(server) {
            request.url = if path.is_empty() { "/".to_owned() } else { path.to_owned() };
        }
        return;
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (credentials, host) = authority.rsplit_once('@').map_or((None, authority), |(credentials, host)| (Some(credentials), host));
    let placeholders = Placeholders::default();
    let is_unknown = placeholders.is_in(host) || placeholders.is_in(scheme);
    let url = match (is_unknown, path.starts_with('/')) {
        (true, true) => path.to_owned(),
        (true, false) => format!("/{path}"),
        (false, _) if credentials.is_some() => format!("{scheme}://{host}{path}"),
        (false, _) => return,
    };
    if credentials.is_some() && request.headers.get("authorization").is_none() {
        request.headers = std::mem::take(&mut request.headers).with("authorization", MASKED);
    }
    request.url = url;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headers::Headers;

    #[test]
    fn servers_that_are_placeholders_and_credentials_leave_the_url() {
        for (url, expected, authorization) in [
            ("https://a.example/x", "https://a.example/x", None),
            ("https://<<HOST>>/v1/x?a=1", "/v1/x?a=1", None),
            ("https://{{host}}.example", "/", None),
            ("{{base}}/x", "/x", None),
            ("<HOST>/x", "/x", None),
            ("/x/<ID>", "/x/<ID>", None),
            ("https://user:secret@a.example/x", "https://a.example/x", Some("[masked]")),
        ] {
            let mut request = Request {
                method: "GET".to_owned(),
                url: url.to_owned(),
                headers: Headers::default(),
                body: None,
                body_text: None,
                body_base64: None,
            };
            normalize(&mut request);
            assert_eq!((request.url.as_str(), request.headers.get("authorization")), (expected, authorization), "{url}");
        }
    }
}
