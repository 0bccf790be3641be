//! The elements that all parts of the page are built from.

use maud::{Markup, html};

use crate::model::Millis;
use crate::model::view::rfc3339;

/// Returns a time such as `2026-01-01 00:00:12`.
pub fn time(at: Millis) -> String {
    rfc3339(at).get(..19).unwrap_or_default().replace('T', " ")
}

/// Returns a table, or a text if it has no rows. A heading that starts with `#` is that of numbers.
pub fn table(heads: &[&str], rows: &[Markup], empty: &str) -> Markup {
    let label = heads.iter().map(|head| head.trim_start_matches('#')).filter(|head| !head.is_empty()).collect::<Vec<_>>().join(", ");
    html! {
        @if rows.is_empty() { p.empty { (empty) } } @else {
            div.wide tabindex="0" role="region" aria-label={ "Table: " (label) } { table {
                thead { tr { @for head in heads {
                    @if head.is_empty() { td {} } @else { th.number[head.starts_with('#')] scope="col" { (head.trim_start_matches('#')) } }
                } } }
                tbody { @for row in rows { (row) } }
            } }
        }
    }
}

/// Returns a button. The script sends `action`, a method and a path below `/_sandbox/`.
pub fn button(action: &str, label: &str) -> Markup {
    html! { form.button data-run=(action) { button { (label) } } }
}

/// Returns a button that copies a text.
pub fn copy_button(text: &str, label: &str) -> Markup {
    html! { button type="button" data-copy=(text) { (label) } }
}

/// Returns names and values of one item.
pub fn properties(pairs: &[(&str, Markup)]) -> Markup {
    html! { dl.properties { @for (name, value) in pairs { div { dt { (name) } dd { (value) } } } } }
}

/// Returns the panel of one item, with a link that closes it.
pub fn detail(title: &Markup, close: &str, content: &Markup) -> Markup {
    html! {
        section.detail #detail data-live aria-labelledby="detail-title" {
            header { h2 #detail-title { (title) } a.close href=(close) { "Close" } }
            (content)
        }
    }
}

/// Returns a choice with a label for screen readers.
pub fn select(name: &str, label: &str, options: &[(&str, &str)], chosen: &str) -> Markup {
    html! {
        select name=(name) aria-label=(label) {
            @for (value, text) in options { option value=(value) selected[*value == chosen] { (text) } }
        }
    }
}

/// Returns text with code between backticks.
pub fn code(text: &str) -> Markup {
    html! { @for (index, part) in text.split('`').enumerate() { @if index % 2 == 1 { code { (part) } } @else { (part) } } }
}
