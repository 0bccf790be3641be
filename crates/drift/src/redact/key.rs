//! The secret of redaction.

use std::fmt;

use zeroize::{Zeroize as _, ZeroizeOnDrop};

/// The secret that decides which pseudonym stands for which value. Whoever has it can recognize values; nobody else can.
#[derive(Clone, ZeroizeOnDrop)]
pub struct RedactionKey([u8; 32]);

impl RedactionKey {
    /// The number of bytes of a key.
    pub const LENGTH: usize = 32;

    /// Returns a key with these bytes.
    pub fn new(mut bytes: [u8; Self::LENGTH]) -> Self {
        let key = Self(bytes);
        bytes.zeroize();
        key
    }

    /// Creates a key from the random numbers of the system.
    ///
    /// # Errors
    ///
    /// Returns the I/O error of the system if it has no random numbers.
    pub fn random() -> std::io::Result<Self> {
        let mut bytes = [0; Self::LENGTH];
        getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
        Ok(Self::new(bytes))
    }

    /// The bytes, to be stored outside of the output folder.
    pub(crate) fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Starts a keyed hash for one purpose.
    pub(crate) fn hasher(&self, purpose: &str) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(&(purpose.len() as u64).to_le_bytes()).update(purpose.as_bytes());
        hasher
    }

    /// Returns the keyed digest of a text, in hexadecimal.
    pub(crate) fn digest(&self, purpose: &str, text: &str) -> String {
        self.hasher(purpose).update(text.as_bytes()).finalize().to_hex().to_string()
    }
}

impl fmt::Debug for RedactionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedactionKey(..)")
    }
}
