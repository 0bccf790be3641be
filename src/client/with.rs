//! Clients whose calls differ in one setting.

use super::Client;

/// Gives a client its `with_…` methods; what only holds for one of the clients is said where they are given to it.
macro_rules! with {
    ($client:ident;
     $(#[$with_query:meta])* with_query;
     $(#[$repeating_posts:meta])* repeating_posts;) => {
        /// The same client, connections and retry budget included, with one setting changed for the calls that are made with it.
        ///
        /// What is called on it borrows it: a call that is sent at once can stand behind it, a stream or a bulk cannot.
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
        impl $client {
            $(#[$with_query])*
            pub fn with_query(&self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.with(|options| options.query.push((name.into(), value.into())))
            }

            /// Sends a header with every call. The credentials cannot be changed this way.
            pub fn with_header(&self, name: reqwest::header::HeaderName, value: reqwest::header::HeaderValue) -> Self {
                self.with(|options| drop(options.headers.insert(name, value)))
            }

            /// Another limit to how long one attempt may take.
            pub fn with_attempt_timeout(&self, timeout: std::time::Duration) -> Self {
                self.with(|options| options.attempt_timeout = Some(timeout))
            }

            /// Another limit to how long a call may take, with all its attempts.
            pub fn with_total_timeout(&self, timeout: std::time::Duration) -> Self {
                self.with(|options| options.total_timeout = Some(timeout))
            }

            /// Another policy for sending failed requests again.
            pub fn with_retry(&self, retry: $crate::Retry) -> Self {
                self.with(|options| options.retry = Some(retry))
            }

            /// Waits until the responses so far are checked, and their findings told: see [`drift`](crate::drift). Needs the feature
            /// `drift`.
            #[cfg(feature = "drift")]
            pub async fn flush_drift(&self) {
                if let Some(sampled) = &self.caller().shared.sampling {
                    sampled.sampling.flush().await;
                }
            }

            $(#[$repeating_posts])*
            pub fn repeating_posts(&self) -> Self {
                self.with(|options| options.repeat_posts = true)
            }

            fn with(&self, change: impl FnOnce(&mut $crate::call::Options)) -> Self {
                use progenitor_client::ClientInfo;
                Self::new_with(self.base_url(), self.0.client().clone(), self.caller().with(change))
            }
        }
    };
}

#[cfg(feature = "mode")]
pub(crate) use with;

with! {
    Client;
    /// Sends a query parameter with every call, for one that no page mentions.
    ///
    /// ```no_run
    /// # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
    /// let page = client.with_query("sort", "name").list_groups().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    with_query;
    /// Lets a failed `POST` be sent again as well, for calls of which you know that doing them twice does no harm.
    ///
    /// The service has no way to tell that two requests are one: a group that is created twice exists twice, or is refused
    /// the second time for its name, and an invitation is mailed twice.
    repeating_posts;
}
