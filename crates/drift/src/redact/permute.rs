//! A keyed permutation of all texts with the same pattern.

use crate::redact::key::RedactionKey;

/// The number of rounds of the Feistel networks.
const ROUNDS: u8 = 10;

/// Sets with fewer elements than this are permuted as numbers, larger ones symbol by symbol.
const LARGE: u128 = 1 << 100;

/// One replaceable character: its position in an alphabet with this many characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Symbol {
    pub size: u32,
    pub index: u32,
}

/// Permutes the sequences of symbols with these alphabets. `label` names the set: each has a permutation of its own.
pub(crate) fn permute(key: &RedactionKey, label: &[u8], symbols: &mut [Symbol]) {
    let size = symbols.iter().try_fold(1_u128, |size, symbol| size.checked_mul(symbol.size.into()).filter(|size| *size < LARGE));
    match size {
        Some(size) => permute_number(key, label, symbols, size),
        None => permute_sequence(key, label, symbols),
    }
}

/// Reads the symbols as one number, and permutes the numbers below `size` with a balanced Feistel network. Numbers that leave the
/// range are permuted again, until they are back.
fn permute_number(key: &RedactionKey, label: &[u8], symbols: &mut [Symbol], size: u128) {
    if size < 2 {
        return;
    }
    let bits = u128::BITS - (size - 1).leading_zeros();
    let half = bits.div_ceil(2);
    let mask = (1_u128 << half) - 1;
    let mut number = symbols.iter().fold(0, |number, symbol| number * u128::from(symbol.size) + u128::from(symbol.index));
    loop {
        let (mut left, mut right) = (number >> half, number & mask);
        for round in 0..ROUNDS {
            let mut hasher = key.hasher("number");
            hasher.update(&[round]).update(&size.to_le_bytes()).update(&right.to_le_bytes()).update(label);
            let mut bytes = [0; 16];
            hasher.finalize_xof().fill(&mut bytes);
            (left, right) = (right, left ^ (u128::from_le_bytes(bytes) & mask));
        }
        number = left << half | right;
        if number < size {
            break;
        }
    }
    for symbol in symbols.iter_mut().rev() {
        let size = u128::from(symbol.size);
        // The remainder is smaller than a `u32`.
        symbol.index = u32::try_from(number % size).unwrap_or_default();
        number /= size;
    }
}

/// Permutes long sequences with a Feistel network whose halves are the halves of the sequence.
fn permute_sequence(key: &RedactionKey, label: &[u8], symbols: &mut [Symbol]) {
    let middle = symbols.len() / 2;
    let (left, right) = symbols.split_at_mut(middle);
    for round in 0..ROUNDS {
        let (from, to) = if round % 2 == 0 { (&*right, &mut *left) } else { (&*left, &mut *right) };
        let mut hasher = key.hasher("sequence");
        hasher.update(&[round]).update(&(label.len() as u64).to_le_bytes()).update(label);
        from.iter().for_each(|symbol| _ = hasher.update(&symbol.index.to_le_bytes()));
        let mut stream = hasher.finalize_xof();
        for symbol in to {
            let mut bytes = [0; 8];
            stream.fill(&mut bytes);
            let sum = u64::from(symbol.index) + u64::from_le_bytes(bytes) % u64::from(symbol.size);
            symbol.index = u32::try_from(sum % u64::from(symbol.size)).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_sequence_has_an_image_of_its_own() {
        let key = RedactionKey::new([7; 32]);
        for sizes in [vec![1], vec![2], vec![10], vec![9, 10], vec![26, 26], vec![16, 3, 7]] {
            let count: u32 = sizes.iter().product();
            let images: HashSet<Vec<u32>> = (0..count)
                .map(|mut number| {
                    let mut symbols: Vec<Symbol> = sizes
                        .iter()
                        .map(|&size| {
                            let symbol = Symbol { size, index: number % size };
                            number /= size;
                            symbol
                        })
                        .collect();
                    permute(&key, b"", &mut symbols);
                    assert!(symbols.iter().all(|symbol| symbol.index < symbol.size));
                    symbols.iter().map(|symbol| symbol.index).collect()
                })
                .collect();
            assert_eq!(images.len(), count as usize, "{sizes:?}");
        }
    }

    #[test]
    fn long_sequences_differ_everywhere_if_they_differ_in_one_symbol() {
        let key = RedactionKey::new([7; 32]);
        let image = |first: u32| {
            let mut symbols = vec![Symbol { size: 26, index: 3 }; 60];
            symbols[0].index = first;
            permute(&key, b"x", &mut symbols);
            symbols
        };
        let same = image(0).iter().zip(image(1)).filter(|(one, other)| **one == *other).count();
        assert!(same < 20, "{same} symbols are equal");
    }
}
