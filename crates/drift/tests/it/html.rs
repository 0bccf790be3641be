//! The page: what it holds, and what a browser makes of it.

use std::path::PathBuf;
use std::process::Command;

use insta::assert_snapshot;
use openapi_drift::{Code, write_html};

use crate::sample::{report, text};

fn page() -> String {
    text(|out| write_html(&report(), true, out))
}

/// Style and script are left out: they are files of their own.
#[test]
fn content() {
    let page = page();
    let (before, rest) = page.split_once("<style>").expect("has a style");
    let (_, rest) = rest.split_once("</style>").expect("the style ends");
    let (content, _) = rest.split_once("<script>").expect("has a script");
    assert_snapshot!(format!("{before}<style>…</style>{content}"));
}

#[test]
fn the_page_needs_nothing_from_anywhere() {
    let page = page();
    for outside in ["http:", "src=", "href=", "@import", "url("] {
        let found = page.lines().find(|line| line.contains(outside));
        assert_eq!(found, None, "`{outside}`");
    }
}

#[test]
fn a_browser_shows_and_filters_the_findings() {
    let Some(browser) = chromium() else {
        eprintln!("skipped: chromium is not on PATH, so no browser can look at the page");
        return;
    };
    // The script runs on load; what it did is seen in the tree that the browser prints.
    let tree = dump(&browser, "all", &page());
    let report = report();
    let all = report.findings.len() + report.notes.len();
    assert!(tree.contains(&format!(">{all} of {all} shown</output>")), "{tree}");
    assert!(!tree.contains("<form hidden"), "the filter is offered");

    let choose = "<script>document.querySelector('form').code.value = 'type-mismatch'; \
                  document.querySelector('form').dispatchEvent(new Event('input'));</script></body>";
    let tree = dump(&browser, "filtered", &page().replace("</body>", choose));
    let wanted = report.findings.iter().filter(|finding| finding.code == Code::TypeMismatch).count();
    assert!(wanted > 0 && tree.contains(&format!(">{wanted} of {all} shown</output>")), "{tree}");
    assert_eq!(tree.matches("<article").count() - tree.matches("hidden=\"\"").count(), wanted);
}

fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("chromium")).find(|file| file.is_file())
}

/// The page's tree after its scripts ran.
fn dump(browser: &PathBuf, name: &str, page: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("html-{name}"));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let file = folder.join("report.html");
    // The policy of the page allows its own script alone, and not the one that stands for a user here.
    let (before, rest) = page.split_once("script-src").expect("has a policy");
    let (_, after) = rest.split_once(';').expect("has further directives");
    std::fs::write(&file, format!("{before}script-src 'unsafe-inline';{after}")).expect("the page can be written");
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--dump-dom", &profile])
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("chromium starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
