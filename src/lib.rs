//! An async client for the community management API of [Mobilize](https://www.mobilize.io), generated from an OpenAPI document
//! that was written from the vendor's pages. The vendor is not involved.
//!
//! # Getting started
//!
//! The crate is not published yet, so depend on its repository. The client needs a tokio runtime with time and network:
//!
//! ```toml
//! [dependencies]
//! mobilize = { path = "…" } # not published yet
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! An admin of the community creates an API key and its secret in the settings, under integrations. With both in the environment
//! variables `MOBILIZE_API_KEY` and `MOBILIZE_API_SECRET`:
//!
//! ```no_run
//! use mobilize::Client;
//!
//! # async fn example() -> mobilize::Result<()> {
//! let client = Client::from_env()?;
//!
//! let mut groups = client.list_groups().include_fields(true).stream();
//! while let Some(group) = groups.try_next().await? {
//!     println!("{} {}", group.id, group.name.as_deref().unwrap_or("without a name"));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **Every operation is a method** of [`Operations`], which a [`Client`] dereferences to. It returns a builder with a method
//! for each parameter; [`send`](builder::ListGroups::send) sends it and returns a [`Response`], which dereferences to the value.
//! Operations that return a list also have a method `stream`, which returns all rows as a [`Stream`](futures_core::Stream), and
//! `pages`, which returns them page by page: see [`Pages`], also for lists that change meanwhile. A body is built in place or passed
//! as a value:
//!
//! ```no_run
//! use mobilize::types::{FieldValues, MemberInvite};
//!
//! # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
//! let user = client
//!     .create_user()
//!     .body_map(|body| {
//!         body.email("sam.cooper@example.org")
//!             .fields(FieldValues::from([("first_name", "Sam"), ("last_name", "Cooper")]))
//!     })
//!     .send()
//!     .await?;
//!
//! let recipients = vec![user.id.clone().into()];
//! let invitation = MemberInvite::builder().sender_id(42345).recipients_ids(recipients);
//! client.invite_group_members().group_id(1234).body(invitation).send().await?;
//! # Ok(())
//! # }
//! ```
//!
//! **There is one error**, [`Error`], of builders and conversions too. Its predicates say what happened, and [`Error::kind`] is the
//! same for `match`:
//!
//! ```no_run
//! # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
//! match client.get_user().user_id(1234).send().await {
//!     Err(err) if err.is_not_found() => println!("no user has this id"),
//!     Err(err) if err.is_unauthorized() => println!("the key or the secret is wrong"),
//!     Err(err) => return Err(err),
//!     Ok(user) => println!("{:?}", user.email),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **Every response is decoded.** The vendor's pages contradict each other, and the service may differ from all of them. So all
//! properties but ids are optional; a value of another type than documented leaves its property `None` and is kept beside it;
//! unknown properties are kept too; and encoding returns everything that was decoded. See [`Tolerant`]:
//!
//! ```
//! use mobilize::types::{Group, Privacy};
//!
//! let group: Group = serde_json::from_str(r#"{ "id": 7, "privacy": "secret", "members_count": "many" }"#)?;
//! assert_eq!(group.privacy, Some(Privacy::Other("secret".to_owned())));
//! assert_eq!(group.members_count, None);
//! assert_eq!(group.odd()["members_count"], "many");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! **Transient failures are retried.** A request that may be repeated is sent again after a 429, 502, 503 or 504 and after a failure
//! of the connection; [`Retry`] describes and changes the policy. A `POST` is never repeated unless you allow it.
//!
//! **Fields of your community** become your own struct with [`user.fields_as`](types::UserData::fields_as), and are checked
//! against their definitions before they are sent: see [`fields`].
//!
//! **Any number of rows** is imported, updated or invited by [`bulk`], one job at a time, and resumed after a crash.
//!
//! **Webhooks** are parsed by [`webhook`], which also describes how to recognise a forgery.
//!
//! **Undocumented parts of the API** can be used too: [`with_query`](ServiceClient::with_query) adds a parameter to any operation,
//! [`request`](ServiceClient::request) sends a request to any path, and [`Response::raw`] is the response as it arrived.
//!
//! The directory `examples` has complete programs: `list_groups`, `export_members` (to CSV), `sync_group` (from CSV, with a dry
//! run), `receive_webhooks` and `tail_activities`.
//!
//! # Secrets and personal data
//!
//! Credentials are never part of a `Debug` output, an error or a span. Errors and spans have no personal data either, except the
//! message of the service ([`Error::message`]). The `Debug` of builders and types shows their values, however: keep `{:?}` of a
//! [`builder::FindUserByEmail`] or a [`types::User`] out of logs.
//!
//! # Trying it out
//!
//! The vendor has no keys for testing: every request to the live service happens in a real community. Set the
//! [`base_url`](ServiceClientBuilder::base_url) of a sandbox instead.
//!
//! # Features
//!
//! - `rustls` (default): TLS without a system library, with the certificates of the system;
//! - `rustls-ring`: the same with another cryptography, which takes less time to build, for `default-features = false`. A program
//!   that makes another client of [`reqwest`] must then choose a cryptography for it, or it panics;
//! - `native-tls`: the TLS library of the system, for `default-features = false` and `generate`;
//! - `tracing` (default): a span for each call, `mobilize.call`, with the names of OpenTelemetry and without personal data:
//!   operation, method, path template, host, status, number of repetitions, duration and kind of error;
//! - `generate` (default): generates the client when it is built. `CONTRIBUTING.md` describes the cost, and the alternative;
//! - `drift`: checks a share of the responses against the document, see the module `drift`;
//! - `mode`: a client of the two membership resources of [Mode](https://mode.com), an analytics service, generated from a second
//!   document: see the module `mode`.
//!
//! One of the first three is needed, unless [`http_client`](ServiceClientBuilder::http_client) sets a client with its own TLS.

#![deny(missing_docs)]

// The modules in suggested reading order.
pub mod bulk;
mod client;
mod credentials;
#[cfg(feature = "drift")]
pub mod drift;
mod environment;
mod error;
pub mod fields;
mod paging;
mod request;
mod response;
mod retry;
mod tolerant;
pub mod types;
pub mod webhook;

// The client of another service.
#[cfg(feature = "mode")]
pub mod mode;

// Sending requests and receiving responses.
mod call;
mod json;
mod observe;
mod operation;

// Generated code and its interface.
mod generated;
mod runtime;

pub use call::Attempt;
pub use client::{
    BASE_URL, BASE_URL_VARIABLE, Client, ClientBuilder, DOCUMENT_VERSION, Mobilize, Service, ServiceClient, ServiceClientBuilder,
};
pub use credentials::Credentials;
pub use error::{Error, ErrorKind, Result, decode_json};
pub use paging::{Cursor, Items, Page, Pages};
pub use request::RawRequest;
pub use response::{RawResponse, Response};
pub use retry::Retry;
pub use tolerant::Tolerant;

pub use generated::Client as Operations;
pub use generated::builder;

// For `http_client`, which needs a client of the same version.
pub use reqwest;
