//! Errors of Mode.

use serde_json::json;

use crate::api::operation::Operation;
use crate::api::response::ApiResponse;
use crate::basis::{Basis, about_mode};
use crate::model::{Refusal, World};

/// Returns an error. The ids are those of the page on errors, which has none for other statuses.
pub fn error(status: u16, message: &str, basis: Basis) -> ApiResponse {
    let id = match status {
        400 => Some("bad_request"),
        401 => Some("unauthorized"),
        403 => Some("forbidden"),
        404 => Some("not_found"),
        _ => None,
    };
    let body = match id {
        Some(id) => json!({"id": id, "message": message}),
        None => json!({"message": message}),
    };
    ApiResponse::failure(status, &body, basis)
}

/// Returns the error for a missing or invalid parameter or property.
pub fn bad_parameter(operation: &'static Operation, name: &str, reason: &str) -> ApiResponse {
    error(400, &format!("{name} is {reason}"), Basis::decided(about_mode(name), operation.page))
}

/// Returns the error for a refusal of the world.
pub fn refusal(operation: &'static Operation, refusal: &Refusal, world: &World) -> ApiResponse {
    let message = refusal.to_string();
    let objects = world.organization().is_some_and(|organization| organization.quirks.message_is_object);
    let decided = |id| Basis::decided(id, operation.page);
    match refusal {
        Refusal::NotFound(_) => error(404, &message, decided("X03")),
        Refusal::Missing(property) => bad_parameter(operation, property, "missing"),
        Refusal::Invalid { property, reason } if objects => {
            let name = property.rsplit('.').next().unwrap_or(property);
            ApiResponse::failure(422, &json!({"message": {name: [reason]}}), decided("X03"))
        }
        Refusal::Invalid { property, reason } => error(422, &format!("{property} is invalid: {reason}"), decided(about_mode(property))),
        Refusal::PrivateSpace => error(400, &message, decided("X04")),
        _ => error(400, &message, decided("B01")),
    }
}
