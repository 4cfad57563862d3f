//! The IR as text, for tests and for people who work on the transform.

