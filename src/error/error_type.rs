//! The error type, and the functions that make errors.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, Url};

use super::decode::DecodeError;
use super::vendor::VendorError;
use crate::call::ProxySource;
use crate::operation::Operation;
use crate::response::RawResponse;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation has no result, or why a client could not be made.
///
/// Use the predicates (`is_not_found` and so on) or [`kind`](Error::kind) to react to an error. The error of a call knows its
/// operation, method and URL, and the number of attempts; if a response arrived, also its status, headers and body.
///
/// `Display` and `Debug` show neither credentials, nor the query of a URL, nor a body: only the status and the message of the
/// service. Cloning is cheap.
///
/// ```no_run
/// use mobilize::{Client, Result, types::Group};
///
/// async fn find(client: &Client) -> Result<Option<Group>> {
///     match client.get_group().group_id(1234).send().await {
///         Ok(group) => Ok(Some(group.into_inner())),
///         Err(err) if err.is_not_found() => Ok(None),
///         Err(err) => Err(err),
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Error(pub(super) Arc<Parts>);

pub(super) struct Parts {
    pub kind: Kind,
    /// `None` if nothing was sent.
    pub call: Option<Call>,
    /// The operation, if it is known before anything is sent.
    pub operation: Option<&'static Operation>,
    /// `None` if nothing arrived. An incomplete response is kept as far as it arrived.
    pub response: Option<RawResponse>,
    /// Advice, if the fix is not obvious.
    pub advice: Option<Cow<'static, str>>,
}

pub(super) enum Kind {
    /// The client was configured in a way that cannot work.
    Configuration(String),
    /// The HTTP client could not be set up.
    Setup(reqwest::Error),
    /// The request was not sent, for example because a parameter is missing.
    Request(String),
    /// No response came, or it broke off.
    Transport(reqwest::Error),
    /// The time limit of the call with all its attempts was reached.
    Deadline(Duration),
    /// A body is not JSON, or does not match its type.
    Decode(DecodeError),
    /// The service returned an error status.
    Status(VendorError),
    /// A list that cannot be read to its end.
    Paging(&'static str),
    /// A response with more bytes than this limit.
    TooLarge(usize),
    /// A response whose value takes more bytes of memory than this limit.
    TooMuchMemory(usize),
    /// Bulk work that is finished, but for batches that failed or were refused.
    Bulk(String),
    /// Bulk work whose rows differ from those of its state.
    RowsChanged(String),
    /// An error of the function that stores the state of bulk work.
    Callback(Box<dyn std::error::Error + Send + Sync>),
}

/// The request of an error or a response.
#[derive(Clone)]
pub(crate) struct Call {
    /// `None` for a request by path.
    pub operation: Option<&'static Operation>,
    pub method: Method,
    pub url: String,
    pub attempts: u32,
}

impl Call {
    pub fn new(operation: Option<&'static Operation>, method: Method, url: &Url) -> Self {
        Self { operation, method, url: bare(url), attempts: 0 }
    }
}

impl Error {
    pub(super) fn of(kind: Kind, call: Option<Call>, response: Option<RawResponse>) -> Self {
        Self(Arc::new(Parts { kind, call, operation: None, response, advice: None }))
    }

    /// Adds advice to the error.
    pub(crate) fn with_advice(self, advice: impl Into<Cow<'static, str>>) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(parts) => Self(Arc::new(Parts { advice: Some(advice.into()), ..parts })),
            // A clone of the error exists already, without advice.
            Err(shared) => Self(shared),
        }
    }

    /// Adds the proxy that may be the reason for a failed connection; without its URL, which may contain a password.
    pub(crate) fn with_proxy(self, proxy: ProxySource) -> Self {
        match proxy {
            ProxySource::Given if self.is_connect() => self.with_advice("a proxy is configured; check that it is reachable"),
            ProxySource::Environment(variable) if self.is_connect() => {
                self.with_advice(format!("the environment variable {variable} names a proxy; check that it is reachable"))
            }
            _ => self,
        }
    }

    pub(crate) fn configuration(why: impl Into<String>) -> Self {
        Self::of(Kind::Configuration(why.into()), None, None)
    }

    pub(crate) fn setup(error: reqwest::Error) -> Self {
        Self::of(Kind::Setup(error), None, None)
    }

    pub(crate) fn request(why: impl Into<String>) -> Self {
        Self::of(Kind::Request(why.into()), None, None)
    }

    /// The error of an operation that was not sent.
    pub(crate) fn request_of(why: String, operation: Option<&'static Operation>) -> Self {
        Self(Arc::new(Parts { kind: Kind::Request(why), call: None, operation, response: None, advice: None }))
    }

    /// Removes the URL from the error of reqwest, which shows all of it.
    pub(crate) fn transport(error: reqwest::Error, call: &Call, response: Option<RawResponse>) -> Self {
        Self::of(Kind::Transport(error.without_url()), Some(call.clone()), response)
    }

    pub(crate) fn deadline(total: Duration, call: &Call) -> Self {
        Self::of(Kind::Deadline(total), Some(call.clone()), None)
    }

    /// The error of a job that did not end in time.
    pub(crate) fn overdue(limit: Duration) -> Self {
        Self::of(Kind::Deadline(limit), None, None)
    }

    pub(crate) fn status_of(response: RawResponse, call: &Call) -> Self {
        let vendor = VendorError::read(&response.body);
        Self::of(Kind::Status(vendor), Some(call.clone()), Some(response))
    }

    pub(crate) fn decode(error: DecodeError, call: Option<&Call>, response: Option<RawResponse>) -> Self {
        Self::of(Kind::Decode(error), call.cloned(), response)
    }

    pub(crate) fn too_large(limit: usize, call: &Call, response: RawResponse) -> Self {
        Self::of(Kind::TooLarge(limit), Some(call.clone()), Some(response))
    }

    pub(crate) fn too_much_memory(limit: usize, call: Option<&Call>, response: Option<RawResponse>) -> Self {
        Self::of(Kind::TooMuchMemory(limit), call.cloned(), response)
    }

    pub(crate) fn bulk(why: String) -> Self {
        Self::of(Kind::Bulk(why), None, None)
    }

    pub(crate) fn rows_changed(why: String) -> Self {
        Self::of(Kind::RowsChanged(why), None, None)
    }

    pub(crate) fn callback(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self::of(Kind::Callback(error), None, None)
    }

    /// The error of a list, with the response that caused it if it is a single one.
    pub(crate) fn paging(why: &'static str, response: Option<&RawResponse>) -> Self {
        Self::of(Kind::Paging(why), response.map(|response| Call::clone(&response.call)), response.cloned())
    }
}

/// Returns the URL without the parts that may be secret or personal.
fn bare(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // These do not fail for the URL of an HTTP request.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}
