//! What the engine does, seen from outside.

// Every format is read, and every place in it is named.
mod formats;
// Many files, many threads, unreadable ones.
mod pipeline;
// No input makes the readers panic, hang or fill the memory.
mod robust;
