//! Takes names that are data out of observations: keys under open and closed objects, parameters and headers. All of them at one
//! place become one finding, and none is printed.

use crate::check::checked::{Checked, Options};
use crate::check::opaque_names::looks_like_id;
use crate::finding::code::{Code, Severity};
use crate::finding::observation::Observation;
use openapi_drift_openapi::Document;
use openapi_drift_source::pointer;

impl Options {
    /// Returns whether a name is data: by the rule for all names, or by [`Options::mask`].
    pub(crate) fn is_data(&self, name: &str) -> bool {
        looks_like_id(name) || self.mask.iter().any(|pattern| pattern.matches(name))
    }
}

/// Masks the names in the observations of one exchange.
pub(crate) fn mask(document: &Document, options: &Options, checked: &mut Checked) {
    for observation in &mut checked.observations {
        mask_one(document, options, observation);
    }
    for media_type in &mut checked.unread {
        *media_type = shown_media_type(media_type, options);
    }
}

fn mask_one(document: &Document, options: &Options, observation: &mut Observation) {
    let mut is_last_masked = false;
    let names: Vec<_> = pointer::segments(&observation.pointer).collect();
    let last = names.len().saturating_sub(1);
    let masked = names.iter().enumerate().fold(String::new(), |at, (index, name)| {
        let is_data = **name != *"*" && options.is_data(name) && !document.has_name(name);
        is_last_masked |= is_data && index == last;
        pointer::join(&at, if is_data { "*" } else { name })
    });
    if masked == observation.pointer {
        return;
    }
    drop(names);
    observation.pointer = masked;
    let message = match observation.code {
        Code::UndocumentedProperty if observation.severity == Severity::Error => {
            "properties with ids as names are not allowed: `additionalProperties` is `false`"
        }
        Code::UndocumentedProperty => "properties with ids as names are not documented (`additionalProperties`)",
        Code::UndocumentedParameter => "query parameters with ids as names are not documented",
        Code::UndocumentedHeader => "headers with ids as names are not documented",
        _ => return,
    };
    if is_last_masked {
        message.clone_into(&mut observation.message);
    }
}

/// The media type as it may be shown: its parts are vocabulary unless they look like data.
pub(crate) fn shown_media_type(media_type: &str, options: &Options) -> String {
    let is_data = media_type.split(['/', '+', '.', '-', ';', '=']).any(|part| options.is_data(part));
    if is_data { "*".to_owned() } else { media_type.to_owned() }
}
