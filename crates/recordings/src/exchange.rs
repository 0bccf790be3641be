//! A recording and its place in a file.

use std::fmt;
use std::sync::Arc;

use openapi_drift_source::json::locate::JsonLocator as BodyOffsets;
use openapi_drift_source::line::SourceLine;
use openapi_drift_source::position::Position;

use crate::locate::EntrySource;
use crate::recording::Recording;
use crate::side::Side;

/// A recording and its place in a file: the input of checks and reports.
#[derive(Clone)]
pub struct Exchange {
    /// The recording.
    pub recording: Recording,
    /// The file, as it is displayed.
    pub file: Arc<str>,
    /// The index of the exchange in its file, counted from 0.
    pub index: usize,
    pub(crate) file_number: usize,
    pub(crate) source: EntrySource,
    pub(crate) locations: EntryLocations,
    /// The offsets in bodies that are text: of the request, and of the response.
    pub(crate) bodies: [Arc<BodyOffsets>; 2],
}

/// The place of an exchange among all of a run: the number of its file, and its index there.
pub type Order = (usize, usize);

/// The pointers to the parts of an exchange in its source.
#[derive(Debug, Clone, Default)]
pub struct EntryLocations {
    /// The exchange as a whole.
    pub whole: String,
    pub url: String,
    pub status: String,
    /// The date, if the format has one.
    pub recorded_at: Option<String>,
    pub request: MessageLocations,
    pub response: MessageLocations,
}

/// The pointers to the parts of a message.
#[derive(Debug, Clone, Default)]
pub struct MessageLocations {
    pub headers: String,
    pub body: BodyLocation,
}

/// The form in which a source has a body.
#[derive(Debug, Clone, Default)]
pub enum BodyLocation {
    /// The source has no body.
    #[default]
    Nowhere,
    /// JSON within JSON (or YAML).
    Inline(String),
    /// A string whose value is the body.
    Text(String),
    /// A form without positions, such as base64.
    Opaque(String),
    /// A separate file.
    File(Arc<str>),
}

impl Exchange {
    /// Returns the file and position of the value at `pointer` in the body of one side, or of its nearest parent. The file is another
    /// one for bodies in separate files.
    pub fn locate_in_body(&self, side: Side, pointer: &str) -> (Arc<str>, Position) {
        let [request, response] = &self.bodies;
        let offsets = if side == Side::Response && self.recording.response.is_some() { response } else { request };
        // Positions in forms are not known.
        let is_json = |text: &str| pointer.is_empty() || text.trim_start().starts_with(['{', '[']);
        self.locate_within(side, pointer, |text| if is_json(text) { offsets.find(text, pointer).value } else { 0 })
    }

    /// Returns the file and position at which the body of one side stops being valid JSON.
    pub fn locate_break(&self, side: Side) -> (Arc<str>, Position) {
        self.locate_within(side, "", |text| {
            let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            let whole = text;
            let text = &text[mark..];
            let Err(error) = serde_json::from_str::<serde_json::Value>(text) else { return 0 };
            let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
            let offset = line + error.column().saturating_sub(1);
            (0..=(mark + offset).min(whole.len())).rev().find(|offset| whole.is_char_boundary(*offset)).unwrap_or(0)
        })
    }

    /// Returns the file and position in the body of one side: by pointer, or by offset if the body is text.
    fn locate_within(&self, side: Side, pointer: &str, offset: impl FnOnce(&str) -> usize) -> (Arc<str>, Position) {
        let (message, text) = match (side, &self.recording.response) {
            (Side::Response, Some(recorded)) => (&self.locations.response, recorded.body_text.as_deref()),
            _ => (&self.locations.request, self.recording.request.body_text.as_deref()),
        };
        let text = text.unwrap_or_default();
        let position = match &message.body {
            BodyLocation::Nowhere => self.source.locate(if side == Side::Response { &self.locations.status } else { &self.locations.url }),
            BodyLocation::Inline(at) => self.source.locate(&format!("{at}{pointer}")),
            BodyLocation::Text(at) => self.source.locate_in_string(at, text, offset(text)),
            BodyLocation::Opaque(at) => self.source.locate(at),
            BodyLocation::File(file) => return (Arc::clone(file), Position::of_offset(text, offset(text))),
        };
        (Arc::clone(&self.file), position)
    }

    /// Returns the position of `/request/url`, `/response/status` or `/provenance/recorded_at`, under any name that the file has for
    /// them; for any other pointer, that of the start of the exchange.
    pub fn locate(&self, at: &str) -> Position {
        let dated = || self.recording.provenance.as_ref().is_some_and(|provenance| provenance.recorded_at.is_some());
        self.source.locate(match at {
            "/request/url" => &self.locations.url,
            "/response/status" => &self.locations.status,
            "/provenance/recorded_at" => match &self.locations.recorded_at {
                Some(at) => at,
                // The date is then that of the response.
                None if dated() => return self.locate_header(Side::Response, "date"),
                None => &self.locations.whole,
            },
            _ => &self.locations.whole,
        })
    }

    /// Returns the line of a body at a pointer, if the body is JSON in a string or in a separate file: the line of the file with the
    /// string would not show it.
    pub fn line_of_body(&self, side: Side, pointer: &str) -> Option<SourceLine<'_>> {
        let [request, response] = &self.bodies;
        let (message, text, offsets) = match (side, &self.recording.response) {
            (Side::Response, Some(recorded)) => (&self.locations.response, recorded.body_text.as_deref()?, response),
            _ => (&self.locations.request, self.recording.request.body_text.as_deref()?, request),
        };
        let has_text = matches!(message.body, BodyLocation::Text(_) | BodyLocation::File(_)) && text.trim_start().starts_with(['{', '[']);
        has_text.then(|| SourceLine::around(text, offsets.find(text, pointer).value))
    }

    /// Returns the line at a position of this exchange, as far as its text is known.
    pub fn line_of(&self, at: Position) -> Option<SourceLine<'_>> {
        self.source.line_of(at)
    }

    /// Returns the position of a header, or else of the headers.
    pub fn locate_header(&self, side: Side, name: &str) -> Position {
        let (message, headers) = match (side, &self.recording.response) {
            (Side::Response, Some(response)) => (&self.locations.response, &response.headers),
            _ => (&self.locations.request, &self.recording.request.headers),
        };
        let recorded = headers.names().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(name);
        self.source.locate_header(&message.headers, recorded)
    }

    /// Returns the place of the exchange among all of a run.
    pub fn order(&self) -> Order {
        (self.file_number, self.index)
    }
}

/// Shows the place only: the recording is private, and long.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("file", &self.file).field("index", &self.index).finish_non_exhaustive()
    }
}
