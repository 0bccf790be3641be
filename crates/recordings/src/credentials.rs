//! The names of headers, cookies and query parameters that carry credentials.

/// The text that replaces the value of a credential.
pub const MASKED: &str = "[masked]";

/// The text that stands for a withheld value in URLs, headers and forms of redacted recordings.
pub const WITHHELD: &str = "<WITHHELD>";

/// Headers that hold cookies. Each cookie may be a credential.
pub(crate) const COOKIE_HEADERS: [&str; 2] = ["cookie", "set-cookie"];

/// Words in the names of headers, cookies and query parameters that carry credentials. Names are compared without case and punctuation.
const CREDENTIAL_WORDS: [&str; 8] = ["apikey", "token", "secret", "password", "session", "credential", "authorization", "signature"];

/// Returns whether the name of a header, cookie or query parameter says that its value is a credential. Recorders leave such
/// values out, or they are replaced by [`MASKED`] while a recording is read.
pub fn is_credential(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    CREDENTIAL_WORDS.iter().any(|word| plain.contains(word))
}

/// Returns the value of a header without credentials: the names of cookies stay, and so do withheld values.
pub(crate) fn masked(header: &str, value: &str) -> String {
    let mask = |value: &str| if value.trim() == WITHHELD { WITHHELD } else { MASKED };
    let cookie = |pair: &str| pair.split_once('=').map(|(name, value)| format!("{}={}", name.trim(), mask(value)));
    match header {
        "cookie" => value.split(';').filter_map(cookie).collect::<Vec<_>>().join("; "),
        "set-cookie" => value.split(';').next().and_then(cookie).unwrap_or_else(|| MASKED.to_owned()),
        _ => mask(value).to_owned(),
    }
}

/// Returns whether a header carries a credential. `name` is in lower case.
pub(crate) fn is_credential_header(name: &str) -> bool {
    COOKIE_HEADERS.contains(&name) || is_credential(name)
}
