//! Samples in Python, with httpx.

use serde_json::Value;

use super::Variables;
use super::example_request::ExampleRequest;

pub fn code(request: &ExampleRequest) -> String {
    let mut arguments = vec![string(request.method), string(&request.url)];
    let mut imports = vec!["os"];
    let variable = |name: &String| format!("os.environ[{}]", string(name));
    let mut headers: Vec<String> = Vec::new();
    match request.credentials {
        Some(Variables::Basic([name, password])) => arguments.push(format!("auth=({}, {})", variable(name), variable(password))),
        Some(Variables::Bearer(_)) => {
            imports.insert(0, "base64");
            headers.push("\"Authorization\": f\"Bearer {token}\"".to_owned());
        }
        None => imports.clear(),
    }
    headers.extend(request.headers.iter().map(|(name, value)| format!("{}: {}", string(name), string(value))));
    if !headers.is_empty() {
        arguments.push(format!("headers={{{}}}", headers.join(", ")));
    }
    if !request.query.is_empty() {
        let pairs: Vec<String> = request.query.iter().map(|(name, value)| format!("{}: {}", string(name), string(value))).collect();
        arguments.push(format!("params={{{}}}", pairs.join(", ")));
    }
    if let Some(body) = request.body {
        arguments.push(format!("json={}", value(body, 1)));
    }
    let mut code = imports.iter().map(|name| format!("import {name}\n")).collect::<String>();
    if !imports.is_empty() {
        code.push('\n');
    }
    code += "import httpx\n\n";
    if let Some(Variables::Bearer(parts)) = request.credentials {
        let parts: Vec<String> = parts.iter().map(|part| string(part)).collect();
        code += &format!("parts = [os.environ[name] for name in [{}]]\n", parts.join(", "));
        code += "token = base64.b64encode(\":\".join(parts).encode()).decode()\n";
    }
    let arguments: String = arguments.iter().map(|argument| format!("    {argument},\n")).collect();
    code += &format!("response = httpx.request(\n{arguments})\nresponse.raise_for_status()\n");
    code += if request.answers_json { "print(response.json())\n" } else { "print(response.text)\n" };
    code
}

/// A string literal. JSON strings are valid in Python.
fn string(text: &str) -> String {
    Value::from(text).to_string()
}

fn value(of: &Value, depth: usize) -> String {
    let (inner, outer) = ("    ".repeat(depth + 1), "    ".repeat(depth));
    match of {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            let items: String = items.iter().map(|item| format!("{inner}{},\n", value(item, depth + 1))).collect();
            format!("[\n{items}{outer}]")
        }
        Value::Array(items) => format!("[{}]", items.iter().map(|item| value(item, depth)).collect::<Vec<_>>().join(", ")),
        Value::Object(properties) if properties.is_empty() => "{}".to_owned(),
        Value::Object(properties) => {
            let pairs: String =
                properties.iter().map(|(name, property)| format!("{inner}{}: {},\n", string(name), value(property, depth + 1))).collect();
            format!("{{\n{pairs}{outer}}}")
        }
        plain => plain.to_string(),
    }
}
