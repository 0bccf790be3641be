//! The text of errors: never with a value from the service, except its message.

use std::fmt;

use reqwest::header::LOCATION;
use reqwest::{StatusCode, Url};

use super::error_type::{Call, Error, Kind};
use crate::call::is_followed;

/// `listGroups: 503 Service Unavailable: the message of the service`
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(call) = self.call() {
            match call.operation {
                Some(operation) => write!(f, "{}: ", operation.id)?,
                None => write!(f, "{} {}: ", call.method, call.url)?,
            }
        } else if let Some(operation) = self.operation() {
            write!(f, "{operation}: ")?;
        }
        match &self.0.kind {
            Kind::Configuration(why) | Kind::Request(why) | Kind::Bulk(why) | Kind::RowsChanged(why) => f.write_str(why)?,
            Kind::Callback(error) => write!(f, "the bulk work was ended: {error}")?,
            Kind::TooLarge(limit) => write!(f, "the response has more than {limit} bytes, which is the limit (`max_response_bytes`)")?,
            Kind::TooMuchMemory(limit) => {
                write!(f, "the decoded value takes more than {limit} bytes of memory, which is the limit (`max_decoded_bytes`)")?;
            }
            Kind::Paging(why) => f.write_str(why)?,
            Kind::Setup(error) => write!(f, "cannot set up the HTTP client{}", Cause(error))?,
            Kind::Transport(error) => {
                let what = match (error.is_connect(), error.is_timeout()) {
                    (true, true) => "no connection in time to",
                    (true, false) => "no connection to",
                    (false, true) => "no response in time from",
                    (false, false) => "no complete response from",
                };
                write!(f, "{what} {}", self.url().unwrap_or("the service"))?;
                if !error.is_timeout() {
                    Cause(error).fmt(f)?;
                }
            }
            Kind::Deadline(total) => write!(f, "no success within {total:?}")?,
            Kind::Decode(error) => error.fmt(f)?,
            Kind::Status(vendor) => {
                if let Some(status) = self.status() {
                    write!(f, "{status}")?;
                }
                if let Some(message) = vendor.message.as_deref().filter(|message| !self.is_reason(message)) {
                    write!(f, ": {}", one_line(message))?;
                } else if let Some(redirect) = self.redirect() {
                    write!(f, ": {redirect}")?;
                }
                // The path shows if the base URL lacks its `/v1`.
                if let (Some(StatusCode::NOT_FOUND), Some(Call { operation: Some(_), url, .. })) = (self.status(), self.call()) {
                    write!(f, " (at {})", Url::parse(url).as_ref().map_or("", Url::path))?;
                }
                if let Some(wait) = self.retry_after() {
                    write!(f, " (retry after {} s)", wait.as_secs())?;
                }
            }
        }
        if self.attempts() > 1 {
            write!(f, " (after {} attempts)", self.attempts())?;
        }
        self.0.advice.as_ref().map_or(Ok(()), |advice| write!(f, "; {advice}"))
    }
}

/// The root cause of an error of reqwest, whose own message says little: `: dns error: no such host`. Shows the last two messages
/// of the chain, since the last one alone may be too short. They contain no URL.
pub(super) struct Cause<'a>(pub &'a reqwest::Error);

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words: Vec<String> = Vec::new();
        let mut source = std::error::Error::source(self.0);
        while let Some(error) = source {
            let word = error.to_string();
            // Some errors repeat the message of their source.
            match words.last_mut() {
                Some(last) if word.contains(&*last) => *last = word,
                Some(last) if last.contains(&word) => {}
                _ => words.push(word),
            }
            source = error.source();
        }
        let last = words.len().saturating_sub(2);
        words[last..].iter().try_for_each(|word| write!(f, ": {word}"))
    }
}

impl Error {
    /// Returns true if a message only repeats the status.
    fn is_reason(&self, message: &str) -> bool {
        let same = |text: &str| text.eq_ignore_ascii_case(message.trim());
        self.status()
            .is_some_and(|status| same(&status.to_string()) || same(status.as_str()) || status.canonical_reason().is_some_and(same))
    }

    /// Explains why a redirect was not followed. Shows only the origin of the target: the rest may be private.
    fn redirect(&self) -> Option<String> {
        let (response, call) = (self.response()?, self.call()?);
        let location = response.headers.get(LOCATION).filter(|_| response.status.is_redirection())?;
        let from = Url::parse(&call.url).ok()?;
        let Ok(to) = location.to_str().map_err(drop).and_then(|location| from.join(location).map_err(drop)) else {
            return Some("a redirect with an invalid `Location`".to_owned());
        };
        Some(if to.origin() != from.origin() {
            format!("a redirect to {}, which is not followed", to.origin().ascii_serialization())
        } else if is_followed(response.status, &call.method) {
            "too many redirects".to_owned()
        } else {
            "a redirect that is not followed, since it would change the request".to_owned()
        })
    }
}

/// Returns a message in one line of limited length, without control characters.
pub(crate) fn one_line(message: &str) -> String {
    const LONGEST: usize = 300;
    let mut shown = String::new();
    for (index, character) in message.chars().enumerate() {
        match character {
            _ if index == LONGEST => {
                shown.push('…');
                break;
            }
            control if control.is_control() => shown.extend(control.escape_default()),
            other => shown.push(other),
        }
    }
    shown
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
        if let Kind::Setup(error) | Kind::Transport(error) = &self.0.kind {
            debug.field("source", error);
        }
        debug.finish_non_exhaustive()
    }
}

/// The source is the error of the HTTP client, without its URL, or the error of your own function. The text of this error includes
/// its root cause already, so a program that prints one line need not print the source.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            Kind::Callback(error) => Some(&**error),
            Kind::Setup(error) | Kind::Transport(error) => Some(error),
            _ => None,
        }
    }
}
