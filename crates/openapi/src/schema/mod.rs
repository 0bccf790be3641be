//! Schemas: converted to JSON Schema, compiled into validators, and linked in a graph.

pub mod bundle;
pub mod convert;
pub mod dialect;
pub mod direction;
pub mod evaluations;
pub mod graph;
pub mod graph_builder;
pub mod keywords;
pub mod limits;
pub mod origin;
pub mod unsupported;
pub mod validator;
