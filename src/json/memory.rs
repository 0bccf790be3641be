//! The memory of decoded values, as an estimate that is never much too low.

/// The allocation of a map for its first entries.
pub(super) const MAP: usize = 640;
/// An entry of a map, without its key.
pub(super) const ENTRY: usize = 64;
/// A string, without its text.
pub(super) const STRING: usize = 32;

/// The memory of an element of an array: arrays grow by doubling.
pub(super) const fn element<T>() -> usize {
    2 * size_of::<T>() + 8
}
