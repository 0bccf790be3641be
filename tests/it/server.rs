//! A server on this machine, with as much HTTP as the client uses.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request of the client.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// With names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn json(&self) -> Option<Value> {
        (!self.body.is_empty()).then(|| serde_json::from_slice(&self.body).unwrap())
    }
}

/// A response to the client.
#[derive(Clone, Debug, Default)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub trouble: Trouble,
}

/// A failure of the connection.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Trouble {
    #[default]
    None,
    /// The connection ends before the response begins.
    Cut,
    /// It ends in the middle of the body.
    HalfBody,
    /// The second half of the body never comes.
    SlowBody,
}

impl Response {
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self::bytes(status, body.into())
    }

    pub fn bytes(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, body: body.into(), ..Self::default() }
    }

    pub fn json(body: &Value) -> Self {
        Self::new(200, body.to_string())
    }

    pub fn with(mut self, trouble: Trouble) -> Self {
        self.trouble = trouble;
        self
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// Responds until it is dropped, and records every request.
pub struct Server {
    address: String,
    requests: Arc<Mutex<Vec<Request>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// `None` from `answer` leaves the request without a response.
    pub async fn start(answer: impl Fn(&Request) -> Option<Response> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let answer = Arc::new(answer);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                tokio::spawn(async move { serve(stream, &*answer, &seen).await });
            }
        });
        Self { address, requests, task }
    }

    /// Returns the same response to every request.
    pub async fn answering(response: Response) -> Self {
        Self::start(move |_| Some(response.clone())).await
    }

    /// Returns one response after the other, and then always the last one.
    pub async fn in_turn(responses: impl IntoIterator<Item = Response>) -> Self {
        let responses: Vec<_> = responses.into_iter().collect();
        let next = AtomicUsize::new(0);
        Self::start(move |_| Some(responses[next.fetch_add(1, Ordering::SeqCst).min(responses.len() - 1)].clone())).await
    }

    /// `http://127.0.0.1:` and the port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns a client that repeats no request.
    pub fn client(&self) -> mobilize::Client {
        self.builder().no_retries().build().unwrap()
    }

    /// Returns a client that repeats requests after short waits.
    pub fn persistent_client(&self) -> mobilize::Client {
        self.builder().build().unwrap()
    }

    pub fn builder(&self) -> mobilize::ClientBuilder {
        let builder = mobilize::Client::builder().credentials("the-key", "the-secret").base_url(format!("{}/v1", self.address));
        builder.retry(mobilize::Retry::default().waits(Duration::from_millis(1), Duration::from_millis(5)))
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Forgets all requests, for tests that make many.
    pub fn forget(&self) {
        self.requests.lock().unwrap().clear();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, answer: &(dyn Fn(&Request) -> Option<Response> + Sync), seen: &Mutex<Vec<Request>>) {
    let Some(request) = read(&mut stream).await else { return };
    let response = answer(&request);
    seen.lock().unwrap().push(request);
    let Some(response) = response else {
        // The client must reach its time limit, not see the connection end.
        std::future::pending::<()>().await;
        return;
    };
    let mut text = format!("HTTP/1.1 {} Recorded\r\nconnection: close\r\n", response.status);
    if response.status != 204 {
        text += &format!("content-length: {}\r\n", response.body.len());
    }
    for (name, value) in &response.headers {
        text += &format!("{name}: {value}\r\n");
    }
    let half = response.body.len() / 2;
    let body = match response.trouble {
        Trouble::None => &response.body[..],
        Trouble::Cut => return,
        Trouble::HalfBody | Trouble::SlowBody => &response.body[..half],
    };
    text += "\r\n";
    let _ = stream.write_all(&[text.as_bytes(), body].concat()).await;
    if response.trouble == Trouble::SlowBody {
        let _ = stream.flush().await;
        std::future::pending::<()>().await;
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    let headers: BTreeMap<_, _> = lines.filter_map(header).collect();

    let length: usize = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = bytes.split_off(head_end + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Request { method, target, headers, body })
}
