//! From the errors of the generated code.

use bytes::Bytes;
use progenitor_client::Error as OperationError;
use reqwest::Response;

use super::{Context, Error, Kind, Refusal, VendorError, bare};

/// What an operation returns becomes the one error of this crate, so that `?` is enough.
///
/// The type parameter is the unit type for every operation: the generated code is kept from reading the bodies of errors.
impl From<OperationError<()>> for Error {
    fn from(error: OperationError<()>) -> Self {
        Self(Box::new(match error {
            OperationError::InvalidRequest(why) | OperationError::Custom(why) => Kind::Request(why),
            OperationError::CommunicationError(error)
            | OperationError::InvalidUpgrade(error)
            | OperationError::ResponseBodyError(error) => transport(error),
            OperationError::InvalidResponsePayload(body, error) => Kind::Decode { error, body },
            OperationError::UnexpectedResponse(response) => Kind::Status(response.into()),
            OperationError::ErrorResponse(response) => Kind::Status(Refusal {
                context: None,
                status: response.status(),
                headers: response.headers().clone(),
                url: String::new(),
                vendor: VendorError::default(),
            }),
        }))
    }
}

/// The error of reqwest shows the whole URL, so it is taken off.
fn transport(error: reqwest::Error) -> Kind {
    Kind::Transport { url: error.url().map(bare), error: error.without_url() }
}

impl From<Response> for Refusal {
    fn from(response: Response) -> Self {
        let context = response.extensions().get::<Context>().cloned();
        let body = context.as_ref().map_or_else(Bytes::new, |context| context.body.clone());
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            url: bare(response.url()),
            vendor: VendorError::read(&body),
            context,
        }
    }
}
