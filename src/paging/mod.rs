//! Reading lists to their end. `operations.rs` and `mode.rs` have the differences between lists.

mod cursor;
mod digest;
mod items;
mod key;
#[macro_use]
mod operations;
#[cfg(feature = "mode")]
mod mode;
mod paged;
mod pages;
#[cfg(test)]
mod tests;

pub use cursor::Cursor;
pub(crate) use digest::RowDigests;
pub use items::Items;
pub(crate) use key::RowKey;
pub use pages::{Page, Pages};

use std::pin::Pin;

/// A boxed future.
type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
