//! Sentences about findings and reports that all formats share.

use std::collections::BTreeSet;

use openapi_drift_recordings::Side;

use crate::finding::code::Code;
use crate::finding::finding::{Finding, UsedBy};
use crate::finding::observation::Location;
use crate::report::report::Report;
use crate::text::plural;

impl Finding {
    /// Returns a key of the finding, for tools that follow findings from one run to the next: it stays the same when lines move,
    /// when messages are reworded and when more recordings show it.
    pub fn key(&self) -> String {
        let subject = match &self.operation {
            // A server is one for all requests.
            _ if self.code == Code::UndocumentedServer => String::new(),
            Some(operation) => operation.clone(),
            None => format!("{} {}", self.method, self.path),
        };
        let status = self.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        // Two types, or two media types, at one place are two findings.
        let detail = match self.code {
            Code::TypeMismatch | Code::UndocumentedContentType | Code::UndocumentedServer => self.message.as_str(),
            _ => "",
        };
        let document = if self.pointer.is_empty() && self.count == 0 { self.document.pointer.as_str() } else { "" };
        format!(
            "{}|{}|{}|{status}|{}|{}|{document}|{detail}",
            self.code,
            subject.trim(),
            self.side.as_str(),
            self.location.as_str(),
            self.pointer
        )
    }

    /// Returns the operation, if there is one, and the message: `listGroups: expected integer, recorded string`.
    pub fn title(&self) -> String {
        match &self.operation {
            Some(operation) => format!("{operation}: {}", self.message),
            None => self.message.clone(),
        }
    }

    /// Returns the place in the exchange: `GET /groups/{group_id} → 200, body /fields/*/name`. Empty if the finding is not about an
    /// exchange.
    pub fn subject(&self) -> String {
        self.subject_at(&self.method, &self.path, self.status, &self.pointer)
    }

    fn subject_at(&self, method: &str, path: &str, status: Option<u16>, pointer: &str) -> String {
        if method.is_empty() {
            return String::new();
        }
        let mut text = format!("{method} {path}");
        match (self.side, status) {
            (Side::Request, _) if self.location != Location::Body => {}
            (Side::Request, _) => text.push_str(", request"),
            (Side::Response, Some(status)) => text.push_str(&format!(" → {status}")),
            (Side::Response, None) => {}
        }
        let name = pointer.trim_start_matches('/');
        match self.location {
            Location::Exchange => {}
            Location::Body if self.side == Side::Request => text.push_str(&format!(" body {pointer}")),
            Location::Body => text.push_str(&format!(", body {pointer}")),
            Location::Path => text.push_str(&format!(", path parameter {name}")),
            Location::Query => text.push_str(&format!(", query parameter {name}")),
            Location::Header => text.push_str(&format!(", header {name}")),
            Location::Cookie => text.push_str(&format!(", cookie {name}")),
        }
        text.trim_end().to_owned()
    }

    /// Returns the other operations with the same keyword of the document: `listGroups, getGroup and 3 more operations, at 7
    /// pointers`. Empty if there is one place only.
    pub fn uses(&self) -> String {
        const SHOWN: usize = 5;
        let mut operations: Vec<&str> = self.used_by.iter().map(|place| place.operation.as_deref().unwrap_or(&place.path)).collect();
        operations.dedup();
        let mut text = operations.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
        if operations.len() > SHOWN {
            text.push_str(&format!(" and {}", plural(operations.len() - SHOWN, "more operation")));
        }
        let mut pointers: Vec<&str> = self.used_by.iter().map(|place| place.pointer.as_str()).collect();
        pointers.sort_unstable();
        pointers.dedup();
        if pointers.len() > 1 {
            text.push_str(&format!(", at {} pointers", pointers.len()));
        }
        text
    }

    /// Returns the first places where the same keyword of the document causes the finding: `listGroups: GET /groups → 200, body
    /// /name`.
    pub fn uses_in_full(&self, most: usize) -> Vec<String> {
        let line = |place: &UsedBy| {
            let subject = self.subject_at(&place.method, &place.path, place.status, &place.pointer);
            place.operation.as_ref().map_or_else(|| subject.clone(), |operation| format!("{operation}: {subject}"))
        };
        self.used_by.iter().take(most).map(line).collect()
    }

    /// Returns whether the finding is about an operation, as its own or as one of those that use the same component.
    pub fn concerns(&self, operation: &str) -> bool {
        let is_it = |id: &Option<String>| id.as_deref() == Some(operation);
        is_it(&self.operation) || self.used_by.iter().any(|place| is_it(&place.operation))
    }

    /// Returns how often the finding was seen: `in 37 of 40 recordings, 512 places`. Empty if it is not about a recording.
    pub fn frequency(&self) -> String {
        if self.count == 0 {
            return String::new();
        }
        let mut text = format!("in {} of {}", self.recordings, plural(self.of, "recording"));
        if self.count > self.recordings {
            text.push_str(&format!(", {}", plural(self.count, "place")));
        }
        text
    }
}

impl Report {
    /// Returns the share of exchanges that match an operation: `1654 of 2158 exchanges match an operation (76 %)`.
    pub fn matched_share(&self) -> String {
        let percent = (self.matched * 100).checked_div(self.comparable).unwrap_or(100);
        let noun = if self.comparable == 1 { "exchange matches" } else { "exchanges match" };
        format!("{} of {} {noun} an operation ({percent} %)", self.matched, self.comparable)
    }

    /// Returns the parts that recorders left out: `12 without response body, 3 without request headers`. Empty if there are none.
    pub fn not_recorded_parts(&self) -> String {
        let parts: Vec<String> = self.not_recorded.iter().map(|(part, count)| format!("{count} without {part}")).collect();
        parts.join(", ")
    }

    /// Returns the exchanges that are not compared with the document, by reason: `3 exchanges: CORS preflight (2), data: URL (1)`.
    /// Empty if there are none.
    pub fn not_checked_reasons(&self) -> String {
        if self.not_checked.is_empty() {
            return String::new();
        }
        let reasons: Vec<String> = self.not_checked.iter().map(|(reason, count)| format!("{reason} ({count})")).collect();
        format!("{}: {}", plural(self.not_checked.values().sum(), "exchange"), reasons.join(", "))
    }

    /// Returns the hosts of requests that no server of the document has: `cdn.example.org, fonts.example.org and 3 more`. Empty if there
    /// are none.
    pub fn other_hosts(&self) -> String {
        host_list(&self.hosts)
    }

    /// Returns the number of values about which the recordings say nothing, such as placeholders: `12 values`. Empty if there are
    /// none.
    pub fn unknown_value_count(&self) -> String {
        if self.unknown_values == 0 { String::new() } else { plural(self.unknown_values, "value") }
    }

    /// Returns the outcome in one line: `differs: 3 errors, 1 warning, 2 accepted`.
    pub fn verdict(&self) -> String {
        use crate::finding::code::Severity::{Error, Warning};
        let (errors, warnings) = (self.count(Error), self.count(Warning));
        let accepted = if self.accepted.is_empty() { String::new() } else { format!(", {} accepted", self.accepted.len()) };
        match (self.matched, errors + warnings) {
            (0, _) => "nothing was checked".to_owned(),
            (_, 0) if !self.trouble.is_empty() => format!("no differences, but not everything could be checked{accepted}"),
            (_, 0) => format!("agrees: no errors, no warnings{accepted}"),
            _ => format!("differs: {}, {}{accepted}", plural(errors, "error"), plural(warnings, "warning")),
        }
    }
}

/// The number of hosts that are named.
const MAX_HOSTS: usize = 5;

/// The first hosts of a set.
pub(crate) fn host_list(hosts: &BTreeSet<String>) -> String {
    let mut text = hosts.iter().take(MAX_HOSTS).map(String::as_str).collect::<Vec<_>>().join(", ");
    if hosts.len() > MAX_HOSTS {
        text.push_str(&format!(" and {} more", hosts.len() - MAX_HOSTS));
    }
    text
}
