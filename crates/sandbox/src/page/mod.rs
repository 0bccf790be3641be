//! The start page: one file, no network, no build.

use axum::http::header;
use axum::response::IntoResponse;

/// Sends the page.
pub async fn show() -> impl IntoResponse {
    let policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:";
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, policy)];
    (headers, include_str!("index.html"))
}
