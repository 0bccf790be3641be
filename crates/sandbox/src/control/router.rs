//! The routes of the control endpoints.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{delete, get, post, put};

use super::{ControlError, clock, community, faults, input, jobs, read, requests, webhooks, worlds};
use crate::state::Shared;
use crate::vendor::Vendor;

/// The length of the longest world that can be loaded, in bytes.
const MAX_WORLD: usize = 256 << 20;

/// Returns the control endpoints. Mode has none for groups, users, jobs and webhooks.
pub fn router(vendor: Vendor) -> Router<Arc<Shared>> {
    let common = Router::new()
        .route("/health", get(|| async { "ok\n" }))
        .route("/overview", get(read::overview))
        .route("/decisions", get(read::decisions))
        .route("/requests", get(requests::list).delete(requests::clear))
        .route("/requests/{number}", get(requests::get))
        .route("/requests/{number}/recording", get(requests::recording))
        .route("/requests/{number}/replay", post(requests::replay))
        .route("/recordings", get(requests::recordings))
        .route("/world", get(worlds::save).put(worlds::load).layer(DefaultBodyLimit::max(MAX_WORLD)))
        .route("/reset", post(worlds::reset))
        .route("/clock", get(clock::get).post(clock::set))
        .route("/faults", get(faults::list).post(faults::set).delete(faults::clear))
        .route("/faults/{id}", delete(faults::remove));
    let all = match vendor {
        Vendor::Mobilize => common.merge(community()),
        Vendor::Mode => common,
    };
    all.method_not_allowed_fallback(async || ControlError::method_not_allowed()).route_layer(from_fn(input::refuse_unknown_query))
}

/// Returns the control endpoints of a community.
fn community() -> Router<Arc<Shared>> {
    Router::new()
        .route("/groups", get(read::groups))
        .route("/users", get(read::users))
        .route("/invitations", get(read::invitations))
        .route("/jobs/step", post(jobs::step))
        .route("/jobs/speed", put(jobs::set_speed))
        .route("/webhooks", get(webhooks::list).post(webhooks::subscribe))
        .route("/webhooks/{id}", delete(webhooks::unsubscribe))
        .route("/deliveries", get(webhooks::deliveries))
        .route("/deliveries/{id}", get(webhooks::delivery))
        .route("/deliveries/{id}/retry", post(webhooks::redeliver))
        .route("/members/status", post(community::set_status))
        .route("/activities", post(community::add_activity))
        .route("/fields", post(community::define_field))
        .route("/groups/{group}/fields/{field}", delete(community::remove_field))
}
