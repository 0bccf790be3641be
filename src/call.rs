//! The one way by which every request goes out and every response comes in.

mod attempt;
mod authorization;
mod options;
mod redirect;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue, USER_AGENT};
use reqwest::{Client, Method, Request};
use tokio::time::{Instant, sleep, timeout_at};

pub use attempt::Attempt;
pub(crate) use attempt::Listener;
pub(crate) use authorization::Authorization;
pub(crate) use options::Options;
pub(crate) use redirect::{Redirects, is_followed, is_loopback};

use crate::error::{Call, Error, Result, misfit};
use crate::observe;
use crate::operation::{Operation, Scheme};
use crate::response::RawResponse;
use crate::retry::{Budget, Retry, is_repeatable};

/// What every call of a client shares.
pub(crate) struct Shared {
    pub authorization: Authorization,
    pub user_agent: HeaderValue,
    pub application_key: Option<String>,
    /// `None` leaves it to an HTTP client of the user's own.
    pub attempt_timeout: Option<Duration>,
    pub total_timeout: Option<Duration>,
    pub max_response_bytes: usize,
    pub retry: Retry,
    pub budget: Budget,
    pub redirects: Redirects,
    pub listener: Option<Listener>,
    pub through: Through,
    #[cfg(feature = "drift")]
    pub sampling: Option<Sampled>,
}

/// What samples need beside the responses.
#[cfg(feature = "drift")]
pub(crate) struct Sampled {
    pub sampling: crate::drift::Sampling,
    pub base_url: String,
}

/// What connections go through, as far as it is known: where there are none, that may be why.
#[derive(Clone, Copy)]
pub(crate) enum Through {
    Unknown,
    /// A proxy that the client was given.
    Given,
    /// The proxy that this environment variable names.
    Environment(&'static str),
}

/// Why a body has no end.
enum Broken {
    Off(reqwest::Error),
    TooLarge,
}

/// Sends requests: with what all calls share, and what was asked for some of them only.
#[derive(Clone)]
pub(crate) struct Caller {
    pub shared: Arc<Shared>,
    pub options: Arc<Options>,
}

impl Caller {
    /// The same, with something changed for some calls.
    pub fn with(&self, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::clone(&self.options);
        change(&mut options);
        Self { shared: Arc::clone(&self.shared), options: Arc::new(options) }
    }

    /// Sends a request until it succeeds, must not be sent again, or time runs out. `operation` is `None` for a request that
    /// no operation made.
    pub async fn run(
        &self,
        http: &Client,
        mut request: Request,
        operation: Option<&'static Operation>,
        scheme: Scheme,
    ) -> Result<RawResponse> {
        self.prepare(&mut request, operation, scheme)?;
        let mut call = Call::new(operation, request.method().clone(), request.url());
        let span = observe::Span::open(&call, request.url());
        let result = span.watch(self.repeat(http, request, &mut call)).await;
        span.close(&call, &result);

        #[cfg(feature = "drift")]
        if let (Some(sampled), Some(operation)) = (&self.shared.sampling, operation)
            && let Some(response) = result.as_ref().map_or_else(Error::response, Some).filter(|response| response.complete)
        {
            sampled.sampling.offer(operation, &call.method, &call.url, &sampled.base_url, response);
        }
        result
    }

    fn prepare(&self, request: &mut Request, operation: Option<&'static Operation>, scheme: Scheme) -> Result<()> {
        let Self { shared, options } = self;
        if let Some(operation) = operation.filter(|operation| !operation.is_at(request.url())) {
            let why =
                format!("{}: an id of the path is empty, `.` or `..`, which would make it a request for something else", operation.id);
            return Err(Error::request(why));
        }
        if let Some(timeout) = options.attempt_timeout.or(shared.attempt_timeout) {
            *request.timeout_mut() = Some(timeout);
        }
        let given = |request: &Request, name: &str| request.url().query_pairs().any(|(given, _)| given == name);
        if let Some(key) = &shared.application_key
            && operation.is_some_and(|operation| operation.takes_application_key)
            && !given(request, "api_application_key")
        {
            request.url_mut().query_pairs_mut().append_pair("api_application_key", key);
        }
        if !options.query.is_empty() {
            request.url_mut().query_pairs_mut().extend_pairs(&options.query);
        }
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static(operation.map_or("application/json", |operation| operation.accept)));
        headers.insert(USER_AGENT, shared.user_agent.clone());
        // The version of the document, which the generator sends and the service never asked for.
        headers.remove("api-version");
        headers.extend(options.headers.clone());
        headers.insert(AUTHORIZATION, shared.authorization.of(scheme, operation.map_or("the request", |operation| operation.id))?);
        Ok(())
    }

    /// The loop around the attempts.
    async fn repeat(&self, http: &Client, request: Request, call: &mut Call) -> Result<RawResponse> {
        let Self { shared, options } = self;
        let total = options.total_timeout.or(shared.total_timeout);
        // A time that no clock can show is none.
        let deadline = total.and_then(|total| Some((Instant::now().checked_add(total)?, total)));
        let retry = options.retry.as_ref().unwrap_or(&shared.retry);
        let repeatable = options.repeat_posts || is_repeatable(request.method());
        loop {
            // Only a body that streams cannot be copied, and no request of this crate has one.
            let Some(copy) = request.try_clone() else {
                return Err(Error::request("a request whose body streams cannot be sent"));
            };
            call.attempts += 1;
            let result = match deadline {
                Some((at, total)) => match timeout_at(at, self.attempt(http, copy, call)).await {
                    Ok(result) => result,
                    Err(_) => Err(Error::deadline(total, call)),
                },
                None => self.attempt(http, copy, call).await,
            };
            let in_time =
                |wait: &Duration| deadline.is_none_or(|(at, _)| Instant::now().checked_add(*wait).is_some_and(|until| until < at));
            let wait = match &result {
                Err(err) if repeatable && err.is_retryable() => {
                    retry.wait(call.attempts, err.retry_after(), fastrand::f64()).filter(in_time).filter(|_| shared.budget.spend())
                }
                Err(_) => None,
                Ok(_) => {
                    shared.budget.earn();
                    None
                }
            };
            if let Some(listener) = &shared.listener {
                listener.tell(&Attempt::new(call, &result, wait));
            }
            let (Some(wait), Err(err)) = (wait, &result) else {
                return result.map_err(|err| match *request.method() == Method::DELETE && call.attempts > 1 && err.is_not_found() {
                    true => err.advising("an earlier attempt, whose answer was lost, may have deleted it"),
                    false => err,
                });
            };
            observe::retrying(err, wait);
            sleep(wait).await;
        }
    }

    /// One request and its complete response, which is checked as far as the generated code could refuse it.
    async fn attempt(&self, http: &Client, request: Request, call: &Call) -> Result<RawResponse> {
        let mut response = self
            .shared
            .redirects
            .send(http, request)
            .await
            .map_err(|error| Error::transport(error, call, None).through(self.shared.through))?;
        let mut body = Vec::new();
        let limit = self.shared.max_response_bytes;
        let broken = loop {
            match response.chunk().await {
                Ok(Some(chunk)) if chunk.len() > limit.saturating_sub(body.len()) => break Some(Broken::TooLarge),
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break None,
                Err(error) => break Some(Broken::Off(error)),
            }
        };
        let response = RawResponse {
            status: response.status(),
            headers: response.headers().clone(),
            body: body.into(),
            complete: broken.is_none(),
            call: Arc::new(call.clone()),
        };
        match broken {
            // Of a failure, the status is worth more than the trouble of reading on.
            _ if !response.status.is_success() => Err(Error::status_of(response, call)),
            Some(Broken::Off(error)) => Err(Error::transport(error, call, Some(response))),
            Some(Broken::TooLarge) => Err(Error::too_large(limit, call, response)),
            None => match call.operation.and_then(|operation| misfit(operation, &response.body)) {
                Some(misfit) => Err(Error::misfit(misfit, Some(call), Some(response))),
                None => Ok(response),
            },
        }
    }
}
