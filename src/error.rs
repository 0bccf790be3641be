//! The one error of this crate.

mod convert;
mod vendor;

use std::fmt;

use bytes::Bytes;
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Method, StatusCode, Url};

use vendor::VendorError;

/// What the functions of this crate return, and what functions that call it may: `?` converts the errors of operations.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation has no result, or why a client could not be made.
///
/// The questions below (`is_not_found` and so on) are the way to react to one; kinds may be added, so there is no list of
/// them to match on. Neither `Display` nor `Debug` shows credentials, the query of a URL, or a body: of what the service
/// sent they show its status and its message.
///
/// ```no_run
/// use mobilize::{Client, Error, Result, types::Group};
///
/// async fn find(client: &Client) -> Result<Option<Group>> {
///     match client.get_group().group_id(1234).send().await.map_err(Error::from) {
///         Ok(group) => Ok(Some(group.into_inner())),
///         Err(err) if err.is_not_found() => Ok(None),
///         Err(err) => Err(err),
///     }
/// }
/// ```
pub struct Error(Box<Kind>);

enum Kind {
    /// The client was configured in a way that cannot work.
    Configuration(String),
    /// reqwest could not be set up.
    Setup(reqwest::Error),
    /// The request was not sent: a parameter is missing, say.
    Request(String),
    /// No response came, or it broke off.
    Transport { error: reqwest::Error, url: Option<String> },
    /// The service reported success, but not in the JSON that the operation answers with.
    Decode { error: serde_json::Error, body: Bytes },
    /// The service reported anything but success.
    Status(Refusal),
}

/// A response other than success.
struct Refusal {
    /// Missing only for a response that did not pass through the client.
    context: Option<Context>,
    status: StatusCode,
    headers: HeaderMap,
    url: String,
    vendor: VendorError,
}

/// Which operation a response belongs to; the client attaches it to every response other than success.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The name of the operation as the generated code writes it: `list_groups`.
    pub operation: &'static str,
    pub method: Method,
    pub body: Bytes,
}

impl Error {
    pub(crate) fn configuration(why: impl Into<String>) -> Self {
        Self(Box::new(Kind::Configuration(why.into())))
    }

    pub(crate) fn setup(error: reqwest::Error) -> Self {
        Self(Box::new(Kind::Setup(error)))
    }

    /// Whether what the request names does not exist.
    ///
    /// That is the status 404, and the status 500 with a message like `Couldn't find Group with 'id'=123`, which one page
    /// shows for the same thing (page: `groupsid`).
    pub fn is_not_found(&self) -> bool {
        match self.status() {
            Some(StatusCode::NOT_FOUND) => true,
            Some(StatusCode::INTERNAL_SERVER_ERROR) => self.message().is_some_and(vendor::is_not_found),
            _ => false,
        }
    }

    /// Whether the credentials are missing or wrong: the status 401 (page: `getting-started`).
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Whether the credentials are right but not sufficient: the status 403 (page: `getting-started`).
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Whether the service asks for fewer requests: the status 429, which no page mentions.
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the service reported success, but not in the JSON that the operation answers with; see [`body`](Self::body).
    ///
    /// It does not take much for a response to be read: this is a list that is none, or text that is no JSON.
    pub fn is_decode(&self) -> bool {
        matches!(*self.0, Kind::Decode { .. })
    }

    /// Whether time ran out, while connecting or after.
    pub fn is_timeout(&self) -> bool {
        self.transport().is_some_and(reqwest::Error::is_timeout)
    }

    /// Whether no connection came about, so that the request cannot have had any effect.
    pub fn is_connect(&self) -> bool {
        self.transport().is_some_and(reqwest::Error::is_connect)
    }

    /// The status of the response, if there was one other than success.
    pub fn status(&self) -> Option<StatusCode> {
        self.refusal().map(|refusal| refusal.status)
    }

    /// The headers of the response, if there was one other than success.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.refusal().map(|refusal| &refusal.headers)
    }

    /// The body of the response as it came, JSON or not; it may hold personal data.
    pub fn body(&self) -> Option<&[u8]> {
        match &*self.0 {
            Kind::Decode { body, .. } => Some(body),
            Kind::Status(Refusal { context, .. }) => context.as_ref().map(|context| &*context.body),
            _ => None,
        }
    }

    /// What the service says about it: `error_message` of the body.
    pub fn message(&self) -> Option<&str> {
        self.refusal()?.vendor.message.as_deref()
    }

    /// The code in the body, which the pages call `status_code` or `error_code`.
    ///
    /// It is not always the status: some pages show 404 under the status 400 (page: `delete-a-single-user`). The status is
    /// the one to trust.
    pub fn code(&self) -> Option<i64> {
        self.refusal()?.vendor.code
    }

    /// The operation that the response belongs to, as the document names it: `listGroups`. `None` if no response came.
    pub fn operation(&self) -> Option<String> {
        let context = self.refusal()?.context.as_ref()?;
        Some(camel_case(context.operation))
    }

    /// The method of the request. `None` if no response came.
    pub fn method(&self) -> Option<&Method> {
        Some(&self.refusal()?.context.as_ref()?.method)
    }

    /// The address of the request without its query, which may hold e-mail addresses.
    pub fn url(&self) -> Option<&str> {
        match &*self.0 {
            Kind::Transport { url, .. } => url.as_deref(),
            Kind::Status(refusal) => Some(&refusal.url),
            _ => None,
        }
    }

    fn refusal(&self) -> Option<&Refusal> {
        match &*self.0 {
            Kind::Status(refusal) => Some(refusal),
            _ => None,
        }
    }

    fn transport(&self) -> Option<&reqwest::Error> {
        match &*self.0 {
            Kind::Transport { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Configuration(why) | Kind::Request(why) => f.write_str(why),
            Kind::Setup(_) => f.write_str("the HTTP client cannot be set up"),
            Kind::Transport { error, url } => {
                let what = if error.is_timeout() {
                    "no response in time from"
                } else if error.is_connect() {
                    "no connection to"
                } else {
                    "no complete response from"
                };
                write!(f, "{what} {}", url.as_deref().unwrap_or("the service"))
            }
            // What serde says may quote the value, so only the place is shown.
            Kind::Decode { error, .. } => {
                let what = if error.is_data() {
                    "the response is not what the operation is documented to answer"
                } else {
                    "the response is not JSON"
                };
                write!(f, "{what} (line {}, column {})", error.line(), error.column())
            }
            Kind::Status(refusal) => refusal.fmt(f),
        }
    }
}

/// `listGroups: 503 Service Unavailable: what the service says`
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(context) = &self.context {
            write!(f, "{}: ", camel_case(context.operation))?;
        }
        write!(f, "{}", self.status)?;
        if let Some(message) = &self.vendor.message {
            write!(f, ": {message}")?;
        } else if self.status.is_redirection() && self.headers.contains_key(LOCATION) {
            write!(f, ": a redirect that is not followed")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("message", &self.to_string());
        if let Some(url) = self.url() {
            debug.field("url", &url);
        }
        if let Some(source) = std::error::Error::source(self) {
            debug.field("source", &source);
        }
        debug.finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Setup(error) | Kind::Transport { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// The name of an operation as the document writes it, from the one that the generated code has.
fn camel_case(snake_case: &str) -> String {
    let mut name = String::with_capacity(snake_case.len());
    for (index, word) in snake_case.split('_').enumerate() {
        let (first, rest) = word.split_at(word.len().min(1));
        if index == 0 {
            name.push_str(first);
        } else {
            name.push_str(&first.to_ascii_uppercase());
        }
        name.push_str(rest);
    }
    name
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
