//! Listing, setting and removing faults.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ControlError;
use super::input::{JsonBody, NoBody, PathNumbers};
use crate::faults::{ActiveFault, Fault};
use crate::state::Shared;

pub async fn list(State(shared): State<Arc<Shared>>) -> Json<Vec<ActiveFault>> {
    Json(shared.faults().all().to_vec())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetFault {
    fault: String,
}

pub async fn set(State(shared): State<Arc<Shared>>, JsonBody(set): JsonBody<SetFault>) -> Result<Json<Value>, ControlError> {
    let fault = set.fault.parse::<Fault>().and_then(|fault| fault.for_vendor(shared.vendor())).map_err(ControlError::bad_request)?;
    let id = shared.set_fault(fault);
    let active = shared.faults().all().iter().find(|active| active.id == id).cloned();
    Ok(Json(json!(active)))
}

pub async fn remove(State(shared): State<Arc<Shared>>, PathNumbers([id]): PathNumbers<1>, _: NoBody) -> Result<Json<Value>, ControlError> {
    match shared.faults().remove(id) {
        true => Ok(Json(json!({"removed": id}))),
        false => Err(ControlError::not_found(format!("fault {id}"))),
    }
}

pub async fn clear(State(shared): State<Arc<Shared>>, _: NoBody) -> Json<Value> {
    shared.faults().clear();
    Json(json!({"faults": []}))
}
