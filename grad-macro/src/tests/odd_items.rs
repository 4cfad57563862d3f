//! Input that is odd, broken or very large.

use proc_macro2::TokenStream;

use super::expansion::{Place, Verdict, check};

/// Expands one source text with the options written in `attribute`.
fn expand(attribute: &str, source: &str) -> Verdict {
    // A line before the item keeps it apart from where spans without a place would be.
    let item: TokenStream = format!("\n{source}").parse().expect("the test's source is made of tokens");
    let attribute: TokenStream = attribute.parse().expect("the test's options are made of tokens");
    check(&attribute, &item, Place::Free).unwrap_or_else(|failure| panic!("#[differentiable({attribute})] {source}\n{failure}"))
}

#[test]
fn deep_if() {
    let mut body = "x".to_owned();
    for i in 0..200 {
        body = format!("if x > {i}.0 {{ {body} }} else {{ {i}.0 * x }}");
    }
    assert!(expand("", &format!("fn f(x: f64) -> f64 {{ {body} }}")).errors.is_empty());
}

#[test]
fn deep_parentheses() {
    let body = format!("{}x{}", "(".repeat(200), ")".repeat(200));
    assert!(expand("", &format!("fn f(x: f64) -> f64 {{ {body} }}")).errors.is_empty());
}

#[test]
fn long_sum() {
    let body = vec!["x"; 5000].join(" + ");
    assert!(expand("", &format!("fn f(x: f64) -> f64 {{ {body} }}")).errors.is_empty());
}

#[test]
fn deep_calls() {
    let body = format!("{}x{}", "f64::sin(".repeat(200), ")".repeat(200));
    assert!(expand("", &format!("fn f(x: f64) -> f64 {{ {body} }}")).errors.is_empty());
}

#[test]
fn long_chain() {
    let body = format!("x{}", ".sin()".repeat(1000));
    assert!(expand("", &format!("fn f(x: f64) -> f64 {{ {body} }}")).errors.is_empty());
}

#[test]
fn deep_blocks() {
    let body = format!("{}x{}", "{".repeat(200), "}".repeat(200));
    assert!(expand("", &format!("fn f(x: f64) -> f64 {{ {body} }}")).errors.is_empty());
}

#[test]
fn long_else_if() {
    let mut body = String::new();
    for i in 0..200 {
        body += &format!("if x > {i}.0 {{ {i}.0 * x }} else ");
    }
    assert!(expand("", &format!("fn f(x: f64) -> f64 {{ {body} {{ x }} }}")).errors.is_empty());
}

#[test]
fn many_early_returns() {
    let mut body = String::new();
    for i in 0..200 {
        body += &format!("if x > {i}.0 {{ return {i}.0 * x; }}");
    }
    assert!(expand("", &format!("fn f(x: f64) -> f64 {{ {body} x }}")).errors.is_empty());
}
