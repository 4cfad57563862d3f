//! The accepted language: a corpus of functions, construct by construct, each held to what `agrees` checks.

// The corpus writes things in every way, also in those that one would not choose.
#![allow(clippy::all, unused_braces, unused_parens)]

mod language {
    mod agrees;
    mod bindings;
    mod branches;
    mod changed_arguments;
    mod constants;
    mod integer_powers;
    mod items;
    mod kept_types;
    mod lengths;
    mod macros;
    mod matches;
    mod meanings_of_names;
    mod names_of_types;
    mod numbers;
    mod options;
    mod pattern_names;
    mod returns;
    mod self_in_the_body;
    mod tuples_in_place;
}
