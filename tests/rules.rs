//! Every rule of the derivative table, for `f32` and `f64`, against finite differences and closed forms.
//!
//! A new rule needs one line in `rules/rows.rs`; without it [`every_rule_has_a_row`] fails.

// Users write such code too.
#![allow(clippy::double_parens, clippy::unnecessary_cast, clippy::useless_conversion, unused_parens)]

#[path = "rules/agree.rs"]
mod agree;
#[path = "rules/conversions.rs"]
mod conversions;
#[macro_use]
#[path = "rules/forms.rs"]
mod forms;
#[path = "rules/notation.rs"]
mod notation;
#[path = "rules/powi.rs"]
mod powi;
#[path = "rules/rows.rs"]
mod rows;

/// A name and its arguments.
type Signature = (&'static str, &'static [&'static str]);

macro_rules! signatures {
    ($($rule:ident($($arg:ident),*))*) => {
        /// The rules that the macro crate knows.
        const RULES: &[Signature] = &[$((stringify!($rule), &[$(stringify!($arg)),*])),*];
    };
}

grad::__rules!(signatures);

#[test]
fn every_rule_has_a_row() {
    let rows: Vec<Signature> = rows::ROWS.iter().copied().chain([powi::ROW]).collect();
    for rule in RULES {
        assert!(rows.contains(rule), "no row of test points for {rule:?}");
    }
    for row in &rows {
        assert!(RULES.contains(row), "a row for {row:?}, which is no rule");
    }
    assert_eq!(rows.len(), RULES.len(), "a rule or a row stands twice");
}
