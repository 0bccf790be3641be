//! What generated code is written against.
//!
//! The generator writes `use progenitor_client::…` at the beginning of its code. The modules that include this code have this
//! module in scope by that name, so that an operation returns what this crate wants it to: [`Response`](crate::Response), which
//! keeps what came, and the one [`Error`](crate::Error), which knows the call. Whatever has no reason to differ is the
//! generator's own.

pub use progenitor_client::{ByteStream, ClientInfo, OperationInfo, RequestBuilderExt, encode_path};

pub use crate::response::Response as ResponseValue;

use crate::error::Result;
use crate::response::RawResponse;

/// The generator gives its error a parameter, which is the unit type everywhere: the document it is given has no errors.
pub type Error<E> = <crate::Error as OneFor<E>>::Error;

/// A parameter of an alias has to be used. That this is implemented once lets the compiler find `E` where the generated code
/// leaves it out.
pub trait OneFor<E> {
    type Error;
}

impl OneFor<()> for crate::Error {
    type Error = crate::Error;
}

/// How a generated client sends its requests.
pub trait ClientHooks<Inner>: ClientInfo<Inner> {
    fn exec(&self, request: reqwest::Request, info: &OperationInfo) -> impl Future<Output = Result<RawResponse>> + Send;

    /// Called before `exec`, which does all there is to do.
    async fn pre(&self, _: &mut reqwest::Request, _: &OperationInfo) -> Result<()> {
        Ok(())
    }

    /// Called after it.
    async fn post(&self, _: &Result<RawResponse>, _: &OperationInfo) -> Result<()> {
        Ok(())
    }
}
