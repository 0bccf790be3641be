//! The starting worlds, one file each. The same name and seed always make the same bytes.

mod acme;
mod acme_quirks;
mod build;
mod demo;
mod empty;
mod large;
mod name;
mod pages;
mod people;
mod quirks;

pub use build::START_TIME;
pub use name::{UnknownWorld, WorldName};
