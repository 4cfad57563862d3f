//! Every error message, as a user sees it.
//!
//! - `tests/ui/*.rs`: one file for each entry of the macro's error catalogue, by its name. (That none is missing is
//!   tested beside the catalogue, in `grad-macro`.)
//! - `tests/ui/together/*.rs`: several errors at once, and errors that must stay alone.
//! - `tests/ui/unsupported/*.rs`: what a user may well try, and what then stands in the way.
//! - `tests/ui/rustc/*.rs`: what only rustc can see, reported through the generated code.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes the expected texts anew: read the difference as a user would.

#[test]
fn ui() {
    let tests = trybuild::TestCases::new();
    tests.compile_fail("tests/ui/*.rs");
    tests.compile_fail("tests/ui/together/*.rs");
    tests.compile_fail("tests/ui/unsupported/*.rs");
    tests.compile_fail("tests/ui/rustc/*.rs");
}
