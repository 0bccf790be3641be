//! Samples for a POSIX shell.

use super::Variables;
use super::example_request::ExampleRequest;

pub fn code(request: &ExampleRequest) -> String {
    let mut options = vec!["curl --fail-with-body".to_owned()];
    if !request.query.is_empty() {
        // Without it, curl would send these values as a body.
        options.push("--get".to_owned());
    }
    if request.method != "GET" {
        options.push(format!("--request {}", request.method));
    }
    options.push(quoted(&request.url));
    let mut lines = vec![options.join(" ")];
    lines.extend(request.query.iter().map(|(name, value)| format!("--data-urlencode {}", quoted(&format!("{name}={value}")))));
    match request.credentials {
        Some(Variables::Basic([name, password])) => lines.push(format!("--user \"${name}:${password}\"")),
        Some(Variables::Bearer(parts)) => {
            let parts = parts.iter().map(|part| format!("${part}")).collect::<Vec<_>>().join(":");
            lines.push(format!("--header \"Authorization: Bearer $(printf %s \"{parts}\" | base64 | tr -d '\\n')\""));
        }
        None => {}
    }
    lines.extend(request.headers.iter().map(|(name, value)| format!("--header {}", quoted(&format!("{name}: {value}")))));
    if let Some(body) = request.body {
        lines.push("--header 'Content-Type: application/json'".to_owned());
        lines.push(format!("--data {}", quoted(&format!("{body:#}"))));
    }
    format!("{}\n", lines.join(" \\\n  "))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
