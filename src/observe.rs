//! Tracing: one span for each call, with the names of OpenTelemetry and without personal data.
//!
//! Without the feature `tracing` there is none, and it costs nothing.

use std::time::Duration;

use reqwest::{StatusCode, Url};

use crate::error::{Call, Error};

#[cfg(feature = "tracing")]
pub(crate) use on::Span;

#[cfg(not(feature = "tracing"))]
pub(crate) use off::Span;

/// Records that an attempt failed and another one will follow.
pub(crate) fn retrying(err: &Error, wait: Duration) {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        http.response.status_code = err.status().map(|status| status.as_u16()),
        error.type = kind(err),
        wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
        "retrying"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (err, wait);
}

/// The kind of an error, in one of a few words: a label of metrics.
#[cfg(feature = "tracing")]
fn kind(err: &Error) -> &'static str {
    match err {
        _ if err.is_decode() => "decode",
        _ if err.is_timeout() => "timeout",
        _ if err.is_connect() => "connect",
        _ if err.status().is_some_and(|status| !status.is_success()) => "status",
        _ => "transport",
    }
}

#[cfg(feature = "tracing")]
mod on {
    use super::*;
    use std::time::Instant;
    use tracing::Instrument;
    use tracing::field::Empty;

    /// The span of one call, with all its attempts.
    pub(crate) struct Span {
        span: tracing::Span,
        opened: Instant,
        closed: bool,
    }

    /// Closes the span of a call whose future was dropped.
    impl Drop for Span {
        fn drop(&mut self) {
            if !self.closed {
                self.span.record("http.client.request.duration", self.opened.elapsed().as_secs_f64());
                self.span.record("otel.status_code", "ERROR");
                self.span.record("error.type", "dropped");
            }
        }
    }

    impl Span {
        pub fn open(call: &Call, url: &Url) -> Self {
            // A request by path has no template, and its path may contain anything.
            let template = call.operation.map(|operation| operation.template);
            let (blank, path) = template.map_or(("", ""), |template| (" ", template));
            let method = call.method.as_str();
            let span = tracing::info_span!(
                "mobilize.call",
                otel.name = %format_args!("{method}{blank}{path}"),
                otel.kind = "client",
                otel.status_code = Empty,
                mobilize.operation = call.operation.map(|operation| operation.id),
                http.request.method = method,
                url.template = template,
                server.address = url.host_str(),
                server.port = url.port_or_known_default(),
                http.response.status_code = Empty,
                http.request.resend_count = Empty,
                http.client.request.duration = Empty,
                error.type = Empty,
            );
            Self { span, opened: Instant::now(), closed: false }
        }

        pub fn watch<F: Future>(&self, call: F) -> impl Future<Output = F::Output> + use<F> {
            call.instrument(self.span.clone())
        }

        pub fn close(mut self, call: &Call, result: Result<StatusCode, &Error>) {
            self.closed = true;
            let status = result.map_or_else(Error::status, Some);
            if let Some(status) = status {
                self.span.record("http.response.status_code", status.as_u16());
            }
            self.span.record("http.request.resend_count", call.attempts.saturating_sub(1));
            self.span.record("http.client.request.duration", self.opened.elapsed().as_secs_f64());
            if let Err(err) = result {
                self.span.record("otel.status_code", "ERROR");
                match err.status().filter(|status| !status.is_success()) {
                    Some(status) => self.span.record("error.type", status.as_str()),
                    None => self.span.record("error.type", kind(err)),
                };
            }
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use super::*;

    pub(crate) struct Span;

    impl Span {
        pub fn open(_: &Call, _: &Url) -> Self {
            Self
        }

        pub fn watch<F: Future>(&self, call: F) -> F {
            call
        }

        pub fn close(self, _: &Call, _: Result<StatusCode, &Error>) {}
    }
}
