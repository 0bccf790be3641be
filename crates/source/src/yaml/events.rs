//! The events of a YAML text, with positions.

use std::cell::RefCell;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScanError, Span, StrInput};

use crate::position::Position;
use crate::yaml::indented::{IndentedInput, IndentedLines};

/// The position and the reason of a failure.
pub type Failure = (Position, String);

/// An event of the parser, the position at which it starts, and the approximate offset of that position.
pub type PositionedEvent<'t> = (Event<'t>, Position, usize);

/// The events of a YAML text.
///
/// The text is read by the letter of YAML 1.2 first. If that fails, it is read again with less strict indentation, as most other parsers
/// read it: lines of quoted scalars and of flow collections may have any indentation.
pub struct YamlEvents<'t> {
    text: &'t str,
    parser: EventParser<'t>,
    indented: Rc<RefCell<IndentedLines>>,
    /// Number of events that were returned.
    count: usize,
    /// The error of the strict parser.
    strict: Option<ScanError>,
    failed: bool,
}

#[expect(clippy::large_enum_variant, reason = "a text has one parser, nearly always the strict one")]
enum EventParser<'t> {
    Strict(Parser<'t, StrInput<'t>>),
    Lenient(Box<Parser<'t, IndentedInput<'t>>>),
}

impl<'t> YamlEvents<'t> {
    /// Reads a text.
    pub fn new(text: &'t str) -> Self {
        let parser = EventParser::Strict(Parser::new_from_str(text));
        Self { text, parser, indented: Rc::default(), count: 0, strict: None, failed: false }
    }

    /// Starts again with less strict indentation, after the events that were returned.
    fn restart(&mut self) -> Option<Result<(Event<'t>, Span), ScanError>> {
        let mut parser = Box::new(Parser::new(IndentedInput::new(self.text, Rc::clone(&self.indented))));
        let mut next = parser.next_event();
        for _ in 0..self.count {
            if !matches!(next, Some(Ok(_))) {
                break;
            }
            next = parser.next_event();
        }
        self.parser = EventParser::Lenient(parser);
        next
    }

    /// Returns the failure that is reported for an error of the parser with less strict indentation: the error of the strict parser, unless
    /// that is about the indentation of a quoted scalar. Where a quoted scalar with a line
    /// that is not indented ends, that line is most likely the cause: the scalar should have ended before it.
    fn failure(&self, error: &ScanError) -> Failure {
        let indented = self.indented.borrow();
        let at = indented.original(position(error.marker()));
        match indented.scalar {
            Some(scalar) if scalar.start == at || scalar.end.is_none_or(|end| end == at.line) => {
                let line = self.text.lines().nth(scalar.line - 1).unwrap_or_default();
                let column = line.len() - line.trim_start().len() + 1;
                let why = format!(
                    "this line is part of the quoted scalar that starts at {} and is not indented: indent it, or close the quote",
                    scalar.start
                );
                (Position { line: scalar.line, column }, why)
            }
            _ => match &self.strict {
                Some(strict) if !strict.info().contains("quoted scalar") => (position(strict.marker()), strict.info().to_owned()),
                _ => (at, error.info().to_owned()),
            },
        }
    }
}

impl<'t> Iterator for YamlEvents<'t> {
    type Item = Result<PositionedEvent<'t>, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let mut next = match &mut self.parser {
            EventParser::Strict(parser) => parser.next_event(),
            EventParser::Lenient(parser) => parser.next_event(),
        };
        if let (Some(Err(strict)), EventParser::Strict(_)) = (&next, &self.parser) {
            self.strict = Some(strict.clone());
            next = self.restart();
        }
        self.count += 1;
        Some(match next? {
            Ok((event, span)) => Ok((event, self.indented.borrow().original(position(&span.start)), span.start.index())),
            Err(error) => {
                self.failed = true;
                Err(self.failure(&error))
            }
        })
    }
}

fn position(marker: &Marker) -> Position {
    Position { line: marker.line(), column: marker.col() + 1 }
}
