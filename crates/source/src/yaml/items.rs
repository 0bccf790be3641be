//! Streams the items of a YAML sequence.

use saphyr_parser::Event;
use serde_json::Value;

use crate::yaml::events::{Failure, YamlEvents};
use crate::yaml::parse::Builder;
use crate::yaml::positions::YamlLocator;

/// Reads the items of one top-level sequence of a YAML document one after the other: the sequence whose key is one of
/// `names`. The rest of the document is read and dropped.
pub struct YamlSequenceReader<'t> {
    events: YamlEvents<'t>,
    builder: Builder,
    found: std::vec::IntoIter<(Value, YamlLocator)>,
    ended: bool,
}

impl<'t> YamlSequenceReader<'t> {
    /// Reads the sequence with one of these keys in `text`.
    pub fn new(text: &'t str, names: &'static [&'static str]) -> Self {
        let builder = Builder::of_list(names);
        Self { events: YamlEvents::new(text), builder, found: Vec::new().into_iter(), ended: false }
    }

    /// Returns whether the sequence was found.
    pub fn met(&self) -> bool {
        self.builder.list_met
    }
}

impl Iterator for YamlSequenceReader<'_> {
    type Item = Result<(Value, YamlLocator), Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.found.next() {
                return Some(Ok(item));
            }
            if self.ended {
                return None;
            }
            let Some(event) = self.events.next() else {
                self.ended = true;
                continue;
            };
            let read = event.and_then(|event| self.builder.event(event));
            if let Err(failure) = read {
                self.ended = true;
                return Some(Err(failure));
            }
            self.found = std::mem::take(&mut self.builder.listed).into_iter();
        }
    }
}

/// Returns the top-level keys of a YAML text that may be truncated.
pub fn names(text: &str) -> Vec<String> {
    let (mut names, mut depth, mut is_name) = (Vec::new(), 0_usize, true);
    // A parse error at the truncated end is expected.
    for (event, ..) in YamlEvents::new(text).map_while(Result::ok) {
        match event {
            Event::SequenceStart(..) if depth == 0 => break,
            Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => {
                depth = depth.saturating_sub(1);
                is_name |= depth == 1;
            }
            Event::Scalar(name, ..) if depth == 1 => {
                if is_name {
                    names.push(name.into_owned());
                }
                is_name = !is_name;
            }
            Event::Alias(_) if depth == 1 => is_name = !is_name,
            _ => {}
        }
    }
    names
}
