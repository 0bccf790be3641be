//! One request to the documented interface, from its arrival to its entry in the log.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Request, Response, StatusCode, header, request::Parts};

use super::credentials::Access;
use super::faulty::{self, FAULT};
use super::{body, headers};
use crate::api::{self, ApiResponse, Call, CallError, ErrorCause, Handler, Match, Route};
use crate::basis::Basis;
use crate::faults::{AppliedFault, FaultKind};
use crate::model::Millis;
use crate::state::{LogEntry, Message, Shared};

/// The header that states the basis of a response.
const BASIS: &str = "x-sandbox-basis";

/// The operations that queue a bulk job.
const QUEUES: [&str; 3] = ["createGroupsInBulk", "updateGroupsInBulk", "createMembersInBulk"];

/// Responds to a request to the documented interface. `path` starts after the path of the vendor's server.
pub async fn serve(shared: Arc<Shared>, path: String, request: Request<Body>) -> Response<Body> {
    let start = Instant::now();
    let now = shared.clock.tick();
    let (parts, body) = request.into_parts();
    let content = body::read(body, shared.settings.body_limit).await;
    let incoming = Incoming {
        method: method(&parts),
        head: parts.method == "HEAD",
        slash: path.ends_with('/'),
        path: path.trim_end_matches('/').to_owned(),
        now,
        parts,
    };
    let mut faults = Vec::new();
    let found = shared.routes.find(incoming.method, &incoming.path);
    let operation = if let Match::Found(route) = &found { Some(route.operation.id) } else { None };
    let (result, allow) = respond(&shared, &incoming, found, &content, &mut faults).await;
    let status = result.status;
    let sent = faulty::after(&mut faults, Bytes::from(result.body));
    let basis = basis(&shared, result.basis, &faults);
    if !faults.is_empty() {
        shared.faults().record(&faults);
    }
    let names: Vec<_> = faults.iter().map(AppliedFault::to_string).collect();
    let mut response = headers_of(&shared, &incoming, status, &basis, &names, allow.as_deref());
    if let Some(seconds) = faulty::retry_after(&faults) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    let cut = faulty::effective(&faults).any(|kind| *kind == FaultKind::Disconnect);
    if cut || incoming.head {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(sent.len()));
    }
    let entry = LogEntry {
        number: 0,
        at: now,
        vendor: shared.vendor(),
        method: incoming.parts.method.as_str().to_owned(),
        path: incoming.path,
        query: incoming.parts.uri.query().map(str::to_owned),
        operation,
        request: Message { headers: headers::logged(&incoming.parts.headers), body: content.unwrap_or_default() },
        status: if cut { 0 } else { status },
        response: Message { headers: headers::logged(response.headers()), body: if incoming.head { Bytes::new() } else { sent.clone() } },
        micros: u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX),
        basis,
        faults: names,
        has_bodies: true,
        verdict: OnceLock::new(),
    };
    *response.body_mut() = match (cut, incoming.head) {
        (true, _) => faulty::cut(&sent),
        (false, true) => Body::empty(),
        (false, false) => Body::from(sent),
    };
    shared.log().add(entry);
    response
}

/// A request without its body.
struct Incoming {
    /// The method of the operation: `GET` for `HEAD`.
    method: &'static str,
    path: String,
    /// True if the method is `HEAD`.
    head: bool,
    /// True if the path ended with a slash.
    slash: bool,
    now: Millis,
    parts: Parts,
}

fn method(parts: &Parts) -> &'static str {
    match parts.method.as_str() {
        "GET" | "HEAD" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "another method",
    }
}

/// Returns the response to a request, and the value of `Allow` if it has one.
async fn respond(
    shared: &Arc<Shared>,
    incoming: &Incoming,
    found: Match,
    content: &Result<Bytes, String>,
    faults: &mut Vec<AppliedFault>,
) -> (ApiResponse, Option<String>) {
    let vendor = shared.vendor();
    // A request for the methods of a path has no credentials, as a preflight.
    if let ("OPTIONS", Match::OtherMethods(methods)) = (incoming.method, &found) {
        return (ApiResponse::no_content(vendor.error_basis(ErrorCause::Route)), Some(allow(methods)));
    }
    let access = Access::of(vendor, &incoming.path, &incoming.parts.headers, &shared.world());
    if let Some(error) = access.error(vendor) {
        return (error, None);
    }
    let address = format!("[{}] \"{}{}\"", incoming.parts.method, vendor.base(), incoming.path);
    let route = match found {
        Match::Found(route) => route,
        _ if incoming.slash
            && let Some(error) = empty_id(shared, incoming) =>
        {
            return (error, None);
        }
        Match::OtherMethods(methods) => {
            let message = format!("No route matches {address}; the path has {}", methods.join(", "));
            return (vendor.error(405, &message, ErrorCause::Route), Some(allow(&methods)));
        }
        Match::NotFound => return (vendor.error(404, &format!("No route matches {address}"), ErrorCause::Route), None),
    };
    let content = match content {
        Ok(content) => content,
        Err(reason) => return (vendor.unreadable_body(route.operation, reason), None),
    };
    *faults = shared.faults().apply(route.operation.id);
    match faulty::requested(vendor, route.operation.id, &incoming.parts.headers) {
        Ok(requested) => faults.extend(requested),
        Err(error) => return (error, None),
    }
    if let Some(response) = faulty::before(vendor, faults).await {
        return (response, None);
    }
    (handle(shared, incoming, route, content), None)
}

/// Returns the documented error for a path whose last parameter, the id of a user, is empty.
fn empty_id(shared: &Shared, incoming: &Incoming) -> Option<ApiResponse> {
    match shared.routes.find(incoming.method, &format!("{}/0", incoming.path)) {
        Match::Found(route) => api::missing_user_id(route.operation),
        _ => None,
    }
}

/// Returns the value of `Allow`: `HEAD` is answered where `GET` is, `OPTIONS` everywhere.
fn allow(methods: &[String]) -> String {
    let head = methods.iter().any(|method| method == "GET").then_some("HEAD");
    methods.iter().map(String::as_str).chain(head).chain(["OPTIONS"]).collect::<Vec<_>>().join(", ")
}

/// Checks the request with the engine and calls the handler.
fn handle(shared: &Arc<Shared>, incoming: &Incoming, route: Route, content: &[u8]) -> ApiResponse {
    let Route { operation, handler, path_parameters, body } = route;
    let vendor = shared.vendor();
    let text = |name: header::HeaderName| incoming.parts.headers.get(name).and_then(|value| value.to_str().ok());
    let query = incoming.parts.uri.query();
    let request = api::request(vendor, incoming.method, &incoming.path, query, text(header::CONTENT_TYPE), content);
    let body = match api::admit(vendor, &shared.document, operation, body, request, &shared.world()) {
        Ok(body) => body,
        Err(response) => return response,
    };
    let base = text(header::HOST).map_or_else(|| shared.settings.url.clone(), |host| format!("http://{host}{}", vendor.base()));
    let query = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let response = run(shared, handler, &Call { vendor, operation, now: incoming.now, base, path_parameters, query, body });
    if response.status == 200 && QUEUES.contains(&operation.id) {
        shared.run_jobs();
    }
    response
}

fn run(shared: &Arc<Shared>, handler: Handler, call: &Call) -> ApiResponse {
    let vendor = call.vendor;
    match handler {
        Handler::Read(read) => {
            let world = shared.world();
            read(&world, call).unwrap_or_else(|error| match error {
                CallError::Refused(refusal) => vendor.refusal(call.operation, &refusal, &world),
                CallError::Invalid(response) => response,
            })
        }
        Handler::Write(write) => shared.change(|world| {
            write(world, call).unwrap_or_else(|error| match error {
                CallError::Refused(refusal) => vendor.refusal(call.operation, &refusal, world),
                CallError::Invalid(response) => response,
            })
        }),
    }
}

/// Returns the basis of a response. A response that a fault changed rests on a decision alone, and in a world with quirks no
/// response is certain to match its page.
fn basis(shared: &Shared, basis: Basis, faults: &[AppliedFault]) -> String {
    let basis = if faulty::has_changed(faults) { shared.vendor().error_basis(ErrorCause::Fault) } else { basis };
    format!("{basis}{}", if shared.world().is_quirky() { "; quirks" } else { "" })
}

/// Returns a response without its body.
fn headers_of(shared: &Shared, incoming: &Incoming, status: u16, basis: &str, faults: &[String], allow: Option<&str>) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if status != 204 {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(shared.vendor().media_type(&incoming.path)));
    }
    if status == 401 {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(shared.vendor().challenge(&incoming.path)));
    }
    if let Some(allow) = allow.and_then(|allow| HeaderValue::from_str(allow).ok()) {
        headers.insert(header::ALLOW, allow);
    }
    if let Ok(basis) = HeaderValue::from_str(basis) {
        headers.insert(BASIS, basis);
    }
    if !faults.is_empty()
        && let Ok(names) = HeaderValue::from_bytes(faults.join("; ").as_bytes())
    {
        headers.insert(FAULT, names);
    }
    response
}
