//! Encoded and binary texts: `format: byte` and `format: binary` of OpenAPI 3.0 mean the same as `contentEncoding` and
//! `contentMediaType` of 3.1.

use crate::diff::change::RawChange;
use crate::diff::code::{FORMAT_CHANGED, FORMAT_NARROWED, FORMAT_WIDENED, Sided};
use crate::diff::schema::effective::EffectiveSchema;
use openapi_drift_recordings::Side;

/// The media type of arbitrary bytes.
const BYTES: &str = "application/octet-stream";

/// Formats of OpenAPI 3.0 that name an encoding.
pub(crate) fn is_encoding(format: &str) -> bool {
    matches!(format, "byte" | "binary")
}

/// The encoding of a text, and the media type of its content.
#[derive(PartialEq, Eq)]
struct Content {
    encoding: Option<String>,
    media_type: Option<String>,
}

impl Content {
    fn of(schema: &EffectiveSchema<'_>) -> Self {
        let text = |keyword: &str| schema.value(keyword).and_then(serde_json::Value::as_str).map(str::to_ascii_lowercase);
        let formats: Vec<String> =
            schema.all("format").filter_map(|said| said.value.as_str().map(str::to_owned)).filter(|format| is_encoding(format)).collect();
        let has = |name: &str| formats.iter().any(|format| format == name);
        let encoding = text("contentEncoding").or_else(|| has("byte").then(|| "base64".to_owned()));
        // This media type adds nothing to an encoding.
        let media_type = text("contentMediaType").or_else(|| has("binary").then(|| BYTES.to_owned()));
        Self { media_type: media_type.filter(|media| encoding.is_none() || media != BYTES), encoding }
    }
}

/// Returns true if a schema describes bytes that are not encoded as text.
pub(crate) fn is_binary(schema: &EffectiveSchema<'_>) -> bool {
    let content = Content::of(schema);
    let is_text = |media: &str| media.starts_with("text/") || media.ends_with("json") || media.ends_with("xml");
    content.encoding.is_none() && content.media_type.is_some_and(|media| !is_text(&media))
}

/// Compares the encodings and media types of the content of two texts.
pub(crate) fn compare(old: &EffectiveSchema<'_>, new: &EffectiveSchema<'_>, side: Side, raw_changes: &mut Vec<RawChange>) {
    let (before, after) = (Content::of(old), Content::of(new));
    if before == after {
        return;
    }
    let encodings = step(before.encoding.as_deref(), after.encoding.as_deref(), "encoding");
    let media_types = step(before.media_type.as_deref(), after.media_type.as_deref(), "media type of the content");
    let written = ["contentEncoding", "contentMediaType", "format"];
    let place = |schema: &EffectiveSchema<'_>, keyword: &str| {
        let said = [keyword].into_iter().chain(written).find_map(|keyword| schema.said(keyword));
        said.map_or_else(|| schema.at.clone(), |said| said.at)
    };
    for (keyword, step) in [("contentEncoding", encodings), ("contentMediaType", media_types)] {
        if let Some((kind, message)) = step {
            raw_changes.push(RawChange::new(kind.on(side), place(old, keyword), place(new, keyword), message));
        }
    }
}

/// The change from one encoding or media type to another. Unknown bytes may be of any media type.
fn step(old: Option<&str>, new: Option<&str>, noun: &str) -> Option<(Sided, String)> {
    match (old, new) {
        (None, None) => None,
        (Some(old), Some(new)) if old == new => None,
        (None, Some(new)) => Some((FORMAT_NARROWED, format!("it has the {noun} `{new}`"))),
        (Some(old), None) => Some((FORMAT_WIDENED, format!("it no longer has the {noun} `{old}`"))),
        (Some(old), Some(new)) => {
            let kind = match (old, new) {
                (BYTES, _) => FORMAT_NARROWED,
                (_, BYTES) => FORMAT_WIDENED,
                _ => FORMAT_CHANGED,
            };
            Some((kind, format!("the {noun} `{old}` became `{new}`")))
        }
    }
}
