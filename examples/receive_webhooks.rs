//! Receives webhooks, and requests the notifications that a delivery does not contain.
//!
//! ```text
//! WEBHOOK_SECRET=correct-horse cargo run --example receive_webhooks
//! curl -i http://127.0.0.1:8080/webhooks/correct-horse -d '{ "notifications": [{ "topic": "user.created", "item": { "id": 7 } }] }'
//! ```
//!
//! Enter the URL with the secret in the community settings. The vendor signs nothing, so only the secret distinguishes a delivery
//! from other requests: use https, and keep the URL out of logs.

use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use mobilize::webhook::{Delivery, Event, Secret};

struct Receiver {
    secret: Secret,
    /// `None` without an API key: further notifications are then not requested.
    client: Option<mobilize::Client>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // An empty secret is refused, since everybody could guess the URL.
    let secret = Secret::new(std::env::var("WEBHOOK_SECRET").map_err(|_| "choose a WEBHOOK_SECRET")?)?;
    let client = mobilize::Client::from_env().inspect_err(|err| eprintln!("without a client: {err}")).ok();
    let receiver = Arc::new(Receiver { secret, client });
    let routes = Router::new().route("/webhooks/{secret}", post(receive)).with_state(receiver);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening on {}", listener.local_addr()?);
    axum::serve(listener, routes).await?;
    Ok(())
}

async fn receive(State(receiver): State<Arc<Receiver>>, Path(secret): Path<String>, body: Bytes) -> StatusCode {
    if !receiver.secret.matches(secret) {
        return StatusCode::NOT_FOUND;
    }
    match Delivery::parse(&body) {
        Ok(delivery) => {
            // Respond at once: it is not known how long the service waits.
            tokio::spawn(async move { handle(&receiver, delivery).await });
            StatusCode::OK
        }
        Err(err) => {
            eprintln!("{err}");
            StatusCode::BAD_REQUEST
        }
    }
}

async fn handle(receiver: &Receiver, delivery: Delivery) {
    // The delivered notifications first: the request for the others can fail.
    delivery.events.iter().for_each(print);
    match &receiver.client {
        Some(client) => match delivery.rest(client).await {
            Ok(rest) => rest.iter().for_each(print),
            Err(err) => eprintln!("the rest of the bulk is missing: {err}"),
        },
        None if delivery.has_more() => eprintln!("the rest of the bulk is missing: there is no client to request it"),
        None => {}
    }
}

fn print(event: &Event) {
    let topic = event.topic.as_ref().map_or("(no topic)", |topic| topic.as_str());
    println!("{topic}: {}", event.user.as_ref().map(|user| user.id.clone()).unwrap_or_default());
}
