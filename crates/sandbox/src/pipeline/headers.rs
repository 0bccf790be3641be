//! Headers as the log keeps them: without credentials.

use axum::http::HeaderMap;

/// The headers whose values are credentials.
const CREDENTIALS: [&str; 5] = ["authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key"];

/// Returns names and values in order. Of credentials only the scheme is kept.
pub fn logged(headers: &HeaderMap) -> Vec<(String, String)> {
    let show = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        let text = String::from_utf8_lossy(value.as_bytes());
        let text = match (CREDENTIALS.contains(&name.as_str()), text.split_once(' ')) {
            (true, Some((scheme, _))) if name.as_str().ends_with("authorization") => format!("{scheme} (not kept)"),
            (true, _) => "(not kept)".to_owned(),
            (false, _) => text.into_owned(),
        };
        (name.as_str().to_owned(), text)
    };
    headers.iter().map(show).collect()
}
