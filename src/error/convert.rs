//! From the errors of the generated code.

use bytes::Bytes;
use progenitor_client::Error as OperationError;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::decode::Misfit;
use super::{Error, Kind, VendorError};
use crate::response::RawResponse;

/// What an operation returns becomes the one error of this crate, so that `?` is enough.
///
/// Whatever fails once a request is made fails within the hooks, which know everything about it. They hand their error
/// through the generated code inside a response, so what arrives here otherwise failed before.
///
/// The type parameter is the unit type for every operation: the generated code is kept from reading the bodies of errors.
impl From<OperationError<()>> for Error {
    fn from(error: OperationError<()>) -> Self {
        match error {
            OperationError::UnexpectedResponse(response) => match response.extensions().get::<Self>() {
                Some(error) => error.clone(),
                None => {
                    let response = received(response.status(), response.headers(), Bytes::new());
                    Self::of(Kind::Status(VendorError::default()), None, Some(response))
                }
            },
            OperationError::InvalidRequest(why) | OperationError::Custom(why) => Self::request(why),
            OperationError::CommunicationError(error)
            | OperationError::InvalidUpgrade(error)
            | OperationError::ResponseBodyError(error) => Self::of(Kind::Transport(error.without_url()), None, None),
            OperationError::InvalidResponsePayload(body, error) => {
                let response = received(StatusCode::OK, &HeaderMap::new(), body);
                Self::misfit(Misfit::of_operation(&error), None, Some(response))
            }
            OperationError::ErrorResponse(response) => {
                let response = received(response.status(), response.headers(), Bytes::new());
                Self::of(Kind::Status(VendorError::default()), None, Some(response))
            }
        }
    }
}

fn received(status: StatusCode, headers: &HeaderMap, body: Bytes) -> RawResponse {
    RawResponse { status, headers: headers.clone(), body }
}
