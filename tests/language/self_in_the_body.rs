//! `self` and `Self` in the body of a free function: paths, and items of the body.

use grad::differentiable;

use super::agrees::agrees;

mod inner {
    pub const K: f64 = 2.0;

    #[grad::differentiable]
    pub fn path(x: f64) -> f64 {
        x * self::K * self::nested::L
    }

    mod nested {
        pub const L: f64 = 0.5;
    }

    #[grad::differentiable]
    pub fn calls(x: f64) -> f64 {
        self::path(x) * self::path(x * x)
    }
}

#[differentiable]
fn helper_items(x: f64, n: u32) -> f64 {
    use std::collections::BTreeMap;

    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Even,
        Odd,
    }

    struct Weights {
        even: f64,
        odd: f64,
    }

    impl Weights {
        fn of(&self, kind: Kind) -> f64 {
            if kind == Kind::Even { self.even } else { self.odd }
        }
    }

    type Names = BTreeMap<u32, &'static str>;

    fn kind(n: u32) -> Kind {
        if n.is_multiple_of(2) { Kind::Even } else { Kind::Odd }
    }

    macro_rules! square {
        ($e:expr) => {
            $e * $e
        };
    }

    let weights = Weights { even: 2.0, odd: square!(1.5) };
    let names: Names = [(1, "one"), (2, "two"), (3, "three")].into_iter().collect();
    let letters = names.get(&n).map_or(0, |name| name.len());
    x * x * weights.of(kind(n)) + x * letters as f64
}

#[test]
fn paths_from_self() {
    agrees(inner::path, inner::path_grad, inner::path_vjp, &[0.5, -1.5]);
    agrees(inner::calls, inner::calls_grad, inner::calls_vjp, &[0.5, -1.5]);
}

#[test]
fn items_with_methods() {
    for n in 0..4 {
        agrees(
            move |x: f64| helper_items(x, n),
            move |x: f64| helper_items_grad(x, n),
            move |x: f64| helper_items_vjp(x, n),
            &[0.5, -1.5],
        );
    }
}
