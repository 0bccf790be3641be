//! The tab of requests: filters, differences from the document, the list, and one request in detail.

use std::sync::Arc;

use maud::{Markup, html};

use super::elements::{button, select, table, time};
use super::query::PageQuery;
use super::{differences, request};
use crate::state::{LogEntry, Shared, Verdict};
use crate::vendor::Vendor;

type Checked = (Arc<LogEntry>, Option<Vec<Verdict>>);

pub fn render(shared: &Shared, query: &PageQuery) -> Markup {
    let entries = shared.log().latest();
    let checked: Vec<Checked> = entries.into_iter().map(|entry| (Arc::clone(&entry), entry.verdict(&shared.document))).collect();
    let shown: Vec<_> = checked.iter().filter(|checked| is_shown(query, checked)).collect();
    let rows: Vec<_> = shown.iter().map(|(entry, verdict)| row(shared, entry, verdict.as_deref(), query)).collect();
    let open = checked.iter().find(|(entry, _)| query.is_open(entry.number));
    html! {
        (filters(shared, query))
        @if checked.is_empty() { div #list data-live { (welcome(shared)) } } @else {
            (differences::render(&checked, query))
            div.split.exchanges {
                div #list data-live {
                    @if rows.is_empty() { p.empty { "No request matches the filter. " a href="?tab=requests" { "Show all" } } }
                    @else { (table(&["#No", "Time", "Request", "Operation", "Status", "Document", "Basis", "#µs"], &rows, "")) }
                }
                @match open {
                    Some((entry, verdict)) => (request::render(shared, entry, verdict.as_deref(), query)),
                    None if !query.open.is_empty() => section.detail #detail data-live { p.soft { "Request " (query.open) " is no longer remembered; the last 200 are." } },
                    None => {}
                }
            }
        }
    }
}

fn filters(shared: &Shared, query: &PageQuery) -> Markup {
    let any = |label| vec![("", label)];
    let mut operations = any("every operation");
    operations.extend(shared.vendor().operations().map(|id| (id, id)));
    let methods = [("", "every method"), ("GET", "GET"), ("POST", "POST"), ("PUT", "PUT"), ("DELETE", "DELETE")];
    let statuses = [("", "every status"), ("2", "2xx"), ("4", "4xx"), ("5", "5xx"), ("0", "no response")];
    let verdicts = [("", "every result"), ("fits", "fits the document"), ("differs", "differs from the document")];
    html! {
        form.tools role="search" data-filter {
            input type="hidden" name="tab" value="requests";
            input type="search" name="search" value=(query.search) placeholder="Path, query or body" aria-label="Search requests";
            (select("method", "Method", &methods, &query.method))
            (select("operation", "Operation", &operations, &query.operation))
            (select("status", "Status", &statuses, &query.status))
            (select("verdict", "Result of the check", &verdicts, &query.verdict))
            button { "Filter" }
            @if query.is_filtered() { a href="?tab=requests" { "Show all" } }
        }
        div.tools {
            (button("DELETE requests", "Clear the list"))
            a href="/_sandbox/recordings" download="sandbox.ndjson" { "Download all as recordings" }
        }
    }
}

fn is_shown(query: &PageQuery, (entry, verdict): &Checked) -> bool {
    let contains = |text: &str| text.to_lowercase().contains(&query.search.to_lowercase());
    let body = |body: &[u8]| contains(&String::from_utf8_lossy(body));
    let class = if entry.status == 0 { "0".to_owned() } else { (entry.status / 100).to_string() };
    let found = query.search.is_empty()
        || contains(&entry.path)
        || entry.query.as_deref().is_some_and(contains)
        || body(&entry.request.body)
        || body(&entry.response.body);
    let fits = match query.verdict.as_str() {
        "fits" => verdict.as_ref().is_some_and(Vec::is_empty),
        "differs" => verdict.as_ref().is_some_and(|found| !found.is_empty()),
        _ => true,
    };
    found
        && fits
        && (query.method.is_empty() || query.method == entry.method)
        && (query.operation.is_empty() || entry.operation == Some(query.operation.as_str()))
        && (query.status.is_empty() || query.status == class)
}

fn row(shared: &Shared, entry: &LogEntry, verdict: Option<&[Verdict]>, query: &PageQuery) -> Markup {
    let text = entry.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let link = query.link(&[("open", &entry.number.to_string())]);
    html! {
        tr.request.open[query.is_open(entry.number)] id={ "request-" (entry.number) } {
            td.number { (entry.number) }
            td.time { (time(entry.at).get(11..).unwrap_or_default()) }
            td.path { a href=(link) { b { (entry.method) } " " code { (shared.vendor().base()) (entry.path) (text) } } }
            td.operation { @if let Some(operation) = entry.operation { (operation) } @else { span.soft { "no operation" } } }
            td { (status(entry)) }
            td.result { (result(entry, verdict, &link)) }
            td.basis { (basis(&entry.basis)) @for fault in &entry.faults { div.fault { (fault) } } }
            td.number.soft data-label="µs" { (entry.micros) }
        }
    }
}

/// Returns the status of a request in its colour.
pub fn status(entry: &LogEntry) -> Markup {
    let class = match entry.status {
        200..=299 => "good",
        0 | 500.. => "bad",
        _ => "warn",
    };
    html! { span class=(class) { @if entry.status == 0 { "cut off" } @else { (entry.status) } } }
}

/// Returns the result of the check in a few words.
pub fn result(entry: &LogEntry, verdict: Option<&[Verdict]>, link: &str) -> Markup {
    let Some(verdict) = verdict else { return html! { span.soft { "too long to check" } } };
    let is_error = verdict.iter().any(|found| found.severity == "error");
    html! {
        @if entry.status == 0 { span.soft { "no response" } }
        @else if verdict.is_empty() { span.soft { "fits the document" } }
        @else { a.bad[is_error].warn[!is_error] href=(link) { (verdict.len()) @if verdict.len() == 1 { " difference" } @else { " differences" } } }
    }
}

/// Returns the basis, such as `documentation; page=get-all-groups; see=E13,E51`, with links to the decisions.
pub fn basis(text: &str) -> Markup {
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

/// A first request to try.
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
            p { "No request yet. Send one, and it appears here with the result of the check against the document:" }
            pre tabindex="0" { (line) }
        }
    }
}
