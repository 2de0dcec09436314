//! The program as its users run it: what it prints, and how it ends.

mod code;
mod commands;
mod harness;
