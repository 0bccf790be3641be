//! Sending, with the redirects that may be followed.

use reqwest::header::LOCATION;
use reqwest::{Client, Method, Request, Response, StatusCode};

/// Users of the API report redirects; the documentation does not speak of them, nor of how many there may be.
const LIMIT: usize = 5;

/// Sends a request and follows redirects within its origin; any other redirect is the response.
///
/// reqwest could follow them too, but its policy does not know the method: it would turn a redirected `POST` into a `GET`,
/// which lists groups instead of creating one, and answers 200.
pub(super) async fn send(client: &Client, mut request: Request) -> reqwest::Result<Response> {
    for _ in 0..LIMIT {
        let copy = request.try_clone();
        let response = client.execute(request).await?;
        match copy.and_then(|copy| redirected(copy, &response)) {
            Some(next) => request = next,
            None => return Ok(response),
        }
    }
    client.execute(request).await
}

/// The request to send next; `None` if the response is none to follow.
fn redirected(mut request: Request, response: &Response) -> Option<Request> {
    let repeatable = match response.status() {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => request.method() == Method::GET,
        _ => false,
    };
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    let target = response.url().join(location).ok()?;
    if !repeatable || target.origin() != request.url().origin() {
        return None;
    }
    *request.url_mut() = target;
    Some(request)
}
