//! Every kind of expression in every place where an expression can stand.

use super::expansion::Place;
use super::trials::Trials;

/// Places where an expression can stand; `E` marks it.
const CONTEXTS: &[&str] = &[
    "E",
    "E;",
    "E; x",
    "x; E",
    "return E;",
    "let a = E; a",
    "let a: f64 = E; a * x",
    "let mut a = x; a = E; a",
    "let mut a = x; a += E; a",
    "let a; a = E; a",
    "let (a, b) = E; a * b",
    "let Some(a) = E else { return x; }; a",
    "let S { a, .. } = E; x",
    "let _ = E; x",
    "let mut n = E; n += 1; x * n as f64",
    "x + (E)",
    "(E) * x",
    "-(E)",
    "(E).sin()",
    "x.max(E)",
    "f64::max(E, x)",
    "g(x, E)",
    "grad::detach(E) * x",
    "(E) as f64 * x",
    "(E, x).1",
    "[x, E][0]",
    "S { x: E }.x",
    "if (E) { x } else { 1.0 }",
    "if x > 0.0 { E } else { x }",
    "if n > 0 { E }; x",
    "match (E) { 0 => x, a => a, }",
    "match n { 0 => E, _ => x }",
    "match n { _ if (E) => x, _ => 1.0 }",
    "{ E }",
    "unsafe { E }",
    "while (E) { break; } x",
    "for i in (E) { foo(i); } x",
    "loop { E; break; } x",
    "(|a: f64| E)(x)",
    "println!(\"{}\", E); x",
    "m!(E)",
    "m!(E); x",
    "const A: f64 = E; x * A",
    "fn inner() { E } x",
    "#[cfg(a)] let a = E; x",
    "n[E] = x; x",
    "n.push(E); x",
    "x.powi(E)",
    "Some(E)?",
];

/// One expression of every kind that syn tells apart, and more of those that matter, one a line.
const EXPRESSIONS: &str = include_str!("expressions.txt");

#[test]
fn every_expression_everywhere() {
    let mut trials = Trials::default();
    for context in CONTEXTS {
        for expression in EXPRESSIONS.lines() {
            let body = context.replace('E', expression);
            let source = format!("fn f(x: f64, y: f64, mut n: i32) -> f64 {{ {body} }}");
            // Not every expression may stand everywhere: rustc would not hand the others to a macro.
            if syn::parse_str::<syn::ItemFn>(&source).is_ok() {
                trials.expand(Place::Free, "", &source);
            }
        }
    }
    trials.finish();
}
