//! From events the state of a crisis.
