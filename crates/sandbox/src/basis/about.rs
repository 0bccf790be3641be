//! The decision about a parameter or property, by its name.

/// Decisions about parameters of Mobilize; E29 holds for all others.
const PARAMETERS: [(&str, &str); 5] =
    [("limit", "S01"), ("offset", "S01"), ("keywords", "S03"), ("email", "E18"), ("include_fields", "S15")];

/// Decisions about properties of Mobilize, by any segment of the property's path; E29 holds for all others.
const PROPERTIES: [(&str, &str); 8] = [
    ("privacy", "E39"),
    ("default_emails_frequency", "E40"),
    ("members_posting_permissions", "E41"),
    ("manager_email_address", "X28"),
    ("alias_name", "S06"),
    ("sender_id", "X24"),
    ("recipients_ids", "X24"),
    ("fields", "X13"),
];

/// Decisions about parameters and properties of Mode; B01 holds for all others.
const MODE: [(&str, &str); 4] = [("per_page", "M06"), ("page", "M08"), ("member_type", "S07"), ("member_token", "B05")];

/// Returns the decision about an invalid or missing parameter of Mobilize.
pub(crate) fn about_parameter(name: &str) -> &'static str {
    find(&PARAMETERS, name).unwrap_or("E29")
}

/// Returns the decision that requires a property of Mobilize. `path` joins the names with dots.
pub(crate) fn about_missing(path: &str) -> &'static str {
    match path.split('.').next() {
        Some("users") => "X20",
        Some("groups") if path == "groups" => "E48",
        _ => about_property(path),
    }
}

/// Returns the decision about the value of a property of Mobilize. `path` joins the names with dots.
pub(crate) fn about_property(path: &str) -> &'static str {
    find(&PROPERTIES, path).unwrap_or("E29")
}

/// Returns the decision about a parameter or property of Mode.
pub(crate) fn about_mode(path: &str) -> &'static str {
    find(&MODE, path).unwrap_or("B01")
}

fn find(table: &[(&str, &'static str)], path: &str) -> Option<&'static str> {
    path.split('.').find_map(|segment| table.iter().find(|(known, _)| *known == segment).map(|(_, id)| *id))
}
