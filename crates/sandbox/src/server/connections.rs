//! The connections of a sandbox, with limits on their number and on the time for the headers of a request.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

/// The limits of a sandbox's connections.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// The number of connections at the same time. Further ones wait until one is closed.
    pub count: usize,
    /// The time within which the headers of a request, or of the next one on the same connection, must arrive.
    pub header_timeout: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self { count: 1024, header_timeout: Duration::from_secs(30) }
    }
}

/// Serves connections until `stop` is true; then accepts no more and lets the running requests finish.
pub async fn serve(listener: TcpListener, router: Router, limits: ConnectionLimits, mut stop: watch::Receiver<bool>) {
    let slots = Arc::new(Semaphore::new(limits.count));
    loop {
        let accepted = tokio::select! {
            () = stopped(&mut stop) => break,
            accepted = accept(&listener, &slots) => accepted,
        };
        let Some((stream, slot)) = accepted else { continue };
        let (service, mut stop) = (TowerToHyperService::new(router.clone()), stop.clone());
        tokio::spawn(async move {
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(limits.header_timeout);
            let connection = http.serve_connection(TokioIo::new(stream), service);
            let mut connection = std::pin::pin!(connection);
            // An error of a connection is the client's: it went away, or took too long.
            tokio::select! {
                _ = connection.as_mut() => {}
                () = stopped(&mut stop) => {
                    connection.as_mut().graceful_shutdown();
                    let _ = connection.await;
                }
            }
            drop(slot);
        });
    }
    // The caller waits for the running requests.
    slots.close();
}

/// Waits for the stop. An error means that the sandbox is gone, which is a reason to stop as well.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}

/// Accepts one connection when one may be opened.
async fn accept(listener: &TcpListener, slots: &Arc<Semaphore>) -> Option<(tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => {
            // Without this a small response may wait for the acknowledgement of the one before.
            let _ = stream.set_nodelay(true);
            Some((stream, slot))
        }
        Err(_) => {
            // The process has too many open files, or the client is gone already: a pause avoids a busy loop.
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}
