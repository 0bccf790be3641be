//! Changes that people make on the web pages of the service, and that its interface does not offer.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::error::ControlError;
use super::input::{JsonBody, NoBody, PathNumbers};
use crate::model::{FieldDefinition, Status};
use crate::state::Shared;

type Response = Result<Json<Value>, ControlError>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetStatus {
    group_id: i64,
    user_id: i64,
    status: Status,
}

pub async fn set_status(State(shared): State<Arc<Shared>>, JsonBody(set): JsonBody<SetStatus>) -> Response {
    let now = shared.clock.tick();
    shared.change(|world| world.set_status(set.group_id, set.user_id, set.status, now))?;
    Ok(Json(json!({"status": set.status})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddActivity {
    member_id: Option<i64>,
    activity: Map<String, Value>,
}

pub async fn add_activity(State(shared): State<Arc<Shared>>, JsonBody(add): JsonBody<AddActivity>) -> Response {
    let now = shared.clock.tick();
    let id = shared.change(|world| world.record_activity(add.member_id, add.activity, now))?;
    Ok(Json(json!({"id": id})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefineField {
    group_id: i64,
    field: FieldDefinition,
}

pub async fn define_field(State(shared): State<Arc<Shared>>, JsonBody(define): JsonBody<DefineField>) -> Response {
    let id = shared.change(|world| world.define_field(define.group_id, define.field))?;
    Ok(Json(json!({"id": id})))
}

pub async fn remove_field(State(shared): State<Arc<Shared>>, PathNumbers(ids): PathNumbers<2>, _: NoBody) -> Response {
    let [group, field] = ids.map(|id| i64::try_from(id).unwrap_or(i64::MAX));
    shared.change(|world| world.remove_field(group, field))?;
    Ok(Json(json!({"removed": field})))
}
