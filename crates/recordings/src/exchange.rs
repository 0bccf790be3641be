//! A recording and where it stands.

use std::fmt;
use std::sync::Arc;

use openapi_drift_source::json::locate::JsonLocator as BodyOffsets;
use openapi_drift_source::line::SourceLine;
use openapi_drift_source::position::Position;

use crate::locate::EntrySource;
use crate::recording::Recording;
use crate::side::Side;

/// A recording and where it stands: what the checks are given.
#[derive(Clone)]
pub struct Exchange {
    /// The recording itself.
    pub recording: Recording,
    /// The file, as it is shown.
    pub file: Arc<str>,
    /// Which of the file's exchanges this is, counted from 0.
    pub index: usize,
    pub file_number: usize,
    pub source: EntrySource,
    pub places: EntryLocations,
    /// Where in bodies that are text things stand: in the request's, and in the response's.
    pub bodies: [Arc<BodyOffsets>; 2],
}

/// The place of an exchange among all of a run: the number of its file, and its index there.
pub type Order = (usize, usize);

/// Where the parts of an exchange stand in its source, as pointers.
#[derive(Debug, Clone, Default)]
pub struct EntryLocations {
    /// The exchange as a whole.
    pub whole: String,
    pub url: String,
    pub status: String,
    /// The date, where the format has one of its own.
    pub recorded_at: Option<String>,
    pub request: MessageLocations,
    pub response: MessageLocations,
}

#[derive(Debug, Clone, Default)]
pub struct MessageLocations {
    pub headers: String,
    pub body: BodyLocation,
}

/// How a body stands in its source.
#[derive(Debug, Clone, Default)]
pub enum BodyLocation {
    /// Not at all.
    #[default]
    Nowhere,
    /// As JSON among JSON (or YAML).
    Inline(String),
    /// As a string whose value it is.
    Text(String),
    /// In a form that has no places, such as base64.
    Opaque(String),
    /// As a file of its own.
    File(Arc<str>),
}

impl Exchange {
    /// Where the recording shows what `pointer` names in the body of one side, or the nearest thing to it: the file,
    /// which is another one where bodies are kept in files of their own, and the position.
    pub fn locate_in_body(&self, side: Side, pointer: &str) -> (Arc<str>, Position) {
        let [request, response] = &self.bodies;
        let offsets = if side == Side::Response && self.recording.response.is_some() { response } else { request };
        // A form has places of its own, of which nothing is known.
        let is_json = |text: &str| pointer.is_empty() || text.trim_start().starts_with(['{', '[']);
        self.locate_within(side, pointer, |text| if is_json(text) { offsets.find(text, pointer).value } else { 0 })
    }

    /// Where the body of one side, which should be JSON, is none.
    pub fn locate_break(&self, side: Side) -> (Arc<str>, Position) {
        self.locate_within(side, "", |text| {
            let Err(error) = serde_json::from_str::<serde_json::Value>(text) else { return 0 };
            let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
            let offset = line + error.column().saturating_sub(1);
            (0..=offset.min(text.len())).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or(0)
        })
    }

    /// Where in the body of one side something stands: by its pointer, or by its offset in a body that is a text.
    fn locate_within(&self, side: Side, pointer: &str, offset: impl FnOnce(&str) -> usize) -> (Arc<str>, Position) {
        let (half, text) = match (side, &self.recording.response) {
            (Side::Response, Some(recorded)) => (&self.places.response, recorded.body_text.as_deref()),
            _ => (&self.places.request, self.recording.request.body_text.as_deref()),
        };
        let text = text.unwrap_or_default();
        let position = match &half.body {
            BodyLocation::Nowhere => self.source.locate(if side == Side::Response { &self.places.status } else { &self.places.url }),
            BodyLocation::Inline(at) => self.source.locate(&format!("{at}{pointer}")),
            BodyLocation::Text(at) => self.source.locate_in_string(at, text, offset(text)),
            BodyLocation::Opaque(at) => self.source.locate(at),
            BodyLocation::File(file) => return (Arc::clone(file), Position::of_offset(text, offset(text))),
        };
        (Arc::clone(&self.file), position)
    }

    /// Where `/request/url`, `/response/status` or `/provenance/recorded_at` stands, whatever they are called in the file;
    /// for anything else, where the exchange starts.
    pub fn locate(&self, at: &str) -> Position {
        let dated = || self.recording.provenance.as_ref().is_some_and(|provenance| provenance.recorded_at.is_some());
        self.source.locate(match at {
            "/request/url" => &self.places.url,
            "/response/status" => &self.places.status,
            "/provenance/recorded_at" => match &self.places.recorded_at {
                Some(at) => at,
                // The date is then that of the answer.
                None if dated() => return self.locate_header(Side::Response, "date"),
                None => &self.places.whole,
            },
            _ => &self.places.whole,
        })
    }

    /// The line of a body's own text in which a place stands, where the body is JSON in a string or in a file of its own: the
    /// line of the file that holds the string would show nothing of it.
    pub fn line_of_body(&self, side: Side, pointer: &str) -> Option<SourceLine<'_>> {
        let [request, response] = &self.bodies;
        let (half, text, offsets) = match (side, &self.recording.response) {
            (Side::Response, Some(recorded)) => (&self.places.response, recorded.body_text.as_deref()?, response),
            _ => (&self.places.request, self.recording.request.body_text.as_deref()?, request),
        };
        let has_text = matches!(half.body, BodyLocation::Text(_) | BodyLocation::File(_)) && text.trim_start().starts_with(['{', '[']);
        has_text.then(|| SourceLine::around(text, offsets.find(text, pointer).value))
    }

    /// The line in which a place of this exchange stands, as far as its text is known.
    pub fn line_of(&self, at: Position) -> Option<SourceLine<'_>> {
        self.source.line_of(at)
    }

    /// Where a header, or else the headers, stand.
    pub fn locate_header(&self, side: Side, name: &str) -> Position {
        let (half, headers) = match (side, &self.recording.response) {
            (Side::Response, Some(response)) => (&self.places.response, &response.headers),
            _ => (&self.places.request, &self.recording.request.headers),
        };
        let recorded = headers.names().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(name);
        self.source.locate_header(&half.headers, recorded)
    }

    /// Where the exchange comes among all that a run reads.
    pub fn order(&self) -> Order {
        (self.file_number, self.index)
    }
}

/// The text of a recording is private, and long.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("file", &self.file).field("index", &self.index).finish_non_exhaustive()
    }
}
