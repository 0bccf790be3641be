//! What happens around every request, whatever the operation.

use bytes::Bytes;
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue, USER_AGENT};
use reqwest::{Request, Response, ResponseBuilderExt, StatusCode};

use super::{Inner, redirect};
use crate::error::Context;
use crate::generated;

impl ClientHooks<Inner> for generated::Client {
    async fn pre<E>(&self, request: &mut Request, _info: &OperationInfo) -> Result<(), progenitor_client::Error<E>> {
        let inner = self.inner();
        if inner.timeout.is_some() {
            *request.timeout_mut() = inner.timeout;
        }
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, inner.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, inner.user_agent.clone());
        // The version of the document, which the generator sends and the service never asked for.
        headers.remove("api-version");
        Ok(())
    }

    /// Sends the request. Whatever may be repeated will be repeated here: every operation passes, and none needs to know.
    async fn exec(&self, request: Request, info: &OperationInfo) -> reqwest::Result<Response> {
        let method = request.method().clone();
        let response = redirect::send(self.client(), request).await?;
        if response.status().is_success() {
            return Ok(fill_if_empty(response));
        }
        let context = |body| Context { operation: info.operation_id, method, body };
        Ok(buffer(response, context).await)
    }
}

/// An empty response says nothing, which in JSON is null: tolerant types read that, while nothing reads no text at all.
fn fill_if_empty(response: Response) -> Response {
    let empty = response.status() == StatusCode::NO_CONTENT || response.content_length() == Some(0);
    if empty { with_body(response, Bytes::from_static(b"null"), None) } else { response }
}

/// Reads the body of a failure, so that the error made from it need not wait, and says which operation it belongs to.
async fn buffer(mut response: Response, context: impl FnOnce(Bytes) -> Context) -> Response {
    let mut body = Vec::new();
    // A body that breaks off is kept as far as it came: the status is worth more than the trouble of reading on.
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
    }
    let body = Bytes::from(body);
    with_body(response, body.clone(), Some(context(body)))
}

/// The same response with another body. reqwest replaces none, so the response is put together anew.
fn with_body(response: Response, body: Bytes, context: Option<Context>) -> Response {
    let replaced = http::Response::builder().status(response.status()).version(response.version()).url(response.url().clone()).body(body);
    let Ok(mut replaced) = replaced else {
        // All parts are those of a response that exists, so they do fit together.
        return response;
    };
    *replaced.headers_mut() = response.headers().clone();
    if let Some(context) = context {
        replaced.extensions_mut().insert(context);
    }
    replaced.into()
}
