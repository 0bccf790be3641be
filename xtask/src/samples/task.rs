//! The task `samples`: its options, and the loop over languages and operations.

use std::collections::BTreeMap;
use std::io::{self, Write};

use clap::ValueEnum;
use openapi_drift::cli::ExitStatus;
use openapi_publish::{Language, Samples, Source};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::languages::{self, LANGUAGES, Runner};
use super::sample_sandbox::SampleSandbox;
use super::settings;
use crate::documents::{self, Document};
use crate::kits::{Installer, Unavailable};
use crate::{files, messages, process, publish};

/// Run the code samples of the published documents against the sandbox (network only to install packages once)
///
/// The documents that `cargo xtask publish` writes have samples of each operation, as `x-codeSamples`. This task runs those for curl,
/// Python and TypeScript, each with a fresh sandbox, which must receive one request for the operation, answer it successfully, and
/// find no difference from the document. A language is skipped, with a message, if this machine lacks a program that it needs. The
/// samples in Rust are functions that a test of the crate `mobilize` runs.
#[derive(clap::Args)]
#[command(
    after_help = "Exit status:\n  0  every sample that ran works; or all languages were skipped, as the last line says\n  1  a sample does not work\n  2  could not run\n\nExamples:\n  cargo xtask samples\n  cargo xtask samples --language curl\n  cargo xtask samples mode --language python"
)]
pub struct Arguments {
    /// Only these documents (default: all)
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<Document>,
    /// Only this language; may be given several times (default: all)
    #[arg(long, value_name = "LANGUAGE")]
    language: Vec<LanguageName>,
}

/// The name of a language on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LanguageName {
    Curl,
    Python,
    Typescript,
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::Curl => Self::Curl,
            LanguageName::Python => Self::Python,
            LanguageName::Typescript => Self::TypeScript,
        }
    }
}

pub fn run(arguments: &Arguments) -> ExitStatus {
    run_all(arguments).unwrap_or_else(|why| {
        messages::error(&why);
        ExitStatus::Trouble
    })
}

fn run_all(arguments: &Arguments) -> Result<ExitStatus, String> {
    let runtime = Runtime::new().map_err(|error| error.to_string())?;
    let mut installer = Installer::new()?;
    files::remove_folder(&languages::folder())?;
    let named: Vec<Language> = arguments.language.iter().map(|name| (*name).into()).collect();
    let (mut ran, mut failures) = (0, Vec::new());
    for language in LANGUAGES.into_iter().filter(|language| named.is_empty() || named.contains(language)) {
        let runner = match Runner::find(language, &mut installer) {
            Ok(runner) => runner,
            Err(Unavailable::Failed(why)) => return Err(why),
            Err(Unavailable::Missing(why)) => {
                messages::progress("Skipped", &format!("{}: {why}", language.name()));
                continue;
            }
        };
        for document in documents::chosen(&arguments.documents) {
            let (source, samples) = (publish::published(document)?, settings(document)?);
            for (operation, code) in samples_of(&source, language) {
                let complaints = run_sample(&runtime, document, &samples, &runner, &operation, &code)?;
                failures.extend(complaints.iter().map(|why| format!("{} sample of {operation}: {why}", language.name())));
                ran += 1;
            }
        }
        if let Err(why) = runner.check() {
            failures.push(why);
        }
        messages::progress("Ran", &format!("the samples for {}", language.name()));
    }
    for failure in &failures {
        let _ = writeln!(io::stdout(), "error[sample] {failure}");
    }
    match ran {
        0 => messages::progress("Skipped", "everything: no sample could run on this machine, so nothing was checked"),
        ran => messages::progress("Finished", &format!("{ran} samples, {} failures", failures.len())),
    }
    Ok(if failures.is_empty() { ExitStatus::Clean } else { ExitStatus::Findings })
}

/// Runs one sample and returns everything that is wrong with it.
fn run_sample(
    runtime: &Runtime,
    document: Document,
    samples: &Samples,
    runner: &Runner,
    operation: &str,
    code: &str,
) -> Result<Vec<String>, String> {
    let sandbox = SampleSandbox::start(runtime, document)?;
    let code = live_origins(document)?.iter().fold(code.to_owned(), |code, origin| code.replace(origin, &sandbox.origin()));
    let mut command = runner.command(operation, &code)?;
    let failed = process::run(command.envs(sandbox.environment(samples))).err();
    Ok(failed.into_iter().chain(sandbox.complaints(operation)).collect())
}

/// The origins of all servers of a document but the sandbox.
fn live_origins(document: Document) -> Result<Vec<String>, String> {
    let source = publish::source(document)?;
    let mut origins = Vec::new();
    collect_origins(source.document().value(), &mut origins);
    Ok(origins)
}

fn collect_origins(value: &Value, origins: &mut Vec<String>) {
    let servers = value.get("servers").and_then(Value::as_array);
    let urls = servers.into_iter().flatten().filter_map(|server| server.get("url")?.as_str());
    origins.extend(urls.filter_map(|url| url.split_inclusive('/').take(3).collect::<String>().strip_suffix('/').map(str::to_owned)));
    if let Value::Object(properties) = value {
        properties.values().for_each(|property| collect_origins(property, origins));
    }
}

/// The samples of one language, by `operationId`, as they are published.
fn samples_of(source: &Source, language: Language) -> BTreeMap<String, String> {
    let document = source.document();
    let each = document.operations().iter().filter_map(|operation| {
        let samples = document.node(&operation.pointer)?.get("x-codeSamples")?.as_array()?;
        let sample = samples.iter().find(|sample| sample["lang"] == language.name())?;
        Some((operation.id.clone(), sample["source"].as_str()?.to_owned()))
    });
    each.collect()
}
