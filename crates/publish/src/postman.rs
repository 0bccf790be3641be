//! The collection for Postman: what the converter wrote, less what differs from one conversion to the next, and with what it does
//! not heed.
//!
//! The converter knows the servers and the credentials of the whole document only. Those of a path or an operation are taken from
//! the document here, so that no request goes to another address, or with other credentials, than it says.

use openapi_drift::{Document, Operation};
use serde_json::{Map, Value, json};

use crate::Error;
use crate::pointer::{join, segments};

/// The variable of the converter that holds the address of the first server of the document.
const BASE_URL: &str = "baseUrl";

/// A collection without its random ids, which Postman makes anew on import. `info.version` is added by nobody but Postman.
pub(crate) fn tidy(converted: &str, document: &Document) -> Result<Value, Error> {
    let mut collection: Value = serde_json::from_str(converted).map_err(|error| foreign(error.to_string()))?;
    let schema = collection.pointer("/info/schema").and_then(Value::as_str).unwrap_or_default();
    if !schema.contains("/v2.1.") {
        return Err(foreign(format!("`info.schema` is {schema:?}, expected that of version 2.1")));
    }
    strip(&mut collection);
    let mut servers = Servers::of(document);
    repair(&mut collection, document, &mut servers)?;
    if let Some(members) = collection.as_object_mut() {
        let variables = members.entry("variable").or_insert_with(|| json!([]));
        variables.as_array_mut().into_iter().for_each(|list| list.extend(servers.further()));
    }
    Ok(collection)
}

fn foreign(why: String) -> Error {
    Error::Foreign { what: "the collection for Postman", why }
}

/// Takes the ids off the collection, its folders, requests and answers: not off bodies, which are texts, nor off variables.
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

/// Gives each request, and those that answers belong to, the address and the credentials of its operation.
fn repair<'d>(node: &mut Value, document: &'d Document, servers: &mut Servers<'d>) -> Result<(), Error> {
    if let Some(request) = node.get_mut("request") {
        let operation = operation_of(request, document)?;
        let server = servers.variable(document, operation);
        let auth = auth(document, operation)?;
        if let (Some(auth), Some(request)) = (auth, request.as_object_mut()) {
            request.insert("auth".to_owned(), auth);
        }
        set_host(request, &server);
        for answer in node.get_mut("response").and_then(Value::as_array_mut).into_iter().flatten() {
            answer.get_mut("originalRequest").into_iter().for_each(|request| set_host(request, &server));
        }
    }
    node.get_mut("item").and_then(Value::as_array_mut).into_iter().flatten().try_for_each(|item| repair(item, document, servers))
}

fn set_host(request: &mut Value, variable: &str) {
    if let Some(url) = request.get_mut("url").and_then(Value::as_object_mut) {
        url.insert("host".to_owned(), json!([format!("{{{{{variable}}}}}")]));
    }
}

/// The operation that a request was made of: a variable of a path is `{id}` in the one and `:id` in the other.
fn operation_of<'d>(request: &Value, document: &'d Document) -> Result<&'d Operation, Error> {
    let method = request.get("method").and_then(Value::as_str).unwrap_or_default();
    let path = request.pointer("/url/path").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let path: Vec<String> =
        path.map(|segment| segment.strip_prefix(':').map_or_else(|| segment.to_owned(), |name| format!("{{{name}}}"))).collect();
    let is_it = |operation: &&Operation| {
        !operation.webhook && operation.method == method && operation.path.split('/').filter(|segment| !segment.is_empty()).eq(&path)
    };
    let found = document.operations().iter().find(is_it);
    found.ok_or_else(|| foreign(format!("a request {method} /{} is that of no operation", path.join("/"))))
}

/// The addresses that requests go to, each a variable of the collection.
struct Servers<'d>(Vec<&'d Value>);

impl<'d> Servers<'d> {
    fn of(document: &'d Document) -> Self {
        Self(document.node("/servers/0").into_iter().collect())
    }

    /// The variable with the address of an operation: its own first server, or that of its path, or that of the document.
    fn variable(&mut self, document: &'d Document, operation: &Operation) -> String {
        let path = join("/paths", segments(&operation.pointer).nth(1).as_deref().unwrap_or_default());
        let nearest = [&operation.pointer, &path].into_iter().find_map(|at| document.node(at)?.pointer("/servers/0"));
        let Some(server) = nearest else { return BASE_URL.to_owned() };
        let position = self.0.iter().position(|known| known.get("url") == server.get("url")).unwrap_or_else(|| {
            self.0.push(server);
            self.0.len() - 1
        });
        name(position)
    }

    /// The variables that the converter did not declare.
    fn further(&self) -> impl Iterator<Item = Value> {
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

/// The credentials of an operation that asks for others than the whole document does; those the collection has already.
fn auth(document: &Document, operation: &Operation) -> Result<Option<Value>, Error> {
    let (whole, own) = (document.node("/security"), document.node(&join(&operation.pointer, "security")));
    let Some(own) = own.filter(|own| Some(*own) != whole) else { return Ok(None) };
    // Of alternatives the first; none at all, or an empty one, is a request without credentials.
    let scheme = own.get(0).and_then(Value::as_object).and_then(|scheme| scheme.keys().next());
    let Some(scheme) = scheme else { return Ok(Some(json!({ "type": "noauth" }))) };
    let declared = document.node(&join("/components/securitySchemes", scheme)).and_then(Value::as_object).cloned().unwrap_or_default();
    let auth = credentials(&declared);
    auth.map(Some).ok_or_else(|| {
        foreign(format!("`{}` asks for {scheme}, and only the schemes basic, bearer and apiKey are known here", operation.id))
    })
}

/// The credentials of a scheme, as Postman and the converter name them.
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
