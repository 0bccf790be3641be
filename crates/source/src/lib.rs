//! Texts as people and programs see them: lines and columns, JSON Pointers, and JSON and YAML whose values know their place.
//!
//! This crate is the lowest layer of `openapi-drift`. It knows neither OpenAPI nor HTTP. Start from [`SourceFile`] (a named
//! text and its value), [`Position`] (line and column) and [`Error`] (an error with its place).

pub mod error;
pub mod file;
pub mod file_root;
pub mod json;
pub mod line;
pub mod pointer;
pub mod position;
pub mod string_offsets;
pub mod text;
pub mod yaml;

pub use error::Error;
pub use file::{SourceFile, display_name, open_file};
pub use file_root::{FileRoot, FileRootError};
pub use json::error::json_error;
pub use json::fault::json_fault;
pub use json::json_type::json_type;
pub use json::locate::{JsonLocator, JsonOffset};
pub use json::parse::parse as parse_json;
pub use line::SourceLine;
pub use position::Position;
pub use string_offsets::{DecodedString, offset_in_yaml_scalar};
pub use text::SourceText;
pub use yaml::items::{YamlSequenceReader, names as yaml_names};
pub use yaml::parse::parse as parse_yaml;
pub use yaml::positions::YamlLocator;
