//! A request as code for others to run: curl, Python, Rust.

use serde_json::Value;

use crate::state::{LogEntry, Shared};

/// The headers that each client sets by itself, or that belong to one connection.
const OWN: [&str; 9] =
    ["accept", "accept-encoding", "authorization", "connection", "content-length", "host", "transfer-encoding", "user-agent", "origin"];

/// A request with the sandbox's credentials.
pub struct Snippet {
    method: String,
    url: String,
    credentials: Option<(String, String)>,
    bearer: Option<String>,
    headers: Vec<(String, String)>,
    body: String,
}

impl Snippet {
    pub fn new(shared: &Shared, entry: &LogEntry) -> Self {
        let query = entry.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        let world = shared.world();
        let signature = shared.vendor().needs_signature(&entry.path);
        let credentials = world.keys.iter().find(|key| key.access).map(|key| (key.key.clone(), key.secret.clone()));
        let headers = entry.request.headers.iter().filter(|(name, _)| !OWN.contains(&name.as_str()) && !name.starts_with("sec-"));
        Self {
            method: entry.method.clone(),
            url: format!("{}{}{query}", shared.settings.url, entry.path),
            credentials: credentials.filter(|_| !signature),
            bearer: signature.then(|| "$MODE_BEARER".to_owned()),
            headers: headers.cloned().collect(),
            body: String::from_utf8_lossy(&entry.request.body).into_owned(),
        }
    }

    /// Returns a command for a POSIX shell.
    pub fn curl(&self) -> String {
        let quote = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
        let mut line = String::from("curl");
        if self.method == "HEAD" {
            line += " --head";
        } else if self.method != "GET" {
            line += &format!(" -X {}", self.method);
        }
        if let Some((key, secret)) = &self.credentials {
            line += &format!(" -u {}", quote(&format!("{key}:{secret}")));
        }
        if let Some(bearer) = &self.bearer {
            line += &format!(" -H \"Authorization: Bearer {bearer}\"");
        }
        for (name, value) in &self.headers {
            line += &format!(" -H {}", quote(&format!("{name}: {value}")));
        }
        if !self.body.is_empty() {
            line += &format!(" --data-raw {}", quote(&self.body));
        }
        format!("{line} {}", quote(&self.url))
    }

    /// Returns a script that uses `requests`.
    pub fn python(&self) -> String {
        let mut arguments = vec![python_string(&self.method), python_string(&self.url)];
        if let Some((key, secret)) = &self.credentials {
            arguments.push(format!("auth=({}, {})", python_string(key), python_string(secret)));
        }
        let mut headers: Vec<_> =
            self.headers.iter().map(|(name, value)| format!("{}: {}", python_string(name), python_string(value))).collect();
        if self.bearer.is_some() {
            headers.push("\"authorization\": \"Bearer \" + os.environ[\"MODE_BEARER\"]".to_owned());
        }
        if !headers.is_empty() {
            arguments.push(format!("headers={{{}}}", headers.join(", ")));
        }
        match serde_json::from_str::<Value>(&self.body) {
            Ok(body) => arguments.push(format!("json={}", python_value(&body))),
            Err(_) if self.body.is_empty() => {}
            Err(_) => arguments.push(format!("data={}.encode()", python_string(&self.body))),
        }
        let import = if self.bearer.is_some() { "import os\n\nimport requests" } else { "import requests" };
        format!("{import}\n\nresponse = requests.request({})\nprint(response.status_code, response.text)\n", arguments.join(", "))
    }

    /// Returns an expression that uses `reqwest`.
    pub fn rust(&self) -> String {
        let mut lines = vec!["let response = reqwest::Client::new()".to_owned()];
        let method = match self.method.as_str() {
            "GET" | "HEAD" | "POST" | "PUT" | "DELETE" => format!(".{}({})", self.method.to_lowercase(), rust_string(&self.url)),
            method => format!(".request({}.parse()?, {})", rust_string(method), rust_string(&self.url)),
        };
        lines.push(method);
        if let Some((key, secret)) = &self.credentials {
            lines.push(format!(".basic_auth({}, Some({}))", rust_string(key), rust_string(secret)));
        }
        if self.bearer.is_some() {
            lines.push(".bearer_auth(std::env::var(\"MODE_BEARER\")?)".to_owned());
        }
        lines.extend(self.headers.iter().map(|(name, value)| format!(".header({}, {})", rust_string(name), rust_string(value))));
        if !self.body.is_empty() {
            lines.push(format!(".body({})", rust_string(&self.body)));
        }
        lines.push(".send()".to_owned());
        lines.push(".await?;".to_owned());
        lines.join("\n    ")
    }
}

/// Returns a string literal of Python. JSON strings are valid there.
fn python_string(text: &str) -> String {
    Value::from(text).to_string()
}

fn python_value(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(items) => format!("[{}]", items.iter().map(python_value).collect::<Vec<_>>().join(", ")),
        Value::Object(properties) => {
            let pairs = properties.iter().map(|(name, value)| format!("{}: {}", python_string(name), python_value(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Returns a string literal of Rust, raw if that is easier to read.
fn rust_string(text: &str) -> String {
    match text.contains(['"', '\\']) && !text.contains("\"#") && !text.contains(char::is_control) {
        true => format!("r#\"{text}\"#"),
        false => format!("{text:?}"),
    }
}
