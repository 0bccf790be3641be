//! The header `Retry-After`, which no page mentions and every proxy may send.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Returns the wait that the service asks for, in seconds or as a date; `None` for anything else.
///
/// A date is relative to the date of the response, so that a wrong clock on this machine does not matter; a past date means no
/// wait.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let date = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    Some(until.duration_since(date.unwrap_or_else(SystemTime::now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    #[track_caller]
    fn check(value: &str, expected: Option<u64>) {
        let headers = HeaderMap::from_iter([
            (RETRY_AFTER, HeaderValue::from_str(value).expect("fits a header")),
            (DATE, HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT")),
        ]);
        assert_eq!(retry_after(&headers), expected.map(Duration::from_secs));
    }

    #[test]
    fn seconds_and_dates_are_read() {
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("Sun, 06 Nov 1994 08:50:37 GMT", Some(60));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
    }

    #[test]
    fn anything_else_asks_for_nothing() {
        for value in ["", "soon", "-1", "1.5", "1994-11-06T08:49:37Z"] {
            check(value, None);
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
