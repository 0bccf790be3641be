//! Headers and bodies of the two messages of an exchange.

use serde_json::{Map, Value};

use crate::redact::keep::{Place, Verdict};
use crate::redact::media_types;
use crate::redact::redact::{Kept, Replaced, Run};
use crate::redact::target::schemes;
use openapi_drift_openapi::{MediaType, Parameter};
use openapi_drift_recordings::{Body, Headers, Placeholders, Recording, Side, WITHHELD, is_credential};
use openapi_drift_source::pointer;

/// Headers whose dates would give away by how many days all dates are moved.
const DATES: [&str; 6] = ["date", "last-modified", "expires", "if-modified-since", "if-unmodified-since", "retry-after"];

/// Headers with lists of codings.
const CODINGS: [&str; 4] = ["accept-encoding", "content-encoding", "te", "transfer-encoding"];

impl Run<'_, '_> {
    pub fn request(&mut self, from: &Recording, to: &mut Recording) {
        let parameters = self.operation.map(|operation| operation.parameters.as_slice()).unwrap_or_default();
        to.request.headers = self.headers(&from.request.headers, "/request/headers", parameters);
        let content = self.operation.and_then(|operation| operation.request_body.as_ref()).map(|body| body.content.as_slice());
        let content_type = from.request.headers.get("content-type");
        let written = self.body(from, Side::Request, content.unwrap_or_default(), content_type, from.request.body());
        (to.request.body, to.request.body_text, to.request.body_base64) = written.parts();
    }

    pub fn response(&mut self, from: &Recording, to: &mut Recording) {
        let (Some(response), Some(written)) = (&from.response, &mut to.response) else { return };
        let documented = self.operation.and_then(|operation| operation.response(response.status));
        let headers = documented.map(|documented| documented.headers.as_slice()).unwrap_or_default();
        written.headers = self.headers(&response.headers, "/response/headers", headers);
        let content = documented.and_then(|documented| documented.content.as_deref()).unwrap_or_default();
        let content_type = response.headers.get("content-type");
        let body = self.body(from, Side::Response, content, content_type, response.body());
        (written.body, written.body_text, written.body_base64) = body.parts();
    }

    fn headers(&mut self, headers: &Headers, at: &str, documented: &[Parameter]) -> Headers {
        let mut written = Vec::new();
        for name in headers.names() {
            let lower = name.to_ascii_lowercase();
            let stands = self.name(&lower);
            let at = pointer::join(at, &stands);
            let found = documented.iter().find(|parameter| parameter.name.eq_ignore_ascii_case(&lower) && parameter.location == "header");
            let place = self.value_or_items(found.and_then(|parameter| parameter.schema.as_deref()));
            for value in headers.values(name) {
                let value = self.header(&lower, value, &place, &at);
                written.push((stands.clone(), value));
            }
        }
        written.into_iter().collect()
    }

    fn header(&mut self, name: &str, value: &str, place: &Place, at: &str) -> String {
        if self.withhold.contains(at) || DATES.contains(&name) {
            return self.withhold(at.to_owned());
        }
        if matches!(name, "cookie" | "set-cookie") {
            let pairs: Vec<&str> = value.split(';').take(if name == "cookie" { usize::MAX } else { 1 }).collect();
            let names: Vec<String> = pairs.iter().map(|pair| self.name(pair.split('=').next().unwrap_or_default().trim())).collect();
            self.withhold(at.to_owned());
            return names.into_iter().map(|name| format!("{name}={WITHHELD}")).collect::<Vec<_>>().join("; ");
        }
        let is_key = || schemes(self.redactor.document, "header").any(|scheme| scheme.eq_ignore_ascii_case(name));
        if is_credential(name) || is_key() {
            return self.withhold(at.to_owned());
        }
        if media_types::HEADERS.contains(&name) {
            let items: Vec<String> = value.split(',').map(|item| self.media_type(item.trim(), at)).collect();
            return items.join(", ");
        }
        if CODINGS.contains(&name) {
            let is_known = |item: &str| media_types::CODINGS.contains(&item.trim().to_ascii_lowercase().as_str());
            if value.split(',').all(is_known) {
                self.free += 1;
                return value.to_owned();
            }
        }
        if name == "link" {
            return self.links(value, at);
        }
        self.text(value, place, at)
    }

    fn media_type(&mut self, value: &str, at: &str) -> String {
        let mut parts = value.split(';');
        let essence = parts.next().unwrap_or_default().trim();
        let is_known = media_types::is_registered(essence) || self.lists_media_type(essence);
        let mut written = if is_known {
            self.free += 1;
            essence.to_owned()
        } else {
            self.text(essence, &Place::default(), at)
        };
        for parameter in parts.map(str::trim) {
            match parameter.split_once('=') {
                _ if media_types::is_kept_parameter(parameter) => written.push_str(&format!("; {parameter}")),
                Some((name, value)) => {
                    let (name, value) = (self.name(name.trim()), self.text(value.trim_matches('"'), &Place::default(), at));
                    written.push_str(&format!("; {name}={value}"));
                }
                None => {}
            }
        }
        written
    }

    /// Returns whether the document has a media type anywhere.
    fn lists_media_type(&self, essence: &str) -> bool {
        let is_it = |entry: &MediaType| entry.range.split(';').next().is_some_and(|range| range.trim().eq_ignore_ascii_case(essence));
        self.redactor.document.operations().iter().any(|operation| {
            operation.request_body.iter().flat_map(|body| &body.content).any(is_it)
                || operation.responses.iter().filter_map(|response| response.content.as_ref()).flatten().any(is_it)
        })
    }

    /// Redacts `<uri>; rel="next", <uri>; rel="last"`.
    fn links(&mut self, value: &str, at: &str) -> String {
        let mut links = Vec::new();
        for link in value.split(", <") {
            let link = link.trim_start_matches('<');
            let (uri, parameters) = link.split_once('>').unwrap_or((link, ""));
            let mut written = format!("<{}>", self.text(uri, &Place::default(), at));
            for (name, value) in parameters.split(';').filter_map(|parameter| parameter.split_once('=')) {
                let (name, value) = (self.name(name.trim()), self.text(value.trim().trim_matches('"'), &Place::default(), at));
                written.push_str(&format!("; {name}=\"{value}\""));
            }
            links.push(written);
        }
        links.join(", ")
    }

    fn body(&mut self, from: &Recording, side: Side, content: &[MediaType], content_type: Option<&str>, body: Body<'_>) -> Written {
        let at = if side == Side::Request { "/request/body" } else { "/response/body" };
        let withheld = |run: &mut Self| {
            run.withheld.insert(at.to_owned());
            Written::Json(Value::Null)
        };
        if body == Body::Absent {
            return Written::Nothing;
        }
        if self.withhold.contains(at) || from.is_body_unknown(side, &Placeholders::default()) {
            return withheld(self);
        }
        let place = self.redactor.keep.place(content.iter().filter_map(|entry| entry.schema.as_deref()));
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_json = essence.contains("json");
        let text = match body {
            Body::Text(text) => Some(text),
            _ => None,
        };
        if (matches!(body, Body::Json(_)) || is_json || text.is_some_and(|text| text.trim_start().starts_with(['{', '['])))
            && let Some(Ok(json)) = from.json_body(side, &Placeholders::default())
        {
            let unknown = json.unknown.iter().map(|pointer| format!("{at}{pointer}")).collect();
            let mut walk = JsonWalk { run: self, unknown };
            let value = walk.value(&json.value, &place, &mut at.to_owned());
            return match text {
                Some(_) if !is_json => Written::Text(value.to_string()),
                _ => Written::Json(value),
            };
        }
        match text {
            Some(text) if essence == "application/x-www-form-urlencoded" => Written::Text(self.form(text, &place, at)),
            // The parts of multipart bodies have headers and files of their own.
            Some(_) if essence.starts_with("multipart/") => withheld(self),
            Some(text) => match self.text(text, &place, at) {
                withheld if withheld == WITHHELD => Written::Json(Value::Null),
                text => Written::Text(text),
            },
            None => withheld(self),
        }
    }

    fn form(&mut self, text: &str, place: &Place, at: &str) -> String {
        let redactor = self.redactor;
        let mut written = String::new();
        for (index, pair) in text.trim_end().split('&').enumerate() {
            if index > 0 {
                written.push('&');
            }
            redactor.values.pair(pair, &mut written, &mut |name, value| {
                let bare = name.split('[').next().unwrap_or_default();
                let at = pointer::join(at, bare);
                if is_credential(name) {
                    return self.withhold(at);
                }
                let property = redactor.keep.property(place, bare);
                let items = redactor.keep.items(&property);
                self.text(value, &property.and(items), &at)
            });
        }
        written
    }
}

/// A body as it is written.
enum Written {
    Nothing,
    Json(Value),
    Text(String),
}

impl Written {
    fn parts(self) -> (Option<Value>, Option<String>, Option<String>) {
        match self {
            Self::Nothing => (None, None, None),
            Self::Json(value) => (Some(value), None, None),
            Self::Text(text) => (None, Some(text), None),
        }
    }
}

/// The redaction of one JSON body.
struct JsonWalk<'w, 'r, 'd> {
    run: &'w mut Run<'r, 'd>,
    /// Places whose value is not known already.
    unknown: std::collections::BTreeSet<String>,
}

impl JsonWalk<'_, '_, '_> {
    fn value(&mut self, value: &Value, place: &Place, at: &mut String) -> Value {
        if self.run.withhold.contains(at.as_str()) || self.unknown.contains(at.as_str()) {
            return self.withhold(at);
        }
        match value {
            Value::Null | Value::Bool(_) => {
                self.run.free += 1;
                value.clone()
            }
            Value::Number(_) | Value::String(_) => self.scalar(value, place, at),
            Value::Array(items) => {
                let place = self.run.redactor.keep.items(place);
                let mut written = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let length = at.len();
                    at.push_str(&format!("/{index}"));
                    written.push(self.value(item, &place, at));
                    at.truncate(length);
                }
                Value::Array(written)
            }
            Value::Object(properties) => self.object(properties, place, at),
        }
    }

    /// Places are those of the written recording: pointers go by the names that stand there.
    fn object(&mut self, properties: &Map<String, Value>, place: &Place, at: &mut String) -> Value {
        let mut written = Map::new();
        for (name, value) in properties {
            let stands = self.run.name(name);
            let length = at.len();
            at.push('/');
            at.push_str(&pointer::escape(&stands));
            let property = self.run.redactor.keep.property(place, name);
            let redacted = if is_credential(name) { self.credential(value, &property, at) } else { self.value(value, &property, at) };
            at.truncate(length);
            if written.insert(stands, redacted).is_some() {
                return self.withhold(at);
            }
        }
        Value::Object(written)
    }

    /// The value of a credential is withheld; an object is more than that.
    fn credential(&mut self, value: &Value, place: &Place, at: &mut String) -> Value {
        match value {
            Value::String(text) if !text.is_empty() => self.withhold(at),
            Value::Array(items) if items.iter().any(Value::is_string) => self.withhold(at),
            _ => self.value(value, place, at),
        }
    }

    fn scalar(&mut self, value: &Value, place: &Place, at: &str) -> Value {
        if matches!(value.as_str(), Some("" | "true" | "false")) {
            self.run.free += 1;
            return value.clone();
        }
        if let Some(Verdict::Keep(statement)) = self.run.redactor.keep.verdict(place, |listed| listed == value) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.run.kept.push(Kept { statement, value: text });
            return value.clone();
        }
        let values = &self.run.redactor.values;
        let (original, pseudonym) = match value {
            Value::String(text) => (text.clone(), values.text(text).map(Value::String)),
            Value::Number(number) => (number.to_string(), values.number(number).map(Value::Number)),
            _ => return value.clone(),
        };
        match pseudonym {
            Some(pseudonym) => {
                let text = pseudonym.as_str().map_or_else(|| pseudonym.to_string(), str::to_owned);
                self.run.replaced.push(Replaced { at: at.to_owned(), original, pseudonym: text, is_number: value.is_number() });
                pseudonym
            }
            None => self.withhold(at),
        }
    }

    fn withhold(&mut self, at: &str) -> Value {
        self.run.withheld.insert(at.to_owned());
        Value::Null
    }
}
