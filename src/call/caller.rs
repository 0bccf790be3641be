//! Sending a request until it succeeds, must not be sent again, or its time is over.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue, USER_AGENT};
use reqwest::{Client, Method, Request};
use tokio::time::{Instant, sleep, timeout_at};

use super::{Attempt, Authorization, DynamicHeaders, Listener, Options, Redirects};
use crate::error::{Call, Error, Result};
use crate::observe;
use crate::operation::{Operation, Scheme};
use crate::response::{Answer, RawResponse};
use crate::retry::{Budget, Retry, is_repeatable};

/// The settings and state that all calls of a client share.
pub(crate) struct Shared {
    pub authorization: Authorization,
    pub user_agent: HeaderValue,
    pub application_key: Option<String>,
    /// `None` if the user's own HTTP client has its own limit.
    pub attempt_timeout: Option<Duration>,
    pub total_timeout: Option<Duration>,
    pub max_response_bytes: usize,
    pub max_decoded_bytes: usize,
    pub retry: Retry,
    pub budget: Budget,
    pub redirects: Redirects,
    pub listener: Option<Listener>,
    pub dynamic_headers: Option<DynamicHeaders>,
    pub proxy: ProxySource,
    #[cfg(feature = "drift")]
    pub sampling: Option<Sampled>,
}

/// Sampling, and the base URL that samples are relative to.
#[cfg(feature = "drift")]
pub(crate) struct Sampled {
    pub sampling: crate::drift::Sampling,
    pub base_url: String,
}

/// The source of the proxy that connections use, as far as it is known: it may be the reason that there is no connection.
#[derive(Clone, Copy)]
pub(crate) enum ProxySource {
    Unknown,
    /// A setting of the client.
    Given,
    /// An environment variable of this name.
    Environment(&'static str),
}

/// The reason that a body is incomplete.
enum Incomplete {
    Interrupted(reqwest::Error),
    TooLarge,
}

/// Sends requests, with the shared settings and the options of some calls.
#[derive(Clone)]
pub(crate) struct Caller {
    pub shared: Arc<Shared>,
    pub options: Arc<Options>,
}

impl Caller {
    /// Sends a request until it succeeds, must not be sent again, or its time is over. `operation` is `None` for a request by
    /// path.
    pub async fn run(&self, http: &Client, mut request: Request, operation: Option<&'static Operation>, scheme: Scheme) -> Result<Answer> {
        self.prepare(&mut request, operation, scheme)?;
        let mut call = Call::new(operation, request.method().clone(), request.url());
        let span = observe::Span::open(&call, request.url());
        let result = span.watch(self.repeat(http, request, &mut call)).await;

        #[cfg(feature = "drift")]
        if let (Some(sampled), Some(operation)) = (&self.shared.sampling, operation)
            && let Some(response) = result.as_ref().map_or_else(Error::response, Some).filter(|response| response.complete)
        {
            sampled.sampling.offer(operation, &call.method, &call.url, &sampled.base_url, response);
        }
        match result {
            // The span of an operation ends after decoding.
            Ok(response) => Ok(Answer { response, span }),
            Err(err) => {
                span.close(&call, Err(&err));
                Err(err)
            }
        }
    }

    fn prepare(&self, request: &mut Request, operation: Option<&'static Operation>, scheme: Scheme) -> Result<()> {
        let Self { shared, options } = self;
        if let Some(why) = &options.invalid {
            return Err(Error::request(why.clone()));
        }
        if let Some(operation) = operation.filter(|operation| !operation.is_at(request.url())) {
            return Err(Error::request(format!("{}: a path id is empty, `.` or `..` and would change the request path", operation.id)));
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
        // The generator sends the version of the document, which no service asks for.
        headers.remove("api-version");
        headers.extend(options.headers.clone());
        headers.insert(AUTHORIZATION, shared.authorization.of(scheme, operation.map_or("the request", |operation| operation.id))?);
        Ok(())
    }

    /// Makes one attempt after the other.
    async fn repeat(&self, http: &Client, request: Request, call: &mut Call) -> Result<RawResponse> {
        let Self { shared, options } = self;
        let total = options.total_timeout.or(shared.total_timeout);
        // A deadline that the clock cannot represent is no limit.
        let deadline = total.and_then(|total| Some((Instant::now().checked_add(total)?, total)));
        let retry = options.retry.as_ref().unwrap_or(&shared.retry);
        let repeatable = options.repeat_posts || is_repeatable(request.method());
        loop {
            // Only a streaming body cannot be copied, and no request of this crate has one.
            let Some(mut copy) = request.try_clone() else {
                return Err(Error::request("a request with a streaming body cannot be sent"));
            };
            if let Some(dynamic) = &shared.dynamic_headers {
                let credentials = copy.headers().get(AUTHORIZATION).cloned();
                dynamic.add(copy.headers_mut());
                copy.headers_mut().extend(credentials.map(|credentials| (AUTHORIZATION, credentials)));
            }
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
                listener.notify(&Attempt::new(call, &result, wait));
            }
            let (Some(wait), Err(err)) = (wait, &result) else {
                return result.map_err(|err| match *request.method() == Method::DELETE && call.attempts > 1 && err.is_not_found() {
                    true => err.with_advice("an earlier attempt, whose response was lost, may have deleted it"),
                    false => err,
                });
            };
            observe::retrying(err, wait);
            sleep(wait).await;
        }
    }

    /// Sends one request and reads its complete response.
    async fn attempt(&self, http: &Client, request: Request, call: &Call) -> Result<RawResponse> {
        let mut response = self
            .shared
            .redirects
            .send(http, request)
            .await
            .map_err(|error| Error::transport(error, call, None).with_proxy(self.shared.proxy))?;
        let mut body = Vec::new();
        let limit = self.shared.max_response_bytes;
        let incomplete = loop {
            match response.chunk().await {
                Ok(Some(chunk)) if chunk.len() > limit.saturating_sub(body.len()) => break Some(Incomplete::TooLarge),
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break None,
                Err(error) => break Some(Incomplete::Interrupted(error)),
            }
        };
        let response = RawResponse {
            status: response.status(),
            headers: response.headers().clone(),
            body: body.into(),
            complete: incomplete.is_none(),
            max_decoded_bytes: self.shared.max_decoded_bytes,
            call: Arc::new(call.clone()),
        };
        match incomplete {
            // An error status says more than an incomplete body.
            _ if !response.status.is_success() => Err(Error::status_of(response, call)),
            Some(Incomplete::Interrupted(error)) => Err(Error::transport(error, call, Some(response))),
            Some(Incomplete::TooLarge) => Err(Error::too_large(limit, call, response)),
            None => Ok(response),
        }
    }
}
