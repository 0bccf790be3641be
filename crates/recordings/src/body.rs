//! Bodies as archives keep them: as text, in base64, compressed, in other encodings than UTF-8.

use std::io::Read as _;

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine as _, alphabet};
use serde_json::Value;

use crate::error::{EntryError, EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::headers::Headers;
use crate::media_type::parameter;

/// The size, in bytes, that any body may have after it is decompressed.
const MIN_LIMIT: usize = 8 * 1024 * 1024;

/// Beyond [`MIN_LIMIT`], a body may be this many times as large as its compressed form. Real bodies stay far below.
const MAX_RATIO: usize = 64;

/// No body may be larger than this after it is decompressed, in bytes.
const MAX_LIMIT: usize = 256 * 1024 * 1024;

/// A body may be encoded this many times over.
const MAX_ENCODINGS: usize = 4;

/// Values of `content-encoding` that do not encode.
const IDENTITY: [&str; 5] = ["", "identity", "none", "binary", "utf-8"];

/// The first bytes of encoded bodies, for encodings that have such a mark.
const MAGIC: [(&str, &[u8]); 5] = [
    ("gzip", &[0x1f, 0x8b]),
    ("x-gzip", &[0x1f, 0x8b]),
    ("compress", &[0x1f, 0x9d]),
    ("x-compress", &[0x1f, 0x9d]),
    ("zstd", &[0x28, 0xb5, 0x2f, 0xfd]),
];

/// Base64 with or without padding: archives write both.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// Returns the bytes of a text in base64; `None` if it is not base64.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// A body in the forms of our own recordings, and where it is in its source.
#[derive(Debug, Default)]
pub struct BodyDraft {
    pub json: Option<Value>,
    pub text: Option<String>,
    pub base64: Option<String>,
    pub location: BodyLocation,
    /// True if the recording contains no information about the body.
    pub not_recorded: bool,
}

impl BodyDraft {
    /// A body about which the recording says that it is empty.
    pub fn absent() -> Self {
        Self::default()
    }

    /// A body about which the recording says nothing.
    pub fn not_recorded() -> Self {
        Self { not_recorded: true, ..Self::default() }
    }

    /// JSON that is inline in JSON.
    pub fn json(value: Value, at: impl Into<String>) -> Self {
        Self { json: Some(value), location: BodyLocation::Inline(at.into()), ..Self::default() }
    }

    /// A string whose value is the body.
    pub fn text(text: String, at: impl Into<String>) -> Self {
        Self { text: Some(text), location: BodyLocation::Text(at.into()), ..Self::default() }
    }

    /// A text that was put together from several values.
    pub fn made(text: String, at: impl Into<String>) -> Self {
        Self { text: Some(text), location: BodyLocation::Opaque(at.into()), ..Self::default() }
    }

    /// A string that has the body in base64.
    pub fn base64(text: &str, headers: &Headers, at: &str) -> EntryResult<Self> {
        let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        match BASE64.decode(digits) {
            Ok(bytes) => Self::bytes(bytes, headers, at, BodyLocation::Opaque(at.to_owned())),
            Err(_) => entry_error(at, "the body is not base64"),
        }
    }

    /// Bytes from elsewhere. Archives keep the header `content-encoding` even of bodies that they have decompressed, so the
    /// header alone does not decide.
    pub fn bytes(bytes: Vec<u8>, headers: &Headers, at: &str, location: BodyLocation) -> EntryResult<Self> {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return Ok(Self { text: Some(text), location, ..Self::default() }),
            Err(error) => error.into_bytes(),
        };
        let limit = bytes.len().saturating_mul(MAX_RATIO).clamp(MIN_LIMIT, MAX_LIMIT);
        let mut decoded = bytes;
        for (count, encoding) in encodings(headers).rev().enumerate() {
            if count >= MAX_ENCODINGS {
                return entry_error(at, "the body is encoded more than 4 times over");
            }
            if is_decoded(&encoding, &decoded) {
                continue;
            }
            decoded = match decompress(&decoded, &encoding, limit) {
                Some(Ok(bytes)) => bytes,
                Some(Err(error)) => return entry_error(at, format!("the body cannot be decompressed ({encoding}): {error}")),
                None => return not_decompressed(at, "unsupported `content-encoding`"),
            };
        }
        Ok(match String::from_utf8(decoded).map_err(|error| in_charset(error.into_bytes(), headers)) {
            Ok(text) | Err(Ok(text)) => Self::made(text, at),
            Err(Err(bytes)) => Self { base64: Some(BASE64.encode(bytes)), location, ..Self::default() },
        })
    }

    /// A string that is base64 if the source says so, and text otherwise.
    pub fn string(text: String, is_base64: bool, headers: &Headers, at: &str) -> EntryResult<Self> {
        if is_base64 {
            return Self::base64(&text, headers, at);
        }
        // Text has no such characters; bytes that were read as text have many.
        let is_garbled = |character: char| character.is_ascii_control() && !character.is_ascii_whitespace();
        if encodings(headers).next().is_some() && text.contains(is_garbled) {
            return not_decompressed(at, "the body is still encoded (see `content-encoding`), and was recorded as text");
        }
        Ok(Self::text(text, at))
    }

    /// Returns whether there is nothing in the body.
    pub fn is_empty(&self) -> bool {
        self.json.is_none() && [&self.text, &self.base64].iter().all(|text| text.as_ref().is_none_or(String::is_empty))
    }
}

/// Returns the text of bytes in the charset that the header `content-type` or a byte order mark names; else the bytes.
fn in_charset(bytes: Vec<u8>, headers: &Headers) -> Result<String, Vec<u8>> {
    let named = headers.get("content-type").and_then(|media_type| parameter(media_type, "charset"));
    let named = named.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
    match encoding_rs::Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).or(named) {
        Some(encoding) => match encoding.decode(&bytes) {
            (text, _, false) => Ok(text.into_owned()),
            _ => Err(bytes),
        },
        None => Err(bytes),
    }
}

/// Returns the content codings in the order of application. Those that do not encode are left out.
fn encodings(headers: &Headers) -> impl DoubleEndedIterator<Item = String> + ExactSizeIterator {
    let named = headers.values("content-encoding").flat_map(|value| value.split(','));
    let named: Vec<String> = named.map(|name| name.trim().to_ascii_lowercase()).filter(|name| !IDENTITY.contains(&name.as_str())).collect();
    named.into_iter()
}

/// Returns whether bytes lack the mark of an encoding, because the recorder has decoded them and kept the header.
fn is_decoded(encoding: &str, bytes: &[u8]) -> bool {
    MAGIC.iter().any(|(name, start)| *name == encoding && !bytes.starts_with(start))
}

fn not_decompressed<T>(at: &str, why: &str) -> EntryResult<T> {
    let help = Some("record it decompressed, or in base64 with one of gzip, deflate, br and identity");
    Err(EntryError { pointer: at.to_owned(), position: None, why: why.to_owned(), help })
}

/// Decodes one content coding; `None` if it is not supported.
fn decompress(bytes: &[u8], encoding: &str, limit: usize) -> Option<std::io::Result<Vec<u8>>> {
    Some(match encoding {
        "gzip" | "x-gzip" => limited(flate2::read::MultiGzDecoder::new(bytes), limit),
        // Servers send `deflate` with the wrapper of zlib and, against the standard, without.
        "deflate" => {
            limited(flate2::read::ZlibDecoder::new(bytes), limit).or_else(|_| limited(flate2::read::DeflateDecoder::new(bytes), limit))
        }
        "br" => limited(brotli_decompressor::Decompressor::new(bytes, 64 * 1024), limit),
        _ => return None,
    })
}

fn limited(decoder: impl std::io::Read, limit: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    decoder.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        return Err(std::io::Error::other(format!("it is larger than {} MiB", limit / 1024 / 1024)));
    }
    Ok(bytes)
}
