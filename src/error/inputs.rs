//! Parameters and bodies that are missing or invalid: all of them in one error.

use super::error_type::{Error, Result};
use crate::operation::{Operation, Table};

/// Fails if a property of a body could not be set; called by the generated code.
pub(crate) fn check_properties(failures: &[Option<&String>]) -> Result<()> {
    match failures.iter().flatten().copied().collect::<Vec<_>>() {
        failed if failed.is_empty() => Ok(()),
        failed => Err(Error::request(describe(&failed))),
    }
}

/// Fails if a parameter or the body of an operation could not be set; called by the generated code.
pub(crate) fn check_inputs(table: Table, operation: &str, failures: &[Option<&String>]) -> Result<()> {
    match failures.iter().flatten().copied().collect::<Vec<_>>() {
        failed if failed.is_empty() => Ok(()),
        failed => Err(Error::request_of(describe(&failed), Operation::of(table, operation))),
    }
}

/// Describes failures of the generated code: missing parameters together, then missing properties, then all others.
pub(super) fn describe(failures: &[&String]) -> String {
    let (mut parameters, mut properties, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for failure in failures {
        if let Some(parameter) = failure.strip_suffix(" was not initialized") {
            parameters.push(parameter);
        } else if let Some(property) = failure.strip_prefix("no value supplied for ") {
            properties.push(property);
        } else {
            others.push(without_type(failure).to_owned());
        }
    }
    let missing = [missing("parameter", "", &parameters), missing("property", " of the body", &properties)];
    missing.into_iter().flatten().chain(others).collect::<Vec<_>>().join("; ")
}

fn missing(kind: &str, of: &str, names: &[&str]) -> Option<String> {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{}`", name.trim_end_matches('_'))).collect();
    match quoted.as_slice() {
        [] => None,
        [one] => Some(format!("the {kind} {one}{of} is missing")),
        [first @ .., last] => {
            let kinds = if kind == "property" { "properties" } else { "parameters" };
            Some(format!("the {kinds} {} and {last}{of} are missing", first.join(", ")))
        }
    }
}

/// Removes the name of the type from the error of a body that was given as a builder.
fn without_type(failure: &str) -> &str {
    let conversion = failure.strip_prefix("conversion to ").and_then(|rest| rest.split_once(" for body failed: "));
    conversion.map_or(failure, |(_, why)| why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(failures: &[&str], expected: &str) {
        let failures: Vec<String> = failures.iter().map(|failure| (*failure).to_owned()).collect();
        assert_eq!(describe(&failures.iter().collect::<Vec<_>>()), expected);
    }

    #[test]
    fn all_missing_inputs_are_named() {
        check(&["no value supplied for email"], "the property `email` of the body is missing");
        check(
            &["no value supplied for a", "group_id was not initialized", "no value supplied for type_", "no value supplied for c"],
            "the parameter `group_id` is missing; the properties `a`, `type` and `c` of the body are missing",
        );
        check(
            &["conversion to `UserCreate` for body failed: the property `email` of the body is missing"],
            "the property `email` of the body is missing",
        );
        check(&["conversion to `bool` for include_fields failed"], "conversion to `bool` for include_fields failed");
    }
}
