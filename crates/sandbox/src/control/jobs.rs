//! Advancing bulk jobs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{JsonBody, NoBody};
use crate::state::{JobSpeed, Shared};

pub async fn step(State(shared): State<Arc<Shared>>, _: NoBody) -> Json<Value> {
    Json(json!({"status": shared.step_job()}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetSpeed {
    speed: JobSpeed,
}

pub async fn set_speed(State(shared): State<Arc<Shared>>, JsonBody(SetSpeed { speed }): JsonBody<SetSpeed>) -> Json<Value> {
    shared.set_job_speed(speed);
    Json(json!({"speed": speed}))
}
