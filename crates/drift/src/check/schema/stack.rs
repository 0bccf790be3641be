//! Stack space for the validator, which recurses once per level of the value and per schema that applies there.

use std::panic::resume_unwind;

use std::thread::{Builder, scope};

use serde_json::Value;

/// Number of recursion steps that fit on the stack of any thread.
const FEW: usize = 256;

/// Stack size in bytes, enough for the deepest body and the deepest composition in a debug build. Only used pages take memory.
const SIZE: usize = 128 * 1024 * 1024;

/// Runs work that recurses through a value with at most `composition` schemas per level.
pub(crate) fn with_stack_for<T: Send>(value: &Value, composition: usize, work: impl Fn() -> T + Sync) -> T {
    if is_flatter(value, FEW / composition.max(1)) {
        return work();
    }
    scope(|scope| match Builder::new().stack_size(SIZE).spawn_scoped(scope, &work) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
        // Without a new thread, the current stack is usually large enough.
        Err(_) => work(),
    })
}

/// Returns whether a value is nested less deep than `depth`.
fn is_flatter(value: &Value, depth: usize) -> bool {
    match (value, depth.checked_sub(1)) {
        (_, None) => false,
        (Value::Array(items), Some(depth)) => items.iter().all(|item| is_flatter(item, depth)),
        (Value::Object(members), Some(depth)) => members.values().all(|member| is_flatter(member, depth)),
        _ => true,
    }
}
