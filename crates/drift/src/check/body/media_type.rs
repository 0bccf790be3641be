//! Finds the documented media type for a recorded `content-type`.

use openapi_drift_openapi::operation::MediaType;

/// Returns the media type without parameters, in lower case.
pub(crate) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

pub(crate) fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// The documentation of a recorded media type.
pub(crate) enum Documented<'d> {
    /// This entry documents it.
    As(&'d MediaType),
    /// It is not documented; `nearest` is the best entry to check it by.
    Not { nearest: Option<&'d MediaType> },
}

/// Returns the parameters of a media type, such as `charset=utf-8`, without quotes and spaces.
fn parameters(content_type: &str) -> impl Iterator<Item = String> {
    content_type
        .split(';')
        .skip(1)
        .map(|parameter| parameter.replace(['"', ' '], "").to_ascii_lowercase())
        .filter(|parameter| !parameter.is_empty())
}

/// Finds the entry for a recorded type: the type itself, before `type/*`, before `*/*`.
///
/// Parameters choose among entries of one type (`application/json;version=2`); they never make a type undocumented, since
/// services add `charset` as they please. Where no entry fits, a body that is JSON is still worth checking against the
/// documented JSON: services often answer `application/vnd.api+json` where `application/json` is documented.
pub(crate) fn find<'d>(content: &'d [MediaType], recorded: &str) -> Documented<'d> {
    let sent: Vec<String> = parameters(recorded).collect();
    let recorded = essence(recorded);
    let group = recorded.split_once('/').map(|(group, _)| format!("{group}/*")).unwrap_or_default();
    let agreeing = |entry: &&MediaType| parameters(&entry.range).filter(|parameter| sent.contains(parameter)).count();
    let differing = |entry: &&MediaType| parameters(&entry.range).filter(|parameter| !sent.contains(parameter)).count();
    let entry = |range: &str| {
        let entries = content.iter().filter(|entry| essence(&entry.range) == range);
        entries.min_by_key(|entry| (differing(entry), std::cmp::Reverse(agreeing(entry))))
    };
    if let Some(entry) = entry(&recorded).or_else(|| entry(&group)).or_else(|| entry("*/*")) {
        return Documented::As(entry);
    }
    let json = content.iter().find(|entry| is_json(&essence(&entry.range)));
    Documented::Not { nearest: if is_json(&recorded) { json } else { None } }
}

/// Returns whether a media type is a range or in it (`image/png` in `image/*`). Both are without parameters.
pub(crate) fn is_in_range(media_type: &str, range: &str) -> bool {
    let in_group = || range.strip_suffix('*').is_some_and(|group| group.ends_with('/') && media_type.starts_with(group));
    range == "*/*" || range == media_type || in_group()
}

/// Returns the entry for a body without a recorded media type: JSON, else the first.
pub(crate) fn guess(content: &[MediaType]) -> Option<&MediaType> {
    content.iter().find(|entry| is_json(&essence(&entry.range))).or_else(|| content.first())
}

/// Lists the documented media types for a message.
pub(crate) fn list(content: &[MediaType]) -> String {
    content.iter().map(|entry| entry.range.as_str()).collect::<Vec<_>>().join(", ")
}
