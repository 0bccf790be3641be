//! How errors are shown: never with a value that came from the service, its message excepted.

use std::fmt;

use reqwest::header::LOCATION;

use super::{Error, Kind};

/// `listGroups: 503 Service Unavailable: what the service says`
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(call) = self.call() {
            match call.operation {
                Some(operation) => write!(f, "{}: ", operation.id)?,
                None => write!(f, "{} {}: ", call.method, call.url)?,
            }
        }
        match &self.0.kind {
            Kind::Configuration(why) | Kind::Request(why) => f.write_str(why)?,
            Kind::Paging(why) => f.write_str(why)?,
            Kind::Setup(_) => f.write_str("the HTTP client cannot be set up")?,
            Kind::Transport(error) => {
                let what = if error.is_timeout() {
                    "no response in time from"
                } else if error.is_connect() {
                    "no connection to"
                } else {
                    "no complete response from"
                };
                write!(f, "{what} {}", self.url().unwrap_or("the service"))?;
            }
            Kind::Deadline(total) => write!(f, "no success within {total:?}")?,
            Kind::Decode(misfit) => misfit.fmt(f)?,
            Kind::Status(vendor) => {
                if let Some(status) = self.status() {
                    write!(f, "{status}")?;
                }
                if let Some(message) = &vendor.message {
                    write!(f, ": {message}")?;
                } else if self.is_redirect() {
                    f.write_str(": a redirect that is not followed")?;
                }
            }
        }
        match self.attempts() {
            0 | 1 => Ok(()),
            attempts => write!(f, " (after {attempts} attempts)"),
        }
    }
}

impl Error {
    fn is_redirect(&self) -> bool {
        self.response().is_some_and(|response| response.status.is_redirection() && response.headers.contains_key(LOCATION))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("message", &self.to_string());
        if let (Some(method), Some(url)) = (self.method(), self.url()) {
            debug.field("method", method).field("url", &url);
        }
        if let Some(request_id) = self.request_id() {
            debug.field("request_id", &request_id);
        }
        if let Some(source) = std::error::Error::source(self) {
            debug.field("source", &source);
        }
        debug.finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            Kind::Setup(error) | Kind::Transport(error) => Some(error),
            _ => None,
        }
    }
}
