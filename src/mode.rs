//! A client of two membership resources of [Mode](https://mode.com), an analytics service: the members of an organization with
//! their activity, and the memberships of a Space. Mode has more resources; its vendor has no part in this one either.
//!
//! Everything that is said of the client of Mobilize holds here too, since they share all but the operations: retries
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
//! A client may have the credentials of both or of one; an operation that needs the others fails without sending anything. By
//! other pages of the vendor, the plan of the organization has to include Discovery: see
//! [`is_forbidden`](crate::Error::is_forbidden) and [`is_unauthorized`](crate::Error::is_unauthorized).
//!
//! # Members
//!
//! They come in pages of up to 1000. `stream` and `pages` of [`builder::ListMembers`] read them all: the list ends where the
//! service says that the page is the last one, where there is no next one, or at a page without members. Links to the next page
//! are said to go on past the end, so the numbers outrank them where both are there. Of a link only the number of the page is
//! used: nothing is ever sent to where it leads. A link that leads to a page which has been read is an error
//! ([`is_paging`](crate::Error::is_paging)), except on a page that names itself, which is the last. A
//! [`Cursor::After`](crate::Cursor::After) holds the number of the page before; it goes with one
//! [`page_size`](crate::Pages::page_size).
//!
//! # Memberships of a Space are deprecated
//!
//! The vendor has replaced them by permissions: a later copy of the page `space-memberships` says that they no longer manage
//! access, and announces their end. The operations are here for who has to read what is left, or to tidy it up.
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
//! The page promises the membership as the answer to its deletion, and shows none: what comes may well be empty, and is then
//! read as a membership without anything.

mod client;
mod credentials;
mod generated;
pub mod types;

pub use client::{BASE_URL, Client, ClientBuilder, DOCUMENT_VERSION};
pub use generated::Client as Operations;
pub use generated::builder;
