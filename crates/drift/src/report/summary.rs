//! What is said of a finding in every format.

use std::fmt;

use openapi_drift_recordings::Side;

use crate::finding::code::Code;
use crate::finding::finding::Finding;
use crate::finding::observation::Location;
use crate::render::human::write_human;
use crate::render::terminal::Styles;
use crate::report::report::Report;
use crate::text::plural;

impl Finding {
    /// What tells this finding from all others, for tools that follow findings from one run to the next: it stays the
    /// same when lines move, when messages are reworded and when more recordings show it.
    pub fn key(&self) -> String {
        let subject = match &self.operation {
            Some(operation) => operation.clone(),
            None => format!("{} {}", self.method, self.path),
        };
        let status = self.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        // Two types, or two media types, at one place are two findings.
        let detail = match self.code {
            Code::TypeMismatch | Code::UndocumentedContentType => self.message.as_str(),
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

    /// The operation, where there is one, and what is the matter: `listGroups: expected integer, recorded string`.
    pub fn title(&self) -> String {
        match &self.operation {
            Some(operation) => format!("{operation}: {}", self.message),
            None => self.message.clone(),
        }
    }

    /// What the finding is about: `GET /groups/{group_id} → 200, body /fields/*/name`. Empty where it is about no exchange.
    pub fn subject(&self) -> String {
        if self.method.is_empty() {
            return String::new();
        }
        let mut text = format!("{} {}", self.method, self.path);
        match (self.side, self.status) {
            (Side::Request, _) if self.location != Location::Body => {}
            (Side::Request, _) => text.push_str(", request"),
            (Side::Response, Some(status)) => text.push_str(&format!(" → {status}")),
            (Side::Response, None) => {}
        }
        let name = self.pointer.trim_start_matches('/');
        match self.location {
            Location::Exchange => {}
            Location::Body if self.side == Side::Request => text.push_str(&format!(" body {}", self.pointer)),
            Location::Body => text.push_str(&format!(", body {}", self.pointer)),
            Location::Path => text.push_str(&format!(", path parameter {name}")),
            Location::Query => text.push_str(&format!(", query parameter {name}")),
            Location::Header => text.push_str(&format!(", header {name}")),
            Location::Cookie => text.push_str(&format!(", cookie {name}")),
        }
        text.trim_end().to_owned()
    }

    /// Where else the same statement of the document brings it about: `listGroups, getGroup and 3 more operations, at 7
    /// pointers`. Empty where that is one place only.
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

    /// Each place where the same statement of the document brings it about: `listGroups: GET /groups → 200, body /name`.
    pub fn uses_in_full(&self) -> Vec<String> {
        let line = |place: &crate::finding::finding::UsedBy| {
            let place = Self {
                method: place.method.clone(),
                path: place.path.clone(),
                status: place.status,
                pointer: place.pointer.clone(),
                operation: place.operation.clone(),
                ..self.clone()
            };
            let subject = place.subject();
            place.operation.map_or_else(|| subject.clone(), |operation| format!("{operation}: {subject}"))
        };
        self.used_by.iter().map(line).collect()
    }

    /// Whether it concerns an operation, as its own or as one of those that use the same component.
    pub fn concerns(&self, operation: &str) -> bool {
        let is_it = |id: &Option<String>| id.as_deref() == Some(operation);
        is_it(&self.operation) || self.used_by.iter().any(|place| is_it(&place.operation))
    }

    /// How often it was seen: `in 37 of 40 recordings, 512 places`. Empty where it is about no recording.
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
    /// The outcome in one line: `differs: 3 errors, 1 warning, 2 accepted`.
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

/// The report for people, without colours and notes, then what could not be checked, and the verdict.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::new();
        write_human(self, &Styles::default(), false, &mut text).map_err(|_| fmt::Error)?;
        f.write_str(&String::from_utf8_lossy(&text))?;
        self.trouble.iter().try_for_each(|trouble| writeln!(f, "error: {trouble}"))?;
        write!(f, "{}", self.verdict())
    }
}
