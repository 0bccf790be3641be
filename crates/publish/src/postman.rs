//! The Postman collection: the output of the converter, without random ids and with the servers and credentials that it ignores.
//!
//! The converter reads only the servers and the credentials at the root of the document. Those of paths and operations are added
//! here, so that each request goes to the documented server with the documented credentials.

use openapi_drift::pointer::join;
use openapi_drift::{Document, Operation};
use serde_json::{Map, Value, json};

use crate::Error;
use crate::operation::own_server;
/// The variable of the converter for the URL of the first server of the document.
const BASE_URL: &str = "baseUrl";

/// The collection without random ids, which Postman generates again on import.
pub(crate) fn tidy(converted: &str, document: &Document) -> Result<Value, Error> {
    let mut collection: Value = serde_json::from_str(converted).map_err(|error| unexpected(error.to_string()))?;
    let schema = collection.pointer("/info/schema").and_then(Value::as_str).unwrap_or_default();
    if !schema.contains("/v2.1.") {
        return Err(unexpected(format!("`info.schema` is {schema:?}, expected that of version 2.1")));
    }
    strip(&mut collection);
    let mut servers = Servers::of(document);
    repair(&mut collection, document, &mut servers)?;
    if let Some(members) = collection.as_object_mut() {
        let variables = members.entry("variable").or_insert_with(|| json!([]));
        variables.as_array_mut().into_iter().for_each(|variables| variables.extend(servers.additional()));
    }
    Ok(collection)
}

fn unexpected(why: String) -> Error {
    Error::UnexpectedOutput { what: "the Postman collection", why }
}

/// Removes the ids of the collection, its folders, requests and responses. Bodies and variables keep theirs.
fn strip(node: &mut Value) {
    let Some(members) = node.as_object_mut() else { return };
    members.shift_remove("id");
    if let Some(info) = members.get_mut("info").and_then(Value::as_object_mut) {
        info.shift_remove("_postman_id");
    }
    for key in ["item", "response"] {
        members.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().for_each(strip);
    }
}

/// Sets the server and the credentials of each request, and of the requests of saved responses.
fn repair<'d>(node: &mut Value, document: &'d Document, servers: &mut Servers<'d>) -> Result<(), Error> {
    if let Some(request) = node.get_mut("request") {
        let operation = operation_of(request, document)?;
        let server = servers.variable(document, operation);
        let auth = auth(document, operation)?;
        if let (Some(auth), Some(request)) = (auth, request.as_object_mut()) {
            request.insert("auth".to_owned(), auth);
        }
        set_host(request, &server);
        for response in node.get_mut("response").and_then(Value::as_array_mut).into_iter().flatten() {
            response.get_mut("originalRequest").into_iter().for_each(|request| set_host(request, &server));
        }
    }
    node.get_mut("item").and_then(Value::as_array_mut).into_iter().flatten().try_for_each(|item| repair(item, document, servers))
}

fn set_host(request: &mut Value, variable: &str) {
    if let Some(url) = request.get_mut("url").and_then(Value::as_object_mut) {
        url.insert("host".to_owned(), json!([format!("{{{{{variable}}}}}")]));
    }
}

/// The operation of a request. A path variable is `{id}` in the document and `:id` in the collection.
fn operation_of<'d>(request: &Value, document: &'d Document) -> Result<&'d Operation, Error> {
    let method = request.get("method").and_then(Value::as_str).unwrap_or_default();
    let path = request.pointer("/url/path").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let path: Vec<String> =
        path.map(|segment| segment.strip_prefix(':').map_or_else(|| segment.to_owned(), |name| format!("{{{name}}}"))).collect();
    let matches = |operation: &&Operation| {
        !operation.webhook && operation.method == method && operation.path.split('/').filter(|segment| !segment.is_empty()).eq(&path)
    };
    let found = document.operations().iter().find(matches);
    found.ok_or_else(|| unexpected(format!("no operation matches the request {method} /{}", path.join("/"))))
}

/// The servers of all requests, each a variable of the collection.
struct Servers<'d>(Vec<&'d Value>);

impl<'d> Servers<'d> {
    fn of(document: &'d Document) -> Self {
        Self(document.node("/servers/0").into_iter().collect())
    }

    /// The variable for the URL of an operation: its own first server, that of its path, or that of the document.
    fn variable(&mut self, document: &'d Document, operation: &Operation) -> String {
        let Some(server) = own_server(document, operation) else { return BASE_URL.to_owned() };
        let position = self.0.iter().position(|known| known.get("url") == server.get("url")).unwrap_or_else(|| {
            self.0.push(server);
            self.0.len() - 1
        });
        name(position)
    }

    /// The variables that the converter did not declare.
    fn additional(&self) -> impl Iterator<Item = Value> {
        let declared = |(index, server): (usize, &&Value)| {
            let mut variable = json!({ "key": name(index), "value": server.get("url") });
            if let Some(description) = server.get("description") {
                variable["description"] = description.clone();
            }
            variable
        };
        self.0.iter().enumerate().skip(1).map(declared)
    }
}

fn name(index: usize) -> String {
    if index == 0 { BASE_URL.to_owned() } else { format!("{BASE_URL}{}", index + 1) }
}

/// The credentials of an operation, if they differ from those of the document, which the collection has already.
fn auth(document: &Document, operation: &Operation) -> Result<Option<Value>, Error> {
    let (default, own) = (document.node("/security"), document.node(&join(&operation.pointer, "security")));
    let Some(own) = own.filter(|own| Some(*own) != default) else { return Ok(None) };
    // The first alternative. None, or an empty one, means a request without credentials.
    let scheme = own.get(0).and_then(Value::as_object).and_then(|scheme| scheme.keys().next());
    let Some(scheme) = scheme else { return Ok(Some(json!({ "type": "noauth" }))) };
    let declared = document.node(&join("/components/securitySchemes", scheme)).and_then(Value::as_object).cloned().unwrap_or_default();
    let auth = credentials(&declared);
    auth.map(Some).ok_or_else(|| unexpected(format!("`{}` requires {scheme}; only basic, bearer and apiKey are supported", operation.id)))
}

/// The credentials of a scheme in the form of Postman, with the variables of the converter.
fn credentials(scheme: &Map<String, Value>) -> Option<Value> {
    let text = |member: &str| scheme.get(member).and_then(Value::as_str).unwrap_or_default();
    let pair = |key: &str, value: &str| json!({ "type": "any", "value": value, "key": key });
    match (text("type"), text("scheme").to_ascii_lowercase().as_str()) {
        ("http", "basic") => Some(json!({
            "type": "basic",
            "basic": [pair("username", "{{basicAuthUsername}}"), pair("password", "{{basicAuthPassword}}")],
        })),
        ("http", "bearer") => Some(json!({ "type": "bearer", "bearer": [pair("token", "{{bearerToken}}")] })),
        ("apiKey", _) => Some(json!({
            "type": "apikey",
            "apikey": [pair("key", text("name")), pair("value", "{{apiKey}}"), pair("in", text("in"))],
        })),
        _ => None,
    }
}
