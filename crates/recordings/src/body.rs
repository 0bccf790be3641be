//! Bodies as archives keep them: as text, in base64, compressed, in pieces.

use std::io::Read as _;

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine as _, alphabet};
use serde_json::Value;

use crate::error::{EntryError, EntryResult, entry_error};
use crate::exchange::BodyLocation;
use crate::headers::Headers;

/// A compressed body that grows beyond this is refused, so that a small file cannot fill the memory.
const MAX_DECOMPRESSED: u64 = 256 * 1024 * 1024;

/// Values of `content-encoding` that leave a body as it is.
const AS_IT_IS: [&str; 5] = ["", "identity", "none", "binary", "utf-8"];

/// What encoded bytes start with, where that is one thing.
const MAGIC: [(&str, &[u8]); 5] = [
    ("gzip", &[0x1f, 0x8b]),
    ("x-gzip", &[0x1f, 0x8b]),
    ("compress", &[0x1f, 0x9d]),
    ("x-compress", &[0x1f, 0x9d]),
    ("zstd", &[0x28, 0xb5, 0x2f, 0xfd]),
];

/// Archives write base64 with padding and without.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// The bytes that a text in base64 stands for; `None` where it is none.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// A body in the forms of our own recordings, and how it stands in its source.
#[derive(Debug, Default)]
pub struct BodyDraft {
    pub json: Option<Value>,
    pub text: Option<String>,
    pub base64: Option<String>,
    pub place: BodyLocation,
}

impl BodyDraft {
    /// JSON that stands among JSON.
    pub fn json(value: Value, at: impl Into<String>) -> Self {
        Self { json: Some(value), place: BodyLocation::Inline(at.into()), ..Self::default() }
    }

    /// A string whose value is the body.
    pub fn text(text: String, at: impl Into<String>) -> Self {
        Self { text: Some(text), place: BodyLocation::Text(at.into()), ..Self::default() }
    }

    /// A string that holds the body in base64.
    pub fn base64(text: &str, headers: &Headers, at: &str) -> EntryResult<Self> {
        let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        match BASE64.decode(digits) {
            Ok(bytes) => Self::bytes(bytes, headers, at, BodyLocation::Opaque(at.to_owned())),
            Err(_) => entry_error(at, "the body is not base64"),
        }
    }

    /// Bytes that came in some other way. Archives keep the header `content-encoding` even of bodies that they have
    /// decompressed, so the header alone decides nothing.
    pub fn bytes(bytes: Vec<u8>, headers: &Headers, at: &str, place: BodyLocation) -> EntryResult<Self> {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return Ok(Self { text: Some(text), place, ..Self::default() }),
            Err(error) => error.into_bytes(),
        };
        let mut decoded = bytes;
        for encoding in encodings(headers).rev() {
            if is_undone(&encoding, &decoded) {
                continue;
            }
            decoded = match decompress(&decoded, &encoding) {
                Some(Ok(bytes)) => bytes,
                Some(Err(error)) => return entry_error(at, format!("the body cannot be decompressed ({encoding}): {error}")),
                None => {
                    return not_decompressed(at, "the body is encoded in a way that is not read, as the header `content-encoding` says");
                }
            };
        }
        Ok(match String::from_utf8(decoded) {
            Ok(text) => Self { text: Some(text), place: BodyLocation::Opaque(at.to_owned()), ..Self::default() },
            Err(error) => Self { base64: Some(BASE64.encode(error.as_bytes())), place, ..Self::default() },
        })
    }

    /// A string, whichever of these it is: base64 where the source says so.
    pub fn string(text: String, is_base64: bool, headers: &Headers, at: &str) -> EntryResult<Self> {
        if is_base64 {
            return Self::base64(&text, headers, at);
        }
        // Text has no such characters; bytes that were taken for text have them all over.
        let is_garbled = |character: char| character.is_ascii_control() && !character.is_ascii_whitespace();
        if encodings(headers).next().is_some() && text.contains(is_garbled) {
            return not_decompressed(at, "the body is encoded, as the header `content-encoding` says, and was recorded as if it were text");
        }
        Ok(Self::text(text, at))
    }
}

/// What a body was encoded with, in the order in which that was done. Some servers name what encodes nothing.
fn encodings(headers: &Headers) -> impl DoubleEndedIterator<Item = String> {
    let named = headers.values("content-encoding").flat_map(|value| value.split(','));
    let named: Vec<String> = named.map(|name| name.trim().to_ascii_lowercase()).filter(|name| !AS_IT_IS.contains(&name.as_str())).collect();
    named.into_iter()
}

/// Whether bytes are not what an encoding makes, as where a recorder has decoded an image and kept the header.
fn is_undone(encoding: &str, bytes: &[u8]) -> bool {
    MAGIC.iter().any(|(name, start)| *name == encoding && !bytes.starts_with(start))
}

fn not_decompressed<T>(at: &str, why: &str) -> EntryResult<T> {
    let help = Some("record it decompressed, or in base64 with one of gzip, deflate, br and identity");
    Err(EntryError { pointer: at.to_owned(), position: None, why: why.to_owned(), help })
}

/// Undoes one `content-encoding`; `None` where it is not known how.
fn decompress(bytes: &[u8], encoding: &str) -> Option<std::io::Result<Vec<u8>>> {
    Some(match encoding {
        "gzip" | "x-gzip" => limited(flate2::read::MultiGzDecoder::new(bytes)),
        // Servers send `deflate` with the wrapper of zlib and, against the standard, without.
        "deflate" => limited(flate2::read::ZlibDecoder::new(bytes)).or_else(|_| limited(flate2::read::DeflateDecoder::new(bytes))),
        "br" => limited(brotli_decompressor::Decompressor::new(bytes, 64 * 1024)),
        _ => return None,
    })
}

fn limited(decoder: impl std::io::Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    decoder.take(MAX_DECOMPRESSED + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_DECOMPRESSED {
        return Err(std::io::Error::other("it is larger than 256 MiB"));
    }
    Ok(bytes)
}
