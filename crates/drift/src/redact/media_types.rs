//! Media types and charsets that are kept in headers.

/// Media types in common use that are registered with IANA.
const REGISTERED: &[&str] = &[
    "application/atom+xml",
    "application/cbor",
    "application/geo+json",
    "application/gzip",
    "application/hal+json",
    "application/javascript",
    "application/json",
    "application/json-patch+json",
    "application/jsonl",
    "application/ld+json",
    "application/manifest+json",
    "application/merge-patch+json",
    "application/msgpack",
    "application/octet-stream",
    "application/pdf",
    "application/problem+json",
    "application/problem+xml",
    "application/rss+xml",
    "application/scim+json",
    "application/sql",
    "application/vnd.api+json",
    "application/x-ndjson",
    "application/x-www-form-urlencoded",
    "application/xhtml+xml",
    "application/xml",
    "application/yaml",
    "application/zip",
    "application/zstd",
    "audio/mpeg",
    "audio/ogg",
    "font/woff",
    "font/woff2",
    "image/avif",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "image/webp",
    "multipart/byteranges",
    "multipart/form-data",
    "multipart/mixed",
    "multipart/related",
    "text/calendar",
    "text/css",
    "text/csv",
    "text/event-stream",
    "text/html",
    "text/javascript",
    "text/markdown",
    "text/plain",
    "text/vcard",
    "text/xml",
    "video/mp4",
    "video/mpeg",
    "video/ogg",
];

/// Charsets in common use.
const CHARSETS: &[&str] = &["utf-8", "utf8", "utf-16", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "latin1"];

/// Codings of content and transfer that are registered with IANA.
pub(crate) const CODINGS: &[&str] = &["br", "chunked", "compress", "deflate", "gzip", "identity", "x-gzip", "zstd"];

/// Headers whose values are media types or ranges of them.
pub(crate) const HEADERS: &[&str] = &["accept", "content-type"];

/// Returns whether a media type or range without parameters is registered.
pub(crate) fn is_registered(essence: &str) -> bool {
    let essence = essence.to_ascii_lowercase();
    REGISTERED.contains(&essence.as_str())
        || essence == "*/*"
        || essence.strip_suffix("/*").is_some_and(|kind| REGISTERED.iter().any(|known| known.split('/').next() == Some(kind)))
}

/// Returns whether a parameter of a media type is kept: a charset, or a weight.
pub(crate) fn is_kept_parameter(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    let value = value.trim().trim_matches('"').to_ascii_lowercase();
    match name.trim().to_ascii_lowercase().as_str() {
        "charset" => CHARSETS.contains(&value.as_str()),
        "q" => value.len() <= 5 && value.parse::<f32>().is_ok_and(|weight| (0.0..=1.0).contains(&weight)),
        _ => false,
    }
}
