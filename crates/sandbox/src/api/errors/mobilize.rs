//! Errors of Mobilize.

use serde_json::json;

use crate::api::operation::Operation;
use crate::api::response::ApiResponse;
use crate::basis::{Basis, about_missing, about_parameter, about_property};
use crate::model::{Refusal, World};

/// The operations whose pages show an error with `error_code`.
const WITH_ERROR_CODE: [&str; 3] = ["updateGroupMember", "deleteGroupMember", "deleteUser"];

/// Returns an error of an operation, with the number under the name that its page has (E25).
pub fn error(operation: &'static Operation, status: u16, message: &str, basis: Basis) -> ApiResponse {
    if WITH_ERROR_CODE.contains(&operation.id) {
        return with_error_code(status, status, message, basis);
    }
    with_status_code(status, message, basis)
}

/// Returns the error for a refusal of the world.
pub fn refusal(operation: &'static Operation, refusal: &Refusal, world: &World) -> ApiResponse {
    let message = refusal.to_string();
    let decided = |id| Basis::decided(id, operation.page);
    let (status, basis) = match refusal {
        Refusal::NoGroup(id) if world.quirks.missing_group_is_500 => {
            let message = format!("Couldn't find Group with 'id'={id}");
            return error(operation, 500, &message, Basis::page("groupsid", &["E28"]));
        }
        Refusal::NoGroup(_) => (404, Basis::page("getting-started", &["E28"])),
        Refusal::NoUser(_) | Refusal::NoMember { .. } if WITH_ERROR_CODE.contains(&operation.id) => {
            (404, Basis::page(operation.page, &["E25"]))
        }
        Refusal::NoBulk(_) => (404, decided("E77")),
        Refusal::NoUser(_) | Refusal::NoMember { .. } | Refusal::NoJob(_) | Refusal::NotFound(_) => (404, decided("E25")),
        Refusal::NameTaken => (400, Basis::page("create-group", &["S06"])),
        Refusal::AliasTaken => (400, decided("S06")),
        Refusal::EmailTaken => (400, decided("S05")),
        Refusal::Missing(property) if property == "fields" && operation.id == "updateUser" => (422, Basis::page(operation.page, &["E29"])),
        Refusal::Missing(property) => (422, decided(about_missing(property))),
        Refusal::Invalid { property, .. } => (422, decided(about_property(property))),
        Refusal::File(_) => (422, decided("X29")),
        Refusal::Busy => (400, decided("S09")),
        Refusal::Full { .. } | Refusal::PrivateSpace => (400, decided("S04")),
        Refusal::NoApplicationKey => {
            return ApiResponse::failure(400, &json!({"error_message": message}), Basis::page(operation.page, &["E23"]));
        }
    };
    error(operation, status, &message, basis)
}

/// Returns the error for a missing or invalid parameter.
pub fn bad_parameter(operation: &'static Operation, name: &str, reason: &str) -> ApiResponse {
    let basis = Basis::decided(about_parameter(name), operation.page);
    error(operation, 400, &format!("'{name}' parameter is {reason}, please validate your request."), basis)
}

/// Returns the documented error for an empty user id, if the page of the operation shows it.
pub fn missing_user_id(operation: &'static Operation) -> Option<ApiResponse> {
    let message = "User id is missing, please validate your request.";
    let documented = WITH_ERROR_CODE.contains(&operation.id);
    documented.then(|| with_error_code(400, 404, message, Basis::page(operation.page, &["E25"])))
}

/// Returns an error with `status_code`, as most pages show it.
pub fn with_status_code(status: u16, message: &str, basis: Basis) -> ApiResponse {
    ApiResponse::failure(status, &json!({"error_message": message, "status_code": status}), basis)
}

fn with_error_code(status: u16, code: u16, message: &str, basis: Basis) -> ApiResponse {
    ApiResponse::failure(status, &json!({"error_code": code, "error_message": message}), basis)
}
