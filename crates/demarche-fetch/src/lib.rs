//! Feeds and pages over HTTP, politely and only where it is allowed.
