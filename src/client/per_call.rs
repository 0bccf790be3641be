//! Clients whose calls differ in one setting.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};

use super::service::Service;
use super::service_client::ServiceClient;
use crate::call::Options;
use crate::retry::Retry;

/// The same client, with its connections and retry budget, but with one setting changed for the calls that are made with it.
///
/// ```no_run
/// # use mobilize::{Client, Retry};
/// # async fn example(client: Client) -> mobilize::Result<()> {
/// let page = client.with_retry(Retry::off()).list_groups().send().await?;
/// let patient = client.with_retry(Retry::default().attempts(6));
/// let mut groups = patient.list_groups().stream();
/// # Ok(())
/// # }
/// ```
impl<S: Service> ServiceClient<S> {
    /// Sends a query parameter with every call, for a parameter that is not documented.
    ///
    /// ```no_run
    /// # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
    /// let page = client.with_query("sort", "name").list_groups().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_query(&self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with(|options| options.query.push((name.into(), value.into())))
    }

    /// Sends a header with every call. The credentials cannot be changed this way.
    ///
    /// If the name or the value is not valid in a header, the calls fail with an error that says so, and send nothing.
    ///
    /// ```no_run
    /// # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
    /// let page = client.with_header("x-debug", "1").list_groups().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_header<N, V>(&self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName, Error: fmt::Display>,
        V: TryInto<HeaderValue, Error: fmt::Display>,
    {
        self.with(|options| match (name.try_into(), value.try_into()) {
            (Ok(name), Ok(value)) => drop(options.headers.insert(name, value)),
            (Err(err), _) => options.invalid = Some(format!("the name of a header is not valid: {err}")),
            (_, Err(err)) => options.invalid = Some(format!("the value of a header is not valid: {err}")),
        })
    }

    /// Limits the time of one attempt.
    pub fn with_attempt_timeout(&self, timeout: Duration) -> Self {
        self.with(|options| options.attempt_timeout = Some(timeout))
    }

    /// Limits the time of a call with all its attempts.
    pub fn with_total_timeout(&self, timeout: Duration) -> Self {
        self.with(|options| options.total_timeout = Some(timeout))
    }

    /// Sets the policy for sending failed requests again.
    pub fn with_retry(&self, retry: Retry) -> Self {
        self.with(|options| options.retry = Some(retry))
    }

    /// Lets a failed `POST` be sent again too, for calls that may be done twice without harm.
    ///
    /// The services cannot tell that two requests are the same one: a group that is created twice exists twice, or is refused the
    /// second time because of its name; an invitation is mailed twice; a membership may exist twice.
    pub fn repeating_posts(&self) -> Self {
        self.with(|options| options.repeat_posts = true)
    }

    /// Waits until the responses so far are checked and their findings reported: see [`drift`](crate::drift). Needs the feature
    /// `drift`.
    #[cfg(feature = "drift")]
    pub async fn flush_drift(&self) {
        if let Some(sampled) = &self.caller().shared.sampling {
            sampled.sampling.flush().await;
        }
    }

    fn with(&self, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::clone(&self.caller().options);
        change(&mut options);
        let mut caller = self.caller().clone();
        caller.options = Arc::new(options);
        Self::assemble(self.base_url(), self.http_client().clone(), caller)
    }
}
