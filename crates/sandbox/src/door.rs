//! The front door: who may come in from where, and which way leads where.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect};

use crate::control::Trouble;
use crate::shared::Shared;
use crate::{control, page, pipeline};

/// Everything that the sandbox serves.
pub fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/", axum::routing::get(|| async { Redirect::temporary("/_sandbox/") }))
        .route("/_sandbox", axum::routing::get(|| async { Redirect::temporary("/_sandbox/") }))
        .route("/_sandbox/", axum::routing::get(page::show))
        .route("/_sandbox/page.css", axum::routing::get(page::style))
        .route("/_sandbox/page.js", axum::routing::get(page::script))
        .nest("/_sandbox", control::router(shared.vendor))
        .fallback(documented)
        .layer(from_fn_with_state(Arc::clone(shared), guard))
        .with_state(Arc::clone(shared))
}

/// The documented interface, below `/v1`, or for Mode `/batch` and `/api`.
async fn documented(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let path = request.uri().path();
    let vendor = shared.vendor;
    let inside = |prefix: &&str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if vendor.prefixes().iter().any(inside) {
        let rest = path.strip_prefix(vendor.base()).unwrap_or(path);
        // A slash at the end makes no difference (E09).
        let path = rest.strip_suffix('/').unwrap_or(rest).to_owned();
        return pipeline::serve(shared, path, request).await;
    }
    let prefixes = vendor.prefixes().join(" and ");
    let word = format!("The sandbox serves {prefixes} (the documented interface) and /_sandbox/ (itself).\n");
    (StatusCode::NOT_FOUND, word).into_response()
}

/// Local tools of the browser may call in; other web pages may not, neither openly nor behind a name of their own.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response<Body> {
    let _counted = UnderWay::new(&shared);
    let origin = request.headers().get(header::ORIGIN).cloned();
    let friendly = origin.as_ref().is_none_or(|origin| is_local(origin) || is_same(origin, request.headers()));
    if request.uri().path().starts_with("/_sandbox")
        && let Some(refusal) = refuse(&shared, &request, friendly)
    {
        return refusal;
    }
    let mut response = if request.method() == Method::OPTIONS && origin.is_some() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    if let Some(origin) = origin.filter(|_| friendly) {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, DELETE"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type, x-sandbox-fault"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-sandbox-basis, x-sandbox-fault, retry-after"));
    }
    response
}

/// A request that is counted among those under way, until it is answered or given up.
struct UnderWay(Arc<Shared>);

impl UnderWay {
    fn new(shared: &Arc<Shared>) -> Self {
        shared.under_way.send_modify(|count| *count += 1);
        Self(Arc::clone(shared))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.send_modify(|count| *count = count.saturating_sub(1));
    }
}

/// Why a request may not control the sandbox, or the way in for a browser that brings the token in the address.
fn refuse(shared: &Shared, request: &Request, friendly: bool) -> Option<Response<Body>> {
    let (headers, address) = (request.headers(), shared.address);
    if !friendly || address.ip().is_loopback() && !names_this_machine(headers) {
        return Some(Trouble::forbidden("the sandbox is not controlled by web pages of other sites").into_response());
    }
    let token = shared.token.as_ref()?;
    let path = request.uri().path();
    // What asks whether the sandbox is up learns nothing else, and what asks for permission to ask has no credentials.
    if path == "/_sandbox/health" || request.method() == Method::OPTIONS || token.is_in(headers, address) {
        return None;
    }
    let query = request.uri().query().unwrap_or_default();
    let mut given = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "token");
    if path == "/_sandbox/" && given.any(|(_, given)| token.is(&given)) {
        let headers = [(header::SET_COOKIE, token.set_cookie(address)), (header::LOCATION, "/_sandbox/".to_owned())];
        return Some((StatusCode::SEE_OTHER, headers).into_response());
    }
    let whose = if address.ip().is_loopback() { "was started with a control token" } else { "can be reached by others" };
    let why = format!(
        "this sandbox {whose}: send the token that it printed at the start as `Authorization: Bearer TOKEN`, or open /_sandbox/?token=TOKEN"
    );
    let challenge = [(header::WWW_AUTHENTICATE, "Bearer realm=\"sandbox control\"")];
    Some((challenge, Trouble::unauthorized(&why)).into_response())
}

fn is_local(origin: &HeaderValue) -> bool {
    let host = origin.to_str().ok().and_then(|text| text.split_once("://")).map(|(_, host)| host);
    host.is_some_and(is_this_machine)
}

fn is_same(origin: &HeaderValue, headers: &HeaderMap) -> bool {
    let host = origin.to_str().ok().and_then(|text| text.split_once("://")).map(|(_, host)| host);
    host.is_some() && host == headers.get(header::HOST).and_then(|host| host.to_str().ok())
}

fn names_this_machine(headers: &HeaderMap) -> bool {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).is_some_and(is_this_machine)
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, _)) => name,
        None => host.split_once(':').map_or(host, |(name, _)| name),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
