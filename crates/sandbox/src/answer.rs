//! Answers, and how refusals are worded in the vendor's shape.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::api::Operation;
use crate::decisions::{Grounds, about_mode, about_parameter, about_property};
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

/// Words a refusal of the world for one operation.
pub fn refusal(operation: &'static Operation, refused: &Refused, world: &World) -> Answer {
    let message = refused.to_string();
    let decided = |id| Grounds::decided(id, operation.page);
    match refused {
        Refused::NoGroup(id) if world.quirks.missing_group_is_500 => {
            Answer::error(500, &format!("Couldn't find Group with 'id'={id}"), Grounds::page("groupsid", &["E28"]))
        }
        Refused::NoGroup(_) => Answer::error(404, &message, Grounds::page("getting-started", &["E28"])),
        Refused::NoUser(_) | Refused::NoMember { .. } if WITH_ERROR_CODE.contains(&operation.id) => {
            with_error_code(404, 404, &message, Grounds::page(operation.page, &["E25"]))
        }
        Refused::NoBulk(_) => Answer::error(404, &message, decided("E77")),
        Refused::NoUser(_) | Refused::NoMember { .. } | Refused::NoJob(_) | Refused::NoSuch(_) => {
            Answer::error(404, &message, decided("E25"))
        }
        Refused::NameTaken => Answer::error(400, &message, Grounds::page("create-group", &["S06"])),
        Refused::AliasTaken => Answer::error(400, &message, decided("S06")),
        Refused::EmailTaken => Answer::error(400, &message, decided("S05")),
        Refused::Missing(property) if property == "fields" && operation.id == "updateUser" => {
            Answer::error(422, &message, Grounds::page(operation.page, &["E29"]))
        }
        Refused::Missing(property) | Refused::Invalid { property, .. } => Answer::error(422, &message, decided(about_property(property))),
        Refused::File(_) => Answer::error(422, &message, decided("X29")),
        Refused::Busy => Answer::error(400, &message, decided("S09")),
        Refused::Full { .. } | Refused::PrivateSpace => Answer::error(400, &message, decided("S04")),
        Refused::NoApplicationKey => Answer::failure(400, &json!({"error_message": message}), Grounds::page(operation.page, &["E23"])),
    }
}

/// A parameter that is missing or malformed. Three pages show what a missing user id looks like.
pub fn bad_parameter(operation: &'static Operation, name: &str, why: &str) -> Answer {
    if name == "user_id" && WITH_ERROR_CODE.contains(&operation.id) {
        let message = "User id is missing, please validate your request.";
        return with_error_code(400, 404, message, Grounds::page(operation.page, &["E25"]));
    }
    let grounds = Grounds::decided(about_parameter(name), operation.page);
    Answer::error(400, &format!("'{name}' parameter is {why}, please validate your request."), grounds)
}

fn with_error_code(status: u16, code: u16, message: &str, grounds: Grounds) -> Answer {
    let mut body = Map::new();
    body.insert("error_code".to_owned(), json!(code));
    body.insert("error_message".to_owned(), json!(message));
    Answer::failure(status, &Value::Object(body), grounds)
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
