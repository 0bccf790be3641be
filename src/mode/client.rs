//! The client of Mode: its two kinds of credentials, around what all clients share.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use progenitor_client::{ClientInfo, OperationInfo};
use reqwest::Request;

use super::credentials::SignatureToken;
use super::generated;
use crate::call::{Authorization, Caller};
use crate::client::{Built, Inner, Service, Settings, send, settings, with};
use crate::credentials::Credentials;
use crate::error::{Error, Result};
use crate::operation;
use crate::response::RawResponse;
use crate::runtime::ClientHooks;

/// The address of the live service: what both of its interfaces begin with.
pub const BASE_URL: &str = "https://app.mode.com";

static SERVICE: Service = Service {
    base_url: BASE_URL,
    #[cfg(feature = "drift")]
    document: ("mode.yaml", include_str!("../../openapi/mode.yaml")),
};

/// A client of the service.
///
/// Every operation of the document is a method of [`Operations`], which this type dereferences to. Cloning is cheap and shares
/// the connections. A setting for some calls only is made by one of the `with_…` methods. Redirects and times are as with
/// [the client of Mobilize](crate::Client).
///
/// [`Operations`]: crate::mode::Operations
#[derive(Clone)]
pub struct Client(Arc<generated::Client>);

impl Client {
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

    /// Another address than `https://app.mode.com`, without `/api` and `/batch`, which belong to the paths.
    ///
    /// The page `space-memberships` has `https://modeanalytics.com`, an older name; whether it still answers is not known. The
    /// address must be `https` unless its host is this machine; see [`allow_http`](Self::allow_http).
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// Lets redirects lead to another host, by https only and **with the credentials**. Name only hosts that you would give
    /// the credentials to.
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
