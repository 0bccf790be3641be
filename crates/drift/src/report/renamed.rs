//! Two findings that may be one: a documented property that no recording shows, beside one that is recorded and not
//! documented.

use std::collections::HashMap;

use super::Coverage;
use super::cause::Matched;
use crate::document::pointer;
use crate::finding::{Code, Side};

/// Adds to the hints of such findings what the other half is. Only the whole of the recordings can tell, so this comes
/// last.
pub(super) fn hint(findings: &mut [Matched], coverage: &Coverage) {
    let mut unseen: HashMap<String, Vec<String>> = HashMap::new();
    for at in &coverage.unseen_properties {
        if let Some((owner, name)) = owner_and_name(at) {
            unseen.entry(owner).or_default().push(name);
        }
    }
    let mut recorded: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for (finding, ..) in
        findings.iter_mut().filter(|(finding, ..)| finding.code == Code::UndocumentedProperty && finding.side == Side::Response)
    {
        // Seen now and then, it is rather a new property than an old one under another name.
        if finding.recordings < finding.of {
            continue;
        }
        let Some(name) = pointer::segments(&finding.pointer).last().map(std::borrow::Cow::into_owned) else { continue };
        let Some(twin) = unseen.get(&finding.document.pointer).and_then(|names| names.iter().find(|other| is_near(&name, other))) else {
            continue;
        };
        finding.hint = format!("`{twin}` is documented here and was never recorded: renamed?");
        recorded.entry(finding.document.pointer.clone()).or_default().push((twin.clone(), name));
    }
    for (finding, ..) in findings.iter_mut().filter(|(finding, ..)| finding.code == Code::MissingProperty) {
        let owner = finding.document.pointer.trim_end_matches("/required");
        let name = pointer::segments(&finding.pointer).last().unwrap_or_default().into_owned();
        if let Some((_, twin)) = recorded.get(owner).and_then(|pairs| pairs.iter().find(|(documented, _)| *documented == name)) {
            finding.hint = format!("`{twin}` is recorded instead and not documented: renamed?");
        }
    }
}

/// The schema that a property belongs to, whether it names the property itself or in a part of its composition.
fn owner_and_name(property: &str) -> Option<(String, String)> {
    let (owner, name) = property.rsplit_once("/properties/")?;
    let owner = match owner.rsplit_once("/allOf/") {
        Some((whole, part)) if part.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => owner,
    };
    Some((owner.to_owned(), pointer::unescape(name).into_owned()))
}

/// Whether two names may be one: they differ in case and separators only, or by a slip.
pub(crate) fn is_near(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let (one, other) = (plain(one), plain(other));
    one == other || one.len().min(other.len()) > 3 && strsim::normalized_damerau_levenshtein(&one, &other) >= 0.75
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names() {
        assert!(is_near("update_at", "updated_at"));
        assert!(is_near("userName", "user_name"));
        assert!(!is_near("created_at", "updated_at"));
        assert!(!is_near("first_name", "last_name"));
        assert!(!is_near("id", "is"));
    }
}
