//! One request in detail: its two sides as tabs, with the differences from the document marked.

use maud::{Markup, html};
use serde_json::Value;

use super::elements::{button, copy_button, detail, time};
use super::query::PageQuery;
use super::snippets::Snippet;
use super::{differences, json, requests};
use crate::state::{LogEntry, Message, Shared, Verdict};

/// The greatest length of a body that is not JSON and is shown.
const MAX_TEXT: usize = 60_000;

pub fn render(shared: &Shared, entry: &LogEntry, verdict: Option<&[Verdict]>, query: &PageQuery) -> Markup {
    let text = entry.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let snippet = Snippet::new(shared, entry);
    let is_request = query.side == "request";
    let (side, message) = if is_request { ("request", &entry.request) } else { ("response", &entry.response) };
    let marked: Vec<String> =
        verdict.unwrap_or_default().iter().filter(|found| found.side == side).map(|found| found.pointer.clone()).collect();
    let title = html! { (entry.method) " " code { (shared.vendor().base()) (entry.path) (text) } };
    detail(
        &title,
        &query.link(&[("open", ""), ("side", "")]),
        &html! {
            p.meta {
                "Request " (entry.number) " at " (time(entry.at)) " UTC, " (requests::status(entry)) " in " (entry.micros) " µs; "
                (requests::result(entry, verdict, "#detail")) "; basis: " (requests::basis(&entry.basis))
            }
            @for fault in &entry.faults { p.fault { "Fault: " (fault) } }
            div.tools {
                (button(&format!("POST requests/{}/replay", entry.number), "Send again"))
                (copy_button(&snippet.curl(), "Copy as curl"))
                (copy_button(&snippet.rust(), "Copy as Rust"))
                (copy_button(&snippet.python(), "Copy as Python"))
                a href={ "/_sandbox/requests/" (entry.number) "/recording" } download={ "request-" (entry.number) ".json" } { "Download as a recording" }
            }
            @if let Some(found) = verdict.filter(|found| !found.is_empty()) { (differences::of_request(found)) }
            nav.sides aria-label="Sides of the exchange" {
                @for (name, title) in [("request", "Request"), ("response", "Response")] {
                    a href=(query.link(&[("side", name)])) aria-current=[(name == side).then_some("true")] { (title) }
                }
            }
            (self::message(entry, message, &marked))
        },
    )
}

fn message(entry: &LogEntry, message: &Message, marked: &[String]) -> Markup {
    html! {
        dl.headers { @for (name, value) in &message.headers { div { dt { (name) } dd { (value) } } } }
        @if !entry.has_bodies() { p.soft { "The body was too long to be kept." } }
        @else if message.body.is_empty() { p.soft { "No body." } }
        @else {
            @match serde_json::from_slice::<Value>(&message.body) {
                Ok(value) => (json::render(&value, marked)),
                Err(_) => pre tabindex="0" { (String::from_utf8_lossy(&message.body).chars().take(MAX_TEXT).collect::<String>()) },
            }
        }
    }
}
