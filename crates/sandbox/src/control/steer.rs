//! Jobs, faults, webhooks, and what the web pages of the service do and its interface does not.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::told::{At, Told};
use super::trouble::Trouble;
use crate::faults::{ActiveFault, Fault};
use crate::hooks::{self, Delivery};
use crate::jobs::{self, JobSpeed};
use crate::model::{FieldDefinition, Status, Subscription};
use crate::shared::Shared;

type Sandbox = State<Arc<Shared>>;
type Reply = Result<Json<Value>, Trouble>;

pub async fn step_job(State(shared): Sandbox) -> Json<Value> {
    Json(json!({"status": jobs::step(&shared)}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speed {
    speed: JobSpeed,
}

pub async fn set_speed(State(shared): Sandbox, Told(Speed { speed }): Told<Speed>) -> Reply {
    shared.set_job_speed(speed);
    jobs::drive(&shared);
    Ok(Json(json!({"speed": speed})))
}

pub async fn faults(State(shared): Sandbox) -> Json<Vec<ActiveFault>> {
    Json(shared.faults().all().to_vec())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetFault {
    fault: String,
}

pub async fn set_fault(State(shared): Sandbox, Told(SetFault { fault }): Told<SetFault>) -> Reply {
    let fault = fault.parse::<Fault>().and_then(|fault| fault.of(shared.vendor)).map_err(Trouble::bad)?;
    let id = shared.set_fault(fault);
    let set = shared.faults().all().iter().find(|active| active.id == id).cloned();
    Ok(Json(json!(set)))
}

pub async fn remove_fault(State(shared): Sandbox, At(id): At<u64>) -> Reply {
    match shared.faults().remove(id) {
        true => Ok(Json(json!({"removed": id}))),
        false => Err(Trouble::missing(format!("fault {id}"))),
    }
}

pub async fn clear_faults(State(shared): Sandbox) -> Json<Value> {
    shared.faults().clear();
    Json(json!({"faults": []}))
}

pub async fn webhooks(State(shared): Sandbox) -> Json<Vec<Subscription>> {
    Json(shared.world().subscriptions().to_vec())
}

pub async fn subscribe(State(shared): Sandbox, Told(subscription): Told<Subscription>) -> Reply {
    let id = shared.change(|world| world.subscribe(subscription))?;
    Ok(Json(json!({"id": id})))
}

pub async fn unsubscribe(State(shared): Sandbox, At(id): At<u64>) -> Reply {
    shared.change(|world| world.unsubscribe(id))?;
    Ok(Json(json!({"removed": id})))
}

pub async fn deliveries(State(shared): Sandbox) -> Json<Vec<Delivery>> {
    Json(shared.hooks.log())
}

pub async fn redeliver(State(shared): Sandbox, At(id): At<u64>) -> Reply {
    let delivery = shared.hooks.log().into_iter().find(|delivery| delivery.id == id);
    let delivery = delivery.ok_or_else(|| Trouble::missing(format!("delivery {id}")))?;
    hooks::deliver(&shared, delivery.subscription, &delivery.bulk)?;
    Ok(Json(json!({"bulk": delivery.bulk})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetStatus {
    group_id: i64,
    user_id: i64,
    status: Status,
}

pub async fn set_status(State(shared): Sandbox, Told(set): Told<SetStatus>) -> Reply {
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

pub async fn add_activity(State(shared): Sandbox, Told(add): Told<AddActivity>) -> Reply {
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

pub async fn define_field(State(shared): Sandbox, Told(define): Told<DefineField>) -> Reply {
    let id = shared.change(|world| world.define_field(define.group_id, define.field))?;
    Ok(Json(json!({"id": id})))
}

pub async fn remove_field(State(shared): Sandbox, At((group, field)): At<(i64, i64)>) -> Reply {
    shared.change(|world| world.remove_field(group, field))?;
    Ok(Json(json!({"removed": field})))
}
