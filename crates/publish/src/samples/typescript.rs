//! Samples in TypeScript, with `fetch`.

use serde_json::Value;

use super::Variables;
use super::example_request::ExampleRequest;

pub fn code(request: &ExampleRequest) -> String {
    let mut code = String::new();
    let mut headers = Vec::new();
    let variable = |name: &String| format!("process.env.{name}");
    match request.credentials {
        Some(Variables::Basic([name, password])) => {
            code += &format!("const credentials = btoa(`${{{}}}:${{{}}}`);\n", variable(name), variable(password));
            headers.push("Authorization: `Basic ${credentials}`".to_owned());
        }
        Some(Variables::Bearer(parts)) => {
            let parts: Vec<String> = parts.iter().map(variable).collect();
            code += &format!("const token = btoa([{}].join(\":\"));\n", parts.join(", "));
            headers.push("Authorization: `Bearer ${token}`".to_owned());
        }
        None => {}
    }
    headers.extend(request.headers.iter().map(|(name, value)| format!("{}: {}", string(name), string(value))));
    code += &format!("const url = new URL({});\n", string(&request.url));
    for (name, value) in &request.query {
        code += &format!("url.searchParams.set({}, {});\n", string(name), string(value));
    }
    if request.body.is_some() {
        headers.push("\"Content-Type\": \"application/json\"".to_owned());
    }
    let mut options = Vec::new();
    if request.method != "GET" {
        options.push(format!("method: {}", string(request.method)));
    }
    if !headers.is_empty() {
        options.push(format!("headers: {{ {} }}", headers.join(", ")));
    }
    if let Some(body) = request.body {
        options.push(format!("body: JSON.stringify({})", format!("{body:#}").replace('\n', "\n  ")));
    }
    let options: String = options.iter().map(|option| format!("  {option},\n")).collect();
    code += &if options.is_empty() {
        "\nconst response = await fetch(url);\n".to_owned()
    } else {
        format!("\nconst response = await fetch(url, {{\n{options}}});\n")
    };
    code += "if (!response.ok) {\n  throw new Error(`${response.status} ${await response.text()}`);\n}\n";
    code += if request.answers_json { "console.log(await response.json());\n" } else { "console.log(await response.text());\n" };
    // Makes the file a module, in which `await` may stand outside functions.
    code += "\nexport {};\n";
    code
}

/// A string literal. JSON strings are valid in TypeScript.
fn string(text: &str) -> String {
    Value::from(text).to_string()
}
