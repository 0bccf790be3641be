//! Errata as a Markdown table.

use std::fmt::Write;

use super::{Confidence, Erratum, Side};
use crate::Source;

/// Returns the errata of documents as one page: a section for each document, a row for each erratum.
pub fn table(sources: &[&Source]) -> String {
    let mut page = String::from("# Errata\n\n");
    page.push_str("Places where the documents deliberately differ from the vendors' pages, or decide between statements that\n");
    page.push_str("contradict each other. Generated from the `*.errata.toml` files; change those. Each erratum has an anchor, such as\n");
    page.push_str("`#mobilize-e07`.\n");
    for source in sources {
        section(source, &mut page);
    }
    page
}

fn section(source: &Source, page: &mut String) {
    let mut line = |text: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "{text}");
    };
    let errata = source.errata();
    line(format!("\n## {}, version {}\n", source.title(), source.version()));
    line(format!("{} errata.\n", errata.erratum.len()));
    line("| id | the pages say | the document says | why | how certain | where |".to_owned());
    line("| --- | --- | --- | --- | --- | --- |".to_owned());
    for erratum in &errata.erratum {
        let pages = erratum.pages.iter().map(|page| code(page)).collect::<Vec<_>>().join(", ");
        let places = erratum.pointers.iter().map(|pointer| code(pointer)).collect::<Vec<_>>().join(" ");
        let (says, document, why) = (cell(&erratum.says), cell(&erratum.document), cell(&erratum.why));
        let (id, certain) = (anchored(source, &erratum.id), certainty(erratum));
        line(format!("| {id} | {says} ({pages}) | {document} | {why} | {certain} | {places} |"));
    }
    if !errata.not_about_the_wire.is_empty() {
        line("\nThese have no effect on requests or responses:\n".to_owned());
        line("| id | why |\n| --- | --- |".to_owned());
        for entry in &errata.not_about_the_wire {
            line(format!("| {} | {} |", anchored(source, &entry.id), cell(&entry.why)));
        }
    }
}

/// The id with an anchor, which contains the name of the document because documents share ids: `#mobilize-e07`.
fn anchored(source: &Source, id: &str) -> String {
    format!("<a id=\"{}-{}\"></a>{id}", source.name(), id.to_lowercase())
}

/// The confidence, and the recording that would settle the question.
fn certainty(erratum: &Erratum) -> String {
    let confidence = erratum.confidence.map_or("", Confidence::name);
    let settled = erratum.settled_by.as_ref().map(|by| {
        let status = by.status.map(|status| format!(" {status}")).unwrap_or_default();
        let side = if by.side == Side::Request { " request" } else { "" };
        let pointer = if by.pointer.is_empty() { String::new() } else { format!(" {}", code(&by.pointer)) };
        let holds = by.holds.as_ref().map(|schema| format!(": {}", code(&schema.to_string()))).unwrap_or_default();
        format!("; settled by {}{status}{side}{pointer}{holds}", code(&by.operation))
    });
    format!("{confidence}{}", settled.unwrap_or_default())
}

/// A text, escaped for a table cell: bars, line breaks, and `<` outside code.
fn cell(text: &str) -> String {
    let mut in_code = false;
    let mut cell = String::with_capacity(text.len());
    for character in text.trim().chars() {
        match character {
            '`' => {
                in_code = !in_code;
                cell.push(character);
            }
            '|' => cell.push_str("\\|"),
            '<' if !in_code => cell.push_str("&lt;"),
            '\n' => cell.push(' '),
            _ => cell.push(character),
        }
    }
    cell
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}
