//! Runs the complete check in one call, for test suites.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::check::check::check;
use crate::check::checked::Options;
use crate::exceptions::exception::Exceptions;
use crate::report::build::ReportOptions;
use crate::report::collector::Collector;
use crate::report::partial::Partial;
use crate::report::report::Report;
use openapi_drift_openapi::Document;
use openapi_drift_recordings::{Exchange, Recording, Recordings, find};
use openapi_drift_source::Error;

/// A source of recordings: a path of a file or folder, a [`Recording`], an [`Exchange`], or several of one kind.
pub trait IntoExchanges {
    /// The exchanges, one after the other.
    ///
    /// # Errors
    ///
    /// [`Error`] if a path does not exist or a folder cannot be read. The error of a single recording takes its place among the
    /// exchanges.
    fn into_exchanges(self) -> Result<Exchanges, Error>;
}

/// Exchanges, read one after the other.
pub type Exchanges = Box<dyn Iterator<Item = Result<Exchange, Error>>>;

/// Checks recordings against a document.
///
/// ```
/// use openapi_drift::{Document, validate};
///
/// let document = Document::load("tests/sample/api.yaml")?;
/// let report = validate(&document, "tests/sample/recordings")?;
/// assert!(report.verdict().starts_with("differs: "));
/// assert!(report.to_string().contains("error[type-mismatch] listBooks: expected integer, recorded string"));
/// # Ok::<(), openapi_drift::Error>(())
/// ```
///
/// # Errors
///
/// [`Error`] if a recording cannot be read.
pub fn validate(document: &Document, recordings: impl IntoExchanges) -> Result<Report, Error> {
    validate_accepting(document, recordings, &Exceptions::default())
}

/// Checks recordings against a document, and separates the accepted findings. An exception that accepts nothing or has expired
/// is a finding.
///
/// # Errors
///
/// [`Error`] if a recording cannot be read.
pub fn validate_accepting(document: &Document, recordings: impl IntoExchanges, exceptions: &Exceptions) -> Result<Report, Error> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    Ok(Partial::of(document, recordings)?.finish(document, exceptions, today, &ReportOptions::default()))
}

impl Partial {
    /// Checks recordings, and returns the partial report of them.
    ///
    /// # Errors
    ///
    /// [`Error`] if a recording cannot be read.
    pub fn of(document: &Document, recordings: impl IntoExchanges) -> Result<Self, Error> {
        let mut collector = Collector::new(document);
        for exchange in recordings.into_exchanges()? {
            let exchange = exchange?;
            collector.add(&exchange, check(document, &exchange.recording, &Options::default()));
        }
        Ok(collector.partial())
    }
}

/// Asserts that recordings agree with a document: that something was checked, and that there is no finding.
///
/// The first argument is a [`Document`]; the others implement [`IntoExchanges`]: paths, recordings, exchanges. After a
/// semicolon [`Exceptions`] may follow.
///
/// ```
/// use openapi_drift::{Document, Exceptions, assert_no_drift};
///
/// let document = Document::load("tests/sample/agreeing.yaml")?;
/// assert_no_drift!(document, "tests/sample/recordings/listBooks-200.json", "tests/sample/recordings/readers-200.json");
/// assert_no_drift!(document, "tests/sample/recordings"; Exceptions::default());
/// # Ok::<(), openapi_drift::Error>(())
/// ```
///
/// # Panics
///
/// With the report for people if there is a finding, if nothing was checked, or if something cannot be read:
///
/// ```should_panic
/// # use openapi_drift::{Document, assert_no_drift};
/// let document = Document::load("tests/sample/api.yaml").unwrap();
/// assert_no_drift!(document, "tests/sample/recordings");
/// ```
#[macro_export]
macro_rules! assert_no_drift {
    ($document:expr, $($recordings:expr),+ $(,)?) => {
        $crate::assert_no_drift!($document, $($recordings),+; $crate::Exceptions::default())
    };
    ($document:expr, $($recordings:expr),+; $exceptions:expr) => {{
        let exchanges = [$($crate::IntoExchanges::into_exchanges($recordings)),+];
        $crate::assert_agreement(&$document, exchanges.into_iter().collect(), &$exceptions);
    }};
}

/// Implements [`assert_no_drift!`].
#[doc(hidden)]
#[track_caller]
#[expect(clippy::panic, reason = "a failed assertion panics")]
pub fn assert_agreement(document: &Document, recordings: Result<Vec<Exchanges>, Error>, exceptions: &Exceptions) {
    let exchanges = recordings.map(|sources| Box::new(sources.into_iter().flatten()) as Exchanges);
    match exchanges.and_then(|exchanges| validate_accepting(document, Prepared(exchanges), exceptions)) {
        Ok(report) if report.is_clean() => {}
        Ok(report) => panic!("the recordings do not agree with {}\n\n{report}", document.name()),
        Err(trouble) => panic!("the recordings cannot be checked\n\nerror: {trouble}"),
    }
}

/// Exchanges that were prepared before.
struct Prepared(Exchanges);

impl IntoExchanges for Prepared {
    fn into_exchanges(self) -> Result<Exchanges, Error> {
        Ok(self.0)
    }
}

impl IntoExchanges for &Path {
    fn into_exchanges(self) -> Result<Exchanges, Error> {
        Ok(Box::new(Recordings::new(find(&[self])?)))
    }
}

/// A string is a path.
impl IntoExchanges for &str {
    fn into_exchanges(self) -> Result<Exchanges, Error> {
        Path::new(self).into_exchanges()
    }
}

impl IntoExchanges for PathBuf {
    fn into_exchanges(self) -> Result<Exchanges, Error> {
        self.as_path().into_exchanges()
    }
}

impl IntoExchanges for Exchange {
    fn into_exchanges(self) -> Result<Exchanges, Error> {
        Ok(Box::new(std::iter::once(Ok(self))))
    }
}

impl IntoExchanges for Recording {
    fn into_exchanges(self) -> Result<Exchanges, Error> {
        Exchange::of("recording", &self)?.into_exchanges()
    }
}

impl<T: IntoExchanges> IntoExchanges for Vec<T> {
    fn into_exchanges(self) -> Result<Exchanges, Error> {
        let sources = self.into_iter().map(T::into_exchanges).collect::<Result<Vec<_>, _>>()?;
        Ok(Box::new(sources.into_iter().flatten()))
    }
}
