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

/// A fault as text, or its parts as a form has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetFault {
    fault: Option<String>,
    operation: Option<String>,
    kind: Option<String>,
    value: Option<Value>,
    /// The new name of `rename`.
    name: Option<String>,
    retry_after: Option<u32>,
    after: Option<u32>,
    times: Option<u32>,
}

impl SetFault {
    /// Returns the fault as text.
    fn text(self) -> Result<String, ControlError> {
        let (operation, kind) = match (self.fault, self.operation, self.kind) {
            (Some(text), None, None) if self.value.is_none() => return Ok(text),
            (None, Some(operation), Some(kind)) => (operation, kind),
            _ => return Err(ControlError::bad_request("expected `fault`, or `operation` and `kind`")),
        };
        let mut text = format!("{operation}:{kind}");
        let takes_value = !matches!(kind.as_str(), "disconnect" | "malformed");
        if let Some(value) = self.value.filter(|_| takes_value) {
            text += &format!("={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
        if let Some(name) = self.name.filter(|_| kind == "rename") {
            text += &format!(">{name}");
        }
        let retry_after = self.retry_after.filter(|_| kind == "status");
        for (setting, value) in [("retry-after", retry_after), ("after", self.after), ("times", self.times)] {
            if let Some(value) = value {
                text += &format!(",{setting}={value}");
            }
        }
        Ok(text)
    }
}

pub async fn set(State(shared): State<Arc<Shared>>, JsonBody(set): JsonBody<SetFault>) -> Result<Json<Value>, ControlError> {
    let fault = set.text()?.parse::<Fault>().and_then(|fault| fault.for_vendor(shared.vendor())).map_err(ControlError::bad_request)?;
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
