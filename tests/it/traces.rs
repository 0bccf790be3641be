use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use mobilize::Error;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::server::{Response, Server};

/// Everything that was written to spans and events, by name.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<BTreeMap<String, String>>>);

impl Visit for Written {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl<S: Subscriber> Layer<S> for Written {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        if span.metadata().name() == "mobilize.call" {
            span.record(&mut self.clone());
        }
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        values.record(&mut self.clone());
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("mobilize") {
            event.record(&mut self.clone());
        }
    }
}

#[tokio::test]
async fn a_call_is_one_span_without_personal_data() {
    let body = r#"{ "error_message": "sam@example.org is unknown" }"#;
    let [first, second] = [503, 404].map(|status| Response::new(status, body));
    let server = Server::in_turn([first.clone(), second.clone(), first, second]).await;
    // Other tests may be the first to meet a span, on threads where nobody listens; while there is one subscriber only, tracing
    // asks that thread's, and takes the answer for everybody's. With a second one it asks them all.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    // Without a subscriber, this call only initialises the caches of tracing.
    let _ = server.persistent_client().get_user().user_id(1).send().await;
    let written = Written::default();
    let subscriber = tracing_subscriber::registry().with(written.clone());
    let guard = tracing::subscriber::set_default(subscriber);
    tracing::callsite::rebuild_interest_cache();
    let client = server.persistent_client().with_query("q", "sam@example.org");
    let err: Error = client.get_user().user_id(4711).send().await.unwrap_err();
    let during = written.0.lock().unwrap().clone();
    // This call gets no response, and its future is dropped.
    let silent = Server::start(|_| None).await;
    let raw = silent.persistent_client();
    let dropped = raw.request(mobilize::reqwest::Method::GET, "/users/4711").send();
    assert!(tokio::time::timeout(std::time::Duration::from_millis(50), dropped).await.is_err());
    drop(guard);
    assert!(err.is_not_found());
    {
        let written = written.0.lock().unwrap();
        assert_eq!(written["otel.name"], "GET");
        assert_eq!((&*written["error.type"], &*written["otel.status_code"]), ("\"dropped\"", "\"ERROR\""));
        assert!(!written.values().any(|value| value.contains("4711")));
    }

    let written = during;
    let value = |name: &str| written.get(name).map(|value| value.trim_matches('"').to_owned());
    assert_eq!(value("otel.name").as_deref(), Some("GET /users/{user_id}"));
    assert_eq!(value("http.request.method").as_deref(), Some("GET"));
    assert_eq!(value("url.template").as_deref(), Some("/users/{user_id}"));
    assert_eq!(value("mobilize.operation").as_deref(), Some("getUser"));
    assert_eq!(value("server.address").as_deref(), Some("127.0.0.1"));
    assert_eq!(value("http.response.status_code").as_deref(), Some("404"));
    assert_eq!(value("http.request.resend_count").as_deref(), Some("1"));
    assert_eq!(value("error.type").as_deref(), Some("404"));
    assert!(value("http.client.request.duration").unwrap().parse::<f64>().unwrap() > 0.0);
    for personal in ["sam", "example.org", "4711", "the-key", "the-secret"] {
        assert!(!written.values().any(|value| value.contains(personal)), "{personal}: {written:?}");
    }
}
