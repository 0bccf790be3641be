//! Messages of `serde_json` in words for the author of a file.

/// Returns the reason why a text is not valid JSON, without the position that `serde_json` appends.
pub fn json_error(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ").map_or(message.as_str(), |(why, _)| why) {
        "recursion limit exceeded" => "it is nested more than 127 levels deep, and no deeper JSON is read".to_owned(),
        "unexpected end of hex escape" | "lone leading surrogate in hex escape" => r"this `\u` escape is an unpaired surrogate".to_owned(),
        why => why.to_owned(),
    }
}
