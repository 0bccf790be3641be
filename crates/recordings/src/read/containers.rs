//! Files around recordings: gzip, ZIP, and text in UTF-16.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use crate::read::open::MAX_WHOLE;

/// The first bytes of a file in gzip.
pub const GZIP: &[u8] = &[0x1f, 0x8b];

/// The first bytes of a ZIP archive.
pub const ZIP: &[u8] = b"PK\x03\x04";

/// The number of bytes up to which a file in gzip is read after it is decompressed.
const MAX_GUNZIPPED: u64 = 2 * 1024 * 1024 * 1024;

/// The number of bytes that the files of a ZIP archive may have in total.
const MAX_UNZIPPED: u64 = 128 * 1024 * 1024;

/// The number of files that a ZIP archive may have.
const MAX_FILES: usize = 20_000;

/// A ZIP archive: one file of recordings, and body files.
pub struct Archive {
    pub recording: Vec<u8>,
    pub files: Vec<(String, Vec<u8>)>,
}

/// Decompresses a file in gzip while it is read.
pub fn gunzip(input: impl BufRead + Send + 'static) -> Box<dyn BufRead + Send> {
    Box::new(BufReader::with_capacity(64 * 1024, Limited { inner: flate2::bufread::MultiGzDecoder::new(input), left: MAX_GUNZIPPED }))
}

/// Fails after a number of bytes.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.left =
            self.left.checked_sub(count as u64).ok_or_else(|| io::Error::other("it is larger than 2 GiB after it is decompressed"))?;
        Ok(count)
    }
}

/// Reads a ZIP archive that has one archive of recordings in it.
///
/// # Errors
///
/// The reason: not a valid archive, larger than 128 MiB in total, or without a file that ends in `.har`.
pub fn unzip(input: Box<dyn Read + Send>) -> Result<Archive, String> {
    let mut bytes = Vec::new();
    input.take(MAX_UNZIPPED + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_UNZIPPED {
        return Err("the ZIP archive is larger than 128 MiB: unpack it".to_owned());
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("the ZIP archive cannot be read: {error}"))?;
    if archive.len() > MAX_FILES {
        return Err(format!("the ZIP archive has more than {MAX_FILES} files: unpack it"));
    }
    let (mut recording, mut folder, mut files, mut left) = (None, String::new(), Vec::new(), MAX_UNZIPPED);
    let mut is_fiddler = false;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| format!("the ZIP archive cannot be read: {error}"))?;
        let name = entry.name().map_err(|error| format!("the ZIP archive cannot be read: {error}"))?.into_owned();
        if entry.is_dir() {
            continue;
        }
        is_fiddler |= name.starts_with("raw/") && name.ends_with("_c.txt");
        let mut bytes = Vec::new();
        (&mut entry).take(left + 1).read_to_end(&mut bytes).map_err(|error| format!("the ZIP archive cannot be read: {error}"))?;
        left = left.checked_sub(bytes.len() as u64).ok_or("the files of the ZIP archive are larger than 128 MiB: unpack it")?;
        if recording.is_none() && name.to_ascii_lowercase().ends_with(".har") {
            folder = name.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
            recording = Some(bytes);
        } else {
            files.push((name, bytes));
        }
    }
    let Some(recording) = recording else {
        return Err(match is_fiddler {
            true => "this is an archive of Fiddler (SAZ), which is not read: export it from Fiddler as HAR".to_owned(),
            false => "the ZIP archive has no file that ends in `.har`: unpack it".to_owned(),
        });
    };
    // Recordings name files from their own folder.
    for (name, _) in &mut files {
        if let Some(relative) = name.strip_prefix(&folder) {
            *name = relative.to_owned();
        }
    }
    Ok(Archive { recording, files })
}

/// Reads a text in UTF-16 with a byte order mark.
pub fn from_utf16(input: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    input.take(MAX_WHOLE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_WHOLE {
        return Err(io::Error::other("it is larger than 512 MiB"));
    }
    let (encoding, _) = encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_16LE, 2));
    match encoding.decode(&bytes) {
        (text, _, false) => Ok(text.into_owned()),
        _ => Err(io::Error::other("it is not UTF-16, as its first bytes say")),
    }
}
