//! Reading lists to their end. `operations.rs` and `mode.rs` have the differences between lists.

mod cursor;
mod items;
#[macro_use]
mod operations;
#[cfg(feature = "mode")]
mod mode;
mod paged;
mod pages;
#[cfg(test)]
mod tests;

pub use cursor::Cursor;
pub use items::Items;
pub use pages::{Page, Pages};

use std::pin::Pin;

/// A boxed future.
type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
