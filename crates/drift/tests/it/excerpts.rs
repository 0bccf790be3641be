//! The report for people: excerpts of both files, masked values, colours, widths.

use insta::assert_snapshot;
use openapi_drift::{Styles, write_human};

use crate::sample::{report, report_of, text};

fn human(styles: Styles) -> String {
    text(|out| write_human(&report(), &styles, true, out))
}

#[test]
fn plain() {
    assert_snapshot!(human(Styles::default()));
}

/// Escape sequences are shown as `␛`, so that the snapshot can be read.
#[test]
fn coloured() {
    let coloured = human(Styles::coloured());
    assert_snapshot!(coloured.replace('\u{1b}', "␛"));
    let stripped: String = without_colours(&coloured);
    assert_eq!(stripped, human(Styles::default()), "colours add nothing and leave nothing out");
}

#[test]
fn narrow() {
    let narrow = human(Styles::default().width(60));
    assert_snapshot!(narrow);
    // Text without spaces, such as a path, is not wrapped.
    let too_long = |line: &&str| line.chars().count() > 60 && line.trim().contains(' ') && !line.contains("tests/sample");
    assert_eq!(narrow.lines().find(too_long), None);
}

#[test]
fn widths_beyond_the_bounds_are_the_bounds() {
    assert_eq!(human(Styles::default().width(1)), human(Styles::default().width(60)));
    assert_eq!(human(Styles::default().width(usize::MAX)), human(Styles::default()));
}

#[test]
fn recorded_values_are_shown_only_when_asked_for() {
    let masked = human(Styles::default());
    assert!(!masked.to_lowercase().replace("private_note", "").contains("private"), "{masked}");
    let shown = report_of(|collector| collector.keep_values(true));
    let shown = text(|out| write_human(&shown, &Styles::default(), false, out));
    assert!(shown.contains("\"private-1\""), "{shown}");
    assert!(!shown.contains("hush"), "a value that may be a credential is never shown: {shown}");
}

/// Removes escape sequences of the kind `ESC [ … m`.
fn without_colours(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| plain.push_str(part.split_once('m').map_or("", |(_, rest)| rest)));
    plain
}
