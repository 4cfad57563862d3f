//! Functions that are very long or very deep.
//!
//! A stack overflow ends the whole process, so each of these runs in a process of its own, on a stack of the size
//! that rustc gives to its macros.

use std::process::Command;

use proc_macro2::TokenStream;

use super::expansion::{Place, check};

/// What rustc runs macros on, unless told otherwise.
const RUSTC_STACK: usize = 8 * 1024 * 1024;

/// Tells the child which body to expand.
const CASE: &str = "GRAD_MACRO_TEST_LARGE_CASE";

/// A name, and the body of a function of `x: f64`.
type Case = (&'static str, fn() -> String);

const CASES: &[Case] = &[
    ("a sum of 5,000 terms", || vec!["x"; 5_000].join(" + ")),
    ("a product of 5,000 factors", || vec!["x"; 5_000].join(" * ")),
    ("2,000 method calls in a row", || format!("x{}", ".sin()".repeat(2_000))),
    ("200 parentheses", || wrapped("(", "x", ")", 200)),
    ("200 blocks", || wrapped("{", "x", "}", 200)),
    ("200 minus signs", || wrapped("-", "x", "", 200)),
    ("200 calls inside each other", || wrapped("g(", "x", ")", 200)),
    ("200 tuples inside each other", || format!("let (y, _) = {}; y", wrapped("(", "x", ", 1)", 200))),
    ("200 `if`s inside each other", || {
        (0..200).fold("x".to_owned(), |body, i| format!("if x > {i}.0 {{ {body} }} else {{ {i}.0 * x }}"))
    }),
    ("200 times `else if`", || repeated(200, |i| format!("if x > {i}.0 {{ {i}.0 * x }} else ")) + "{ x }"),
    ("200 early returns", || repeated(200, |i| format!("if x > {i}.0 {{ return {i}.0 * x; }}")) + "x"),
    ("a sum of 5,000 constants", || format!("let n: usize = {}; x", vec!["len()"; 5_000].join(" + "))),
    ("a chain of 1,000 conditions", || format!("if {} {{ x }} else {{ -x }}", vec!["x > 1.0"; 1_000].join(" || "))),
    ("2,000 statements", || {
        (0..2_000).fold("let a = x;".to_owned(), |body, i| format!("{body} let a = a.sin() * {i}.5;")) + "a"
    }),
    ("2,000 rejected statements", || "let a = [x];".repeat(2_000) + "x"),
];

fn wrapped(open: &str, inside: &str, close: &str, times: usize) -> String {
    format!("{}{inside}{}", open.repeat(times), close.repeat(times))
}

fn repeated(times: usize, part: impl Fn(usize) -> String) -> String {
    (0..times).map(part).collect()
}

#[test]
fn large_functions_do_not_overflow_the_stack() {
    let program = std::env::current_exe().expect("the test knows its own program");
    let failures: Vec<String> = CASES
        .iter()
        .filter_map(|(name, _)| {
            let child = Command::new(&program)
                .args(["--exact", "--ignored", concat!(module_path!(), "::child")].map(without_crate))
                .env(CASE, name)
                .output()
                .expect("the test can start its own program");
            let said = String::from_utf8_lossy(&child.stdout).into_owned() + &String::from_utf8_lossy(&child.stderr);
            let ran = said.contains("1 passed");
            (!child.status.success() || !ran).then(|| format!("{name}: {}\n{said}", child.status))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Test names do not begin with the crate's name.
fn without_crate(argument: &str) -> &str {
    argument.strip_prefix("grad_macro::").unwrap_or(argument)
}

#[test]
#[ignore = "started by the test above, once for each case"]
fn child() {
    let wanted = std::env::var(CASE).expect("started by the test above");
    let (_, body) = CASES.iter().find(|(name, _)| *name == wanted).expect("the case is in the list");
    let source = format!("\nfn f(x: f64) -> f64 {{ {} }}", body());
    let expand = move || {
        let item: TokenStream = source.parse().expect("the case is made of tokens");
        check(&TokenStream::new(), &item, Place::Free).map(drop)
    };
    let thread = std::thread::Builder::new().stack_size(RUSTC_STACK).spawn(expand).expect("a thread can be started");
    thread.join().expect("the thread ends").unwrap_or_else(|failure| panic!("{failure}"));
}
