//! JSON in lines, with the places that the engine observed marked.

use std::borrow::Cow;

use maud::{Markup, html};
use serde_json::Value;

/// The greatest number of lines that are shown.
const MAX_LINES: usize = 2_000;

/// A line of formatted JSON.
struct Line {
    indent: usize,
    key: Option<String>,
    class: &'static str,
    text: String,
    /// The segments of the pointer to the value that starts on this line; `None` for closing brackets.
    path: Option<Vec<String>>,
}

/// Returns formatted JSON. Lines at `marked` pointers are highlighted; `*` in a pointer is any index or key. A pointer to an absent
/// property marks the object that lacks it.
pub fn render(value: &Value, marked: &[String]) -> Markup {
    let mut lines = Vec::new();
    write(value, None, 0, &mut Vec::new(), true, &mut lines);
    let marks = marks(&lines, marked);
    let more = lines.len().saturating_sub(MAX_LINES);
    html! {
        pre.json tabindex="0" {
            @for (index, line) in lines.iter().take(MAX_LINES).enumerate() {
                span.line.mark[marks.contains(&index)] {
                    (" ".repeat(line.indent * 2))
                    @if let Some(key) = &line.key { span.k { (key) } ": " }
                    span class=(line.class) { (line.text) }
                }
                "\n"
            }
            @if more > 0 { span.soft { "… and " (more) " more lines" } }
        }
    }
}

fn write(value: &Value, key: Option<&str>, indent: usize, path: &mut Vec<String>, last: bool, lines: &mut Vec<Line>) {
    // One line beyond the limit is enough to know that there are more; the rest is counted.
    let comma = if last { "" } else { "," };
    let key = key.map(|key| Value::from(key).to_string());
    let mut line = |class, text| lines.push(Line { indent, key: key.clone(), class, text, path: Some(path.clone()) });
    let (open, close) = match value {
        Value::Array(items) if !items.is_empty() => ("[", "]"),
        Value::Object(properties) if !properties.is_empty() => ("{", "}"),
        Value::String(_) => return line("s", format!("{value}{comma}")),
        Value::Number(_) => return line("n", format!("{value}{comma}")),
        Value::Bool(_) | Value::Null => return line("b", format!("{value}{comma}")),
        Value::Array(_) | Value::Object(_) => return line("p", format!("{value}{comma}")),
    };
    line("p", open.to_owned());
    let mut child = |name: String, key: Option<&str>, value: &Value, last: bool| {
        path.push(name);
        write(value, key, indent + 1, path, last, lines);
        path.pop();
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| child(index.to_string(), None, item, index + 1 == items.len()));
        }
        Value::Object(properties) => {
            let count = properties.len();
            properties.iter().enumerate().for_each(|(index, (name, value))| child(name.clone(), Some(name), value, index + 1 == count));
        }
        _ => {}
    }
    lines.push(Line { indent, key: None, class: "p", text: format!("{close}{comma}"), path: None });
}

/// Returns the numbers of the marked lines.
fn marks(lines: &[Line], marked: &[String]) -> Vec<usize> {
    let mut found = Vec::new();
    for pointer in marked {
        let mut segments: Vec<_> = openapi_drift::pointer::segments(pointer).map(Cow::into_owned).collect();
        loop {
            let before = found.len();
            found.extend(
                lines
                    .iter()
                    .enumerate()
                    .filter(|(_, line)| line.path.as_ref().is_some_and(|path| matches(&segments, path)))
                    .map(|(index, _)| index),
            );
            if found.len() > before || segments.pop().is_none() {
                break;
            }
        }
    }
    found
}

fn matches(pattern: &[String], path: &[String]) -> bool {
    pattern.len() == path.len() && pattern.iter().zip(path).all(|(segment, name)| segment == "*" || segment == name)
}
