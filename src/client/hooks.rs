//! How the generated code sends its requests.

use bytes::Bytes;
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::{Request, Response, StatusCode};

use super::Inner;
use crate::error::Error;
use crate::generated;
use crate::operation::{self, Operation, Table};
use crate::response::RawResponse;

impl ClientHooks<Inner> for generated::Client {
    async fn exec(&self, request: Request, info: &OperationInfo) -> reqwest::Result<Response> {
        send(self, operation::MOBILIZE, request, info).await
    }
}

/// Sends the request. The generated code has no way to learn more than a response, and no way to tell more than an error of
/// reqwest: so a failure travels through it within a response of no success, and `Error` is made from that.
pub(crate) async fn send(
    client: &impl ClientInfo<Inner>,
    operations: Table,
    request: Request,
    info: &OperationInfo,
) -> reqwest::Result<Response> {
    let result = client.inner().0.run(client.client(), request, Operation::of(operations, info.operation_id)).await;
    Ok(match result {
        Ok(response) => succeed(response),
        Err(err) => fail(err),
    })
}

/// An empty response says nothing, which in JSON is null: tolerant types read that, while nothing reads no text at all.
fn succeed(response: RawResponse) -> Response {
    let body = if response.body.is_empty() { Bytes::from_static(b"null") } else { response.body };
    let mut passed = http::Response::new(body);
    *passed.status_mut() = response.status;
    *passed.headers_mut() = response.headers;
    passed.into()
}

/// A response with the status of the failure, or 500 where that is none or a success.
fn fail(err: Error) -> Response {
    let status = err.status().filter(|status| !status.is_success());
    let mut passed = http::Response::new(Bytes::new());
    *passed.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    passed.extensions_mut().insert(err);
    passed.into()
}
