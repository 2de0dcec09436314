//! Integration tests of the store.

mod newsroom;
mod similar;
