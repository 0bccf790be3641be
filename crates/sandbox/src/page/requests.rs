//! The last requests, each with what the validator says of it and what the answer rests on.

use std::sync::Arc;

use maud::{Markup, html};

use super::{button, table};
use crate::state::Shared;
use crate::state::{LogEntry, Verdict};
use crate::vendor::Vendor;

/// How much of a body is shown.
const SHOWN: usize = 60_000;

pub fn draw(shared: &Shared, open: Option<u64>) -> Markup {
    let entries = shared.log().latest();
    let mut rows = Vec::new();
    for entry in &entries {
        let is_open = open == Some(entry.number);
        let verdict = entry.verdict(&shared.document);
        rows.push(row(shared, entry, verdict.as_deref(), is_open));
        if is_open {
            rows.push(whole(entry, verdict.as_deref()));
        }
    }
    let gone = open.filter(|number| !entries.iter().any(|entry| entry.number == *number));
    html! {
        @if let Some(number) = gone { p.soft { "Request " (number) " is no longer remembered; the last 200 are." } }
        @if entries.is_empty() { (welcome(shared)) } @else {
            div.tools {
                (button("DELETE requests", "Forget all"))
                a href="/_sandbox/recordings" download="sandbox.ndjson" { "Take them all away as recordings" }
            }
            (table(&["#No", "Request", "Operation", "Status", "Validator", "Rests on", "#µs"], &rows, ""))
        }
    }
}

fn row(shared: &Shared, entry: &Arc<LogEntry>, verdict: Option<&[Verdict]>, is_open: bool) -> Markup {
    let query = entry.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    // What is open is closed by the same link.
    let link = if is_open { "?tab=requests".to_owned() } else { format!("?tab=requests&open={}", entry.number) };
    let good = (200..300).contains(&entry.status);
    html! {
        tr.request.open[is_open] id={ "request-" (entry.number) } {
            td.number { (entry.number) }
            td.path { a href=(link) { b { (entry.method) } " " code { (shared.vendor().base()) (entry.path) (query) } } }
            td { @if let Some(operation) = entry.operation { (operation) } @else { span.soft { "no operation" } } }
            td { span.good[good].bad[!good] { @if entry.status == 0 { "cut" } @else { (entry.status) } } }
            td.said { (said(entry, verdict, &link)) }
            td.basis { (basis(&entry.basis)) @for fault in &entry.faults { div.fault { (fault) } } }
            td.number.soft data-label="µs" { (entry.micros) }
        }
    }
}

/// What the validator says, in a word that leads to the rest.
fn said(entry: &LogEntry, verdict: Option<&[Verdict]>, link: &str) -> Markup {
    let Some(verdict) = verdict else { return html! { span.soft { "too long to be checked" } } };
    let is_error = verdict.iter().any(|found| found.severity == "error");
    html! {
        @if entry.status == 0 { span.soft { "no answer" } }
        @else if verdict.is_empty() { span.good { "agrees" } }
        @else { a.bad[is_error].warn[!is_error] href=(link) { (verdict.len()) @if verdict.len() == 1 { " finding" } @else { " findings" } } }
    }
}

/// `documentation; page=get-all-groups; see=E13,E51`, with links to the decisions.
fn basis(text: &str) -> Markup {
    let is_id = |word: &str| word.len() == 3 && word.starts_with(|first: char| first.is_ascii_uppercase());
    html! {
        @for (index, part) in text.split("; ").enumerate() {
            @let (name, value) = part.split_once('=').unwrap_or(("", part));
            @if index > 0 { " " }
            @if name == "see" || is_id(value) {
                span.ids { @for id in value.split(',') { a href={ "?tab=decisions#" (id) } { (id) } " " } }
            } @else { (value) }
        }
    }
}

/// One request in full.
fn whole(entry: &LogEntry, verdict: Option<&[Verdict]>) -> Markup {
    let recording = serde_json::to_string_pretty(&entry.recording()).unwrap_or_default();
    let cut: String = recording.chars().take(SHOWN).collect();
    html! {
        tr.whole { td colspan="7" {
            @for found in verdict.unwrap_or_default() {
                p.finding {
                    b.bad[found.severity == "error"].warn[found.severity != "error"] { (found.severity) "[" (found.code) "]" }
                    " " code { (found.pointer) } " " (found.message)
                }
            }
            p.soft {
                "The whole exchange as a recording, which openapi-drift reads: "
                a href={ "/_sandbox/requests/" (entry.number) "/recording" } { "requests/" (entry.number) "/recording" }
            }
            pre { (cut) @if cut.len() < recording.len() { "\n…" } }
        } }
    }
}

/// What to do when nothing has happened yet.
fn welcome(shared: &Shared) -> Markup {
    let url = &shared.settings.url;
    let world = shared.world();
    let key = world.keys.iter().find(|key| key.access).map(|key| format!("{}:{}", key.key, key.secret)).unwrap_or_default();
    let line = match shared.vendor() {
        Vendor::Mobilize => format!("curl -u {key} {url}/groups"),
        Vendor::Mode => {
            let space = world.organization().and_then(|organization| organization.spaces().first());
            let (name, space) = space.map(|space| (space.account.as_str(), space.token.as_str())).unwrap_or_default();
            format!("curl -u {key} {url}/api/{name}/spaces/{space}/memberships")
        }
    };
    html! {
        section.empty {
            p { "No request yet. Try one, and it shows here with what the validator says of it:" }
            pre { (line) }
        }
    }
}
