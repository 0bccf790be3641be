//! Compares the time of a check with the time of its unavoidable steps, and with another tool. All of them are processes that
//! read the same HAR, run in turn, so that disturbances of the machine affect all of them.
//!
//! ```text
//! compare har OUT.har RECORDINGS...                 writes recordings of any format as one HAR with whole JSON bodies
//! compare run DOCUMENT TRAFFIC.har [PEER COMMAND]   prints the table; in the command, {document} and {har} are put in
//! ```
//!
//! The rows: *parse* reads the archive and parses it and every body with `serde_json`, nothing else. *validator* does that
//! and gives every body to the bare `jsonschema` crate, with the schema of each exchange chosen beforehand, so that it finds
//! no operation, no undocumented property and no position. *check* is `openapi-drift validate`.

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use jsonschema::{Draft, Registry};
use openapi_drift::{Document, Options, Recordings, check, find};
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const RUNS: usize = 5;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["har", out, recordings @ ..] => write_har(Path::new(out), recordings),
        ["run", document, har, peer @ ..] => run(document, har, peer),
        ["parse", har] => parse(Path::new(har)).map(|_| ()),
        ["validator", document, har, choices] => validate(document, Path::new(har), choices),
        _ => Err("usage: compare har OUT RECORDINGS... | compare run DOCUMENT HAR [PEER COMMAND]".into()),
    }
}

fn write_har(out: &Path, recordings: &[&str]) -> Result<()> {
    let mut entries = Vec::new();
    for exchange in Recordings::new(find(recordings)?).flatten() {
        let recording = &exchange.recording;
        let Some(response) = &recording.response else { continue };
        let body = response.body.as_ref().map(Value::to_string).or_else(|| response.body_text.clone()).unwrap_or_default();
        let media_type = response.headers.get("content-type").unwrap_or("application/json");
        entries.push(json!({
            "startedDateTime": "2026-01-01T00:00:00.000Z",
            "request": { "method": recording.request.method, "url": recording.request.url, "httpVersion": "HTTP/1.1", "headers": [], "queryString": [] },
            "response": {
                "status": response.status, "statusText": "", "httpVersion": "HTTP/1.1",
                "headers": [{ "name": "content-type", "value": media_type }],
                "content": { "mimeType": media_type, "size": body.len(), "text": body }
            }
        }));
    }
    println!("{} exchanges", entries.len());
    let har = json!({ "log": { "version": "1.2", "creator": { "name": "compare", "version": "1" }, "entries": entries } });
    Ok(fs::write(out, serde_json::to_string(&har)?)?)
}

fn run(document: &str, har: &str, peer: &[&str]) -> Result<()> {
    let own = env::current_exe()?;
    let choices = own.with_file_name("compare.choices.json");
    let engine = own.parent().and_then(Path::parent).map(|folder| folder.join("openapi-drift")).unwrap_or_default();
    choose(document, har, &choices)?;
    let choices = choices.display().to_string();
    let mut rows: Vec<(&str, PathBuf, Vec<String>)> = vec![
        ("parse", own.clone(), vec!["parse".into(), har.into()]),
        ("validator", own, vec!["validator".into(), document.into(), har.into(), choices]),
        ("check", engine, ["validate", "--document", document, "--format", "json-lines", har].map(str::to_owned).to_vec()),
    ];
    if let [program, arguments @ ..] = peer {
        let arguments = arguments.iter().map(|argument| argument.replace("{document}", document).replace("{har}", har));
        rows.push(("peer", program.into(), arguments.collect()));
    }
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); rows.len()];
    for _ in 0..RUNS {
        for ((_, program, arguments), times) in rows.iter().zip(&mut times) {
            let start = Instant::now();
            let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
            // Findings are exit code 1, here and with the peer.
            if status.code().is_none_or(|code| code > 1) {
                return Err(format!("{} ended with {status}", program.display()).into());
            }
            times.push(start.elapsed());
        }
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    let medians: Vec<Duration> = times.iter_mut().map(median).collect();
    println!("| what | median of {RUNS} | least | to parse | to validator |\n| --- | ---: | ---: | ---: | ---: |");
    for (((name, ..), times), time) in rows.iter().zip(&times).zip(&medians) {
        let ratio = |other: Duration| time.as_secs_f64() / other.as_secs_f64();
        println!("| {name} | {time:.2?} | {:.2?} | {:.1} | {:.2} |", times[0], ratio(medians[0]), ratio(medians[1]));
    }
    Ok(())
}

/// The entries of an archive, and their bodies parsed.
fn parse(har: &Path) -> Result<Vec<Option<Value>>> {
    let archive: Value = serde_json::from_slice(&fs::read(har)?)?;
    let entries = archive.pointer("/log/entries").and_then(Value::as_array).ok_or("no entries")?;
    let text = |entry: &Value| entry.pointer("/response/content/text").and_then(Value::as_str).map(str::to_owned);
    Ok(entries.iter().map(|entry| serde_json::from_str(&text(entry)?).ok()).collect())
}

/// Writes down which schema each exchange is to be judged by: what the bare validator is spared.
fn choose(document: &str, har: &str, out: &Path) -> Result<()> {
    let document = Document::load(document)?;
    let mut choices = Vec::new();
    for exchange in Recordings::new(find(&[har])?) {
        let checked = check(&document, &exchange?.recording, &Options::default());
        let schema = checked.operation.zip(checked.status).and_then(|(index, status)| {
            let responses = format!("{}/responses", document.operations()[index].pointer);
            let mut response = format!("{responses}/{status}");
            for _ in 0..4 {
                let Some(target) = document.value().pointer(&response)?.get("$ref").and_then(Value::as_str) else { break };
                response = target.trim_start_matches('#').to_owned();
            }
            let content = document.value().pointer(&response)?.get("content")?.as_object()?;
            let media_type = content.keys().find(|name| name.contains("json"))?;
            content[media_type].get("schema")?;
            Some(format!("{response}/content/{}/schema", openapi_drift::pointer::escape(media_type)))
        });
        choices.push(schema);
    }
    Ok(fs::write(out, serde_json::to_string(&choices)?)?)
}

fn validate(document: &str, har: &Path, choices: &str) -> Result<()> {
    let choices: Vec<Option<String>> = serde_json::from_slice(&fs::read(choices)?)?;
    let bodies = parse(har)?;
    let value: Value = match serde_json::from_slice(&fs::read(document)?) {
        Ok(value) => value,
        // The document is read as the engine reads it where it is YAML.
        Err(_) => Document::load(document)?.value().clone(),
    };
    let is_31 = value["openapi"].as_str().is_some_and(|version| version.starts_with("3.1"));
    let draft = if is_31 { Draft::Draft202012 } else { Draft::Draft4 };
    let registry = Registry::new().draft(draft).add("urn:document", &value)?.prepare()?;
    let mut validators = HashMap::new();
    let mut invalid = 0;
    for (body, schema) in bodies.iter().zip(&choices) {
        let (Some(body), Some(schema)) = (body, schema) else { continue };
        let validator = match validators.get(schema) {
            Some(validator) => validator,
            None => {
                let pointer = schema.replace('%', "%25").replace('{', "%7B").replace('}', "%7D").replace(' ', "%20");
                let options = jsonschema::options().with_draft(draft).with_registry(&registry).should_validate_formats(true);
                let validator = options.build(&json!({ "$ref": format!("urn:document#{pointer}") })).map_err(|error| error.to_string())?;
                validators.entry(schema).or_insert(validator)
            }
        };
        invalid += validator.iter_errors(body).count();
    }
    println!("{invalid} errors");
    Ok(())
}
