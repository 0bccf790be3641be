//! What is wrong with the JSON of a recording, in words for whoever has the file.

use crate::document::json_error;

/// What a reader of JSON says, without position. `is_line` where recordings stand one a line.
pub fn of(error: &serde_json::Error, is_line: bool) -> String {
    let why = json_error(error);
    match why.as_str() {
        "trailing characters" => {
            let place = if is_line { "on a line" } else { "into a file" };
            format!("there is more behind the end of the recording, which is not read: put each recording {place} of its own")
        }
        _ => match why.strip_prefix("duplicate field ") {
            Some(name) => format!("there is a second {name}"),
            None => why,
        },
    }
}
