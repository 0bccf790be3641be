//! The one error of this crate.

mod convert;
mod decode;
mod mend;
mod show;
mod vendor;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode, Url};

use crate::call::Through;
use crate::operation::Operation;
use crate::response::RawResponse;
use crate::retry;
use vendor::VendorError;

pub(crate) use show::brief;

pub(crate) use decode::{Misfit, decode, decode_slice, decode_value, misfit, no_such_thing, not_said};

/// What everything in this crate returns that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation has no result, or why a client could not be made.
///
/// The questions below (`is_not_found` and so on) are the way to react to one; kinds may be added, so there is no list of
/// them to match on. Whatever went wrong with a call, the error knows its operation, method and address, and how many
/// attempts were made; if a response came, also its status, headers and body.
///
/// Neither `Display` nor `Debug` shows credentials, the query of a URL, or a body: of what the service sent they show its
/// status and its message. Cloning is cheap.
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
pub struct Error(Arc<Parts>);

struct Parts {
    kind: Kind,
    /// Missing where nothing was sent.
    call: Option<Call>,
    /// Missing where nothing came. A response that broke off is kept as far as it came.
    response: Option<RawResponse>,
    /// What to do about it, where that is not for the reader to guess.
    advice: Option<Cow<'static, str>>,
}

enum Kind {
    /// The client was configured in a way that cannot work.
    Configuration(String),
    /// reqwest could not be set up.
    Setup(reqwest::Error),
    /// The request was not sent: a parameter is missing, say.
    Request(String),
    /// No response came, or it broke off.
    Transport(reqwest::Error),
    /// The time for the call and all its attempts ran out.
    Deadline(Duration),
    /// Something is no JSON, or does not fit its type.
    Decode(Misfit),
    /// The service reported anything but success.
    Status(VendorError),
    /// Pages that cannot be read to their end.
    Paging(&'static str),
    /// A response of more bytes than this.
    TooLarge(usize),
    /// Work in bulk that has come to its end, with batches that were not done.
    Bulk(String),
}

/// What was asked.
#[derive(Clone)]
pub(crate) struct Call {
    /// `None` for what is asked through `Client::request`.
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

/// How errors are made.
impl Error {
    fn of(kind: Kind, call: Option<Call>, response: Option<RawResponse>) -> Self {
        Self(Arc::new(Parts { kind, call, response, advice: None }))
    }

    /// The same, and what to do about it.
    pub(crate) fn advising(self, advice: impl Into<Cow<'static, str>>) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(parts) => Self(Arc::new(Parts { advice: Some(advice.into()), ..parts })),
            // Someone else has it already, as it is.
            Err(shared) => Self(shared),
        }
    }

    /// The same, naming a proxy that may be why there is no connection; without its address, which may hold a password.
    pub(crate) fn through(self, through: Through) -> Self {
        match through {
            Through::Given if self.is_connect() => self.advising("the client was given a proxy: is it that which cannot be reached?"),
            Through::Environment(variable) if self.is_connect() => {
                self.advising(format!("the environment variable {variable} names a proxy: is it that which cannot be reached?"))
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

    /// The error of reqwest shows the whole URL, so it is taken off.
    pub(crate) fn transport(error: reqwest::Error, call: &Call, response: Option<RawResponse>) -> Self {
        Self::of(Kind::Transport(error.without_url()), Some(call.clone()), response)
    }

    pub(crate) fn deadline(total: Duration, call: &Call) -> Self {
        Self::of(Kind::Deadline(total), Some(call.clone()), None)
    }

    /// Something that goes on at the service has not ended in time.
    pub(crate) fn overdue(limit: Duration) -> Self {
        Self::of(Kind::Deadline(limit), None, None)
    }

    pub(crate) fn status_of(response: RawResponse, call: &Call) -> Self {
        let vendor = VendorError::read(&response.body);
        Self::of(Kind::Status(vendor), Some(call.clone()), Some(response))
    }

    pub(crate) fn misfit(misfit: Misfit, call: Option<&Call>, response: Option<RawResponse>) -> Self {
        Self::of(Kind::Decode(misfit), call.cloned(), response)
    }

    pub(crate) fn too_large(limit: usize, call: &Call, response: RawResponse) -> Self {
        Self::of(Kind::TooLarge(limit), Some(call.clone()), Some(response))
    }

    pub(crate) fn bulk(why: String) -> Self {
        Self::of(Kind::Bulk(why), None, None)
    }

    /// With the response that is to blame, if it is a single one.
    pub(crate) fn paging(why: &'static str, response: Option<&RawResponse>) -> Self {
        Self::of(Kind::Paging(why), response.map(|response| Call::clone(&response.call)), response.cloned())
    }
}

/// What to do about it.
impl Error {
    /// Whether what the request names does not exist.
    ///
    /// That is the status 404, and the status 500 with a message like `Couldn't find Group with 'id'=123`, which one page
    /// shows for the same thing (page: `groupsid`).
    pub fn is_not_found(&self) -> bool {
        match self.refused() {
            Some(StatusCode::NOT_FOUND) => true,
            Some(StatusCode::INTERNAL_SERVER_ERROR) => self.message().is_some_and(vendor::is_not_found),
            _ => false,
        }
    }

    /// Whether the credentials are missing or wrong: the status 401 (page: `getting-started`).
    pub fn is_unauthorized(&self) -> bool {
        self.refused() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Whether the credentials are right but not sufficient: the status 403 (page: `getting-started`).
    pub fn is_forbidden(&self) -> bool {
        self.refused() == Some(StatusCode::FORBIDDEN)
    }

    /// Whether the service asks for fewer requests: the status 429, which no page mentions.
    pub fn is_rate_limited(&self) -> bool {
        self.refused() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the same request might well succeed later: the statuses 429, 502, 503 and 504, and whatever kept a complete
    /// response from arriving.
    ///
    /// The client has then tried as often as its [`Retry`](crate::Retry) allows. Whether sending it again does any harm is
    /// another question: a `POST` whose response was lost may have had its effect.
    pub fn is_retryable(&self) -> bool {
        match &self.0.kind {
            Kind::Transport(_) | Kind::Deadline(_) => true,
            Kind::Status(_) => self.status().is_some_and(retry::is_passing),
            _ => false,
        }
    }

    /// Whether something arrived that cannot be read: a success that is not in the JSON that the operation answers with, or
    /// a value that does not fit the type that was asked for. See [`body`](Self::body) and [`path`](Self::path).
    ///
    /// It does not take much for the response of an operation to be read: this is a list that is none, or text that is no
    /// JSON.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode(_))
    }

    /// Whether time ran out: while connecting, for one attempt, or for the call as a whole.
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Transport(error) => error.is_timeout(),
            Kind::Deadline(_) => true,
            _ => false,
        }
    }

    /// Whether no connection came about, so that the request cannot have had any effect.
    pub fn is_connect(&self) -> bool {
        matches!(&self.0.kind, Kind::Transport(error) if error.is_connect())
    }

    /// Whether work in bulk has come to its end, but for batches that failed or were refused:
    /// [`BulkState::failed`](crate::bulk::BulkState::failed) has them.
    pub fn is_bulk(&self) -> bool {
        matches!(self.0.kind, Kind::Bulk(_))
    }

    /// Whether a list cannot be read to its end: the service sends the same pages over and over, or an answer without its list.
    pub fn is_paging(&self) -> bool {
        matches!(self.0.kind, Kind::Paging(_))
    }
}

/// What was asked, and what came.
impl Error {
    /// The operation, as the document names it: `listGroups`. `None` if nothing was sent, or not by an operation.
    pub fn operation(&self) -> Option<&'static str> {
        Some(self.call()?.operation?.id)
    }

    /// The method of the request. `None` if nothing was sent.
    pub fn method(&self) -> Option<&Method> {
        Some(&self.call()?.method)
    }

    /// The address of the request without its query, which may hold e-mail addresses. `None` if nothing was sent.
    pub fn url(&self) -> Option<&str> {
        Some(&self.call()?.url)
    }

    /// How many times the request was sent; zero if it was not.
    pub fn attempts(&self) -> u32 {
        self.call().map_or(0, |call| call.attempts)
    }

    /// The status of the response, if there was one; a success if it is the body that could not be read.
    pub fn status(&self) -> Option<StatusCode> {
        self.response().map(RawResponse::status)
    }

    /// The headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.response().map(RawResponse::headers)
    }

    /// The id by which the service knows the request, if it sent one; see [`RawResponse::request_id`].
    pub fn request_id(&self) -> Option<&str> {
        self.response()?.request_id()
    }

    /// How long the service asks to wait, in the header `Retry-After`, as seconds or as a date.
    pub fn retry_after(&self) -> Option<Duration> {
        retry::retry_after(self.headers()?)
    }

    /// The body of the response as it came, JSON or not, and as far as it came; it may hold personal data.
    pub fn body(&self) -> Option<&[u8]> {
        self.response().map(|response| &*response.body)
    }

    /// The whole response, if there was one.
    pub fn response(&self) -> Option<&RawResponse> {
        self.0.response.as_ref()
    }

    /// What the service says about it: `error_message` of the body, or `message`.
    pub fn message(&self) -> Option<&str> {
        self.vendor()?.message.as_deref()
    }

    /// The code in the body, which the pages call `status_code` or `error_code`.
    ///
    /// It is not always the status: some pages show 404 under the status 400 (page: `delete-a-single-user`). The status is
    /// the one to trust.
    pub fn code(&self) -> Option<i64> {
        self.vendor()?.code
    }

    /// Where the value stands that could not be read, like `users[3].id`; `.` is the whole. `None` unless
    /// [`is_decode`](Self::is_decode), or where it is not JSON at all.
    pub fn path(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Decode(misfit) => misfit.path.as_deref(),
            _ => None,
        }
    }

    fn call(&self) -> Option<&Call> {
        self.0.call.as_ref()
    }

    fn vendor(&self) -> Option<&VendorError> {
        match &self.0.kind {
            Kind::Status(vendor) => Some(vendor),
            _ => None,
        }
    }

    /// The status, where it is what went wrong.
    fn refused(&self) -> Option<StatusCode> {
        self.vendor().and(self.status())
    }
}

/// The address without what may be secret or personal.
fn bare(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // Neither fails on an address that something was requested from.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}
