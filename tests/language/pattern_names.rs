//! Names that patterns bind: carried out of their arms, of constants beside active values, of fields.

use grad::differentiable;

use super::agrees::agrees;

#[derive(Clone, Copy)]
struct Pair {
    n: i32,
    m: i32,
}

#[differentiable]
fn carried_out_of_the_only_arm_that_goes_on(x: f64, count: Option<i32>) -> f64 {
    let k = match count {
        Some(k) => k,
        None => panic!("no count"),
    };
    let j = if let Some(j) = count { j } else { return x };
    x * f64::from(k) + x * x * f64::from(j)
}

#[differentiable(constant(weights))]
fn carried_out_as_a_tuple(x: f64, weights: &[f64], pair: (i32, i32)) -> f64 {
    let (first, last) = match weights {
        [first, .., last] => (*first, *last),
        _ => panic!("too few"),
    };
    let (a, b) = match pair {
        (n, m) => (m, n),
    };
    x * first + x * x * last + f64::from(a - b) * x
}

#[differentiable]
fn constant_beside_active(x: f64, n: i32, text: &str) -> f64 {
    match (x, n, text) {
        (a, 0, _) => a,
        (a, k @ 1..=3, _) => a * a * f64::from(k),
        (_, k, "power") => x.powi(k),
        (a, k, other) => a * f64::from(k) + other.len() as f64 * a,
    }
}

#[differentiable(constant(pair))]
fn fields_of_known_names(x: f64, n: i32, pair: Pair) -> f64 {
    let y = x * f64::from(n);
    let Pair { n, m } = pair;
    let z = y * f64::from(n + m);
    match pair {
        Pair { n, m: 1 } => z * f64::from(n),
        Pair { n: 3, m } => z * f64::from(m),
        Pair { n, m } => x * f64::from(n * m),
    }
}

#[differentiable(constant(pair))]
fn fields_inside_closures(x: f64, n: i32, pair: Pair) -> f64 {
    let mut n = n;
    n += 1;
    let first = |pair: &Pair| {
        let Pair { n, .. } = pair;
        *n
    };
    let copy = Pair { n, ..pair };
    x * f64::from(first(&pair) + n) + x * x * f64::from(copy.n + copy.m)
}

#[differentiable(constant(pair))]
fn mutable_fields(x: f64, pair: Pair) -> f64 {
    let Pair { n, mut m } = pair;
    m += n;
    if let Pair { n: 3, m: only } = pair {
        return x * f64::from(only * m);
    }
    x * f64::from(m)
}

#[test]
fn carried_out() {
    agrees(
        |x: f64| carried_out_of_the_only_arm_that_goes_on(x, Some(3)),
        |x: f64| carried_out_of_the_only_arm_that_goes_on_grad(x, Some(3)),
        |x: f64| carried_out_of_the_only_arm_that_goes_on_vjp(x, Some(3)),
        &[0.5, -1.5],
    );
    agrees(
        |x: f64| carried_out_as_a_tuple(x, &[2.0, 7.0, 0.5], (3, 8)),
        |x: f64| carried_out_as_a_tuple_grad(x, &[2.0, 7.0, 0.5], (3, 8)),
        |x: f64| carried_out_as_a_tuple_vjp(x, &[2.0, 7.0, 0.5], (3, 8)),
        &[0.5, -1.5],
    );
}

#[test]
fn beside_active() {
    for n in 0..6 {
        for text in ["power", "abc"] {
            agrees(
                move |x: f64| constant_beside_active(x, n, text),
                move |x: f64| constant_beside_active_grad(x, n, text),
                move |x: f64| constant_beside_active_vjp(x, n, text),
                &[0.5, -1.5],
            );
        }
    }
}

#[test]
fn fields() {
    for pair in [Pair { n: 2, m: 1 }, Pair { n: 3, m: 5 }, Pair { n: 7, m: -2 }] {
        agrees(
            move |x: f64| fields_of_known_names(x, 4, pair),
            move |x: f64| fields_of_known_names_grad(x, 4, pair),
            move |x: f64| fields_of_known_names_vjp(x, 4, pair),
            &[0.5, -1.5],
        );
        agrees(
            move |x: f64| fields_inside_closures(x, 4, pair),
            move |x: f64| fields_inside_closures_grad(x, 4, pair),
            move |x: f64| fields_inside_closures_vjp(x, 4, pair),
            &[0.5, -1.5],
        );
        agrees(
            move |x: f64| mutable_fields(x, pair),
            move |x: f64| mutable_fields_grad(x, pair),
            move |x: f64| mutable_fields_vjp(x, pair),
            &[0.5, -1.5],
        );
    }
}
