//! One small document, its recordings and exceptions, with a finding of most kinds: what all formats are shown on.

use openapi_drift::{Collector, Document, Exceptions, Options, Recordings, Report, check, find};

/// The report on `tests/sample`, as of 2026-06-01.
pub fn report() -> Report {
    report_of(|collector| collector)
}

/// The same with a collector that is set up otherwise.
pub fn report_of(set_up: impl for<'d> FnOnce(Collector<'d>) -> Collector<'d>) -> Report {
    let document = Document::load("tests/sample/api.yaml").expect("the document loads");
    let exceptions = Exceptions::load("tests/sample/exceptions.toml").expect("the exceptions load");
    let mut collector = set_up(Collector::new(&document));
    for exchange in Recordings::new(find(&["tests/sample/recordings"]).expect("the recordings are there")) {
        let exchange = exchange.expect("the recording reads");
        collector.add(&exchange, check(&document, &exchange.recording, &Options::default()));
    }
    collector.finish(&exceptions, "2026-06-01".parse().expect("a date"), &[])
}

/// Returns the output of `write` as text.
pub fn text(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}
