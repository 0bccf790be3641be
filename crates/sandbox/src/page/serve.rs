//! The responses that the page consists of.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::query::{PageQuery, Tab};
use super::{decisions, deliveries, faults, groups, jobs, layout, requests, users};
use crate::state::Shared;

/// Nothing from elsewhere, nothing inline, and no frames of other pages.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Returns the routes of the page.
pub fn router() -> Router<Arc<Shared>> {
    Router::new().route("/_sandbox/", get(page)).route("/_sandbox/page.css", get(style)).route("/_sandbox/page.js", get(script))
}

/// Renders the page. An invalid query shows the page without one.
async fn page(State(shared): State<Arc<Shared>>, query: Result<Query<PageQuery>, QueryRejection>) -> impl IntoResponse {
    let mut query = query.map(|Query(query)| query).unwrap_or_default();
    if !Tab::of(shared.vendor()).contains(&query.tab) {
        query = PageQuery::default();
    }
    let main = match query.tab {
        Tab::Requests => requests::render(&shared, &query),
        Tab::Groups => groups::render(&shared, &query),
        Tab::Users => users::render(&shared, &query),
        Tab::Jobs => jobs::render(&shared, &query),
        Tab::Deliveries => deliveries::render(&shared, &query),
        Tab::Faults => faults::render(&shared),
        Tab::Decisions => decisions::render(&shared),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, layout::render(&shared, query.tab, &main).into_string())
}

async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page.css"))
}

async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("page.js"))
}
