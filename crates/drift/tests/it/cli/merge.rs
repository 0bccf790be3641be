//! `validate --partial` and `merge`: the same report as one run, and exit code 2 for parts that do not fit.

use super::{AGREES, DOCUMENT, FAILS, Ran, WARNS, folder};
use crate::support::Folder;

fn part(folder: &Folder, arguments: &[&str]) -> Ran {
    folder.validate(&[&["--quiet"], arguments].concat())
}

fn merge(folder: &Folder, arguments: &[&str]) -> Ran {
    folder.run(&[&["merge", "--document", "api.yaml"], arguments].concat())
}

#[test]
fn shards_merge_into_the_report_of_one_run() {
    let broken = "no recording";
    let texts: Vec<&str> = [FAILS, WARNS, AGREES, FAILS, WARNS, broken].into_iter().cycle().take(24).collect();
    let folder = folder(&texts);
    let whole = folder.validate(&["--keep-going"]);
    let mut names = Vec::new();
    for shard in 1..=4 {
        let name = format!("{shard}.partial");
        let ran = part(&folder, &["--shard", &format!("{shard}/4"), "--partial", &name]);
        assert!(ran.out.is_empty() && [0, 2].contains(&ran.code), "{ran}");
        names.push(name);
    }
    let names: Vec<&str> = names.iter().rev().map(String::as_str).collect();
    let merged = merge(&folder, &[&["--keep-going", "--expect", "4"], &names[..]].concat());
    let without_loading = |text: &str| text.lines().filter(|line| !line.contains("Loading")).collect::<Vec<_>>().join("\n");
    assert_eq!((merged.code, &merged.out, merged.err.trim_end()), (whole.code, &whole.out, without_loading(&whole.err).as_str()));
    // A tree of merges gives the same.
    assert_eq!(merge(&folder, &[&["--keep-going", "--quiet", "--partial", "a.partial"], &names[..2]].concat()).code, 0);
    assert_eq!(merge(&folder, &[&["--keep-going", "--quiet", "--partial", "b.partial"], &names[2..]].concat()).code, 0);
    assert_eq!(merge(&folder, &["--keep-going", "--expect", "4", "a.partial", "b.partial"]).out, whole.out);
    assert_eq!(merge(&folder, &names).code, 2, "unreadable recordings fail the merge too");
}

#[test]
fn parts_that_do_not_fit_are_named() {
    let folder = folder(&[FAILS, WARNS]);
    assert_eq!(part(&folder, &["--partial", "one"]).code, 0, "findings do not fail a part");
    assert_eq!(folder.run(&["validate", "--document", "api.yaml", "recordings/0.json", "--all", "--partial", "all"]).code, 0);
    folder.write("other.yaml", DOCUMENT.replace("Orders.", "All orders."));
    assert_eq!(folder.run(&["validate", "--document", "other.yaml", "recordings", "--partial", "other"]).code, 0);
    let text = std::fs::read_to_string(folder.path().join("one")).expect("a partial report");
    folder.write("cut", &text[..text.len() / 2]);
    folder.write("empty", "");
    folder.write("lines", format!("{text}\n{text}"));
    let check = |arguments: &[&str], expected: &str| {
        let ran = merge(&folder, arguments);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains(expected), "{ran}\ndoes not say: {expected}");
    };
    check(&["one", "one"], "one:1:1\n  -> it repeats 2 of the inputs");
    check(&["lines"], "lines:3:1\n  -> it repeats 2 of the inputs");
    check(&["one", "all"], "all:1:1\n  -> it was made with other options: `--all` instead of no options");
    check(&["one", "other"], "other:1:1\n  -> it is about another document");
    check(&["cut"], "cut:1:1\n  -> it is not a complete partial report");
    check(&["empty"], "it is empty");
    check(&["--expect", "2", "one"], "expected 2 parts, found 1");
    check(&["missing"], "missing");
    assert_eq!(part(&folder, &["--part", "night", "--partial", "night"]).code, 0);
    let both = merge(&folder, &["one", "night"]);
    assert!(both.err.contains("Checked 4 recordings"), "{both}");
}

#[test]
fn a_part_with_nothing_to_check_is_a_part() {
    let folder = folder(&[AGREES]);
    let shards: Vec<Ran> = (1..=3).map(|shard| part(&folder, &["--shard", &format!("{shard}/3"), "--partial", "-"])).collect();
    assert!(shards.iter().all(|ran| ran.code == 0 && ran.out.lines().count() == 1), "{}", shards[0]);
    folder.write("all", shards.iter().map(|ran| ran.out.as_str()).collect::<String>());
    let merged = merge(&folder, &["--expect", "3", "all"]);
    assert_eq!(merged.code, 0, "{merged}");
}

/// Checks each share of the lines in a process of its own, and merges the parts.
fn merge_lines(folder: &Folder, shares: &[Vec<&str>]) -> Ran {
    let mut parts = String::new();
    for share in shares {
        let options = ["validate", "--quiet", "--document", "api.yaml", "--input", "ndjson", "--partial", "-", "-"];
        let ran = folder.run_piped(&options, &share.join("\n"));
        assert_eq!(ran.code, 0, "{ran}");
        parts.push_str(&ran.out);
    }
    folder.run_piped(&["merge", "--document", "api.yaml", "--format", "json-lines", "--expect", &shares.len().to_string(), "-"], &parts)
}

#[test]
fn lines_through_pipes_keep_their_places() {
    let folder = folder(&[]);
    let line = |number: usize, id: &str| {
        let source = format!(r#""source":{{"file":"log.ndjson","line":{number}}},"#);
        let native = r#""provenance":{"source":"live","recorded_at":"2026-01-01","recorded_by":"a test"},"#;
        let url = "https://api.example.org/v1/orders";
        match number % 2 {
            0 => format!(r#"{{{source}"method":"GET","url":"{url}","status":200,"body":{{"orders":[{{"id":{id}}}]}}}}"#),
            _ => format!(
                r#"{{{source}{native}"request":{{"method":"GET","url":"{url}"}},"response":{{"status":200,"body":{{"orders":[{{"id":{id}}}]}}}}}}"#
            ),
        }
    };
    let lines: Vec<String> = (1..=9).map(|number| line(number, if number % 3 == 0 { "\"x\"" } else { "1" })).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    folder.write("log.ndjson", lines.join("\n"));
    let whole = folder.run(&["validate", "--document", "api.yaml", "--format", "json-lines", "log.ndjson"]);
    assert!(whole.code == 1 && whole.out.contains(r#""file":"log.ndjson","line":3,"#), "{whole}");
    let merged =
        merge_lines(&folder, &[vec![lines[8], lines[1]], vec![lines[4], lines[0], lines[5]], lines[2..4].to_vec(), lines[6..8].to_vec()]);
    assert_eq!((merged.code, &merged.out), (1, &whole.out));

    // Lines that do not state their place have the same name in any division.
    let bare: Vec<String> = lines.iter().map(|line| line.replacen("\"source\":{\"file\"", "\"origin\":{\"file\"", 1)).collect();
    let bare: Vec<&str> = bare.iter().map(String::as_str).filter(|line| !line.contains("provenance")).collect();
    let one = merge_lines(&folder, std::slice::from_ref(&bare));
    let two = merge_lines(&folder, &[bare[2..].iter().rev().copied().collect(), bare[..2].to_vec()]);
    assert!(one.out.contains("<stdin>:"), "{one}");
    assert_eq!(one.out, two.out);
}
