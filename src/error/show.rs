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
            Kind::Configuration(why) | Kind::Request(why) | Kind::Bulk(why) => f.write_str(why)?,
            Kind::TooLarge(limit) => write!(f, "the response has more than {limit} bytes, which is the limit (`max_response_bytes`)")?,
            Kind::Paging(why) => f.write_str(why)?,
            Kind::Setup(error) => write!(f, "the HTTP client cannot be set up{}", Cause(error))?,
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
            Kind::Decode(misfit) => misfit.fmt(f)?,
            Kind::Status(vendor) => {
                if let Some(status) = self.status() {
                    write!(f, "{status}")?;
                }
                if let Some(message) = vendor.message.as_deref().filter(|message| !self.is_reason(message)) {
                    write!(f, ": {message}")?;
                } else if self.is_redirect() {
                    f.write_str(": a redirect that is not followed")?;
                }
            }
        }
        if self.attempts() > 1 {
            write!(f, " (after {} attempts)", self.attempts())?;
        }
        self.0.advice.map_or(Ok(()), |advice| write!(f, "; {advice}"))
    }
}

/// What is at the bottom of an error of reqwest, whose own words say next to nothing: `: dns error: no such host`. The last two
/// words of the chain, since the last one alone may be too short to be understood. None of them has an address.
pub(super) struct Cause<'a>(pub &'a reqwest::Error);

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words: Vec<String> = Vec::new();
        let mut source = std::error::Error::source(self.0);
        while let Some(error) = source {
            let word = error.to_string();
            // Some errors say what their source says.
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
    /// Whether a message only says the status once more.
    fn is_reason(&self, message: &str) -> bool {
        let same = |text: &str| text.eq_ignore_ascii_case(message.trim());
        self.status()
            .is_some_and(|status| same(&status.to_string()) || same(status.as_str()) || status.canonical_reason().is_some_and(same))
    }

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
        if let Kind::Setup(error) | Kind::Transport(error) = &self.0.kind {
            debug.field("source", error);
        }
        debug.finish_non_exhaustive()
    }
}

/// It says itself what is at the bottom of it, so it has no source that would say it again.
impl std::error::Error for Error {}
