//! Articles and events on disk.

pub mod similar;
