//! Articles and events on disk.
