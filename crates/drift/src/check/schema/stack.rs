//! Stack for what the validator does by recursion: once for each schema that applies to a value, at each level of the value.

use std::panic::resume_unwind;

use std::thread::{Builder, scope};

use serde_json::Value;

/// So many steps fit in what any thread has.
const FEW: usize = 256;

/// Enough for a body of the depth that readers let through, by the deepest composition that a document may have, as
/// compilers make it that do not optimise. Memory is taken only as far as the stack is used.
const SIZE: usize = 128 * 1024 * 1024;

/// Does work that recurses through a value, with `composition` schemas for each of its levels at most.
pub(crate) fn with_stack_for<T: Send>(value: &Value, composition: usize, work: impl Fn() -> T + Sync) -> T {
    if is_flatter(value, FEW / composition.max(1)) {
        return work();
    }
    scope(|scope| match Builder::new().stack_size(SIZE).spawn_scoped(scope, &work) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
        // Where no thread is to be had, the stack at hand will most often do.
        Err(_) => work(),
    })
}

/// Whether a value is nested less deep than that.
fn is_flatter(value: &Value, depth: usize) -> bool {
    match (value, depth.checked_sub(1)) {
        (_, None) => false,
        (Value::Array(items), Some(depth)) => items.iter().all(|item| is_flatter(item, depth)),
        (Value::Object(members), Some(depth)) => members.values().all(|member| is_flatter(member, depth)),
        _ => true,
    }
}
