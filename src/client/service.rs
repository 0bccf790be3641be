//! The differences between the services that this crate has clients for.

use std::fmt;

use progenitor_client::{ClientInfo, OperationInfo};
use reqwest::Request;

use crate::call::{Authorization, Caller};
use crate::error::Result;
use crate::operation::{Operation, Scheme, Table};
use crate::response::Answer;

/// A service that a [`ServiceClient`](super::ServiceClient) is for. Only this crate implements it.
pub trait Service: Sized + Send + Sync + 'static {
    /// The generated client, which has a method for each operation.
    type Operations: ClientInfo<Inner> + Clone + Send + Sync;

    /// The credentials that a builder collects.
    #[doc(hidden)]
    type Access: Clone + Default + Send + Sync;

    #[doc(hidden)]
    fn info() -> &'static ServiceInfo;

    /// Makes the generated client.
    #[doc(hidden)]
    fn operations(base_url: &str, http_client: reqwest::Client, inner: Inner) -> Self::Operations;

    /// The values of the header `authorization`.
    #[doc(hidden)]
    fn authorization(access: &Self::Access) -> Result<Authorization>;

    /// The key that goes with every operation that documents one.
    #[doc(hidden)]
    fn application_key(_access: &Self::Access) -> Option<String> {
        None
    }

    /// The credentials that a request by path needs.
    #[doc(hidden)]
    fn scheme_of(_path: &str) -> Scheme {
        Scheme::Basic
    }
}

/// The fixed facts of a service.
pub struct ServiceInfo {
    /// The base URL of the live service.
    pub base_url: &'static str,
    /// The version of the document.
    pub version: &'static str,
    /// The file name of the document, and its text.
    #[cfg(feature = "drift")]
    pub document: (&'static str, &'static str),
}

/// The data of a generated client for its hooks.
#[derive(Clone)]
pub struct Inner(pub(crate) Caller);

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").finish_non_exhaustive()
    }
}

/// Sends the request of a generated operation.
pub(crate) async fn send(client: &impl ClientInfo<Inner>, operations: Table, request: Request, info: &OperationInfo) -> Result<Answer> {
    let operation = Operation::of(operations, info.operation_id);
    let scheme = operation.map_or(Scheme::Basic, |operation| operation.scheme);
    client.inner().0.run(client.client(), request, operation, scheme).await
}
