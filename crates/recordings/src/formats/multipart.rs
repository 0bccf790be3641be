//! Forms that archives keep field by field, written again as they were sent.

use crate::headers::Headers;
use crate::media_type::{essence, parameter};

/// A field of a form.
pub struct Field {
    pub name: String,
    pub value: String,
    /// The name of a file, if the field is one.
    pub file_name: Option<String>,
    pub content_type: Option<String>,
}

/// The boundary of forms for which none was recorded.
const BOUNDARY: &str = "openapi-drift-boundary";

/// Returns the body of a form and its headers, which then have the media type. `is_multipart` decides if the headers do not.
pub fn form(fields: &[Field], headers: Headers, is_multipart: bool) -> (String, Headers) {
    let recorded = headers.get("content-type").map(str::to_owned);
    let is_multipart = match recorded.as_deref().map(essence).as_deref() {
        Some("multipart/form-data") => true,
        Some("application/x-www-form-urlencoded") => false,
        _ => is_multipart || fields.iter().any(|field| field.file_name.is_some()),
    };
    if !is_multipart {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(fields.iter().map(|field| (&field.name, &field.value)));
        let headers = if recorded.is_some() { headers } else { headers.with("content-type", "application/x-www-form-urlencoded") };
        return (text.finish(), headers);
    }
    let boundary = recorded.as_deref().and_then(|recorded| parameter(recorded, "boundary")).filter(|boundary| !boundary.is_empty());
    let headers = match (boundary, &recorded) {
        (Some(_), _) => headers,
        // The name may be written in any case.
        (None, _) => {
            let name = headers.names().find(|name| name.eq_ignore_ascii_case("content-type")).unwrap_or("content-type").to_owned();
            headers.with(&name, &format!("multipart/form-data; boundary={BOUNDARY}"))
        }
    };
    (multipart(fields, boundary.unwrap_or(BOUNDARY)), headers)
}

fn multipart(fields: &[Field], boundary: &str) -> String {
    let quoted = |text: &str| text.replace('"', "%22").replace(['\r', '\n'], " ");
    let mut text = String::new();
    for field in fields {
        text += &format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(&field.name));
        if let Some(file_name) = &field.file_name {
            text += &format!("; filename=\"{}\"", quoted(file_name));
        }
        if let Some(content_type) = &field.content_type {
            text += &format!("\r\nContent-Type: {}", content_type.replace(['\r', '\n'], " "));
        }
        text += &format!("\r\n\r\n{}\r\n", field.value);
    }
    text + &format!("--{boundary}--\r\n")
}
