//! The accepted language: a corpus of functions, construct by construct, each held to what `agrees` checks.

// The corpus writes things in every way, also in those that one would not choose.
#![allow(clippy::all, unused_braces, unused_parens)]

mod language {
    mod agrees;
    mod bindings;
    mod branches;
    mod constants;
    mod items;
    mod macros;
    mod matches;
    mod numbers;
    mod options;
    mod returns;
}
