//! The proxy: requests go to one upstream, responses come back, both as they are.
//!
//! Bodies are streamed and not changed. Of the headers, `Host` is that of the upstream, a `Location` below the upstream leads to the
//! proxy, and headers about one connection (RFC 9110, section 7.6.1) end at it.

use std::convert::Infallible;
use std::error::Error;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE, HOST, LOCATION, UPGRADE};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::proxy::tee::{Copied, Tee};

type BoxError = Box<dyn Error + Send + Sync>;
type ProxyBody = UnsyncBoxBody<Bytes, BoxError>;

/// Headers about one connection, which a proxy does not pass on.
const HOP_BY_HOP: [&str; 7] =
    ["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding"];

/// The time that exchanges may take to end after the proxy was asked to stop.
const GRACE: Duration = Duration::from_secs(2);

/// What passed through the proxy. It has credentials, so it is never printed.
pub(crate) enum Passed {
    /// A complete exchange. The URI of the request is that of the upstream.
    Exchange(Box<(Request<Bytes>, Response<Bytes>)>),
    /// An exchange that passed and was not copied, and why.
    NotCopied(&'static str),
    /// A request that the upstream did not answer, and why.
    Failed(String),
}

/// A proxy of one upstream.
pub(crate) struct Proxy {
    client: reqwest::Client,
    /// The address of the upstream, without a slash at its end.
    upstream: String,
    /// The largest body that is copied, in bytes.
    max_body: usize,
    copies: SyncSender<Passed>,
    /// The number of exchanges that passed while nobody took the copies.
    missed: Arc<AtomicUsize>,
}

impl Proxy {
    /// Makes a proxy of an upstream such as `https://api.example.org/v1`. `certificates` are trusted in addition to those of the system.
    /// Copies are dropped and counted while `copies` is full.
    ///
    /// # Errors
    ///
    /// Errors of the HTTP client, in words.
    pub fn new(upstream: &str, certificates: &[u8], max_body: usize, copies: SyncSender<Passed>) -> Result<Self, String> {
        let mut builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        if !certificates.is_empty() {
            let certificates = reqwest::Certificate::from_pem_bundle(certificates).map_err(|error| error.to_string())?;
            builder = builder.tls_certs_merge(certificates);
        }
        let client = builder.build().map_err(|error| error.to_string())?;
        Ok(Self { client, upstream: upstream.trim_end_matches('/').to_owned(), max_body, copies, missed: Arc::default() })
    }

    /// Returns the counter of exchanges that were not copied because nobody took the copies in time.
    pub fn missed(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.missed)
    }

    fn report(&self, passed: Passed) {
        if self.copies.try_send(passed).is_err() {
            self.missed.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn handle(self: Arc<Self>, request: Request<Incoming>, own: SocketAddr) -> Response<ProxyBody> {
        let upgrade = request.headers().get(UPGRADE).filter(|_| request.method() == http::Method::GET).cloned();
        let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let url = format!("{}{path}", self.upstream);
        match upgrade {
            Some(upgrade) => self.upgraded(request, &url, upgrade).await,
            None => self.forwarded(request, url, own).await,
        }
    }

    /// Passes a request on, and its response back.
    async fn forwarded(self: Arc<Self>, request: Request<Incoming>, url: String, own: SocketAddr) -> Response<ProxyBody> {
        let (parts, body) = request.into_parts();
        let sent: Arc<Mutex<Option<Copied>>> = Arc::default();
        let mut passing = self.client.request(parts.method.clone(), &url).headers(passed_on(&parts.headers));
        if body.is_end_stream() {
            *lock(&sent) = Some(Copied::Complete(Bytes::new()));
        } else {
            let slot = Arc::clone(&sent);
            passing = passing.body(reqwest::Body::wrap(Tee::new(body, self.max_body, move |copied| *lock(&slot) = Some(copied))));
        }
        let response: Response<reqwest::Body> = match passing.send().await {
            Ok(response) => response.into(),
            Err(error) => return self.unanswered(&error),
        };
        let (answer, body) = response.into_parts();
        let mut shown = Response::builder().status(answer.status);
        if let Some(headers) = shown.headers_mut() {
            *headers = passed_on(&answer.headers);
            if let Some(location) = answer.headers.get(LOCATION).and_then(|location| self.location(location, own)) {
                headers.insert(LOCATION, location);
            }
        }
        let proxy = Arc::clone(&self);
        let copied = move |received| {
            let sent = lock(&sent).take().unwrap_or(Copied::Incomplete);
            proxy.report(exchange((parts, sent), &url, (answer, received)));
        };
        let body = Tee::new(body, self.max_body, copied).map_err(Into::into).boxed_unsync();
        shown.body(body).unwrap_or_else(|_| message(StatusCode::BAD_GATEWAY, "the upstream sent an invalid response"))
    }

    /// Connects a client with the upstream for another protocol, such as WebSocket. Nothing of it is copied.
    async fn upgraded(&self, mut request: Request<Incoming>, url: &str, protocol: HeaderValue) -> Response<ProxyBody> {
        let client = hyper::upgrade::on(&mut request);
        let mut headers = passed_on(request.headers());
        headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(UPGRADE, protocol);
        let response = match self.client.get(url).headers(headers).version(http::Version::HTTP_11).send().await {
            Ok(response) => response,
            Err(error) => return self.unanswered(&error),
        };
        self.report(Passed::NotCopied("another protocol, such as WebSocket"));
        let mut shown = Response::builder().status(response.status());
        if let Some(headers) = shown.headers_mut() {
            *headers = response.headers().clone();
        }
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            let body = reqwest::Body::from(response).map_err(Into::into).boxed_unsync();
            return shown.body(body).unwrap_or_else(|_| message(StatusCode::BAD_GATEWAY, "the upstream sent an invalid response"));
        }
        tokio::spawn(async move {
            if let (Ok(client), Ok(mut upstream)) = (client.await, response.upgrade().await) {
                // An error ends the connection, as it does without a proxy.
                let _ = tokio::io::copy_bidirectional(&mut TokioIo::new(client), &mut upstream).await;
            }
        });
        shown.body(empty()).unwrap_or_else(|_| message(StatusCode::BAD_GATEWAY, "the upstream sent an invalid response"))
    }

    fn unanswered(&self, error: &reqwest::Error) -> Response<ProxyBody> {
        let mut why = "cannot reach the upstream".to_owned();
        let mut cause: Option<&dyn Error> = error.source();
        while let Some(error) = cause {
            why = format!("cannot reach the upstream: {error}");
            cause = error.source();
        }
        self.report(Passed::Failed(why.clone()));
        message(StatusCode::BAD_GATEWAY, &why)
    }

    /// Returns an address below the upstream as one below the proxy.
    fn location(&self, location: &HeaderValue, own: SocketAddr) -> Option<HeaderValue> {
        let rest = location.to_str().ok()?.strip_prefix(&self.upstream)?;
        let is_below = rest.is_empty() || rest.starts_with(['/', '?', '#']);
        HeaderValue::from_str(&format!("http://{own}{rest}")).ok().filter(|_| is_below)
    }
}

/// Serves a proxy until `stop` ends; exchanges that are under way may end within two seconds.
pub(crate) async fn serve(listener: TcpListener, proxy: Arc<Proxy>, stop: impl Future<Output = ()>) -> std::io::Result<()> {
    let own = listener.local_addr()?;
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => {
                // A client that is gone again, or too many open files: others may follow.
                let Ok((stream, _)) = accepted else { continue };
                let proxy = Arc::clone(&proxy);
                connections.spawn(async move {
                    let service = service_fn(move |request| {
                        let proxy = Arc::clone(&proxy);
                        async move { Ok::<_, Infallible>(proxy.handle(request, own).await) }
                    });
                    let builder = auto::Builder::new(TokioExecutor::new());
                    let _ = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).await;
                });
            }
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    Ok(())
}

fn exchange((parts, sent): (http::request::Parts, Copied), url: &str, (answer, received): (http::response::Parts, Copied)) -> Passed {
    let (sent, received) = match (sent, received) {
        (Copied::Complete(sent), Copied::Complete(received)) => (sent, received),
        (Copied::TooLarge, _) | (_, Copied::TooLarge) => return Passed::NotCopied("a body above --max-body"),
        (Copied::Incomplete, _) | (_, Copied::Incomplete) => return Passed::NotCopied("one side ended the connection early"),
    };
    let mut request = Request::new(sent);
    (*request.method_mut(), *request.headers_mut()) = (parts.method, parts.headers);
    request.headers_mut().remove(HOST);
    match url.parse() {
        Ok(uri) => *request.uri_mut() = uri,
        Err(_) => return Passed::NotCopied("an invalid URL"),
    }
    let mut response = Response::new(received);
    (*response.status_mut(), *response.headers_mut()) = (answer.status, answer.headers);
    Passed::Exchange(Box::new((request, response)))
}

/// Returns the headers without `Host` and those about one connection.
fn passed_on(headers: &HeaderMap) -> HeaderMap {
    let named: Vec<String> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|names| names.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let ends_here = |name: &HeaderName| {
        name == HOST || name == UPGRADE || HOP_BY_HOP.contains(&name.as_str()) || named.iter().any(|own| own == name.as_str())
    };
    headers.iter().filter(|(name, _)| !ends_here(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn message(status: StatusCode, text: &str) -> Response<ProxyBody> {
    let body = Full::new(Bytes::from(format!("openapi-drift record: {text}\n"))).map_err(Into::into).boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

fn empty() -> ProxyBody {
    Full::new(Bytes::new()).map_err(Into::into).boxed_unsync()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
