//! The tab of faults.

use maud::{Markup, html};

use super::elements::{button, select, table};
use crate::faults::ActiveFault;
use crate::state::Shared;
use crate::vendor::Vendor;

pub fn render(shared: &Shared) -> Markup {
    let active = shared.faults().all().to_vec();
    let rows: Vec<_> = active.iter().map(row).collect();
    let operations: Vec<_> = std::iter::once(("*", "every operation")).chain(shared.vendor().operations().map(|id| (id, id))).collect();
    let (drift, pointer) = match shared.vendor() {
        Vendor::Mobilize => ("listGroups:rename=/groups/*/name>title", "/groups/*/name"),
        Vendor::Mode => ("listMembers:rename=/members/*/token>key", "/members/*/token"),
    };
    html! {
        p { "A fault makes the sandbox answer as a broken or changed service would. It stays until its number of requests is used up or it is removed." }
        div.cards {
            form.card data-run="POST faults" {
                h2 { "Add an error" }
                label { "Operation " (select("operation", "Operation of the error", &operations, "*")) }
                label { "Kind " (select("kind", "Kind of the error", &KINDS, "status")) }
                label { "Status, or delay in ms " input name="value" value="503" autocomplete="off"; }
                label { "Retry-After in seconds " input type="number" min="0" name="retry_after"; }
                label { "Requests " input type="number" min="1" name="times" placeholder="all"; }
                button { "Add error" }
            }
            form.card data-run="POST faults" {
                h2 { "Add drift" }
                label { "Operation " (select("operation", "Operation of the drift", &operations, operations.get(1).map_or("*", |first| first.0))) }
                label { "Change " (select("kind", "Change of the body", &DRIFTS, "rename")) }
                label { "Pointer " input name="value" required value=(pointer) autocomplete="off"; }
                label { "New name (rename) " input name="name" placeholder="title" autocomplete="off"; }
                label { "Requests " input type="number" min="1" name="times" placeholder="all"; }
                button { "Add drift" }
            }
            form.card data-run="POST faults" {
                h2 { "Add as text" }
                label { "Fault " input name="fault" required placeholder=(drift) autocomplete="off"; }
                p.soft { code { "OPERATION:KIND,times=N,after=N" } ", as on the command line and in the header " code { "x-sandbox-fault" } "." }
                button { "Add fault" }
            }
        }
        div #faults data-live {
            @if !active.is_empty() { div.tools { (button("DELETE faults", "Remove all faults")) } }
            (table(&["#No", "Fault", "#Requests", "#Applied", ""], &rows, "No fault is set."))
        }
    }
}

const KINDS: [(&str, &str); 4] =
    [("status", "error status"), ("latency", "delay"), ("disconnect", "connection breaks off"), ("malformed", "half of the JSON")];

const DRIFTS: [(&str, &str); 6] = [
    ("rename", "rename a property"),
    ("drop", "drop it"),
    ("retype", "change its type"),
    ("null", "make it null"),
    ("add", "add a property"),
    ("enum", "an undocumented value"),
];

fn row(active: &ActiveFault) -> Markup {
    html! { tr {
        td.number { (active.id) }
        td { code { (active.fault) } @if let Some(hint) = &active.hint { div.warn { (hint) } } }
        td.number data-label="Requests" { (active.seen) }
        td.number data-label="Applied" { (active.applied) }
        td { (button(&format!("DELETE faults/{}", active.id), "Remove")) }
    } }
}
