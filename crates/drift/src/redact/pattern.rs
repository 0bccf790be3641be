//! The pattern of a text: which of its characters a pseudonym replaces, and by which others.

use std::net::IpAddr;

use crate::redact::class::Class;
use crate::redact::key::RedactionKey;
use crate::redact::permute::{Symbol, permute};

/// One piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// A character that stays.
    Fixed(char),
    /// A character of a range, by its number there.
    Of(Alphabet, u32),
    /// A number of an IPv4 address.
    Octet { low: u32, size: u32, index: u32 },
}

/// Characters that replace each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    /// This many characters from a first one on.
    From(char, u32),
    HexLower,
    HexUpper,
}

const DIGIT: Alphabet = Alphabet::From('0', 10);
const NONZERO: Alphabet = Alphabet::From('1', 9);

impl Alphabet {
    fn size(self) -> u32 {
        match self {
            Self::From(_, size) => size,
            Self::HexLower | Self::HexUpper => 16,
        }
    }

    fn character(self, index: u32) -> char {
        match self {
            Self::From(first, _) => char::from_u32(first as u32 + index).unwrap_or(first),
            Self::HexLower => char::from_digit(index, 16).unwrap_or('0'),
            Self::HexUpper => char::from_digit(index, 16).unwrap_or('0').to_ascii_uppercase(),
        }
    }
}

/// The pattern of a text as bytes: equal for two texts if and only if their replaceable characters are at the same places, with the same
/// alphabets, and all others are equal.
pub(crate) fn pattern(class: Class, text: &str) -> Vec<u8> {
    label(&pieces(class, text))
}

fn label(pieces: &[Piece]) -> Vec<u8> {
    let mut label = Vec::with_capacity(pieces.len() * 9);
    for piece in pieces {
        let (kind, first, size) = match *piece {
            Piece::Fixed(character) => (0, character as u32, 0),
            Piece::Of(alphabet, _) => (1, alphabet.character(0) as u32, alphabet.size()),
            Piece::Octet { low, size, .. } => (2, low, size),
        };
        label.push(kind);
        label.extend(first.to_le_bytes());
        label.extend(size.to_le_bytes());
    }
    label
}

/// Returns the image of a text under the permutation of all texts with its pattern; `None` if no character of it can be replaced.
pub(crate) fn image(key: &RedactionKey, class: Class, text: &str) -> Option<String> {
    let pieces = pieces(class, text);
    let symbol = |piece: &Piece| match *piece {
        Piece::Fixed(_) => None,
        Piece::Of(alphabet, index) => Some(Symbol { size: alphabet.size(), index }),
        Piece::Octet { size, index, .. } => Some(Symbol { size, index }),
    };
    let mut symbols: Vec<Symbol> = pieces.iter().filter_map(symbol).collect();
    if symbols.is_empty() {
        return None;
    }
    permute(key, &label(&pieces), &mut symbols);
    let mut symbols = symbols.into_iter();
    let mut image = String::with_capacity(text.len());
    for piece in &pieces {
        match *piece {
            Piece::Fixed(character) => image.push(character),
            Piece::Of(alphabet, _) => image.extend(symbols.next().map(|symbol| alphabet.character(symbol.index))),
            Piece::Octet { low, .. } => image.extend(symbols.next().map(|symbol| (low + symbol.index).to_string())),
        }
    }
    Some(image)
}

fn pieces(class: Class, text: &str) -> Vec<Piece> {
    match class {
        Class::Integer(_) | Class::Fraction(_) => number(text),
        Class::Uuid => {
            text.char_indices().map(|(index, c)| if matches!(index, 14 | 19) { Piece::Fixed(c) } else { hexadecimal(c) }).collect()
        }
        Class::Hexadecimal => {
            let is_upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
            let digit = |c: char| Piece::Of(if is_upper { Alphabet::HexUpper } else { Alphabet::HexLower }, c.to_digit(16).unwrap_or(0));
            text.chars().map(digit).collect()
        }
        Class::Ip => match text.parse::<IpAddr>() {
            Ok(IpAddr::V4(_)) => {
                text.split('.').enumerate().flat_map(|(index, octet)| dot(index).into_iter().chain([octet_of(octet)])).collect()
            }
            _ => text.chars().map(hexadecimal).collect(),
        },
        _ => text.chars().enumerate().map(|(index, c)| if index == 0 && c == '0' { Piece::Fixed(c) } else { any(c) }).collect(),
    }
}

fn dot(index: usize) -> Option<Piece> {
    (index > 0).then_some(Piece::Fixed('.'))
}

fn octet_of(text: &str) -> Piece {
    let (low, size) = match text.len() {
        1 => (0, 10),
        2 => (10, 90),
        _ => (100, 156),
    };
    Piece::Octet { low, size, index: text.parse::<u32>().unwrap_or(low).saturating_sub(low) }
}

/// Numbers keep their count of digits before and after the point, and their exponent.
fn number(text: &str) -> Vec<Piece> {
    let (mantissa, exponent) = text.split_at(text.find(['e', 'E']).unwrap_or(text.len()));
    let whole = mantissa.find('.').unwrap_or(mantissa.len());
    let is_integer = whole == text.len();
    let sign = usize::from(mantissa.starts_with('-'));
    // Zeros at the end of a fraction do not count.
    let end = if is_integer { whole } else { mantissa.trim_end_matches('0').len() };
    let piece = |(at, c): (usize, char)| match c.to_digit(10) {
        Some(index) if at < whole => match at - sign {
            0 if whole - sign == 1 && is_integer && sign == 0 => Piece::Of(DIGIT, index),
            0 if index == 0 => Piece::Fixed(c),
            0 => Piece::Of(NONZERO, index - 1),
            _ => Piece::Of(DIGIT, index),
        },
        Some(index) if at + 1 == end && index > 0 => Piece::Of(NONZERO, index - 1),
        Some(index) if at < end => Piece::Of(DIGIT, index),
        _ => Piece::Fixed(c),
    };
    mantissa.char_indices().map(piece).chain(exponent.chars().map(Piece::Fixed)).collect()
}

fn hexadecimal(c: char) -> Piece {
    match c.to_digit(16) {
        Some(index) => Piece::Of(if c.is_ascii_uppercase() { Alphabet::HexUpper } else { Alphabet::HexLower }, index),
        None => Piece::Fixed(c),
    }
}

/// Letters and digits are replaced by others of their kind; everything else stays.
fn any(c: char) -> Piece {
    /// The number of characters of a block of Unicode.
    const BLOCK: u32 = 128;
    let from = |first: char, size: u32| Piece::Of(Alphabet::From(first, size), c as u32 - first as u32);
    match c {
        '0'..='9' => from('0', 10),
        'a'..='z' => from('a', 26),
        'A'..='Z' => from('A', 26),
        'à'..='ö' => from('à', 23),
        'ø'..='ÿ' => from('ø', 8),
        'À'..='Ö' => from('À', 23),
        'Ø'..='ß' => from('Ø', 8),
        _ if c.is_ascii() || !c.is_alphanumeric() => Piece::Fixed(c),
        // 'ª', 'µ' and 'º'.
        _ if (c as u32) < 0x100 => from('\u{aa}', 0x11),
        _ => {
            let first = c as u32 / BLOCK * BLOCK;
            char::from_u32(first).map_or(Piece::Fixed(c), |first| from(first, BLOCK))
        }
    }
}
