//! The client: what is configured once, around the operations that are generated.

mod builder;
mod mobilize;
mod per_call;
mod service;
mod service_client;
mod settings;
#[cfg(feature = "rustls-ring")]
mod tls;

pub use builder::ServiceClientBuilder;
pub use mobilize::{BASE_URL, BASE_URL_VARIABLE, Client, ClientBuilder, DOCUMENT_VERSION, Mobilize};
#[cfg(any(feature = "drift", feature = "mode"))]
pub(crate) use service::ServiceInfo;
#[cfg(feature = "mode")]
pub(crate) use service::send;
pub use service::{Inner, Service};
pub use service_client::ServiceClient;
