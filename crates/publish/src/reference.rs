//! The reference page: Redoc and the document in one file that fetches nothing.

use serde_json::{Value, json};

use crate::Error;

/// The logo below the menu, the only file that Redoc fetches. The page names Redoc in text instead.
const LOGO: &str = "https://cdn.redoc.ly/redoc/logo-mini.svg";
const NO_IMAGE: &str = "data:,";

/// Writes the page.
pub(crate) fn page(title: &str, version: &str, document: &Value, script: &str, notice: &str) -> Result<String, Error> {
    if !script.contains(LOGO) {
        return Err(Error::UnexpectedOutput {
            what: "the script of Redoc",
            why: format!("{LOGO} is not in it; check whether it fetches something else"),
        });
    }
    // The source map of the script is not published, so browsers must not look for it.
    let script =
        script.replace(LOGO, NO_IMAGE).lines().filter(|line| !line.starts_with("//# sourceMappingURL=")).collect::<Vec<_>>().join("\n");
    let options = json!({ "disableSearch": false, "hideDownloadButton": true, "expandResponses": "200", "jsonSampleExpandLevel": 3, "showExtensions": ["x-source", "x-extensible-enum"] });
    let title = escape(title);
    Ok(format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; font-src data:; worker-src blob:; connect-src blob: data:">
<title>{title} {version}</title>
<link rel="icon" href="data:,">
<style>body {{ margin: 0; font-family: sans-serif }} noscript {{ display: block; padding: 2em }}</style>
</head>
<body>
<noscript>This page needs JavaScript. The OpenAPI document in the same folder has the same contents.</noscript>
<main id="reference"></main>
<!--
This page contains Redoc (MIT License), which contains:
{notice}
-->
<script>
{script}
</script>
<script>
Redoc.init({document}, {options}, document.getElementById("reference"));
</script>
</body>
</html>
"#,
        version = escape(version),
        notice = notice.replace("--", "- -").trim(),
        // `</script>` and `<!--` would end or change the script element.
        script = script.replace("</script", r"<\/script").replace("<!--", r"\x3c!--"),
        document = in_script(document),
        options = in_script(&options),
    ))
}

fn in_script(value: &Value) -> String {
    value.to_string().replace('<', r"\u003c").replace('\u{2028}', r"\u2028").replace('\u{2029}', r"\u2029")
}

/// A text, escaped for HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
