//! Two findings that may be one: a documented property that no recording shows, next to one that is recorded and not
//! documented.

use std::collections::HashMap;

use openapi_drift_recordings::Side;
use openapi_drift_source::pointer;

use crate::finding::code::Code;
use crate::finding::finding::Finding;
use crate::report::coverage::Coverage;
use crate::report::fold::MatchedFinding;
use crate::text::is_similar;

/// Names the other half in the hints of such findings. This needs all recordings, so it comes last.
pub(crate) fn hint(findings: &mut [MatchedFinding], coverage: &Coverage) {
    let is_new = |finding: &Finding| finding.code == Code::UndocumentedProperty && finding.side == Side::Response;
    let mut recorded: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for finding in findings.iter_mut().map(|matched| &mut matched.finding).filter(|finding| is_new(finding)) {
        // A property that only some recordings have is new rather than renamed.
        if finding.recordings < finding.of {
            continue;
        }
        let Some(name) = pointer::segments(&finding.pointer).last().map(std::borrow::Cow::into_owned) else { continue };
        let Some(twin) = unseen_names(coverage, &finding.document.pointer).find(|other| is_similar(&name, other)) else { continue };
        finding.hint = format!("`{twin}` is documented here and was never recorded; it may be renamed");
        recorded.entry(finding.document.pointer.clone()).or_default().push((twin, name));
    }
    let missing = findings.iter_mut().map(|matched| &mut matched.finding);
    for finding in missing.filter(|finding| finding.code == Code::MissingProperty) {
        let owner = finding.document.pointer.trim_end_matches("/required");
        let name = pointer::last(&finding.pointer).into_owned();
        if let Some((_, twin)) = recorded.get(owner).and_then(|pairs| pairs.iter().find(|(documented, _)| *documented == name)) {
            finding.hint = format!("`{twin}` is recorded instead and not documented; it may be renamed");
        }
    }
}

/// The properties of a schema that no recording shows: its own ones and those of its `allOf`.
fn unseen_names<'c>(coverage: &'c Coverage, owner: &str) -> impl Iterator<Item = String> + 'c {
    let all = coverage.unseen_properties.as_slice();
    let below = |start: String| {
        let from = all.partition_point(move |at| *at < start);
        &all[from..]
    };
    let own = format!("{owner}/properties/");
    let parts = format!("{owner}/allOf/");
    let own_names = below(own.clone()).iter().map_while(move |at| at.strip_prefix(&own));
    let part_names = below(parts.clone()).iter().map_while(move |at| at.strip_prefix(&parts)).filter_map(|rest| {
        let (part, name) = rest.split_once("/properties/")?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then_some(name)
    });
    let names = own_names.chain(part_names).filter(|name| !name.contains('/'));
    names.map(|name| pointer::unescape(name).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names() {
        assert!(is_similar("update_at", "updated_at"));
        assert!(is_similar("userName", "user_name"));
        assert!(!is_similar("created_at", "updated_at"));
        assert!(!is_similar("first_name", "last_name"));
        assert!(!is_similar("id", "is"));
    }
}
