//! The evidence as a Markdown page.

use std::fmt::Write;

use super::statement::{Evidence, RecordingCounts, Statement, StatementKind, StatementSource};

const HEAD: &str = "# Evidence

The pages, errata and recordings that each statement of the documents rests on. Generated from `x-source`, the errata and
`tests/recordings`; change those. A page in the first column states it, in a sentence or a table; one in the second column merely
shows it, in a sample. The errata of the third column are about exactly this place, or are its only source. `examples` is the
number of recorded examples of the pages that contain it, and `live` that of recordings of the live service, with the days of the first
and of the last one.
";

/// Returns the evidence of documents as one page: a section for each document. `errata` is the address of the table of errata.
pub fn page(all: &[Evidence], errata: &str) -> String {
    let mut page = String::from(HEAD);
    for evidence in all {
        // Writing to a string cannot fail.
        let _ = Section { evidence, errata }.write(&mut page);
    }
    page
}

/// The section of one document.
struct Section<'e> {
    evidence: &'e Evidence,
    errata: &'e str,
}

impl Section<'_> {
    fn write(&self, page: &mut String) -> std::fmt::Result {
        let evidence = self.evidence;
        let of = |kind| evidence.statements.iter().filter(move |statement: &&Statement| statement.kind == kind);
        let count = |is: fn(&Statement) -> bool| evidence.statements.iter().filter(|statement| is(statement)).count();
        writeln!(page, "\n## `{}.yaml`, version {}\n", evidence.document, evidence.version)?;
        writeln!(
            page,
            "{} statements: {} stated by a page, {} only shown by a sample, {} by no page. {} are in a recorded example, {} in a live recording.",
            evidence.statements.len(),
            count(is_stated),
            count(|statement| !is_stated(statement) && is_shown(statement)),
            count(|statement| !is_stated(statement) && !is_shown(statement)),
            count(|statement| statement.recordings.documentation > 0),
            count(|statement| statement.recordings.live.is_some()),
        )?;
        let kinds =
            [(StatementKind::Operation, "Operations"), (StatementKind::Webhook, "Webhooks"), (StatementKind::Parameter, "Parameters")];
        for (kind, title) in kinds.into_iter().filter(|(kind, _)| of(*kind).next().is_some()) {
            self.table(page, title, of(kind))?;
        }
        self.responses(page, of(StatementKind::Response).collect())?;
        let properties: Vec<&Statement> = of(StatementKind::Property).collect();
        for group in properties.chunk_by(|one, two| one.of == two.of) {
            self.table(page, &format!("Properties of `{}`", group[0].of), group.iter().copied())?;
        }
        Ok(())
    }

    fn table<'s>(&self, page: &mut String, title: &str, statements: impl Iterator<Item = &'s Statement>) -> std::fmt::Result {
        writeln!(page, "\n### {title}\n\n| | stated by | shown by | errata | examples | live |\n| --- | --- | --- | --- | --- | --- |")?;
        for statement in statements {
            let name = match (statement.kind, statement.of.as_str()) {
                (StatementKind::Parameter, of) if !of.is_empty() => format!("`{}` of `{of}`", statement.name),
                _ => format!("`{}`", statement.name),
            };
            let RecordingCounts { documentation, live } = &statement.recordings;
            let live = live.as_ref().map_or_else(
                || "0".to_owned(),
                |live| match &live.between {
                    Some([first, last]) if first == last => format!("{}, {first}", live.count),
                    Some([first, last]) => format!("{}, {first} to {last}", live.count),
                    None => live.count.to_string(),
                },
            );
            let (stated, shown) = (pages(statement, is_page), pages(statement, is_sample));
            writeln!(page, "| {name} | {stated} | {shown} | {} | {documentation} | {live} |", self.errata([statement]))?;
        }
        Ok(())
    }

    /// One row for each operation, since most statuses are those of the page about all errors.
    fn responses(&self, page: &mut String, statements: Vec<&Statement>) -> std::fmt::Result {
        if statements.is_empty() {
            return Ok(());
        }
        writeln!(page, "\n### Statuses of responses\n\nIn parentheses the number of examples, and of live recordings if there are any.\n")?;
        writeln!(page, "| operation | in recordings | in none | stated by | errata |\n| --- | --- | --- | --- | --- |")?;
        for group in statements.chunk_by(|one, two| one.of == two.of) {
            let is_recorded = |statement: &&&Statement| statement.recordings != RecordingCounts::default();
            let recorded: Vec<String> = group.iter().filter(is_recorded).map(|statement| counted(statement)).collect();
            let silent: Vec<&str> =
                group.iter().filter(|statement| !is_recorded(statement)).map(|statement| statement.name.as_str()).collect();
            let mut all: Vec<String> = group.iter().flat_map(|statement| each_page(statement, is_page)).collect();
            all.sort_unstable();
            all.dedup();
            let ids = self.errata(group.iter().copied());
            let (recorded, silent) = (recorded.join(", "), silent.join(", "));
            writeln!(page, "| `{}` | {recorded} | {silent} | {} | {} |", group[0].of, all.join(", "), ids)?;
        }
        Ok(())
    }

    /// The errata about the places, and those that are their sources.
    fn errata<'s>(&self, statements: impl IntoIterator<Item = &'s Statement>) -> String {
        let of = |statement: &'s Statement| {
            let sources =
                statement.sources.iter().filter_map(|source| if let StatementSource::Erratum(id) = source { Some(id) } else { None });
            sources.chain(&statement.errata)
        };
        let mut ids: Vec<&String> = statements.into_iter().flat_map(of).collect();
        ids.sort_unstable();
        ids.dedup();
        let links = ids.into_iter().map(|id| format!("[{id}]({}#{}-{})", self.errata, self.evidence.document, id.to_lowercase()));
        links.collect::<Vec<_>>().join(", ")
    }
}

fn counted(statement: &Statement) -> String {
    let RecordingCounts { documentation, live } = &statement.recordings;
    match live {
        None => format!("{} ({documentation})", statement.name),
        Some(live) => format!("{} ({documentation}, {} live)", statement.name, live.count),
    }
}

fn is_stated(statement: &Statement) -> bool {
    statement.sources.iter().any(is_page_source)
}

fn is_page_source(source: &StatementSource) -> bool {
    is_page(source).is_some()
}

fn is_shown(statement: &Statement) -> bool {
    statement.sources.iter().any(|source| is_sample(source).is_some())
}

fn is_page(source: &StatementSource) -> Option<&str> {
    if let StatementSource::Documented(page) = source { Some(page) } else { None }
}

fn is_sample(source: &StatementSource) -> Option<&str> {
    if let StatementSource::Shown(page) = source { Some(page) } else { None }
}

fn each_page(statement: &Statement, which: fn(&StatementSource) -> Option<&str>) -> Vec<String> {
    statement.sources.iter().filter_map(which).map(|page| format!("`{page}`")).collect()
}

fn pages(statement: &Statement, which: fn(&StatementSource) -> Option<&str>) -> String {
    each_page(statement, which).join(", ")
}
