//! Texts as people and programs see them: lines and columns, JSON Pointers, and JSON and YAML whose values know their place.
//!
//! This crate is the lowest layer of `openapi-drift`. It knows neither OpenAPI nor HTTP. Start from [`file::SourceFile`] (a named
//! text and its value), [`position::Position`] (line and column) and [`error::Error`] (an error with its place).
#![allow(missing_docs)] // Removed as the types get their documentation.

pub mod error;
pub mod file;
pub mod json;
pub mod line;
pub mod pointer;
pub mod position;
pub mod string_offsets;
pub mod text;
pub mod yaml;
