//! The pipeline phase by phase, on a function with a branch and an early return.

use std::fmt::Write;
use std::path::Path;

use quote::quote;
use syn::ItemFn;

use crate::declared::Declared;
use crate::diagnostics::Errors;
use crate::emit::companions::grad_region;
use crate::exits;
use crate::ir::{End, Region, print};
use crate::lower::lower;
use crate::options::Options;
use crate::reverse::{Graph, reverse};
use crate::signature::Signature;
use crate::simplify::simplify;

#[test]
fn phases() {
    check(
        "phases",
        &syn::parse_quote! {
            fn f(x: f64, y: f64, n: i32) -> f64 {
                if n == 0 {
                    return y;
                }
                let mut s = x * y;
                if x > y {
                    let q = s.sin();
                    s = q * q;
                }
                s + x
            }
        },
    );
}

/// The worked example of ARCHITECTURE.md.
#[test]
fn a_loop() {
    check(
        "loop",
        &syn::parse_quote! {
            fn pendulum(mut angle: f64, mut speed: f64, steps: usize) -> f64 {
                for _ in 0..steps {
                    speed -= 0.01 * angle.sin();
                    angle += 0.01 * speed;
                }
                angle
            }
        },
    );
}

fn check(name: &str, function: &ItemFn) {
    let mut errors = Errors::default();
    let options = Options::parse(quote!(), &mut errors);
    let signature = Signature::read(function, None, &Declared::default(), &options, false, &mut errors);
    let mut func = lower(function, &signature, &Declared::default(), true, &mut errors).func;
    assert!(errors.is_empty());
    let mut text = String::new();
    let mut phase = |name: &str, printed: String| {
        let _ = writeln!(text, "=== {name}\n{printed}");
    };
    phase("lowered", print::region(&func, &func.body));
    exits::normalise(&mut func);
    phase("without early returns", print::region(&func, &func.body));
    let reversed = reverse(func, signature.result_float, false, Graph::None).expect("no derivative is lost");
    let forward = Region { stmts: reversed.forward.clone(), end: End::Diverge };
    let backward = Region {
        stmts: reversed.backward.clone(),
        end: End::Yield(
            (reversed.gradients.iter())
                .filter_map(|gradient| match gradient {
                    crate::reverse::Gradient::Value(value) => Some(value.clone()),
                    _ => None,
                })
                .collect(),
        ),
    };
    phase("forward half", print::region(&reversed.func, &forward));
    phase("backward half", print::region(&reversed.func, &backward));
    let mut func = reversed.func.clone();
    let mut region = grad_region(&reversed);
    simplify(&mut func, &mut region, &options);
    phase("both halves, simplified", print::region(&func, &region));
    super::compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/snapshots/{name}.txt")), &text);
}
