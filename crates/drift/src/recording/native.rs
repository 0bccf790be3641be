//! The project's own format: one JSON file per exchange, with JSON bodies inline.

use std::sync::Arc;

use super::{Exchange, Recording};
use crate::document::Position;
use crate::trouble::Trouble;

/// Reads the one exchange of a file.
pub(super) fn read(file: Arc<str>, text: &str) -> Result<Exchange, Trouble> {
    let trouble = |why: String| Trouble::new("cannot read the recording", why).in_file(&*file);
    let recording: Recording = serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let why = message.rsplit_once(" at line ").map_or(message.as_str(), |(why, _)| why).to_owned();
        trouble(without_value(why)).at(Position::of_json_error(text, &error))
    })?;
    let exchange = Exchange { recording, index: 0, text: Arc::from(text), file: Arc::clone(&file) };
    if let Err(error) = url::Url::parse(&exchange.recording.request.url) {
        let why = format!("the request's url is not a whole URL: {error}");
        return Err(trouble(why)
            .at(exchange.locate("/request/url"))
            .help("write it with scheme and host, such as https://api.example.org/v1/groups"));
    }
    Ok(exchange)
}

/// What `serde` says of a value of the wrong type, without that value: it was recorded, so it may be private.
fn without_value(why: String) -> String {
    let Some((found, expected)) = why.rsplit_once(", expected ").filter(|_| !why.starts_with("unknown field")) else { return why };
    let kind = found.split(['"', '`']).next().unwrap_or_default().trim_end();
    format!("{kind}, expected {expected}")
}
