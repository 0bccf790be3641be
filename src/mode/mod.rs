//! A client of two membership resources of [Mode](https://mode.com), an analytics service: the members of an organization with
//! their activity, and the memberships of a Space. Mode has more resources. Its vendor is not involved.
//!
//! The client has everything that the client of Mobilize has, since they share all but the operations: retries
//! ([`Retry`](crate::Retry)), errors ([`Error`](crate::Error)), tolerance ([`Tolerant`](crate::Tolerant)), lists
//! ([`Pages`](crate::Pages)), timeouts, redirects, spans.
//!
//! ```no_run
//! use mobilize::mode::Client;
//!
//! # async fn example() -> mobilize::Result<()> {
//! let client = Client::builder().discovery("token", "access key", "access secret").build()?;
//!
//! let mut members = client.list_members().organization("acme").stream();
//! while let Some(member) = members.try_next().await? {
//!     println!("{} last came on {:?}", member.token, member.last_engaged());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Client::from_env`] takes the credentials from the environment.
//!
//! # Two interfaces
//!
//! | | Discovery | Management |
//! | --- | --- | --- |
//! | operations | [`list_members`](Operations::list_members) | the four about Space memberships |
//! | path | `/batch` | `/api` |
//! | credentials | [`discovery`](ClientBuilder::discovery): the three parts of a signature token | [`management`](ClientBuilder::management): token and secret of an API key |
//! | pages | `batch-members` | `space-memberships` |
//!
//! A client may have the credentials of both or of one; an operation that needs the others fails without sending anything.
//! According to other pages of the vendor, the plan of the organization must include Discovery: see
//! [`is_forbidden`](crate::Error::is_forbidden) and [`is_unauthorized`](crate::Error::is_unauthorized).
//!
//! # Members
//!
//! Members come in pages of up to 1000. `stream` and `pages` of [`builder::ListMembers`] read them all: the list ends when the
//! service says that the page is the last one, when there is no next one, or at a page without members. Links to the next page
//! are said to continue past the end, so page numbers take precedence. Only the page number of a link is used: nothing is ever
//! sent to its URL. A link to a page that has been read is an error ([`is_paging`](crate::Error::is_paging)), except on a page
//! that names itself, which is the last. A
//! [`Cursor::After`](crate::Cursor::After) has the number of the previous page; it is valid for one
//! [`page_size`](crate::Pages::page_size).
//!
//! # Memberships of a Space are deprecated
//!
//! The vendor has replaced memberships by permissions: a later copy of the page `space-memberships` says that they no longer
//! manage access, and announces their removal. Use the operations to read or delete existing memberships.
//!
//! ```no_run
//! use mobilize::mode::Client;
//! use mobilize::mode::types::SpaceMembershipCreate;
//!
//! # async fn example() -> mobilize::Result<()> {
//! let client = Client::builder().management("token", "secret").build()?;
//!
//! let list = client.list_space_memberships().account("acme").space("5f2c81d09e4b").send().await?;
//! for membership in list.memberships() {
//!     println!("{} {:?}", membership.token, membership.email);
//! }
//!
//! let sam = SpaceMembershipCreate::user("2bd8236f8ae4");
//! let membership = client.create_space_membership().account("acme").space("5f2c81d09e4b").body(sam).send().await?;
//! let token = &membership.token;
//! client.delete_space_membership().account("acme").space("5f2c81d09e4b").space_membership(token).send().await?;
//! # Ok(())
//! # }
//! ```
//!
//! The page promises the membership as the response to its deletion, and shows no example: the response may be empty, and is then
//! decoded as a membership without properties.

mod client;
mod credentials;
mod generated;
pub mod types;

pub use client::{BASE_URL, Client, ClientBuilder, DOCUMENT_VERSION, Mode};
pub use generated::Client as Operations;
pub use generated::builder;
