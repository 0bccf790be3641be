//! The differences between the requests in the log and the document, each once.

use std::sync::Arc;

use maud::{Markup, html};

use super::elements::code;
use super::query::PageQuery;
use crate::state::{LogEntry, Verdict};

/// A difference with the number of requests that have it, and the latest of them.
struct Difference {
    operation: &'static str,
    found: Verdict,
    count: usize,
    latest: u64,
}

/// Returns the list of differences; nothing if there are none.
pub fn render(verdicts: &[(Arc<LogEntry>, Option<Vec<Verdict>>)], query: &PageQuery) -> Markup {
    let mut differences: Vec<Difference> = Vec::new();
    for (entry, found) in verdicts.iter().flat_map(|(entry, verdict)| verdict.iter().flatten().map(move |found| (entry, found))) {
        let operation = entry.operation.unwrap_or("no operation");
        let same = |known: &&mut Difference| {
            known.operation == operation
                && (known.found.code, known.found.side, &known.found.pointer) == (found.code, found.side, &found.pointer)
        };
        match differences.iter_mut().find(same) {
            Some(known) => known.count += 1,
            None => differences.push(Difference { operation, found: found.clone(), count: 1, latest: entry.number }),
        }
    }
    differences.sort_by_key(|difference| (difference.found.severity != "error", std::cmp::Reverse(difference.count)));
    html! {
        div #differences data-live {
            @if !differences.is_empty() {
                details.fold {
                    summary { (differences.len()) @if differences.len() == 1 { " difference" } @else { " differences" } " from the document" }
                    ul.findings {
                        @for difference in differences.iter().take(50) {
                            li {
                                (severity(&difference.found))
                                " " code { (difference.operation) " " (difference.found.side) " " (difference.found.pointer) } " " (code(&difference.found.message))
                                " " a href=(query.link(&[("open", &difference.latest.to_string()), ("side", difference.found.side)])) {
                                    @if difference.count == 1 { "1 request" } @else { (difference.count) " observations" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Returns the differences of one request, equal ones once with their number.
pub fn of_request(verdict: &[Verdict]) -> Markup {
    let mut distinct: Vec<(&Verdict, usize)> = Vec::new();
    for found in verdict {
        match distinct
            .iter_mut()
            .find(|(known, _)| known.code == found.code && known.pointer == found.pointer && known.message == found.message)
        {
            Some((_, count)) => *count += 1,
            None => distinct.push((found, 1)),
        }
    }
    html! {
        ul.findings {
            @for (found, count) in distinct {
                li {
                    (severity(found)) " " code { (found.side) " " (found.place) } " " (code(&found.message))
                    @if count > 1 { " " span.count { "×" (count) } }
                }
            }
        }
    }
}

fn severity(found: &Verdict) -> Markup {
    html! { b.bad[found.severity == "error"].warn[found.severity != "error"] { (found.severity) "[" (found.code) "]" } }
}
