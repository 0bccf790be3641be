//! The check of every request before its route: host, origin, and the control token.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;

use crate::control::ControlError;
use crate::state::{Settings, Shared};

/// Refuses a request with a foreign host on every path, and a control request from another site or without the token.
pub async fn check(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response<Body> {
    let _counted = InFlight::new(&shared);
    let settings = &shared.settings;
    if let Some(refusal) = refuse_host(settings, &request) {
        return refusal;
    }
    let origin = request.headers().get(header::ORIGIN).cloned();
    if request.uri().path().starts_with("/_sandbox") {
        return match refuse_control(settings, &request, origin.as_ref()) {
            Some(refusal) => refusal,
            None => next.run(request).await,
        };
    }
    let Some(origin) = origin.filter(|_| settings.cors) else { return next.run(request).await };
    let is_preflight = request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if is_preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, DELETE"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type, x-sandbox-fault"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-sandbox-basis, x-sandbox-fault, retry-after"));
    response
}

/// A request in flight; it is counted until it has a response or is given up.
struct InFlight(Arc<Shared>);

impl InFlight {
    fn new(shared: &Arc<Shared>) -> Self {
        shared.in_flight.send_modify(|count| *count += 1);
        Self(Arc::clone(shared))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.send_modify(|count| *count = count.saturating_sub(1));
    }
}

/// Refuses a request for a host that is not this sandbox. A web page of another site could otherwise give this machine a name of
/// its own, and read the responses as its own.
fn refuse_host(settings: &Settings, request: &Request) -> Option<Response<Body>> {
    let sent = request.headers().get_all(header::HOST).iter().map(|host| host.to_str().unwrap_or_default());
    let mut hosts = sent.chain(request.uri().authority().map(|authority| authority.as_str())).peekable();
    let named = hosts.peek().is_some();
    match named && hosts.all(|host| is_accepted_host(settings, host)) {
        true => None,
        false => Some(
            ControlError::forbidden("the request is for another host; use localhost or an IP address, or start with --allow-host NAME")
                .into_response(),
        ),
    }
}

fn is_accepted_host(settings: &Settings, host: &str) -> bool {
    let name = host_name(host);
    let is_listed = settings.hosts.iter().any(|known| known.eq_ignore_ascii_case(name));
    match name.parse::<IpAddr>() {
        // Only an address can be reached without a name, so a web page cannot stand behind it.
        Ok(address) => address.is_loopback() || !settings.address.ip().is_loopback(),
        Err(_) => name.eq_ignore_ascii_case("localhost") || is_listed,
    }
}

/// Returns the name of a `Host` without its port.
fn host_name(host: &str) -> &str {
    match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, _)) => name,
        None => host.split_once(':').map_or(host, |(name, _)| name),
    }
}

/// Refuses a control request, or lets a browser in that brings the token in the address.
fn refuse_control(settings: &Settings, request: &Request, origin: Option<&HeaderValue>) -> Option<Response<Body>> {
    let headers = request.headers();
    if !origin.is_none_or(|origin| is_local(origin) || is_same(origin, headers)) {
        return Some(ControlError::forbidden("web pages of other sites may not control the sandbox").into_response());
    }
    let token = settings.token.as_ref()?;
    let path = request.uri().path();
    // The health check reveals nothing else, and a preflight has no credentials.
    if path == "/_sandbox/health" || request.method() == Method::OPTIONS || token.is_in(headers, settings.address) {
        return None;
    }
    let query = request.uri().query().unwrap_or_default();
    let mut given = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "token");
    if path == "/_sandbox/" && given.any(|(_, given)| token.is(&given)) {
        let headers = [(header::SET_COOKIE, token.set_cookie(settings.address)), (header::LOCATION, "/_sandbox/".to_owned())];
        return Some((StatusCode::SEE_OTHER, headers).into_response());
    }
    let local = settings.address.ip().is_loopback();
    let cause = if local { "this sandbox was started with a control token" } else { "other machines can reach this sandbox" };
    let hint = "send the token that it printed at the start as `Authorization: Bearer TOKEN`, or open /_sandbox/?token=TOKEN";
    let challenge = [(header::WWW_AUTHENTICATE, "Bearer realm=\"sandbox control\"")];
    Some((challenge, ControlError::unauthorized(&format!("{cause}: {hint}"))).into_response())
}

/// Returns whether an origin is a web page of this machine.
fn is_local(origin: &HeaderValue) -> bool {
    let name = host_of(origin).map(host_name);
    name.is_some_and(|name| name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()))
}

/// Returns whether an origin is the sandbox itself.
fn is_same(origin: &HeaderValue, headers: &HeaderMap) -> bool {
    let host = host_of(origin);
    host.is_some() && host == headers.get(header::HOST).and_then(|host| host.to_str().ok())
}

fn host_of(origin: &HeaderValue) -> Option<&str> {
    origin.to_str().ok().and_then(|text| text.split_once("://")).map(|(_, host)| host)
}
