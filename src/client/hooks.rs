//! How the generated code sends its requests.

use progenitor_client::{ClientInfo, OperationInfo};
use reqwest::Request;

use super::Inner;
use crate::error::Result;
use crate::generated;
use crate::operation::{self, Operation, Scheme, Table};
use crate::response::RawResponse;
use crate::runtime::ClientHooks;

impl ClientHooks<Inner> for generated::Client {
    async fn exec(&self, request: Request, info: &OperationInfo) -> Result<RawResponse> {
        send(self, operation::MOBILIZE, request, info).await
    }
}

pub(crate) async fn send(
    client: &impl ClientInfo<Inner>,
    operations: Table,
    request: Request,
    info: &OperationInfo,
) -> Result<RawResponse> {
    let operation = Operation::of(operations, info.operation_id);
    let scheme = operation.map_or(Scheme::Basic, |operation| operation.scheme);
    client.inner().0.run(client.client(), request, operation, scheme).await
}
