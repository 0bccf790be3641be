//! The kind of an error, for `match`.

use reqwest::StatusCode;

use super::error_type::{Error, Kind};

/// The kind of an [`Error`], returned by [`Error::kind`]: each error has exactly one.
///
/// ```no_run
/// use mobilize::ErrorKind;
///
/// # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
/// if let Err(err) = client.get_user().user_id(1234).send().await {
///     match err.kind() {
///         ErrorKind::NotFound => println!("no user has this id"),
///         ErrorKind::RateLimited | ErrorKind::Connect | ErrorKind::Timeout => println!("try again later"),
///         _ => return Err(err),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was configured in a way that cannot work, or the HTTP client could not be set up.
    Configuration,
    /// The request was not sent, for example because a parameter or a property of the body is missing.
    Request,
    /// There was no connection, so the request cannot have had any effect.
    Connect,
    /// A time limit was reached: of connecting, of one attempt, or of the call.
    Timeout,
    /// No response came, or it broke off.
    Transport,
    /// The object of the request does not exist; see [`Error::is_not_found`].
    NotFound,
    /// The credentials are missing or wrong: the status 401.
    Unauthorized,
    /// The credentials are right but not sufficient: the status 403.
    Forbidden,
    /// The service asks for fewer requests: the status 429.
    RateLimited,
    /// The service returned any other status than a success.
    Status,
    /// A body is not JSON, or does not match the requested type.
    Decode,
    /// A response is larger than a limit of the client.
    TooLarge,
    /// A list cannot be read to its end.
    Paging,
    /// Bulk work is finished, but for batches that failed or were refused.
    Bulk,
    /// The rows of bulk work differ from those of its state.
    RowsChanged,
    /// Your own function returned an error.
    Callback,
}

impl Error {
    /// Returns the kind of the error. The predicates, such as [`is_retryable`](Self::is_retryable), say what several kinds have in
    /// common.
    pub fn kind(&self) -> ErrorKind {
        match &self.0.kind {
            Kind::Configuration(_) | Kind::Setup(_) => ErrorKind::Configuration,
            Kind::Request(_) => ErrorKind::Request,
            _ if self.is_timeout() => ErrorKind::Timeout,
            _ if self.is_connect() => ErrorKind::Connect,
            Kind::Transport(_) | Kind::Deadline(_) => ErrorKind::Transport,
            Kind::Status(_) if self.is_not_found() => ErrorKind::NotFound,
            Kind::Status(_) => match self.status() {
                Some(StatusCode::UNAUTHORIZED) => ErrorKind::Unauthorized,
                Some(StatusCode::FORBIDDEN) => ErrorKind::Forbidden,
                Some(StatusCode::TOO_MANY_REQUESTS) => ErrorKind::RateLimited,
                _ => ErrorKind::Status,
            },
            Kind::Decode(_) => ErrorKind::Decode,
            Kind::TooLarge(_) | Kind::TooMuchMemory(_) => ErrorKind::TooLarge,
            Kind::Paging(_) => ErrorKind::Paging,
            Kind::Bulk(_) => ErrorKind::Bulk,
            Kind::RowsChanged(_) => ErrorKind::RowsChanged,
            Kind::Callback(_) => ErrorKind::Callback,
        }
    }
}
