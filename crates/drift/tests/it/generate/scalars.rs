//! Strings and numbers between their bounds.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Number, Value, json};

use super::{Generator, Merged, Why, count};

impl Generator<'_> {
    pub(super) fn string(&mut self, merged: &Merged) -> Result<Value, Why> {
        let (least, most) = (count(merged, "minLength").unwrap_or_default(), count(merged, "maxLength").unwrap_or(usize::MAX));
        let fits = |text: &str| (least..=most).contains(&text.chars().count());
        if let Some(pattern) = merged.get("pattern").and_then(Value::as_str) {
            return self
                .matching(pattern, merged)
                .filter(|text| fits(text))
                .map(Value::from)
                .ok_or_else(|| Why::Limit("pattern".to_owned()));
        }
        let format = merged.get("format").and_then(Value::as_str).unwrap_or_default();
        let number = self.random.below(1000);
        let text = match format {
            "date" => "2024-02-29".to_owned(),
            "date-time" => format!("2024-02-29T10:00:00.{number:03}Z"),
            "time" => "10:00:00Z".to_owned(),
            "duration" => "P1DT2H".to_owned(),
            "email" | "idn-email" => format!("user{number}@example.org"),
            "hostname" | "idn-hostname" => format!("host{number}.example.org"),
            "ipv4" => "192.0.2.1".to_owned(),
            "ipv6" => "2001:db8::1".to_owned(),
            "uri" | "url" | "iri" => format!("https://example.org/{number}"),
            "uri-reference" | "iri-reference" => format!("/{number}"),
            "uri-template" => "https://example.org/{id}".to_owned(),
            "uuid" => format!("123e4567-e89b-12d3-a456-426614174{number:03}"),
            "byte" => "aGVsbG8=".to_owned(),
            "regex" => "^a+$".to_owned(),
            "json-pointer" => "/a/0".to_owned(),
            "relative-json-pointer" => "1/a".to_owned(),
            _ => {
                let text = format!("é{number}");
                let padded = format!("{text}{}", "x".repeat(least.saturating_sub(text.chars().count())));
                padded.chars().take(most).collect()
            }
        };
        if fits(&text) { Ok(Value::from(text)) } else { Err(Why::Limit(format!("{format} of a length"))) }
    }

    /// A text that a regular expression matches: an example of the document, or one made for it.
    fn matching(&mut self, pattern: &str, merged: &Merged) -> Option<String> {
        let made = proptest::string::string_regex(pattern.trim_start_matches('^').trim_end_matches('$')).ok().and_then(|strategy| {
            let mut runner = TestRunner::deterministic();
            strategy.new_tree(&mut runner).ok().map(|tree| tree.current())
        });
        let matches = |text: &String| jsonschema::is_valid(&json!({ "pattern": pattern }), &json!(text));
        let fits = |text: &String| {
            jsonschema::is_valid(
                &json!({ "minLength": merged.get("minLength").unwrap_or(&json!(0)), "maxLength": merged.get("maxLength").unwrap_or(&json!(100_000)) }),
                &json!(text),
            )
        };
        let example = ["example", "default"].into_iter().find_map(|key| merged.get(key)?.as_str()).map(str::to_owned);
        made.into_iter().chain(example).find(|text| matches(text) && fits(text))
    }

    pub(super) fn number(&mut self, merged: &Merged, is_integer: bool) -> Result<Value, Why> {
        let of = |keyword: &str| merged.get(keyword).and_then(Value::as_f64);
        let flag = |keyword: &str| merged.get(keyword) == Some(&json!(true));
        let step = of("multipleOf").unwrap_or(if is_integer { 1.0 } else { 0.5 });
        let mut low = of("minimum").unwrap_or(f64::NEG_INFINITY);
        let mut high = of("maximum").unwrap_or(f64::INFINITY);
        if let Some(bound) = of("exclusiveMinimum").or(of("minimum").filter(|_| flag("exclusiveMinimum"))) {
            low = low.max(bound + step);
        }
        if let Some(bound) = of("exclusiveMaximum").or(of("maximum").filter(|_| flag("exclusiveMaximum"))) {
            high = high.min(bound - step);
        }
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let steps = self.random.below(50) as f64;
        let from = if low.is_finite() { (low / step).ceil() * step } else { (high.min(1000.0) / step).floor() * step - 50.0 * step };
        let value = [from + steps * step, from].into_iter().find(|value| *value >= low && *value <= high);
        let Some(value) = value.or((low <= high && !is_integer).then_some(low)) else {
            return Err(Why::Unsatisfiable("no number lies between the bounds".to_owned()));
        };
        #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
        let number = if value.fract() == 0.0 && value.abs() < 9e15 {
            Number::from(value as i64)
        } else {
            Number::from_f64(value).unwrap_or(Number::from(0))
        };
        Ok(Value::Number(number))
    }
}
