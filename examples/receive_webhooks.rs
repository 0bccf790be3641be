//! Receives webhooks, and gets the notifications that a delivery had no room for.
//!
//! ```text
//! WEBHOOK_SECRET=correct-horse cargo run --example receive_webhooks
//! curl -i http://127.0.0.1:8080/webhooks/correct-horse -d '{ "notifications": [{ "topic": "user.created", "item": { "id": 7 } }] }'
//! ```
//!
//! The address to enter in the community settings is the one with the secret. The vendor signs nothing, so the secret is all
//! that tells a delivery from anything else: use https, and keep the address out of logs.

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
    /// Without a key, what a delivery has no room for stays unknown.
    client: Option<mobilize::Client>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // An empty one is refused, or everybody would know the address.
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
            // Answered at once: nobody knows how long the service waits.
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
    // What was delivered first: nobody knows whether the rest can be had.
    delivery.events.iter().for_each(print);
    match &receiver.client {
        Some(client) => match delivery.rest(client).await {
            Ok(rest) => rest.iter().for_each(print),
            Err(err) => eprintln!("the rest of the bulk is missing: {err}"),
        },
        None if delivery.has_more() => eprintln!("the rest of the bulk is missing: without a client nobody can ask for it"),
        None => {}
    }
}

fn print(event: &Event) {
    let topic = event.topic.as_ref().map_or("(no topic)", |topic| topic.as_str());
    println!("{topic}: {}", event.user.as_ref().map(|user| user.id.clone()).unwrap_or_default());
}
