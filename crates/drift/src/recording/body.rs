//! Bodies as archives keep them: as text, in base64, compressed, in pieces.

use std::io::Read as _;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::Headers;
use super::draft::{Read, misread};
use super::exchange::BodyPlace;

/// A compressed body that grows beyond this is refused, so that a small file cannot fill the memory.
const MAX_DECOMPRESSED: u64 = 256 * 1024 * 1024;

/// Archives write base64 with padding and without.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// The bytes that a text in base64 stands for; `None` where it is none.
pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// A body in the forms of our own recordings, and how it stands in its source.
#[derive(Debug, Default)]
pub struct Body {
    pub json: Option<Value>,
    pub text: Option<String>,
    pub base64: Option<String>,
    pub place: BodyPlace,
}

impl Body {
    /// JSON that stands among JSON.
    pub fn json(value: Value, at: impl Into<String>) -> Self {
        Self { json: Some(value), place: BodyPlace::Inline(at.into()), ..Self::default() }
    }

    /// A string whose value is the body.
    pub fn text(text: String, at: impl Into<String>) -> Self {
        Self { text: Some(text), place: BodyPlace::Text(at.into()), ..Self::default() }
    }

    /// A string that holds the body in base64.
    pub fn base64(text: &str, headers: &Headers, at: &str) -> Read<Self> {
        let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        match BASE64.decode(digits) {
            Ok(bytes) => Self::bytes(bytes, headers, at, BodyPlace::Opaque(at.to_owned())),
            Err(_) => misread(at, "the body is not base64"),
        }
    }

    /// Bytes that came in some other way. Archives keep the header `content-encoding` even of bodies that they have
    /// decompressed, so the header alone decides nothing.
    pub fn bytes(bytes: Vec<u8>, headers: &Headers, at: &str, place: BodyPlace) -> Read<Self> {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return Ok(Self { text: Some(text), place, ..Self::default() }),
            Err(error) => error.into_bytes(),
        };
        let encodings = headers.get("content-encoding").unwrap_or_default();
        let mut decoded = bytes;
        for encoding in encodings.rsplit(',').map(|encoding| encoding.trim().to_ascii_lowercase()) {
            decoded = match decompress(&decoded, &encoding) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => decoded,
                Err(error) => return misread(at, format!("the body cannot be decompressed ({encoding}): {error}")),
            };
        }
        Ok(match String::from_utf8(decoded) {
            Ok(text) => Self { text: Some(text), place: BodyPlace::Opaque(at.to_owned()), ..Self::default() },
            Err(error) => Self { base64: Some(BASE64.encode(error.as_bytes())), place, ..Self::default() },
        })
    }

    /// A string, whichever of these it is: base64 where the source says so.
    pub fn string(text: String, is_base64: bool, headers: &Headers, at: &str) -> Read<Self> {
        if is_base64 { Self::base64(&text, headers, at) } else { Ok(Self::text(text, at)) }
    }
}

/// Undoes one `content-encoding`; `None` where it is none that compresses.
fn decompress(bytes: &[u8], encoding: &str) -> std::io::Result<Option<Vec<u8>>> {
    match encoding {
        "gzip" | "x-gzip" => limited(flate2::read::MultiGzDecoder::new(bytes)).map(Some),
        // Servers send `deflate` with the wrapper of zlib and, against the standard, without.
        "deflate" => {
            limited(flate2::read::ZlibDecoder::new(bytes)).or_else(|_| limited(flate2::read::DeflateDecoder::new(bytes))).map(Some)
        }
        "br" => limited(brotli_decompressor::Decompressor::new(bytes, 64 * 1024)).map(Some),
        _ => Ok(None),
    }
}

fn limited(decoder: impl std::io::Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    decoder.take(MAX_DECOMPRESSED + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_DECOMPRESSED {
        return Err(std::io::Error::other("it is larger than 256 MiB"));
    }
    Ok(bytes)
}
