//! Structs and enums named like the parameters of the traits that are derived for them.

use ::grad::{Differentiable, differentiable};

#[derive(Debug, Clone, Copy, PartialEq, Differentiable)]
struct Factor {
    of: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Differentiable)]
struct OfType {
    factor: Factor,
    other: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Differentiable)]
enum From {
    Factor(Factor),
    OfType { of: OfType },
}

#[differentiable]
fn product(a: OfType, b: From) -> f64 {
    let b = match b {
        From::Factor(factor) => factor.of,
        From::OfType { of } => of.factor.of * of.other,
    };
    a.factor.of * a.other * b
}

#[test]
fn names_of_types() {
    let a = OfType { factor: Factor { of: 2.0 }, other: 3.0 };
    let (value, (d_a, d_b)) = product_grad(a, From::OfType { of: a });
    assert_eq!(value, 36.0);
    assert_eq!((d_a.factor.of, d_a.other), (18.0, 12.0));
    let FromTangent::OfType { of } = d_b else { ::core::panic!("another variant") };
    assert_eq!((of.factor.of, of.other), (18.0, 12.0));
    let (value, (_, d_b)) = product_grad(a, From::Factor(a.factor));
    assert_eq!(value, 12.0);
    let FromTangent::Factor(d_factor) = d_b else { ::core::panic!("another variant") };
    assert_eq!(d_factor.of, 6.0);
}
