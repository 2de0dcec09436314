//! HTTP API and dashboard over a snapshot of the store.
