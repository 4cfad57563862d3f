//! The error catalogue: its texts, and that each entry is shown to work by a ui test of its name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::Span;

use crate::diagnostics::{Errors, catalogue};

/// The one entry that no source can provoke.
const UNPROVOKED: &str = "INTERNAL";

#[test]
fn every_entry_has_a_ui_test_and_every_ui_test_an_entry() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui");
    let files = |extension: &str| -> BTreeSet<String> {
        fs::read_dir(&directory)
            .unwrap_or_else(|error| panic!("the ui tests are not in {}: {error}", directory.display()))
            .map(|entry| entry.expect("the directory can be read").path())
            .filter(|path| path.extension().is_some_and(|found| found == extension))
            .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
            .collect()
    };
    let entries: BTreeSet<String> =
        catalogue::ALL.iter().filter(|entry| entry.name != UNPROVOKED).map(|entry| entry.name.to_lowercase()).collect();
    assert_eq!(files("rs"), entries, "sources in tests/ui against entries of the catalogue");
    assert_eq!(files("stderr"), entries, "expected texts in tests/ui against entries of the catalogue");
}

#[test]
fn every_ui_test_expects_its_entry() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui");
    for entry in catalogue::ALL.iter().filter(|entry| entry.name != UNPROVOKED) {
        let file = directory.join(entry.name.to_lowercase()).with_extension("stderr");
        let expected = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        // The construct's name stands where the texts have `{}`.
        for text in [entry.message, entry.help] {
            let mut rest = expected.as_str();
            for piece in text.split("{}") {
                let at = rest.find(piece).unwrap_or_else(|| panic!("{} does not say `{text}`", file.display()));
                rest = &rest[at + piece.len()..];
            }
        }
    }
}

#[test]
fn the_texts_are_of_one_style() {
    let mut messages = BTreeSet::new();
    for entry in catalogue::ALL {
        assert!(messages.insert(entry.message), "two entries say the same: {}", entry.message);
        for text in [entry.message, entry.help] {
            assert!(
                !text.is_empty() && !text.ends_with('.'),
                "{}: no full stop, as in rustc's own: {text}",
                entry.name
            );
            assert!(!text.starts_with(char::is_uppercase), "{}: no capital, as in rustc's own: {text}", entry.name);
            assert!(text.matches('`').count() % 2 == 0, "{}: an odd number of backticks: {text}", entry.name);
        }
    }
}

#[test]
fn an_internal_error_says_that_the_bug_is_ours_and_keeps_the_details() {
    let mut errors = Errors::default();
    errors.report_about(&catalogue::INTERNAL, Span::call_site(), "value 7 is nowhere");
    let text = errors.list()[0].text();
    assert!(text.contains("value 7 is nowhere"), "the report needs the details: {text}");
    assert!(text.contains("a bug in grad-rs") && text.contains("report it"), "{text}");
    assert!(!text.contains("{}"), "{text}");
}
