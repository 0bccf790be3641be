//! The tab of decisions.

use maud::{Markup, html};

use super::elements::{code, table};
use crate::state::Shared;
use crate::vendor::Vendor;

pub fn render(shared: &Shared) -> Markup {
    let row = |decision: &crate::basis::Decision| {
        html! { tr id=(decision.id) {
            td { code { (decision.id) } }
            td.text { (code(decision.text)) }
        } }
    };
    let rows: Vec<_> = shared.vendor().decisions().iter().map(row).collect();
    let (errata, file, own) = match shared.vendor() {
        Vendor::Mobilize => ("E and X", "openapi/mobilize.errata.toml", "S"),
        Vendor::Mode => ("M, S and X", "openapi/mode.errata.toml", "B"),
    };
    html! {
        p { "The vendor's pages do not answer every question. Here is what the sandbox does where they are silent or contradict each other." }
        p.soft { (errata) " are errata of " code { (file) } "; " (own) " are decisions of the sandbox alone." }
        (table(&["Id", "Decision"], &rows, ""))
    }
}
