//! The routes of a sandbox: the page, the control endpoints, and the documented interface.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;

use super::guard;
use crate::state::Shared;
use crate::{control, page, pipeline};

/// Returns everything that a sandbox serves.
pub fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/_sandbox/") }))
        .route("/_sandbox", get(|| async { Redirect::temporary("/_sandbox/") }))
        .merge(page::router())
        .nest("/_sandbox", control::router(shared.vendor()))
        .fallback(documented)
        .layer(from_fn_with_state(Arc::clone(shared), guard::check))
        .with_state(Arc::clone(shared))
}

/// Serves the documented interface, below `/v1`, or `/batch` and `/api` for Mode.
async fn documented(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let path = request.uri().path();
    let vendor = shared.vendor();
    let inside = |prefix: &&str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if vendor.prefixes().iter().any(inside) {
        let path = path.strip_prefix(vendor.base()).unwrap_or(path).to_owned();
        return pipeline::serve(shared, path, request).await;
    }
    let prefixes = vendor.prefixes().join(" and ");
    let text = format!("The sandbox serves {prefixes} (the documented interface) and /_sandbox/ (its page and control endpoints).\n");
    (StatusCode::NOT_FOUND, text).into_response()
}
