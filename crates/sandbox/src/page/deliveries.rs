//! The tab of webhooks and their deliveries.

use maud::{Markup, html};
use serde_json::Value;

use super::elements::{button, detail, properties, table};
use super::json;
use super::query::PageQuery;
use crate::model::{Subscription, Topic};
use crate::state::{Attempt, Delivery, DeliveryState, Shared};

pub fn render(shared: &Shared, query: &PageQuery) -> Markup {
    let latest = shared.deliveries.latest();
    let rows: Vec<_> = latest.iter().map(|delivery| row(delivery, query)).collect();
    let webhooks: Vec<_> = shared.world().subscriptions().iter().map(webhook).collect();
    let open = query.open.parse().ok().and_then(|id| shared.deliveries.find(id));
    html! {
        details.fold open[webhooks.is_empty()] {
            summary { "Add a webhook" }
            form.card data-run="POST webhooks" {
                label { "URL of the receiver " input type="url" name="url" required placeholder="http://127.0.0.1:9000/" autocomplete="off"; }
                fieldset {
                    legend { "Topics" }
                    @for topic in Topic::ALL { label.choice { input type="checkbox" name="topics" value=(topic.as_str()) checked data-list; " " code { (topic.as_str()) } } }
                }
                button { "Add webhook" }
            }
        }
        h2 { "Webhooks" }
        div #webhooks data-live { (table(&["#No", "Receiver", "Topics", ""], &webhooks, "No webhook: the sandbox notifies nobody.")) }
        h2 { "Deliveries" }
        div.split.deliveries {
            div #list data-live { (table(&["#No", "Receiver", "#Notifications", "State", "Attempts", ""], &rows, "No delivery yet.")) }
            @if let Some(delivery) = open { (one(&delivery, query)) }
        }
    }
}

fn webhook(hook: &Subscription) -> Markup {
    html! { tr {
        td.number { (hook.id) }
        td { code { (hook.url) } }
        td { (hook.topics.iter().map(|topic| topic.as_str()).collect::<Vec<_>>().join(", ")) }
        td { (button(&format!("DELETE webhooks/{}", hook.id), "Remove")) }
    } }
}

fn state(delivery: &Delivery) -> Markup {
    let (class, text) = match delivery.state {
        DeliveryState::Pending => ("warn", "pending"),
        DeliveryState::Delivered => ("good", "delivered"),
        DeliveryState::Failed => ("bad", "failed"),
        DeliveryState::Cancelled => ("soft", "cancelled"),
    };
    html! { span class=(class) { (text) } }
}

fn row(delivery: &Delivery, query: &PageQuery) -> Markup {
    html! { tr.open[query.is_open(delivery.id)] {
        td.number { (delivery.id) }
        td { a href=(query.link(&[("open", &delivery.id.to_string())])) { code { (delivery.url) } } }
        td.number data-label="Notifications" { (delivery.total) }
        td { (state(delivery)) }
        td { @for (result, times) in folded(delivery.attempts.iter().map(result)) { div { (result) @if times > 1 { " (×" (times) ")" } } } }
        td { (button(&format!("POST deliveries/{}/retry", delivery.id), "Deliver again")) }
    } }
}

/// Returns the result of an attempt in words.
fn result(attempt: &Attempt) -> String {
    match (attempt.status, &attempt.error) {
        (Some(status), None) => status.to_string(),
        (Some(status), Some(error)) if (300..400).contains(&status) => format!("{status}: {error}"),
        (Some(status), Some(_)) => status.to_string(),
        (None, error) => error.clone().unwrap_or_default(),
    }
}

/// Folds equal lines that follow each other, with their number.
fn folded(lines: impl Iterator<Item = String>) -> Vec<(String, usize)> {
    let mut folded: Vec<(String, usize)> = Vec::new();
    for line in lines {
        match folded.last_mut() {
            Some((last, times)) if *last == line => *times += 1,
            _ => folded.push((line, 1)),
        }
    }
    folded
}

fn one(delivery: &Delivery, query: &PageQuery) -> Markup {
    let attempts: Vec<_> = delivery
        .attempts
        .iter()
        .enumerate()
        .map(|(index, attempt)| {
            html! { tr {
                td.number { (index + 1) }
                td { (result(attempt)) }
                td.number data-label="ms" { (attempt.millis) }
            } }
        })
        .collect();
    let pairs = [("State", state(delivery)), ("Bulk", html! { code { (delivery.bulk) } }), ("Webhook", html! { (delivery.subscription) })];
    let payload: Value = serde_json::from_slice(&delivery.payload).unwrap_or_default();
    detail(
        &html! { "Delivery " (delivery.id) },
        &query.link(&[("open", "")]),
        &html! {
            (properties(&pairs))
            h3 { "Attempts" }
            (table(&["#No", "Result", "#ms"], &attempts, "No attempt yet."))
            h3 { "Body" }
            (json::render(&payload, &[]))
        },
    )
}
