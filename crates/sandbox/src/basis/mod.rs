//! The basis of each response: a page of the vendor's documentation, or a decision of the sandbox.

mod about;
mod decision;
mod mobilize;
mod mode;
mod source;

pub(crate) use about::{about_missing, about_mode, about_parameter, about_property};
pub use decision::Decision;
pub use mobilize::DECISIONS;
pub use mode::MODE_DECISIONS;
pub use source::{Basis, BasisSource};
