//! Extensions that announce the life of an interface: `x-sunset`, the date on which it goes away, and `x-stability-level`.

use serde_json::Value;

use crate::diff::code::ChangeCode;

pub(crate) const SUNSET: &str = "x-sunset";
pub(crate) const STABILITY: &str = "x-stability-level";

/// Levels of stability, the lowest first. An interface without a level is stable.
const LEVELS: &[&str] = &["draft", "alpha", "beta", "stable"];

/// Returns the change of one of the extensions, and a message.
pub(crate) fn change(name: &str, old: Option<&Value>, new: Option<&Value>) -> Option<(ChangeCode, String)> {
    if old == new {
        return None;
    }
    Some(if name == SUNSET { sunset(old, new) } else { stability(old, new) })
}

fn sunset(old: Option<&Value>, new: Option<&Value>) -> (ChangeCode, String) {
    let (before, after) = (old.and_then(date), new.and_then(date));
    match (old, new) {
        (Some(_), None) => (ChangeCode::SunsetRemoved, "`x-sunset` is gone".to_owned()),
        (_, Some(_)) if after.is_none() => (ChangeCode::SunsetInvalid, "`x-sunset` is not a valid date".to_owned()),
        (Some(_), _) if before.is_none() => (ChangeCode::SunsetInvalid, "`x-sunset` was not a valid date".to_owned()),
        _ => {
            let after = after.unwrap_or_default();
            match before {
                None => (ChangeCode::SunsetAdded, format!("`x-sunset` is {after}")),
                Some(before) if after < before => (ChangeCode::SunsetAdvanced, format!("`x-sunset` {before} became {after}")),
                Some(before) if after > before => (ChangeCode::SunsetPostponed, format!("`x-sunset` {before} became {after}")),
                Some(_) => (ChangeCode::ExtensionChanged, "`x-sunset` changed".to_owned()),
            }
        }
    }
}

/// The day of a date or a time of RFC 3339.
fn date(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let day = text.get(..10)?;
    let is_separated = day.char_indices().all(|(index, char)| if matches!(index, 4 | 7) { char == '-' } else { char.is_ascii_digit() });
    let number = |range: std::ops::Range<usize>| day.get(range).and_then(|digits| digits.parse::<u8>().ok()).unwrap_or_default();
    let is_day = is_separated && (1..=12).contains(&number(5..7)) && (1..=31).contains(&number(8..10));
    (is_day && (text.len() == 10 || text[10..].starts_with(['T', 't', ' ']))).then(|| day.to_owned())
}

fn stability(old: Option<&Value>, new: Option<&Value>) -> (ChangeCode, String) {
    let level = |value: Option<&Value>| match value {
        None => Some(LEVELS.len() - 1),
        Some(value) => LEVELS.iter().position(|level| value.as_str() == Some(level)),
    };
    match (level(old), level(new)) {
        (Some(before), Some(after)) if before != after => {
            let code = if after < before { ChangeCode::StabilityLowered } else { ChangeCode::StabilityRaised };
            (code, format!("the stability level `{}` became `{}`", LEVELS[before], LEVELS[after]))
        }
        _ => (ChangeCode::ExtensionChanged, "`x-stability-level` changed".to_owned()),
    }
}
