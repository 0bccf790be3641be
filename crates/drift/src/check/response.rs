//! Checks the status, the headers and the presence of a body of a response. [`crate::check::body`] checks the body.

use serde_json::Value;

use crate::check::body::media_type;

use crate::check::checked::{BrokenSchema, Checked, Options, Strictness};
use crate::check::operation::Route;
use crate::check::parameter::Verdict;
use crate::check::parameter::style::RawParameter;
use crate::check::{body, parameter};
use crate::finding::code::Code;
use crate::finding::observation::{Location, Observation};
use openapi_drift_openapi::Document;
use openapi_drift_openapi::operation::Response as Documented;
use openapi_drift_openapi::schema::direction::Direction;
use openapi_drift_recordings::{Body, MASKED, Recording, RecordingPart, Response, Side};
use openapi_drift_source::pointer;

pub(crate) fn check(
    document: &Document,
    route: &Route<'_>,
    recording: &Recording,
    response: &Response,
    options: &Options,
    checked: &mut Checked,
) {
    let Some(documented) = route.operation.response(response.status) else {
        let has = route.operation.responses.iter().map(|response| response.status.to_string()).collect::<Vec<_>>();
        let has = if has.is_empty() { "none".to_owned() } else { has.join(", ") };
        let message = format!("status {} is not documented (has {has})", response.status);
        let at = pointer::join(&route.operation.pointer, "responses");
        checked.observations.push(Observation::new(Code::UndocumentedStatus, Side::Response, at, message));
        return;
    };
    checked.documented_status = Some(documented.status.to_string());
    check_headers(document, documented, recording, response, options, checked);
    check_body(document, documented, recording, response, options, checked);
}

fn check_headers(
    document: &Document,
    documented: &Documented,
    recording: &Recording,
    response: &Response,
    options: &Options,
    checked: &mut Checked,
) {
    // OpenAPI ignores a header of this name: the media type is documented under `content`.
    for header in documented.headers.iter().filter(|header| !header.name.eq_ignore_ascii_case("content-type")) {
        let values: Vec<&str> = response.headers.values(&header.name).collect();
        if values.is_empty() {
            if header.required && !recording.lacks(RecordingPart::ResponseHeaders) {
                let message = format!("the required header `{}` is missing", header.name);
                checked.observations.push(
                    Observation::new(Code::MissingHeader, Side::Response, &header.pointer, message).at(Location::Header, &header.name),
                );
            }
            continue;
        }
        // The recording does not contain the values of credentials.
        if values.iter().any(|value| value.contains(MASKED) || options.placeholders.is_in(value)) {
            checked.unknown_values += 1;
            continue;
        }
        let text = Value::from(values.join(", "));
        let written = RawParameter::new(header, values, &[], options.strictness == Strictness::Lenient);
        let verdict = parameter::check_value(document, header, &written, Direction::Response, options.strictness);
        if let Verdict::Undecided(pattern) = verdict {
            checked.broken.push(BrokenSchema::undecided(pattern));
        } else if let Verdict::Invalid { fault, hint } = verdict {
            let message = format!("the header `{}` {}", header.name, fault.words);
            let observation =
                Observation::new(Code::InvalidHeader, Side::Response, &fault.at, message).at(Location::Header, &header.name).value(&text);
            checked.observations.push(Observation { hint, ..observation.severity(fault.severity) });
        }
    }
    if options.undocumented_headers {
        let unknown = response.headers.names().filter(|name| {
            !name.eq_ignore_ascii_case("content-type") && !documented.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name))
        });
        for name in unknown {
            let message = format!("the header `{name}` is not documented");
            checked
                .observations
                .push(Observation::new(Code::UndocumentedHeader, Side::Response, &documented.pointer, message).at(Location::Header, name));
        }
    }
}

fn check_body(
    document: &Document,
    documented: &Documented,
    recording: &Recording,
    response: &Response,
    options: &Options,
    checked: &mut Checked,
) {
    let never_has_body = recording.request.method.eq_ignore_ascii_case("HEAD") || matches!(response.status, 204 | 205 | 304);
    let content = documented.content.as_deref().unwrap_or_default();
    match response.body() {
        Body::Absent => {
            let requires = content.iter().any(|entry| entry.schema.is_some() && media_type::is_json(&media_type::essence(&entry.range)));
            if requires && !never_has_body && !recording.lacks_body(Side::Response) {
                let message = "the response has no body, but one is documented";
                checked.observations.push(Observation::new(
                    Code::MissingBody,
                    Side::Response,
                    pointer::join(&documented.pointer, "content"),
                    message,
                ));
            }
        }
        _ if content.is_empty() => {
            let message = "the response has a body, but none is documented";
            checked.observations.push(
                Observation::new(Code::UnexpectedBody, Side::Response, &documented.pointer, message).in_body(String::new(), String::new()),
            );
        }
        _ => {
            let at = pointer::join(&documented.pointer, "content");
            let content_type = response.headers.get("content-type");
            body::check(document, Side::Response, content, &at, content_type, recording, options, checked);
        }
    }
}
