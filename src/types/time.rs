//! Points in time.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z (pages: `groups`, `user-object`).
///
/// Decodes an integer, a decimal fraction and a string of digits, since JSON libraries write all three; encoding returns the same.
/// Only users and groups have such times: activities have a date as a string, and a profile field of the type date has *seconds*,
/// which stay a plain [`FieldValue`](crate::types::FieldValue).
///
/// ```
/// use mobilize::types::EpochMillis;
///
/// let created: EpochMillis = serde_json::from_str("1433233515826")?;
/// assert_eq!(created, EpochMillis::from(1_433_233_515_826));
/// assert!(created.to_system_time() < Some(std::time::SystemTime::now()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct EpochMillis(Form);

/// The form of a time in JSON.
#[derive(Clone, Copy)]
enum Form {
    Integer(i64),
    Fraction(f64),
    Text(i64),
}

impl EpochMillis {
    /// The milliseconds since the epoch, negative before it, without the fraction of a millisecond.
    pub fn as_millis(self) -> i64 {
        match self.0 {
            Form::Integer(millis) | Form::Text(millis) => millis,
            // Decoding accepts only the range of i64.
            Form::Fraction(millis) => millis as i64,
        }
    }

    /// Converts to the type of the standard library; `None` if the time is out of its range.
    pub fn to_system_time(self) -> Option<SystemTime> {
        let distance = Duration::from_millis(self.as_millis().unsigned_abs());
        if self.as_millis() < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
    }
}

impl From<i64> for EpochMillis {
    fn from(millis: i64) -> Self {
        Self(Form::Integer(millis))
    }
}

impl fmt::Display for EpochMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_millis().fmt(f)
    }
}

impl fmt::Debug for EpochMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EpochMillis({self})")
    }
}

impl PartialEq for EpochMillis {
    fn eq(&self, other: &Self) -> bool {
        self.as_millis() == other.as_millis()
    }
}

impl Eq for EpochMillis {}

impl std::hash::Hash for EpochMillis {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_millis().hash(state);
    }
}

impl PartialOrd for EpochMillis {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EpochMillis {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_millis().cmp(&other.as_millis())
    }
}

impl Serialize for EpochMillis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Form::Integer(millis) => serializer.serialize_i64(millis),
            Form::Fraction(millis) => serializer.serialize_f64(millis),
            Form::Text(millis) => serializer.collect_str(&millis),
        }
    }
}

impl<'de> Deserialize<'de> for EpochMillis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = match Value::deserialize(deserializer)? {
            Value::Number(number) => match number.as_i64() {
                Some(millis) => Some(Form::Integer(millis)),
                None => number.as_f64().filter(|millis| RANGE.contains(millis)).map(Form::Fraction),
            },
            // Only text that encoding can return as it arrived.
            Value::String(text) => {
                let millis = text.parse::<i64>().ok();
                millis.filter(|millis| millis.to_string() == text).map(Form::Text)
            }
            _ => None,
        };
        form.map(Self).ok_or_else(|| D::Error::custom("not a number of milliseconds since the epoch"))
    }
}

/// The range of `i64`. Both ends are powers of two, so they are exact as floating point numbers.
const RANGE: std::ops::Range<f64> = -9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, millis: Option<i64>) {
        let read = serde_json::from_str::<EpochMillis>(json).ok();
        assert_eq!(read.map(EpochMillis::as_millis), millis);
        if let Some(read) = read {
            assert_eq!(serde_json::to_string(&read).expect("encodes"), json);
        }
    }

    #[test]
    fn three_forms_survive() {
        check("1433233515826", Some(1_433_233_515_826));
        check("1433233515826.5", Some(1_433_233_515_826));
        check("\"1433233515826\"", Some(1_433_233_515_826));
        check("-1", Some(-1));
    }

    #[test]
    fn anything_else_is_refused() {
        check("\"2019-12-16T11:49:01Z\"", None);
        check("\"007\"", None);
        check("18446744073709551615", None);
        check("1e300", None);
        check("{}", None);
    }

    #[test]
    fn the_ends_of_the_range_do_not_panic() {
        for millis in [i64::MIN, i64::MAX] {
            let _ = EpochMillis::from(millis).to_system_time();
        }
        let before = EpochMillis::from(-1).to_system_time();
        assert_eq!(before, UNIX_EPOCH.checked_sub(Duration::from_millis(1)));
    }
}
