//! A small client of the sandbox.

use mobilize_sandbox::{Builder, Sandbox};
use reqwest::Method;
use serde_json::{Value, json};

/// An answer: status, headers, and the body as JSON.
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The body of a 200.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.body
    }

    /// The body of a refusal, and that it says this.
    #[track_caller]
    pub fn refused(self, status: u16, message: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.body["error_message"], message);
        self.body
    }
}

/// A sandbox and someone who talks to it.
pub struct Fixture {
    pub sandbox: Sandbox,
    pub client: reqwest::Client,
}

impl Fixture {
    pub async fn start() -> Self {
        Self::of(Sandbox::builder()).await
    }

    pub async fn of(builder: Builder) -> Self {
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { sandbox: builder.start().await.unwrap(), client }
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.sandbox.url()) };
        let request = self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), url);
        request.basic_auth(self.sandbox.key(), Some(self.sandbox.secret()))
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Answer { status, headers, body: serde_json::from_str(&text).unwrap_or_default(), text }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request("DELETE", path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(with_json(self.request("POST", path), &body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(with_json(self.request("PUT", path), &body)).await
    }

    /// A control endpoint.
    pub async fn control(&self, method: &str, path: &str, body: Value) -> Answer {
        let request = self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", self.sandbox.page()));
        self.send(if body.is_null() { request } else { with_json(request, &body) }).await
    }

    /// A new group below another.
    pub async fn group(&self, name: &str, parent: i64, closed: bool) -> i64 {
        let body = json!({"name": name, "parent_group_id": parent, "privacy": if closed { 10 } else { 5 }, "invite_members_enabled": true,
            "hidden_emails": false, "alias_name": name, "default_emails_frequency": 0, "manager_email_address": "sam.cooper@example.org"});
        self.post("/groups", body).await.ok()["id"].as_i64().unwrap()
    }

    /// A new member of a group.
    pub async fn member(&self, group: i64, email: &str) -> i64 {
        let user = self.post(&format!("/groups/{group}/members"), json!({"fields": {"email": email}})).await.ok();
        user["id"].as_str().unwrap().parse().unwrap()
    }

    /// The groups of a user with their status.
    pub async fn groups_of(&self, user: i64) -> Vec<(i64, String)> {
        let user = self.get(&format!("/users/{user}")).await.ok();
        let groups = user["groups"].as_array().unwrap().iter();
        groups.map(|group| (group["id"].as_i64().unwrap(), group["status"].as_str().unwrap().to_owned())).collect()
    }

    /// The findings of the validator about every request so far.
    pub fn findings(&self) -> Vec<String> {
        let show = |entry: &std::sync::Arc<mobilize_sandbox::LogEntry>| {
            let verdict = self.sandbox.verdict(entry).expect("the bodies are kept");
            verdict.into_iter().map(|found| format!("{} {} -> {}: {found}", entry.method, entry.path, entry.status)).collect::<Vec<_>>()
        };
        self.sandbox.requests().iter().flat_map(show).collect()
    }
}

/// The ids of a list of users.
pub fn ids(users: &Value) -> Vec<i64> {
    users.as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap().parse().unwrap()).collect()
}

pub fn with_json(request: reqwest::RequestBuilder, body: &Value) -> reqwest::RequestBuilder {
    request.header("content-type", "application/json").body(body.to_string())
}
