//! Errata as a Markdown table.

use std::fmt::Write;

use crate::Source;

/// Returns the errata of documents as one page: a section for each document, a row for each erratum.
pub fn table(sources: &[&Source]) -> String {
    let mut page = String::from("# Errata\n\n");
    page.push_str("Places where the documents deliberately differ from the vendors' pages, or decide between statements that\n");
    page.push_str("contradict each other. Generated from the `*.errata.toml` files; change those.\n");
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
    line("| id | the pages say | the document says | why | where |".to_owned());
    line("| --- | --- | --- | --- | --- |".to_owned());
    for erratum in &errata.erratum {
        let pages = erratum.pages.iter().map(|page| code(page)).collect::<Vec<_>>().join(", ");
        let places = erratum.pointers.iter().map(|pointer| code(pointer)).collect::<Vec<_>>().join(" ");
        let (says, document, why) = (cell(&erratum.says), cell(&erratum.document), cell(&erratum.why));
        line(format!("| {} | {says} ({pages}) | {document} | {why} | {places} |", erratum.id));
    }
    if !errata.not_about_the_wire.is_empty() {
        line("\nThese have no effect on requests or responses:\n".to_owned());
        line("| id | why |\n| --- | --- |".to_owned());
        for entry in &errata.not_about_the_wire {
            line(format!("| {} | {} |", entry.id, cell(&entry.why)));
        }
    }
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
