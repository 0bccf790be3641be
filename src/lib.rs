//! An async client for the community management API of [Mobilize](https://www.mobilize.io), made from an OpenAPI document
//! that was written from the vendor's pages. The vendor has no part in it.
//!
//! # Five minutes
//!
//! The crate is not published yet, so name where it comes from; the client needs a runtime of tokio, with time and network:
//!
//! ```toml
//! [dependencies]
//! mobilize = { git = "https://github.com/mobilize-rs/mobilize" } # or { path = "…" }
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! An admin of the community makes an API key and its secret in the settings, under integrations. With both in the variables
//! `MOBILIZE_API_KEY` and `MOBILIZE_API_SECRET`:
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
//! for each parameter; [`send`](builder::ListGroups::send) sends it and gives a [`Response`], which dereferences to the value.
//! Those that answer with a list have a method `stream` besides, which gives all rows as a [`Stream`](futures_core::Stream), and
//! `pages`, which gives them page by page: [`Pages`] says what happens when the list changes meanwhile. A body is built in place,
//! or passed whole:
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
//! **There is one error**, [`Error`]; where a generated signature says `<Error as OneFor<()>>::Error`, it is this one, as its
//! `ResponseValue` is [`Response`]. Ask it what happened:
//!
//! ```no_run
//! # async fn example(client: mobilize::Client) -> mobilize::Result<()> {
//! match client.get_user().user_id(1234).send().await {
//!     Err(err) if err.is_not_found() => println!("nobody has this id"),
//!     Err(err) if err.is_unauthorized() => println!("the key or the secret is wrong"),
//!     Err(err) => return Err(err),
//!     Ok(user) => println!("{:?}", user.email),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **Whatever arrives is read.** The vendor's pages contradict each other, and the service need not follow any of them. So no
//! property but an id can be relied on; a value of another type than the documented one leaves its property `None` and is
//! kept beside it, unknown properties are kept too, and encoding writes what was decoded. See [`Tolerant`]:
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
//! **What passes is waited for.** A request that may be repeated is sent again after a 429, 502, 503 or 504 and when the
//! connection fails; [`Retry`] says when, and how to have it otherwise. A `POST` is never repeated unasked.
//!
//! **Fields of your community** become a struct of yours with [`user.fields_as`](types::UserData::fields_as), and are checked
//! against their definitions before they are sent: see [`fields`].
//!
//! **More than one request takes** is imported, updated or invited by [`bulk`], one job at a time, and resumed after a crash.
//!
//! **Webhooks** are read by [`webhook`], which also says how to tell them from a forgery.
//!
//! **What the document does not know** can be sent all the same: [`Client::with_query`] adds a parameter to any operation,
//! [`Client::request`] asks for any path, and [`Response::raw`] is the response of an operation as it came.
//!
//! The directory `examples` has whole programs: `list_groups`, `export_members` (to CSV), `sync_group` (from CSV, with a dry
//! run), `receive_webhooks` and `tail_activities`.
//!
//! # What is not shown
//!
//! Credentials are in no `Debug`, error or span. Errors and spans have no personal data either, but for what the service itself says
//! ([`Error::message`]). The `Debug` of builders and of types shows what they hold, however: keep `{:?}` of a
//! [`builder::FindUserByEmail`] or a [`types::User`] out of logs.
//!
//! # There is nothing to try it on
//!
//! The vendor has no keys for testing: whatever is sent to the live service happens in a real community. Point
//! [`ClientBuilder::base_url`] to a sandbox instead.
//!
//! # Features
//!
//! - `rustls` (default): TLS without a system library, with the certificates of the system;
//! - `rustls-ring`: the same with another cryptography, which takes less time to build, for `default-features = false`. Who makes
//!   another client of [`reqwest`] in the same program must then choose a cryptography for it, or it panics;
//! - `native-tls`: TLS of the system, for `default-features = false` and `generate`;
//! - `tracing` (default): a span for each call, `mobilize.call`, with the names of OpenTelemetry and without personal data:
//!   operation, method, template of the path, host, status, number of repetitions, duration and kind of error;
//! - `generate` (default): generates the client when it is built. `CONTRIBUTING.md` says what that costs, and how to do without;
//! - `drift`: checks a share of the responses against the document, see the module `drift`;
//! - `mode`: a client of the two membership resources of [Mode](https://mode.com), an analytics service, made in the same way
//!   from a document of its own: see the module `mode`. Without it, nothing of that is generated.
//!
//! One of the first three is needed, unless [`ClientBuilder::http_client`] brings a client that has TLS of its own.

#![deny(missing_docs)]

// The modules in the order in which a newcomer meets them.
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

// The same for another service.
#[cfg(feature = "mode")]
pub mod mode;

// How requests go out and responses come in.
mod call;
mod observe;
mod operation;

// Nothing of it is edited; this is what users see of it, besides the types.
mod generated;
mod runtime;

pub use call::Attempt;
pub use client::{BASE_URL, BASE_URL_VARIABLE, Client, ClientBuilder, DOCUMENT_VERSION};
pub use credentials::Credentials;
pub use error::{Error, Result};
pub use paging::{Cursor, Items, Page, Pages};
pub use request::RawRequest;
pub use response::{RawResponse, Response};
pub use retry::Retry;
pub use tolerant::Tolerant;

pub use generated::Client as Operations;
pub use generated::builder;

// For `ClientBuilder::http_client`: the client has to be one of the same version.
pub use reqwest;
