//! Webhooks and their deliveries.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::error::ControlError;
use super::input::{JsonBody, NoBody, PathNumbers};
use crate::actions::redeliver as repeat;
use crate::model::Subscription;
use crate::state::{Delivery, Shared};

type Response = Result<Json<Value>, ControlError>;

pub async fn list(State(shared): State<Arc<Shared>>) -> Json<Vec<Subscription>> {
    Json(shared.world().subscriptions().to_vec())
}

pub async fn subscribe(State(shared): State<Arc<Shared>>, JsonBody(subscription): JsonBody<Subscription>) -> Response {
    Ok(Json(json!({"id": shared.subscribe(subscription)?})))
}

pub async fn unsubscribe(State(shared): State<Arc<Shared>>, PathNumbers([id]): PathNumbers<1>, _: NoBody) -> Response {
    shared.change(|world| world.unsubscribe(id))?;
    Ok(Json(json!({"removed": id})))
}

pub async fn deliveries(State(shared): State<Arc<Shared>>) -> Json<Vec<Delivery>> {
    Json(shared.deliveries.latest())
}

/// Returns a delivery with its body.
pub async fn delivery(State(shared): State<Arc<Shared>>, PathNumbers([id]): PathNumbers<1>) -> Response {
    let delivery = shared.deliveries.find(id).ok_or_else(|| ControlError::not_found(format!("delivery {id}")))?;
    let payload: Value = serde_json::from_slice(&delivery.payload).unwrap_or_default();
    let mut shown = json!(delivery);
    shown["body"] = payload;
    Ok(Json(shown))
}

pub async fn redeliver(State(shared): State<Arc<Shared>>, PathNumbers([id]): PathNumbers<1>, _: NoBody) -> Response {
    let delivery = repeat(&shared, id)?;
    Ok(Json(json!({"bulk": delivery.bulk})))
}
