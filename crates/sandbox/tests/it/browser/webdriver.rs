use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The time within which the page must show what a test waits for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A browser that a test controls.
pub struct Browser {
    client: reqwest::Client,
    session: String,
    _driver: Child,
}

impl Browser {
    /// Starts a browser; `None` if this machine has none.
    pub async fn start() -> Option<Self> {
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn();
        let Ok(mut driver) = driver else {
            eprintln!("skipped: chromedriver is not on the PATH");
            return None;
        };
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = loop {
            let line = lines.next_line().await.unwrap().expect("chromedriver ended");
            if let Some(port) = line.rsplit_once("started successfully on port ") {
                break port.1.trim_end_matches('.').to_owned();
            }
        };
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1300,1000", "--disable-background-networking"];
        let host_rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";
        let arguments: Vec<_> = arguments.into_iter().chain([host_rules]).collect();
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}});
        let address = format!("http://127.0.0.1:{port}/session");
        let answer = client.post(&address).body(wanted.to_string()).send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let id = answer["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("{answer}"));
        Some(Self { client, session: format!("{address}/{id}"), _driver: driver })
    }

    async fn call(&self, path: &str, body: Value) -> Value {
        let answer =
            self.client.post(format!("{}/{path}", self.session)).body(body.to_string()).send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        answer["value"].clone()
    }

    pub async fn open(&self, url: &str) {
        self.call("url", json!({"url": url})).await;
    }

    /// Runs a script in the page and returns its result.
    pub async fn run(&self, script: &str) -> Value {
        self.call("execute/sync", json!({"script": script, "args": []})).await
    }

    /// Returns the text that the page shows.
    pub async fn text(&self) -> String {
        self.run("return document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page shows a text.
    pub async fn sees(&self, text: &str) {
        let shown = tokio::time::timeout(PATIENCE, async {
            while !self.text().await.contains(text) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        if shown.await.is_err() {
            panic!("the page does not show `{text}`:\n{}", self.text().await);
        }
    }

    /// Returns the element that a CSS selector finds, once it is there.
    async fn find(&self, selector: &str) -> String {
        let wanted = json!({"using": "css selector", "value": selector});
        for _ in 0..100 {
            let found = self.call("element", wanted.clone()).await;
            if let Some(id) = found.as_object().and_then(|found| found.values().next()).filter(|_| found.get("error").is_none()) {
                return id.as_str().unwrap().to_owned();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the page has no {selector}:\n{}", self.text().await);
    }

    pub async fn click(&self, selector: &str) {
        // A live part may be replaced between finding and clicking.
        for _ in 0..5 {
            let element = self.find(selector).await;
            let answer = self.call(&format!("element/{element}/click"), json!({})).await;
            if answer.get("error").is_none() {
                return;
            }
        }
        panic!("cannot click {selector}");
    }

    /// Clears a field and types into it.
    pub async fn enter(&self, selector: &str, text: &str) {
        let element = self.find(selector).await;
        self.call(&format!("element/{element}/clear"), json!({})).await;
        let answer = self.call(&format!("element/{element}/value"), json!({"text": text})).await;
        assert!(answer.get("error").is_none(), "{selector}: {answer}");
    }

    /// Chooses an option as a person does, by the keyboard.
    pub async fn choose(&self, selector: &str, option: &str) {
        self.click(&format!("{selector} option[value='{option}']")).await;
    }

    /// Confirms the question that the page asks.
    pub async fn accept(&self) {
        self.call("alert/accept", json!({})).await;
    }

    pub async fn close(self) {
        let _ = self.client.delete(&self.session).send().await;
    }
}
