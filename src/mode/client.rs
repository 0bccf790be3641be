//! The client of Mode: its two kinds of credentials, around what all clients share.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use progenitor_client::{ClientInfo, OperationInfo};
use reqwest::{Method, Request};

use super::credentials::SignatureToken;
use super::generated;
use crate::call::{Authorization, Caller};
use crate::client::{Built, Inner, Service, Settings, send, settings, with};
use crate::credentials::Credentials;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::operation::{self, Scheme};
use crate::request::RawRequest;
use crate::response::RawResponse;
use crate::runtime::ClientHooks;

/// The address of the live service: what both of its interfaces begin with (pages: `batch-members`, `space-memberships`).
pub const BASE_URL: &str = "https://app.mode.com";

/// The version of the document that this client was made from, `openapi/mode.yaml`.
pub const DOCUMENT_VERSION: &str = include_str!(concat!(env!("OUT_DIR"), "/mode/version.txt"));

static SERVICE: Service = Service {
    base_url: BASE_URL,
    version: DOCUMENT_VERSION,
    #[cfg(feature = "drift")]
    document: ("mode.yaml", include_str!("../../openapi/mode.yaml")),
};

/// A client of the service (pages: `batch-members`, `space-memberships`).
///
/// Every operation of the document is a method of [`Operations`], which this type dereferences to. Cloning is cheap and shares
/// the connections. A setting for some calls only is made by one of the `with_…` methods. Redirects and times are as with
/// [the client of Mobilize](crate::Client).
///
/// [`Operations`]: crate::mode::Operations
#[derive(Clone)]
pub struct Client(Arc<generated::Client>);

impl Client {
    /// A client with credentials from `MODE_API_TOKEN` and `MODE_API_SECRET` ([`management`](ClientBuilder::management)), from
    /// `MODE_SIGNATURE_TOKEN`, `MODE_ACCESS_KEY` and `MODE_ACCESS_SECRET` ([`discovery`](ClientBuilder::discovery)), or both: for
    /// the live service, or for the one at `MODE_BASE_URL`, such as a sandbox, where that is set.
    ///
    /// # Errors
    ///
    /// If neither group is set, or one of them in part; if one of the variables is not Unicode, or the last is no address. The
    /// error names it.
    pub fn from_env() -> Result<Self> {
        Self::builder().with_environment(&Environment::of_process())?.build()
    }

    /// A client with settings of its own; it needs credentials of one kind at least.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    fn new_with(base_url: &str, http_client: reqwest::Client, caller: Caller) -> Self {
        Self(Arc::new(generated::Client::new_with_client(base_url, http_client, Inner(caller))))
    }

    fn caller(&self) -> &Caller {
        &self.0.inner().0
    }

    /// A request by method and path, for what the document does not describe: Mode has many more resources.
    ///
    /// The path is appended to [`base_url`](Self::base_url), so the credentials go nowhere else. A path that begins with `/batch`
    /// is sent with those of [`discovery`](ClientBuilder::discovery), any other with those of
    /// [`management`](ClientBuilder::management).
    ///
    /// ```no_run
    /// use mobilize::reqwest::Method;
    ///
    /// # async fn example(client: mobilize::mode::Client) -> mobilize::Result<()> {
    /// let response = client.request(Method::GET, "/api/acme/spaces").send().await?;
    /// let spaces: serde_json::Value = response.json()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest<'_> {
        let path = path.into();
        let scheme = if path.split(['/', '?']).nth(1) == Some("batch") { Scheme::Bearer } else { Scheme::Basic };
        RawRequest::new(&*self.0, scheme, method, path)
    }

    /// The address that `/api` and `/batch` are appended to, without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.0.baseurl()
    }
}

with! {
    Client;
    /// Sends a query parameter with every call, for one that no page mentions.
    with_query;
    /// Lets a failed `POST` be sent again as well, for calls of which you know that doing them twice does no harm.
    ///
    /// Nothing tells what the service makes of a membership that is created twice.
    repeating_posts;
}

impl Deref for Client {
    type Target = generated::Client;

    fn deref(&self) -> &generated::Client {
        &self.0
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

impl ClientHooks<Inner> for generated::Client {
    async fn exec(&self, request: Request, info: &OperationInfo) -> Result<RawResponse> {
        send(self, operation::MODE, request, info).await
    }
}

/// The settings of a [`Client`]; only credentials of one kind are needed.
///
/// ```
/// let client = mobilize::mode::Client::builder()
///     .management("token", "secret")
///     .discovery("token", "access key", "access secret")
///     .base_url("http://127.0.0.1:8080/")
///     .build()?;
/// assert_eq!(client.base_url(), "http://127.0.0.1:8080");
/// # Ok::<(), mobilize::Error>(())
/// ```
#[derive(Clone, Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    management: Option<Credentials>,
    discovery: Option<SignatureToken>,
    settings: Settings,
}

impl ClientBuilder {
    /// Token and secret of an API key: for the memberships of Spaces (page: `space-memberships`).
    pub fn management(mut self, token: impl Into<String>, secret: impl Into<String>) -> Self {
        self.management = Some(Credentials::new(token, secret));
        self
    }

    /// The three parts of a signature token: for the members of an organization (page: `batch-members`).
    pub fn discovery(mut self, token: impl Into<String>, access_key: impl Into<String>, access_secret: impl Into<String>) -> Self {
        let (token, access_key, access_secret) = (token.into(), access_key.into(), access_secret.into());
        self.discovery = Some(SignatureToken { token, access_key, access_secret });
        self
    }

    fn with_environment(mut self, environment: &Environment) -> Result<Self> {
        if let Some([token, secret]) = environment.together(["MODE_API_TOKEN", "MODE_API_SECRET"])? {
            self = self.management(token, secret);
        }
        let discovery = environment.together(["MODE_SIGNATURE_TOKEN", "MODE_ACCESS_KEY", "MODE_ACCESS_SECRET"])?;
        if let Some([token, access_key, access_secret]) = discovery {
            self = self.discovery(token, access_key, access_secret);
        }
        if self.management.is_none() && self.discovery.is_none() {
            let why = "neither the environment variables MODE_API_TOKEN and MODE_API_SECRET are set, nor MODE_SIGNATURE_TOKEN, \
                       MODE_ACCESS_KEY and MODE_ACCESS_SECRET";
            return Err(Error::configuration(why));
        }
        if let Some(base_url) = environment.optional("MODE_BASE_URL")? {
            self.settings.base_url_variable = Some("MODE_BASE_URL");
            self = self.base_url(base_url);
        }
        Ok(self)
    }

    /// Another address than `https://app.mode.com`, without `/api` and `/batch`, which belong to the paths.
    ///
    /// The page `space-memberships` has `https://modeanalytics.com`, an older name; whether it still answers is not known. The
    /// address must be `https` unless its host is this machine; see [`allow_http`](Self::allow_http).
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// Lets redirects lead to another host, by https only (but for this machine) and **with the credentials**. Name only hosts
    /// that you would give the credentials to.
    pub fn follow_redirects_to(mut self, host: impl Into<String>) -> Self {
        self.settings.redirects.hosts.push(host.into());
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// - without any credentials, with an empty part of them, or with a colon in any part but the last;
    /// - for everything else as [`mobilize::ClientBuilder::build`](crate::ClientBuilder::build).
    pub fn build(self) -> Result<Client> {
        let authorization = Authorization {
            basic: self.management.as_ref().map(Credentials::to_header).transpose()?,
            bearer: self.discovery.as_ref().map(SignatureToken::to_header).transpose()?,
        };
        if authorization.basic.is_none() && authorization.bearer.is_none() {
            return Err(Error::configuration("the client has no credentials"));
        }
        let Built { base_url, http_client, shared } = self.settings.build(&SERVICE, authorization)?;
        Ok(Client::new_with(&base_url, http_client, Caller { shared: Arc::new(shared), options: Arc::default() }))
    }
}

settings! { ClientBuilder }

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not even the base URL, since one that `build` will refuse may hold a password.
        f.debug_struct("ClientBuilder").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(set: &'static [(&str, &str)], expected: Result<&str, &str>) {
        let client = Client::builder().with_environment(&Environment::of(set)).and_then(ClientBuilder::build);
        let found = client.map(|client| client.base_url().to_owned()).map_err(|err| err.to_string());
        assert_eq!(found.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn one_kind_of_credentials_is_enough_and_half_a_kind_is_not() {
        let management = &[("MODE_API_TOKEN", "t"), ("MODE_API_SECRET", "s")];
        check(management, Ok(BASE_URL));
        let discovery = &[
            ("MODE_SIGNATURE_TOKEN", "t"),
            ("MODE_ACCESS_KEY", "k"),
            ("MODE_ACCESS_SECRET", "s"),
            ("MODE_BASE_URL", "http://127.0.0.1:1"),
        ];
        check(discovery, Ok("http://127.0.0.1:1"));
        check(&discovery[..2], Err("the environment variable MODE_ACCESS_SECRET is not set"));
        let neither = "neither the environment variables MODE_API_TOKEN and MODE_API_SECRET are set, nor MODE_SIGNATURE_TOKEN, \
                       MODE_ACCESS_KEY and MODE_ACCESS_SECRET";
        check(&[], Err(neither));
    }
}
