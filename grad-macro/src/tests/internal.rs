//! The one error that no source can provoke.

use proc_macro2::Span;

use crate::diagnostics::{Errors, catalogue};

#[test]
fn says_that_the_bug_is_ours_and_keeps_the_details() {
    let mut errors = Errors::default();
    errors.report_about(&catalogue::INTERNAL, Span::call_site(), "value 7 is nowhere");
    let text = errors.list()[0].text();
    assert!(text.contains("value 7 is nowhere"), "the report needs the details: {text}");
    assert!(text.contains("a bug in grad-rs"), "{text}");
    assert!(text.contains("report it"), "{text}");
    assert!(!text.contains("{}"), "{text}");
}
