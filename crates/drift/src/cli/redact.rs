//! `redact`: recordings in, recordings that may be stored out.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::check::check::check;
use crate::check::checked::Options;
use crate::cli::progress::say;
use crate::cli::redaction::{Keep, KeyOptions, write_recording};
use crate::cli::reporter::{Reporter, Streams};
use crate::cli::{ExitStatus, OutputOptions};
use crate::record::exchange::{Outcome, Proved, Recorder};
use crate::record::file_name::FileNames;
use crate::record::informative::Shown;
use crate::redact::key::RedactionKey;
use crate::redact::mac::is_unchanged;
use crate::redact::redact::Kept;
use crate::text::plural;
use openapi_drift_openapi::{Document, Server};
use openapi_drift_recordings::{Exchange, InputFormat, Origin, Provenance, Recording, Recordings, find};
use openapi_drift_source::Error;

/// Turn recordings into ones that may be stored and shared
///
/// Keeps each value that the document lists, such as those of `enum`. Every other value is replaced by a pseudonym of the same type and
/// format, or withheld. Equal values have equal pseudonyms. Each exchange is checked before and after: redaction changes no finding,
/// except where it withholds a value, and such findings are named.
#[derive(Debug, Clone, Args)]
#[command(
    name = "redact",
    after_help = "Exit status:\n  0  all recordings were redacted\n  2  some were not, or could not be read or written\n\nExamples:\n  openapi-drift redact --document api.yaml --out recordings/ traffic.har"
)]
pub struct RedactRecordings {
    /// The OpenAPI document, YAML or JSON
    #[arg(long, value_name = "FILE")]
    document: PathBuf,
    /// The folder to write to; one file for each exchange
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The origin of recordings that do not state it
    #[arg(long, value_enum, value_name = "ORIGIN", default_value_t)]
    source: Source,
    /// The exchanges to keep
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = Keep::All)]
    keep: Keep,
    #[command(flatten)]
    key: KeyOptions,
    /// Redact recordings again that were changed after their redaction, or redacted with another key
    #[arg(long)]
    again: bool,
    /// List each kept value with the statement of the document that lists it
    #[arg(long)]
    list_kept: bool,
    /// Print only the values asked for and errors
    #[arg(long, short)]
    quiet: bool,
    /// Treat this base URL as one of the document's servers, and keep it (may be repeated)
    #[arg(long = "server", value_name = "URL")]
    servers: Vec<Server>,
    /// Recording format: native, har, vcr, wiremock, postman, ndjson, http or nock [default: detected from the content]
    #[arg(long, value_name = "FORMAT")]
    input: Option<InputFormat>,
    /// Do not fail when some recordings cannot be read; they are still named
    #[arg(long)]
    keep_going: bool,
    /// Recordings in any format: files, folders, or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
}

/// The origin of recordings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Source {
    /// Traffic with the real service
    #[default]
    Live,
    /// Traffic with the sandbox
    Sandbox,
    /// Examples of the documentation
    Documentation,
}

impl From<Source> for Origin {
    fn from(source: Source) -> Self {
        match source {
            Source::Live => Self::Live,
            Source::Sandbox => Self::Sandbox,
            Source::Documentation => Self::Documentation,
        }
    }
}

/// The counts of a run.
#[derive(Debug, Default)]
struct Counts {
    written: usize,
    unchanged: usize,
    /// Exchanges that show nothing new.
    known: usize,
    not_checked: BTreeMap<String, usize>,
    failed: usize,
    free: usize,
    kept: BTreeMap<Kept, usize>,
    replaced: usize,
    withheld: usize,
    removed: BTreeMap<&'static str, usize>,
}

impl RedactRecordings {
    /// Redacts; writes messages to standard error.
    pub fn run(&self) -> ExitStatus {
        let options = OutputOptions { quiet: self.quiet, ..OutputOptions::default() };
        let reporter = Reporter {
            options: &options,
            keep_going: self.keep_going,
            all: false,
            since: None,
            operations: &[],
            deny: &[],
            command: "openapi-drift",
            sources: &self.inputs,
        };
        reporter.run(|streams, _| self.run_on(streams))
    }

    fn run_on(&self, streams: &mut Streams<'_>) -> io::Result<ExitStatus> {
        let prepared = self.prepare();
        let (document, key, files) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return streams.fail(&error),
        };
        let options = self.options();
        let recorder = Recorder::new(&document, &options, &[], &key);
        let (mut counts, mut names, mut unreadable) = (Counts::default(), FileNames::default(), 0);
        let mut shown = Shown::default();
        for exchange in Recordings::new(files).input(self.input) {
            match exchange {
                Ok(exchange) => {
                    let is_chosen = self.keep == Keep::Informative;
                    let news = if is_chosen { shown.news(&document, &check(&document, &exchange.recording, &options)) } else { Vec::new() };
                    if is_chosen && news.is_empty() {
                        counts.known += 1;
                        continue;
                    }
                    match self.exchange(&exchange, &document, &recorder, &key, &mut names, &mut counts, streams)? {
                        Ok(()) => shown.remember(news),
                        Err(error) => {
                            streams.fail(&error)?;
                            counts.failed += 1;
                        }
                    }
                }
                Err(error) => {
                    streams.fail(&error)?;
                    unreadable += 1;
                }
            }
        }
        self.summary(&counts, unreadable, streams)?;
        let is_empty = counts.written + counts.unchanged + counts.failed + counts.not_checked.len() == 0;
        if is_empty {
            return streams.fail(&Error::new("nothing to redact", "the inputs have no exchanges"));
        }
        let is_complete = counts.failed == 0 && (unreadable == 0 || self.keep_going);
        Ok(if is_complete { ExitStatus::Clean } else { ExitStatus::Trouble })
    }

    fn options(&self) -> Options {
        Options { servers: self.servers.clone(), ..Options::default() }
    }

    fn prepare(&self) -> Result<(Document, RedactionKey, Vec<PathBuf>), Error> {
        let document = Document::load(&self.document)?;
        let files = find(&self.inputs)?;
        let key = self.key.key(&self.out)?;
        Ok((document, key, files))
    }

    #[expect(clippy::too_many_arguments, reason = "the state of a run")]
    fn exchange(
        &self,
        exchange: &Exchange,
        document: &Document,
        recorder: &Recorder<'_>,
        key: &RedactionKey,
        names: &mut FileNames,
        counts: &mut Counts,
        streams: &mut Streams<'_>,
    ) -> io::Result<Result<(), Error>> {
        let recording = &exchange.recording;
        let refused = |why: String| Error::new("not written", why).in_file(format!("{} (exchange {})", exchange.file, exchange.index + 1));
        let redaction = recording.provenance.as_ref().and_then(|provenance| provenance.redaction.as_ref());
        if redaction.is_some() && !self.again {
            if !is_unchanged(key, recording) {
                let why = "it was redacted with another key, or changed afterwards";
                return Ok(Err(refused(why.to_owned()).help("pass `--again` to redact it again; its pseudonyms are then replaced too")));
            }
            let operation = check(document, recording, &self.options()).operation;
            let operation = operation.map(|index| &document.operations()[index]);
            counts.unchanged += 1;
            let file = names.next(operation, recording, origin(recording, self.source), key);
            return Ok(write_recording(&self.out, &file, recording, &self.outside()));
        }
        match recorder.redact(recording) {
            Outcome::NotChecked(reason) => {
                *counts.not_checked.entry(reason).or_default() += 1;
                Ok(Ok(()))
            }
            Outcome::Refused(why) => Ok(Err(refused(why))),
            Outcome::Proved(proved) => {
                let Proved { redacted, operation, removed } = *proved;
                let source = origin(recording, self.source);
                let sealed = recorder.seal(&redacted, provenance(recording, source));
                for (code, at) in &removed {
                    *counts.removed.entry(code.as_str()).or_default() += 1;
                    if !self.quiet {
                        say(
                            streams.err,
                            "Withheld",
                            &format!(
                                "{at} in {} (exchange {}), which had a `{}` finding",
                                exchange.file,
                                exchange.index + 1,
                                code.as_str()
                            ),
                        )?;
                    }
                }
                counts.free += redacted.free;
                counts.replaced += redacted.replaced.len();
                counts.withheld += redacted.withheld.len();
                redacted.kept.into_iter().for_each(|kept| *counts.kept.entry(kept).or_default() += 1);
                let operation = operation.map(|index| &document.operations()[index]);
                let file = names.next(operation, recording, source, key);
                let written = write_recording(&self.out, &file, &sealed, &self.outside());
                counts.written += usize::from(written.is_ok());
                Ok(written)
            }
        }
    }

    /// Returns the inputs that are not the output folder, which no recording may replace.
    fn outside(&self) -> Vec<PathBuf> {
        self.inputs.iter().filter(|input| !is_below(&self.out, input)).cloned().collect()
    }

    fn summary(&self, counts: &Counts, unreadable: usize, streams: &mut Streams<'_>) -> io::Result<()> {
        if self.list_kept {
            for (kept, count) in &counts.kept {
                writeln!(streams.out, "{count:>8}  {}  {}", serde_json::Value::from(kept.value.as_str()), kept.statement)?;
            }
        }
        if self.quiet {
            return Ok(());
        }
        for (reason, count) in &counts.not_checked {
            say(streams.err, "Left out", &format!("{} that are not checked ({reason})", plural(*count, "exchange")))?;
        }
        if counts.known > 0 {
            say(streams.err, "Left out", &format!("{} with nothing new (--keep all)", plural(counts.known, "exchange")))?;
        }
        for (code, count) in &counts.removed {
            say(streams.err, "Removed", &format!("{} of `{code}`, which depend on withheld values", plural(*count, "finding")))?;
        }
        let kept: usize = counts.kept.values().sum();
        let values = format!("{} kept, {} replaced, {} withheld", counts.free + kept, counts.replaced, counts.withheld);
        say(streams.err, "Values", &values)?;
        let mut result = format!("{} to {}", plural(counts.written, "recording"), self.out.display());
        for (count, what) in [(counts.unchanged, "unchanged"), (counts.failed, "not written"), (unreadable, "unreadable")] {
            if count > 0 {
                result.push_str(&format!(", {count} {what}"));
            }
        }
        say(streams.err, "Redacted", &result)
    }
}

/// Returns whether one folder is the other, or is below it.
fn is_below(folder: &Path, parent: &Path) -> bool {
    match (folder.canonicalize(), parent.canonicalize()) {
        (Ok(folder), Ok(parent)) => folder == parent,
        _ => false,
    }
}

fn origin(recording: &Recording, otherwise: Source) -> Origin {
    recording.provenance.as_ref().map_or(otherwise.into(), |provenance| provenance.source)
}

/// The origin and date stay; free text does not.
fn provenance(recording: &Recording, source: Origin) -> Provenance {
    let known = recording.provenance.as_ref();
    Provenance {
        recorded_at: known.and_then(|known| known.recorded_at.clone()),
        page: known.filter(|_| source == Origin::Documentation).and_then(|known| known.page.clone()),
        recorded_by: Some(concat!("openapi-drift redact ", env!("CARGO_PKG_VERSION")).to_owned()),
        ..Provenance::new(source)
    }
}
