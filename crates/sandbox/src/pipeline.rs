//! The way of a request: credentials, operation, faults, the engine, the handler, faults again, the log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use futures_util::stream::{self, StreamExt as _};

use crate::answer::Answer;
use crate::api::{Call, Operation, Problem, Route, Run};
use crate::auth;
use crate::decisions::Grounds;
use crate::faults::{Fault, FaultKind, Strike};
use crate::hooks;
use crate::jobs;
use crate::log::Draft;
use crate::shared::Shared;
use crate::validate;
use crate::vendor::{Matter, Vendor};

/// Says what an answer rests on.
pub const BASIS: &str = "x-sandbox-basis";

/// Names the faults that befell a request; in a request, asks for one that befalls it alone.
pub const FAULT: &str = "x-sandbox-fault";

/// The operations that queue a job.
const QUEUES: [&str; 3] = ["createGroupsInBulk", "updateGroupsInBulk", "createMembersInBulk"];

/// How much of a body that is too long is let pass. Many clients send all of it before they read the answer.
const DRAINED: usize = 64 << 20;

/// Answers a request to the documented interface. `path` begins after what the vendor's server has.
pub async fn serve(shared: Arc<Shared>, path: String, request: Request<Body>) -> Response<Body> {
    let begun = Instant::now();
    let vendor = shared.vendor;
    let now = shared.clock.tick();
    let (parts, body) = request.into_parts();
    let text = |name: header::HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let host = text(header::HOST);
    let response_type = vendor.media_type(&path);
    let mut draft = Draft {
        at: now,
        method: parts.method.as_str().to_owned(),
        path,
        query: parts.uri.query().map(str::to_owned),
        operation: None,
        request_type: text(header::CONTENT_TYPE),
        request_body: Bytes::new(),
        status: 0,
        micros: 0,
        basis: String::new(),
        faults: Vec::new(),
        vendor,
        response_type,
        response_body: Bytes::new(),
    };
    let mut faults = Vec::new();
    let body = read(body, shared.body_limit).await;
    draft.request_body = body.clone().unwrap_or_default();
    let answer = 'answer: {
        let admission = auth::admit(vendor, &draft.path, &parts.headers, &shared.world());
        let route = shared.router.find(parts.method.as_str(), &draft.path);
        draft.operation = route.as_ref().map(|route| route.operation.id);
        if let Some(refusal) = admission.refusal(vendor) {
            break 'answer refusal;
        }
        let Some(route) = route else {
            let message = format!("No route matches [{}] \"{}{}\"", parts.method, vendor.base(), draft.path);
            break 'answer vendor.error(404, &message, Matter::Route);
        };
        if let Err(why) = body {
            break 'answer vendor.unreadable(route.operation, &why);
        }
        faults = shared.faults().befall(route.operation.id);
        for asked in parts.headers.get_all(FAULT) {
            match String::from_utf8_lossy(asked.as_bytes()).parse::<Fault>().and_then(|fault| fault.of(vendor)) {
                Ok(fault) => faults.push(asked_for(fault, route.operation.id)),
                Err(error) => break 'answer vendor.error(400, &error.to_string(), Matter::Limit),
            }
        }
        if let Some(answer) = before(vendor, &mut faults).await {
            break 'answer answer;
        }
        handle(&shared, route, &draft, host, now)
    };
    draft.status = answer.status;
    draft.response_body = after(&mut faults, Bytes::from(answer.body));
    draft.basis = basis(&shared, answer.grounds, &faults);
    draft.faults = faults.iter().map(Strike::to_string).collect();
    if !faults.is_empty() {
        shared.faults().settle(&faults);
    }
    let response = respond(&mut draft, &faults);
    draft.micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    shared.log().add(draft);
    response
}

/// Reads a body to its end, or says why it cannot be read.
async fn read(body: Body, limit: usize) -> Result<Bytes, String> {
    let (mut kept, mut length) = (Vec::new(), 0);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| format!("it broke off after {length} bytes: {}", hooks::reasons(&error)))?;
        length += chunk.len();
        match length {
            _ if length <= limit => kept.extend_from_slice(&chunk),
            _ if length <= DRAINED => kept = Vec::new(),
            _ => break,
        }
    }
    if length > limit { Err(format!("it is longer than the sandbox's limit of {limit} bytes")) } else { Ok(kept.into()) }
}

/// What an answer rests on. What a fault has spoilt rests on nothing but our decision, and in a world with quirks no
/// answer is certain to be as its page says.
fn basis(shared: &Shared, grounds: Grounds, faults: &[Strike]) -> String {
    let spoilt = acting(faults).any(|kind| matches!(kind, FaultKind::Drift(_) | FaultKind::Malformed | FaultKind::Disconnect));
    let grounds = if spoilt { shared.vendor.ground(Matter::Fault) } else { grounds };
    format!("{grounds}{}", if shared.world().is_quirky() { "; quirks" } else { "" })
}

/// The faults that do something.
fn acting(faults: &[Strike]) -> impl Iterator<Item = &FaultKind> {
    faults.iter().filter(|strike| strike.idle.is_none()).map(|strike| &strike.fault.kind)
}

/// A fault that a request asks for by its header.
fn asked_for(fault: Fault, operation: &str) -> Strike {
    let other = fault.operation.as_deref().is_some_and(|only| only != operation);
    Strike { id: None, fault, idle: other.then(|| format!("this is {operation}")) }
}

/// The engine, and then the handler.
fn handle(shared: &Arc<Shared>, route: Route, draft: &Draft, host: Option<String>, now: i64) -> Answer {
    let Route { operation, variables, has_body } = route;
    let request = validate::request(
        shared.vendor,
        &draft.method,
        &draft.path,
        draft.query.as_deref(),
        draft.request_type.as_deref(),
        &draft.request_body,
    );
    let body = match validate::admit(shared.vendor, &shared.document, operation, has_body, request, &shared.world()) {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    let base = host.map_or_else(|| shared.url.clone(), |host| format!("http://{host}{}", shared.vendor.base()));
    let query = url::form_urlencoded::parse(draft.query.as_deref().unwrap_or_default().as_bytes()).into_owned().collect();
    let call = Call { vendor: shared.vendor, operation, now, base, variables, query, body };
    let outcome = run(shared, operation, &call);
    if outcome.status == 200 && QUEUES.contains(&operation.id) {
        jobs::drive(shared);
    }
    outcome
}

fn run(shared: &Arc<Shared>, operation: &'static Operation, call: &Call) -> Answer {
    match operation.run {
        Run::Read(read) => {
            let world = shared.world();
            read(&world, call).unwrap_or_else(|problem| match problem {
                Problem::Refused(refused) => shared.vendor.refusal(operation, &refused, &world),
                Problem::Unreadable(answer) => answer,
            })
        }
        Run::Write(write) => shared.change(|world| {
            write(world, call).unwrap_or_else(|problem| match problem {
                Problem::Refused(refused) => shared.vendor.refusal(operation, &refused, world),
                Problem::Unreadable(answer) => answer,
            })
        }),
    }
}

/// Faults that strike before the handler: waiting, and answers that take its place.
async fn before(vendor: Vendor, faults: &mut [Strike]) -> Option<Answer> {
    let mut answer = None;
    for strike in faults.iter_mut().filter(|strike| strike.idle.is_none()) {
        match &strike.fault.kind {
            FaultKind::Latency { millis } => tokio::time::sleep(Duration::from_millis(*millis)).await,
            FaultKind::Status { .. } if answer.is_some() => strike.idle = Some("another fault has answered before".to_owned()),
            FaultKind::Status { code, .. } => {
                let message = StatusCode::from_u16(*code).ok().and_then(|code| code.canonical_reason()).unwrap_or("Fault");
                answer = Some(vendor.error(*code, message, Matter::Fault));
            }
            _ => {}
        }
    }
    answer
}

/// Faults that spoil the body. One that finds nothing to spoil says why.
fn after(faults: &mut [Strike], mut body: Bytes) -> Bytes {
    for strike in faults.iter_mut().filter(|strike| strike.idle.is_none()) {
        match &strike.fault.kind {
            FaultKind::Drift(drift) => match drift.strike(&body) {
                Ok(changed) => body = changed,
                Err(why) => strike.idle = Some(why),
            },
            FaultKind::Malformed | FaultKind::Disconnect if body.len() < 2 => strike.idle = Some("the body is empty".to_owned()),
            FaultKind::Malformed => body = body.slice(..body.len() / 2),
            _ => {}
        }
    }
    body
}

fn respond(draft: &mut Draft, faults: &[Strike]) -> Response<Body> {
    let cut = acting(faults).any(|kind| *kind == FaultKind::Disconnect);
    let length = draft.response_body.len();
    let body = if cut {
        // Half of the body arrives, and then the connection breaks: the promised length is never reached.
        let half = draft.response_body.slice(..length / 2);
        let cut = async {
            // Without a pause the server would notice before it has sent anything.
            tokio::time::sleep(Duration::from_millis(20)).await;
            Err(std::io::Error::other("cut by a fault of the sandbox"))
        };
        Body::from_stream(stream::iter([Ok(half)]).chain(stream::once(cut)))
    } else {
        Body::from(draft.response_body.clone())
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(draft.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if draft.status != 204 {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(draft.response_type));
    }
    if cut {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        draft.status = 0;
    }
    if let Ok(basis) = HeaderValue::from_str(&draft.basis) {
        headers.insert(BASIS, basis);
    }
    if !draft.faults.is_empty()
        && let Ok(names) = HeaderValue::from_bytes(draft.faults.join("; ").as_bytes())
    {
        headers.insert(FAULT, names);
    }
    if draft.status == 401 {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(draft.vendor.challenge(&draft.path)));
    }
    let retry_after = acting(faults).find_map(|kind| match kind {
        FaultKind::Status { retry_after, .. } => *retry_after,
        _ => None,
    });
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
