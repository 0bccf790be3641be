//! `record`: live traffic through a proxy, and redacted recordings of it.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, sync_channel};

use clap::{Args, ValueEnum};

use crate::check::check::check;
use crate::check::checked::Options;
use crate::cli::progress::say;
use crate::cli::redaction::{Keep, KeyOptions, write_recording};
use crate::cli::reporter::{Reporter, Streams};
use crate::cli::{ExitStatus, OutputOptions};
use crate::finding::code::Severity;
use crate::proxy::proxy::{Passed, Proxy, serve};
use crate::record::exchange::{Outcome, Proved, Recorder};
use crate::record::file_name::FileNames;
use crate::record::informative::Shown;
use crate::redact::key::RedactionKey;
use crate::text::plural;
use openapi_drift_openapi::{Document, Server};
use openapi_drift_recordings::{Origin, Provenance, Recording};
use openapi_drift_source::Error;

/// The number of exchanges that may wait for redaction.
const QUEUE: usize = 64;

/// Record live traffic through a proxy, redacted
///
/// Clients use the proxy in place of the service. Requests and responses pass unchanged. Recordings contain no credentials, and only
/// values that the document lists; all other values are pseudonyms, as `redact` makes them. Each exchange is compared with the document
/// while it passes. Stop with Ctrl-C.
#[derive(Debug, Clone, Args)]
#[command(
    name = "record",
    after_help = "Exit status:\n  0  stopped by the user; all exchanges were recorded, or need no recording\n  2  some were not, or the proxy could not start\n\nExamples:\n  openapi-drift record --document api.yaml --upstream https://api.example.org/v1 --out recordings/\n  openapi-drift record --document api.yaml --upstream http://127.0.0.1:4010 --listen 127.0.0.1:9000 --out recordings/ --keep all"
)]
pub struct RecordTraffic {
    /// The OpenAPI document, YAML or JSON
    #[arg(long, value_name = "FILE")]
    document: PathBuf,
    /// The service: paths of requests are appended to this URL
    #[arg(long, value_name = "URL")]
    upstream: Server,
    /// The address of the proxy; port 0 is any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The folder to write to; one file for each recording
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The exchanges to keep
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = Keep::Informative)]
    keep: Keep,
    /// The origin of the recordings
    #[arg(long, value_enum, value_name = "ORIGIN", default_value_t)]
    source: RecordedSource,
    /// Trust the certificates in this file (PEM) in addition to those of the system
    #[arg(long, value_name = "FILE")]
    upstream_ca: Option<PathBuf>,
    /// Pass bodies above this size without recording them, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 16 * 1024 * 1024)]
    max_body: usize,
    #[command(flatten)]
    key: KeyOptions,
    /// Print only errors
    #[arg(long, short)]
    quiet: bool,
}

/// The origin of recorded traffic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum RecordedSource {
    /// The real service
    #[default]
    Live,
    /// The sandbox
    Sandbox,
}

/// The counts of a run.
#[derive(Debug, Default)]
struct Counts {
    written: usize,
    /// Exchanges that show nothing new.
    known: usize,
    differing: usize,
    /// Absolute addresses of the upstream in bodies, which lead clients past the proxy.
    links: usize,
    failed: usize,
    not_recorded: BTreeMap<String, usize>,
}

impl RecordTraffic {
    /// Runs the proxy until Ctrl-C or SIGTERM; writes messages to standard error.
    pub fn run(&self) -> ExitStatus {
        let options = OutputOptions { quiet: self.quiet, ..OutputOptions::default() };
        let reporter = Reporter {
            options: &options,
            keep_going: false,
            all: false,
            since: None,
            operations: &[],
            deny: &[],
            command: "openapi-drift",
            sources: std::slice::from_ref(&self.out),
        };
        reporter.run(|streams, _| self.run_on(streams))
    }

    fn run_on(&self, streams: &mut Streams<'_>) -> io::Result<ExitStatus> {
        match self.record(streams) {
            Ok(status) => status,
            Err(error) => streams.fail(&error),
        }
    }

    fn record(&self, streams: &mut Streams<'_>) -> Result<io::Result<ExitStatus>, Error> {
        let cannot = |why: String| Error::new("cannot record", why);
        let document = Document::load(&self.document)?;
        let key = self.key.key(&self.out)?;
        let certificates = match &self.upstream_ca {
            Some(file) => std::fs::read(file).map_err(|error| cannot(error.to_string()).in_file(file.display().to_string()))?,
            None => Vec::new(),
        };
        let (copies, passed) = sync_channel(QUEUE);
        let proxy = Proxy::new(self.upstream.as_str(), &certificates, self.max_body, copies).map_err(cannot)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|error| cannot(error.to_string()))?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind(self.listen));
        let listener = listener.map_err(|error| cannot(format!("cannot listen on {}: {error}", self.listen)))?;
        let own = listener.local_addr().map_err(|error| cannot(error.to_string()))?;
        if !self.quiet {
            let started = say(streams.err, "Recording", &format!("http://{own} → {} (stop with Ctrl-C)", self.upstream.as_str()));
            if let Err(error) = started.and_then(|()| streams.err.flush()) {
                return Ok(Err(error));
            }
        }
        let missed = proxy.missed();
        let served = std::thread::spawn(move || {
            let served = runtime.block_on(serve(listener, Arc::new(proxy), stopped()));
            // Ends what holds the other end of the channel.
            runtime.shutdown_timeout(std::time::Duration::from_secs(1));
            served
        });
        let mut counts = Counts::default();
        let written = self.write_all(&document, &key, &passed, &mut counts, streams);
        let late = missed.load(Ordering::Relaxed);
        if late > 0 {
            *counts.not_recorded.entry("redaction was too slow".to_owned()).or_default() += late;
        }
        match served.join() {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(cannot(error.to_string())),
            Err(_) => return Err(cannot("the proxy has ended unexpectedly".to_owned())),
        }
        Ok(written.and_then(|()| self.summary(&counts, streams)))
    }

    /// Redacts and writes what passes until the proxy has ended.
    fn write_all(
        &self,
        document: &Document,
        key: &RedactionKey,
        passed: &Receiver<Passed>,
        counts: &mut Counts,
        streams: &mut Streams<'_>,
    ) -> io::Result<()> {
        let options = Options { servers: vec![self.upstream.clone()], ..Options::default() };
        let recorder = Recorder::new(document, &options, &[], key);
        let (mut names, mut shown) = (FileNames::default(), Shown::default());
        for passed in passed {
            let (request, response) = match passed {
                Passed::Exchange(exchange) => *exchange,
                Passed::NotCopied(why) => {
                    *counts.not_recorded.entry(why.to_owned()).or_default() += 1;
                    continue;
                }
                Passed::Failed(why) => {
                    counts.failed += 1;
                    streams.fail(&Error::new("a request was not answered", why))?;
                    continue;
                }
            };
            let mut recording = Recording::from_http(&request, &response);
            recording.provenance = Some(self.provenance());
            let checked = check(document, &recording, &options);
            let text = [&recording.request.body_text, &recording.response.as_ref().and_then(|response| response.body_text.clone())]
                .map(Clone::clone);
            let json = [recording.request.body.as_ref(), recording.response.as_ref().and_then(|response| response.body.as_ref())];
            let bodies = json.into_iter().flatten().map(ToString::to_string).chain(text.into_iter().flatten());
            counts.links += bodies.map(|body| body.matches(self.upstream.as_str()).count()).sum::<usize>();
            let news = shown.news(document, &checked);
            if self.keep == Keep::Informative && news.is_empty() {
                counts.known += 1;
                continue;
            }
            let Proved { redacted, operation, .. } = match recorder.redact(&recording) {
                Outcome::Proved(proved) => *proved,
                Outcome::NotChecked(reason) => {
                    *counts.not_recorded.entry(reason).or_default() += 1;
                    continue;
                }
                Outcome::Refused(why) => {
                    counts.failed += 1;
                    streams.fail(&Error::new("an exchange was not recorded", why))?;
                    continue;
                }
            };
            let sealed = recorder.seal(&redacted, self.provenance());
            let operation = operation.map(|index| &document.operations()[index]);
            let file = names.next(operation, &recording, self.origin(), key);
            if let Err(error) = write_recording(&self.out, &file, &sealed, std::slice::from_ref(&self.document)) {
                counts.failed += 1;
                streams.fail(&error)?;
                continue;
            }
            shown.remember(news);
            counts.written += 1;
            let count = |severity: Severity| checked.observations.iter().filter(|found| found.severity == severity).count();
            let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
            counts.differing += usize::from(errors + warnings > 0);
            if !self.quiet {
                let found = if errors + warnings == 0 {
                    String::new()
                } else {
                    format!(": {}, {}", plural(errors, "error"), plural(warnings, "warning"))
                };
                say(streams.err, "Recorded", &format!("{}{found}", file.display()))?;
                streams.err.flush()?;
            }
        }
        Ok(())
    }

    fn origin(&self) -> Origin {
        match self.source {
            RecordedSource::Live => Origin::Live,
            RecordedSource::Sandbox => Origin::Sandbox,
        }
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            recorded_at: Some(jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()),
            recorded_by: Some(concat!("openapi-drift record ", env!("CARGO_PKG_VERSION")).to_owned()),
            ..Provenance::new(self.origin())
        }
    }

    fn summary(&self, counts: &Counts, streams: &mut Streams<'_>) -> io::Result<ExitStatus> {
        let is_complete = counts.failed == 0;
        let status = if is_complete { ExitStatus::Clean } else { ExitStatus::Trouble };
        if self.quiet {
            return Ok(status);
        }
        for (reason, count) in &counts.not_recorded {
            say(streams.err, "Left out", &format!("{} ({reason})", plural(*count, "exchange")))?;
        }
        if counts.known > 0 {
            say(streams.err, "Left out", &format!("{} with nothing new (--keep all)", plural(counts.known, "exchange")))?;
        }
        if counts.links > 0 {
            let links = plural(counts.links, "absolute address");
            say(streams.err, "Warning", &format!("bodies have {links} of the upstream: requests to them do not pass the proxy"))?;
        }
        let differing = if counts.differing > 0 { format!(", {} differ from the document", counts.differing) } else { String::new() };
        let failed = if counts.failed > 0 { format!(", {} failed", counts.failed) } else { String::new() };
        say(streams.err, "Recorded", &format!("{} to {}{differing}{failed}", plural(counts.written, "exchange"), self.out.display()))?;
        if counts.written > 0 {
            let command = format!("openapi-drift validate --document {} {}", self.document.display(), self.out.display());
            say(streams.err, "Help", &command)?;
        }
        Ok(status)
    }
}

/// Ends when the user or the system asks the program to stop.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
