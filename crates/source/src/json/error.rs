//! What `serde_json` says, in words for whoever wrote the file.

/// Why a text is no JSON that can be read, without the position that `serde_json` adds.
pub fn json_error(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ").map_or(message.as_str(), |(why, _)| why) {
        "recursion limit exceeded" => "it is nested more than 127 levels deep, and no deeper JSON is read".to_owned(),
        "unexpected end of hex escape" | "lone leading surrogate in hex escape" => {
            r"this `\u` escape is one half of a character (a lone surrogate), which no text can hold".to_owned()
        }
        why => why.to_owned(),
    }
}
