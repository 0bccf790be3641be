//! The interface that generated code uses.
//!
//! Generated code begins with `use progenitor_client::…`. The modules that include it have this module in scope by that name, so
//! that an operation returns the types of this crate: [`Response`](crate::Response), which keeps the response as it arrived, and
//! [`Error`](crate::Error), which knows the call. Everything else is the generator's own.

pub use progenitor_client::{ByteStream, ClientInfo, OperationInfo, RequestBuilderExt, encode_path};

pub use crate::error::Error;
pub use crate::response::Response;

use crate::error::Result;
use crate::response::Answer;

/// The hooks of a generated client, which send its requests.
pub trait ClientHooks<Inner>: ClientInfo<Inner> {
    fn exec(&self, request: reqwest::Request, info: &OperationInfo) -> impl Future<Output = Result<Answer>> + Send;

    /// Called before `exec`, which does all the work.
    async fn pre(&self, _: &mut reqwest::Request, _: &OperationInfo) -> Result<()> {
        Ok(())
    }

    /// Called after `exec`.
    async fn post(&self, _: &Result<Answer>, _: &OperationInfo) -> Result<()> {
        Ok(())
    }
}
