//! Clients whose calls differ in one setting.

use std::sync::Arc;
use std::time::Duration;

use progenitor_client::ClientInfo;
use reqwest::header::{HeaderName, HeaderValue};

use super::Client;
use crate::call::{Caller, Options, Tap};
use crate::error::{Error, Result};
use crate::response::RawResponse;
use crate::retry::Retry;

/// The same client, connections and retry budget included, with one setting changed for the calls that are made with it.
impl Client {
    /// Sends a query parameter with every call, for one that no page mentions.
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
    pub fn with_header(&self, name: HeaderName, value: HeaderValue) -> Self {
        self.with(|options| drop(options.headers.insert(name, value)))
    }

    /// Another limit to how long one attempt may take.
    pub fn with_attempt_timeout(&self, timeout: Duration) -> Self {
        self.with(|options| options.attempt_timeout = Some(timeout))
    }

    /// Another limit to how long a call may take, with all its attempts.
    pub fn with_total_timeout(&self, timeout: Duration) -> Self {
        self.with(|options| options.total_timeout = Some(timeout))
    }

    /// Another policy for sending failed requests again.
    pub fn with_retry(&self, retry: Retry) -> Self {
        self.with(|options| options.retry = Some(retry))
    }

    /// Lets a failed `POST` be sent again as well, for calls of which you know that doing them twice does no harm.
    ///
    /// The service has no way to tell that two requests are one: a group that is created twice exists twice, or is refused
    /// the second time for its name, and an invitation is mailed twice.
    pub fn repeating_posts(&self) -> Self {
        self.with(|options| options.repeat_posts = true)
    }

    /// Calls an operation and keeps its last response as it came, beside the result.
    ///
    /// ```no_run
    /// # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
    /// let (groups, response) = client.raw(async |client| client.list_groups().send().await).await?;
    /// println!("{} groups in {} bytes", groups.groups.iter().flatten().count(), response.body().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// That of the operation, which has the response itself; and if nothing was called that got a response.
    pub async fn raw<T, E: Into<Error>>(&self, call: impl AsyncFnOnce(Self) -> Result<T, E>) -> Result<(T, RawResponse)> {
        let tap = Tap::default();
        let value = call(self.with(|options| options.tap = Some(tap.clone()))).await.map_err(Into::into)?;
        let response = tap.take().ok_or_else(|| Error::request("no operation was called, so there is no response"))?;
        Ok((value, response))
    }

    fn with(&self, change: impl FnOnce(&mut Options)) -> Self {
        let Caller { shared, options } = self.caller();
        let mut options = Options::clone(options);
        change(&mut options);
        Self::new_with(self.base_url(), self.0.client().clone(), Caller { shared: Arc::clone(shared), options: Arc::new(options) })
    }
}
