//! The workflows of `openapi/mobilize.arazzo.yaml` run, and `openapi/WORKFLOWS.md` shows their requests and responses.
//!
//! `UPDATE_WORKFLOWS=1 cargo test -p mobilize-sandbox --test it workflows` writes that file.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use openapi_drift::Document;
use serde_json::{Value, json};

use crate::support::{Answer, Fixture};
use crate::webhooks::Receiver;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi").join(name)
}

/// The workflows, read as YAML by the engine, which reads it in documents only.
fn arazzo() -> Value {
    let text = fs::read_to_string(file("mobilize.arazzo.yaml")).unwrap();
    let indented: String = text.lines().map(|line| format!("  {line}\n")).collect();
    let wrapped = format!("openapi: 3.0.3\ninfo: {{title: Workflows, version: '1'}}\npaths: {{}}\nx-arazzo:\n{indented}");
    Document::parse("workflows.yaml", &wrapped).unwrap().value()["x-arazzo"].clone()
}

#[tokio::test]
async fn every_workflow_runs_as_it_is_described() {
    let (arazzo, document) = (arazzo(), Document::load(file("mobilize.yaml")).unwrap());
    let mut guide = String::from("# Workflows\n\n");
    writeln!(guide, "{}", arazzo["info"]["description"].as_str().unwrap()).unwrap();
    guide.push_str("Generated from `mobilize.arazzo.yaml`; change that file.\n");
    for workflow in arazzo["workflows"].as_array().unwrap() {
        let section = Run::start(&document).await.workflow(workflow).await;
        guide.push_str(&section);
    }
    let path = file("WORKFLOWS.md");
    if std::env::var_os("UPDATE_WORKFLOWS").is_some() {
        fs::write(&path, &guide).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(committed == guide, "openapi/WORKFLOWS.md is stale; run this test with UPDATE_WORKFLOWS=1 and commit the file");
}

/// One workflow in a fresh sandbox.
struct Run<'d> {
    document: &'d Document,
    fixture: Fixture,
    receiver: Receiver,
    /// The address of the receiver.
    address: String,
    /// The outputs of the steps so far, by `step.name`.
    outputs: HashMap<String, Value>,
}

impl<'d> Run<'d> {
    async fn start(document: &'d Document) -> Self {
        let (receiver, address) = Receiver::start(0).await;
        Self { document, fixture: Fixture::start().await, receiver, address, outputs: HashMap::new() }
    }

    async fn workflow(mut self, workflow: &Value) -> String {
        let text = |member: &str| workflow[member].as_str().unwrap();
        let mut section = format!("\n## {}\n\n{}\n", text("summary"), text("description"));
        for (index, step) in workflow["steps"].as_array().unwrap().iter().enumerate() {
            let shown = self.step(step).await;
            write!(section, "\n{}. {}\n{shown}", index + 1, step["description"].as_str().unwrap()).unwrap();
        }
        assert_eq!(self.fixture.findings(), [""; 0], "the validator agrees with {}", workflow["workflowId"]);
        section
    }

    async fn step(&mut self, step: &Value) -> String {
        let payload = step.pointer("/requestBody/payload").map(|payload| self.resolve(payload));
        if let Some(endpoint) = step["x-sandbox"].as_str() {
            self.fixture.control("POST", endpoint, payload.unwrap()).await.ok();
            return String::new();
        }
        if let Some(topic) = step["x-delivery"].as_str() {
            let body = self.delivery(topic).await;
            self.keep(step, &body);
            return self.shown("POST the address of the webhook", Some(&body));
        }
        let operation = self.document.operation(step["operationId"].as_str().unwrap()).unwrap();
        let path = self.path(&operation.path, step);
        let request = self.fixture.request(&operation.method, &path);
        let request = match &payload {
            Some(body) => crate::support::with_json(request, body),
            None => request,
        };
        let answer = self.fixture.send(request).await;
        for criterion in step["successCriteria"].as_array().unwrap() {
            assert!(holds(criterion["condition"].as_str().unwrap(), &answer), "{}: {criterion}: {}", step["stepId"], answer.text);
        }
        self.keep(step, &answer.body);
        let sent = self.shown(&format!("{} /v1{path}", operation.method), payload.as_ref());
        sent + &self.shown(&answer.status.to_string(), Some(&answer.body))
    }

    /// The path with its parameters, and the query.
    fn path(&self, template: &str, step: &Value) -> String {
        let (mut path, mut query) = (template.to_owned(), Vec::new());
        for parameter in step["parameters"].as_array().into_iter().flatten() {
            let (name, value) = (parameter["name"].as_str().unwrap(), self.resolve(&parameter["value"]));
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match parameter["in"].as_str() {
                Some("path") => path = path.replace(&format!("{{{name}}}"), &value),
                _ => query.push(format!("{name}={value}")),
            }
        }
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// The value with its runtime expressions replaced.
    fn resolve(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if text == "$receiver" => json!(self.address),
            Value::String(text) => match text.strip_prefix("$steps.").and_then(|rest| rest.split_once(".outputs.")) {
                Some((step, output)) => self.outputs[&format!("{step}.{output}")].clone(),
                None => value.clone(),
            },
            Value::Array(items) => items.iter().map(|item| self.resolve(item)).collect(),
            Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), self.resolve(member))).collect(),
            plain => plain.clone(),
        }
    }

    /// Keeps the outputs of a step.
    fn keep(&mut self, step: &Value, body: &Value) {
        for (name, expression) in step["outputs"].as_object().into_iter().flatten() {
            let pointer = expression.as_str().unwrap().strip_prefix("$response.body#").unwrap();
            let value = body.pointer(pointer).unwrap_or_else(|| panic!("no {expression} in {body}"));
            self.outputs.insert(format!("{}.{name}", step["stepId"].as_str().unwrap()), value.clone());
        }
    }

    async fn delivery(&self, topic: &str) -> Value {
        for _ in 0..500 {
            let got = self.receiver.got();
            if let Some(body) = got.into_iter().find(|body| body["notifications"][0]["topic"] == topic) {
                return body;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{topic} is not delivered");
    }

    /// A message in the guide, with the addresses of this run replaced by those that readers know.
    fn shown(&self, head: &str, body: Option<&Value>) -> String {
        let body = body.map(|body| format!("\n{body:#}")).unwrap_or_default();
        let text = format!("{head}\n{body}").trim_end().replace(&self.fixture.sandbox.url().to_string(), "https://api.mobilize.io/v1");
        let indented: String = text.lines().map(|line| format!("   {line}").trim_end().to_owned() + "\n").collect();
        format!("\n   ```http\n{indented}   ```\n")
    }
}

/// `$statusCode == 200`, or `$response.body#/result/status == 'completed'`.
fn holds(condition: &str, answer: &Answer) -> bool {
    let (left, right) = condition.split_once(" == ").unwrap();
    match left.strip_prefix("$response.body#") {
        Some(pointer) => answer.body.pointer(pointer).and_then(Value::as_str) == Some(right.trim_matches('\'')),
        None => left == "$statusCode" && answer.status.to_string() == right,
    }
}
