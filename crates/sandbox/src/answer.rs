//! Answers, and how refusals are worded in the vendor's shape.

use serde::Serialize;
use serde_json::{Value, json};

use crate::api::Operation;
use crate::decisions::{Grounds, about_missing, about_mode, about_parameter, about_property};
use crate::model::{Refused, World};

/// What an operation answers, before anything is put on the wire.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    pub grounds: Grounds,
}

impl Answer {
    /// Writes a 200.
    pub fn ok(body: &impl Serialize, grounds: Grounds) -> Self {
        // Every map that is answered has strings for keys, so there is nothing that could fail.
        Self { status: 200, body: serde_json::to_vec(body).unwrap_or_default(), grounds }
    }

    /// A success that has nothing to say.
    pub fn empty(grounds: Grounds) -> Self {
        Self { status: 204, body: Vec::new(), grounds }
    }

    /// Writes an error as most pages do.
    pub fn error(status: u16, message: &str, grounds: Grounds) -> Self {
        Self::failure(status, &json!({"error_message": message, "status_code": status}), grounds)
    }

    fn failure(status: u16, body: &Value, grounds: Grounds) -> Self {
        Self { status, body: body.to_string().into_bytes(), grounds }
    }
}

/// The operations whose pages write an error with `error_code`.
const WITH_ERROR_CODE: [&str; 3] = ["updateGroupMember", "deleteGroupMember", "deleteUser"];

/// An error of an operation, with the number spelled as its page spells it (E25).
pub fn error(operation: &'static Operation, status: u16, message: &str, grounds: Grounds) -> Answer {
    if WITH_ERROR_CODE.contains(&operation.id) {
        return with_error_code(status, status, message, grounds);
    }
    Answer::error(status, message, grounds)
}

/// Words a refusal of the world for one operation.
pub fn refusal(operation: &'static Operation, refused: &Refused, world: &World) -> Answer {
    let message = refused.to_string();
    let decided = |id| Grounds::decided(id, operation.page);
    let (status, grounds) = match refused {
        Refused::NoGroup(id) if world.quirks.missing_group_is_500 => {
            let message = format!("Couldn't find Group with 'id'={id}");
            return error(operation, 500, &message, Grounds::page("groupsid", &["E28"]));
        }
        Refused::NoGroup(_) => (404, Grounds::page("getting-started", &["E28"])),
        Refused::NoUser(_) | Refused::NoMember { .. } if WITH_ERROR_CODE.contains(&operation.id) => {
            (404, Grounds::page(operation.page, &["E25"]))
        }
        Refused::NoBulk(_) => (404, decided("E77")),
        Refused::NoUser(_) | Refused::NoMember { .. } | Refused::NoJob(_) | Refused::NoSuch(_) => (404, decided("E25")),
        Refused::NameTaken => (400, Grounds::page("create-group", &["S06"])),
        Refused::AliasTaken => (400, decided("S06")),
        Refused::EmailTaken => (400, decided("S05")),
        Refused::Missing(property) if property == "fields" && operation.id == "updateUser" => {
            (422, Grounds::page(operation.page, &["E29"]))
        }
        Refused::Missing(property) => (422, decided(about_missing(property))),
        Refused::Invalid { property, .. } => (422, decided(about_property(property))),
        Refused::File(_) => (422, decided("X29")),
        Refused::Busy => (400, decided("S09")),
        Refused::Full { .. } | Refused::PrivateSpace => (400, decided("S04")),
        Refused::NoApplicationKey => {
            return Answer::failure(400, &json!({"error_message": message}), Grounds::page(operation.page, &["E23"]));
        }
    };
    error(operation, status, &message, grounds)
}

/// A parameter that is missing or malformed. Three pages show what a missing user id looks like.
pub fn bad_parameter(operation: &'static Operation, name: &str, why: &str) -> Answer {
    if name == "user_id" && WITH_ERROR_CODE.contains(&operation.id) {
        let message = "User id is missing, please validate your request.";
        return with_error_code(400, 404, message, Grounds::page(operation.page, &["E25"]));
    }
    let grounds = Grounds::decided(about_parameter(name), operation.page);
    error(operation, 400, &format!("'{name}' parameter is {why}, please validate your request."), grounds)
}

fn with_error_code(status: u16, code: u16, message: &str, grounds: Grounds) -> Answer {
    Answer::failure(status, &json!({"error_code": code, "error_message": message}), grounds)
}

/// Writes an error of the vendor Mode. The ids are those of its page on errors, which has none for other statuses.
pub fn mode_error(status: u16, message: &str, grounds: Grounds) -> Answer {
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
    Answer::failure(status, &body, grounds)
}

/// A parameter or a property that the vendor Mode finds missing or malformed.
pub fn mode_bad_parameter(operation: &'static Operation, name: &str, why: &str) -> Answer {
    mode_error(400, &format!("{name} is {why}"), Grounds::decided(about_mode(name), operation.page))
}

/// Words a refusal of the world for the vendor Mode.
pub fn mode_refusal(operation: &'static Operation, refused: &Refused, world: &World) -> Answer {
    let message = refused.to_string();
    let objects = world.organization().is_some_and(|organization| organization.quirks.message_is_object);
    let decided = |id| Grounds::decided(id, operation.page);
    match refused {
        Refused::NoSuch(_) => mode_error(404, &message, decided("X03")),
        Refused::Missing(property) => mode_bad_parameter(operation, property, "missing"),
        Refused::Invalid { property, why } if objects => {
            let name = property.rsplit('.').next().unwrap_or(property);
            Answer::failure(422, &json!({"message": {name: [why]}}), decided("X03"))
        }
        Refused::Invalid { property, why } => mode_error(422, &format!("{property} is invalid: {why}"), decided(about_mode(property))),
        Refused::PrivateSpace => mode_error(400, &message, decided("X04")),
        _ => mode_error(400, &message, decided("B01")),
    }
}
