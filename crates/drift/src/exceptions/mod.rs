pub(crate) mod exception;
pub(crate) mod file;
#[cfg(feature = "cli")]
pub(crate) mod generate;
pub(crate) mod matching;
pub(crate) mod validate;
