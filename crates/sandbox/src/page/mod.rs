//! The page for people: drawn here, whole, from the same data that the control endpoints give. A script asks for it again
//! each second and puts in what has changed; without a script the page shows the same and cannot steer.

mod community;
mod faults;
mod layout;
mod requests;

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;

use crate::model::Millis;
use crate::model::view::rfc3339;
use crate::state::Shared;
use crate::vendor::Vendor;

/// Returns the routes of the page.
pub fn router() -> Router<Arc<Shared>> {
    Router::new().route("/_sandbox/", get(show)).route("/_sandbox/page.css", get(style)).route("/_sandbox/page.js", get(script))
}

/// A part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tab {
    #[default]
    Requests,
    Groups,
    Users,
    Jobs,
    Deliveries,
    Faults,
    Decisions,
}

impl Tab {
    /// The tabs that a vendor has anything to show in.
    fn of(vendor: Vendor) -> &'static [Self] {
        match vendor {
            Vendor::Mobilize => &[Self::Requests, Self::Groups, Self::Users, Self::Jobs, Self::Deliveries, Self::Faults, Self::Decisions],
            Vendor::Mode => &[Self::Requests, Self::Faults, Self::Decisions],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Groups => "groups",
            Self::Users => "users",
            Self::Jobs => "jobs",
            Self::Deliveries => "deliveries",
            Self::Faults => "faults",
            Self::Decisions => "decisions",
        }
    }
}

/// What the address of the page asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    tab: Tab,
    /// The number of the request that is shown in full.
    open: Option<u64>,
    keywords: String,
    offset: usize,
}

/// Draws the page; an address that asks for nothing that there is shows what is shown without one.
pub async fn show(State(shared): State<Arc<Shared>>, asked: Result<Query<Asked>, QueryRejection>) -> impl IntoResponse {
    let mut asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    if !Tab::of(shared.vendor()).contains(&asked.tab) {
        asked.tab = Tab::default();
    }
    let main = match asked.tab {
        Tab::Requests => requests::draw(&shared, asked.open),
        Tab::Groups => community::groups(&shared),
        Tab::Users => community::users(&shared, &asked),
        Tab::Jobs => community::jobs(&shared),
        Tab::Deliveries => community::deliveries(&shared),
        Tab::Faults => faults::faults(&shared),
        Tab::Decisions => faults::decisions(&shared),
    };
    // Nothing from elsewhere, nothing inline, and in nobody's frame.
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; \
                  base-uri 'none'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, layout::page(&shared, asked.tab, &main).into_string())
}

pub async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page.css"))
}

pub async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("page.js"))
}

/// `2026-01-01 00:00:12`.
fn time(at: Millis) -> String {
    rfc3339(at).get(..19).unwrap_or_default().replace('T', " ")
}

/// A table; a heading that begins with `#` is that of numbers.
fn table(heads: &[&str], rows: &[Markup], none: &str) -> Markup {
    html! {
        @if rows.is_empty() { p.empty { (none) } } @else {
            div.wide { table {
                thead { tr { @for head in heads { th.number[head.starts_with('#')] scope="col" { (head.trim_start_matches('#')) } } } }
                tbody { @for row in rows { (row) } }
            } }
        }
    }
}

/// A control that does one thing: the script sends `run`, a method and a path below `/_sandbox/`, with the fields as JSON.
fn button(run: &str, label: &str) -> Markup {
    html! { form.button data-run=(run) { button { (label) } } }
}
