//! What every sandbox has: faults, and decisions.

use maud::{Markup, html};

use super::{button, table};
use crate::state::Shared;
use crate::vendor::Vendor;

pub fn faults(shared: &Shared) -> Markup {
    let active = shared.faults().all().to_vec();
    let rows: Vec<_> = active
        .iter()
        .map(|active| {
            html! { tr {
                td.number { (active.id) }
                td { code { (active.fault) } @if let Some(hint) = &active.hint { div.warn { (hint) } } }
                td.number data-label="Seen" { (active.seen) }
                td.number data-label="Befallen" { (active.applied) }
                td { (button(&format!("DELETE faults/{}", active.id), "Remove")) }
            } }
        })
        .collect();
    let (list, drift) = match shared.vendor() {
        Vendor::Mobilize => ("listUsers", "listGroups:rename=/groups/*/name>title"),
        Vendor::Mode => ("listMembers", "listMembers:rename=/members/*/token>key"),
    };
    html! {
        div.tools {
            form.tools data-run="POST faults" {
                input name="fault" required placeholder={ (list) ":status=503,retry-after=2,times=1" } aria-label="Fault";
                button { "Set" }
            }
            (button("DELETE faults", "Clear all"))
        }
        p.soft {
            "Written " code { "OPERATION:KIND" } ", with " code { "*" } " for all operations: " code { "status=503" } ", " code { "latency=250" }
            ", " code { "disconnect" } ", " code { "malformed" } ", and drift such as " code { (drift) } ", likewise " code { "drop= retype= null= add= enum=" }
            ". " code { "after=N" } " and " code { "times=N" } " say when."
        }
        (table(&["#No", "Fault", "#Seen", "#Befallen", ""], &rows, "No fault is set."))
    }
}

pub fn decisions(shared: &Shared) -> Markup {
    let rows: Vec<_> = shared
        .vendor()
        .decisions()
        .iter()
        .map(|decision| {
            html! { tr id=(decision.id) {
                td { code { (decision.id) } }
                td { (code(decision.text)) }
            } }
        })
        .collect();
    let (errata, file, own) = match shared.vendor() {
        Vendor::Mobilize => ("E and X", "openapi/mobilize.errata.toml", "S"),
        Vendor::Mode => ("M, S and X", "openapi/mode.errata.toml", "B"),
    };
    html! {
        p { "What the sandbox does because we decided so. " (errata) " are errata of " code { (file) } ", " (own) " are numbers of the sandbox." }
        (table(&["Id", "Decision"], &rows, ""))
    }
}

/// Text with code between backticks.
fn code(text: &str) -> Markup {
    html! { @for (index, part) in text.split('`').enumerate() { @if index % 2 == 1 { code { (part) } } @else { (part) } } }
}
