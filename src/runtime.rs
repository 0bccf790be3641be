//! The interface that generated code uses.
//!
//! Generated code begins with `use progenitor_client::…`. The modules that include it have this module in scope by that name, so
//! that an operation returns the types of this crate: [`Response`](crate::Response), which keeps the response as it arrived, and
//! [`Error`](crate::Error), which knows the call. Everything else is the generator's own.

pub use progenitor_client::{ByteStream, ClientInfo, OperationInfo, RequestBuilderExt, encode_path};

pub use crate::response::Response as ResponseValue;

use crate::error::Result;
use crate::response::Answer;

/// The generator gives its error a parameter, which is the unit type everywhere: the document it is given has no errors.
pub type Error<E> = <crate::Error as OneFor<E>>::Error;

/// Uses the parameter of the alias. There is only one implementation, so the compiler finds `E` if the generated code omits it.
pub trait OneFor<E> {
    type Error;
}

impl OneFor<()> for crate::Error {
    type Error = crate::Error;
}

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
