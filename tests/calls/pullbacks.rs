//! Pullbacks that are called more than once: their clones.

use grad::differentiable;

#[differentiable]
fn polar(x: f64, y: f64) -> [f64; 2] {
    [(x * x + y * y).sqrt(), y.atan2(x)]
}

/// Both rows of the Jacobian from one run forward.
#[test]
fn one_seed_for_each_row() {
    let (x, y) = (0.6, -1.1);
    let (_, pullback) = polar_vjp(x, y);
    let rows = [[1.0, 0.0], [0.0, 1.0]].map(|seed| pullback.clone()(seed));
    let square: f64 = x * x + y * y;
    let expected = [(x / square.sqrt(), y / square.sqrt()), (-y / square, x / square)];
    for (row, expected) in rows.into_iter().zip(expected) {
        assert!((row.0 - expected.0).abs() < 1e-15 && (row.1 - expected.1).abs() < 1e-15, "{row:?}, {expected:?}");
    }
}

#[differentiable]
fn logistic(x: f64, steps: usize) -> f64 {
    let mut x = x;
    for _ in 0..steps {
        x = 3.5 * x * (1.0 - x);
    }
    x
}

#[differentiable]
fn weighted(xs: &[f64], weight: f64) -> Vec<f64> {
    let mut out = Vec::new();
    for i in 0..xs.len() {
        out.push(weight * logistic(xs[i], 3));
    }
    out
}

/// What loops have saved serves each clone, in vectors of the pullback and in the store that it holds.
#[test]
fn with_saved_numbers() {
    let xs = [0.1, 0.45, 0.8];
    let (value, pullback) = weighted_vjp(&xs, 2.0);
    for i in 0..xs.len() {
        let mut seed = vec![0.0; 3];
        seed[i] = 1.0;
        let (d_xs, d_weight) = pullback.clone()(seed);
        let (end, slope) = logistic_grad(xs[i], 3);
        assert_eq!((value[i], d_weight), (2.0 * end, end));
        for (j, d_x) in d_xs.into_iter().enumerate() {
            assert_eq!(d_x, if i == j { 2.0 * slope } else { 0.0 });
        }
    }
    // Its last use needs no clone.
    assert_eq!(pullback(vec![0.0; 3]), (vec![0.0; 3], 0.0));
}

/// Against the chain rule, written out.
#[test]
fn the_numbers_saved_are_right() {
    let (mut x, mut slope) = (0.45, 1.0);
    for _ in 0..3 {
        slope *= 3.5 * (1.0 - 2.0 * x);
        x = 3.5 * x * (1.0 - x);
    }
    let (value, pullback) = logistic_vjp(0.45, 3);
    assert_eq!(value, x);
    for seed in [1.0, -2.0] {
        let d = pullback.clone()(seed);
        assert!((d - seed * slope).abs() < 1e-14, "{d}, {slope}");
    }
}

#[differentiable(vjp = square_rule)]
fn square(x: f64) -> f64 {
    x * x
}

fn square_rule(x: f64) -> (f64, impl FnOnce(f64) -> f64 + Clone) {
    (x * x, move |seed| 2.0 * x * seed)
}

#[differentiable(vjp = cube_rule)]
fn cube(x: f64) -> f64 {
    x * x * x
}

fn cube_rule(x: f64) -> (f64, impl FnOnce(f64) -> f64) {
    (x * x * x, move |seed| 3.0 * x * x * seed)
}

#[differentiable]
fn of_squares(x: f64) -> f64 {
    square(x).sin()
}

#[differentiable]
fn of_cubes(x: f64) -> f64 {
    cube(x).sin()
}

#[test]
fn through_a_rule_that_is_clone() {
    let (_, pullback) = of_squares_vjp(0.7);
    let expected = (0.7_f64 * 0.7).cos() * 2.0 * 0.7;
    assert_eq!(pullback.clone()(1.0), pullback(1.0));
    assert!((of_squares_grad(0.7).1 - expected).abs() < 1e-15);
}

/// A rule's pullback may be anything: then it runs once, and says so to whoever wants more.
#[test]
fn through_a_rule_that_is_not() {
    let (_, pullback) = of_cubes_vjp(0.7);
    let message = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(pullback.clone()))).unwrap_err();
    let message = message.downcast_ref::<&str>().expect("a text");
    assert!(message.contains("cannot be cloned"), "{message}");
    let expected = (0.7_f64.powi(3)).cos() * 3.0 * 0.7 * 0.7;
    assert!((pullback(1.0) - expected).abs() < 1e-15);
}

#[differentiable]
fn pair(a: f64, b: f64) -> [f64; 2] {
    [a, b]
}

#[differentiable]
fn logarithm_and_sum(x: f64, y: f64) -> [f64; 2] {
    pair(x.ln(), x + y)
}

/// A number in an array of cotangents may be zero, and contributes zero then, however steep the function.
#[test]
fn a_seed_that_is_zero_in_part() {
    let (_, pullback) = logarithm_and_sum_vjp(0.0, 1.0);
    assert_eq!(pullback.clone()([0.0, 1.0]), (1.0, 1.0));
    assert_eq!(pullback.clone()([1.0, 0.0]), (f64::INFINITY, 0.0));
    assert_eq!(pullback([0.0, 0.0]), (0.0, 0.0));
}

#[differentiable]
fn slope_of_nothing(xs: &[f64], wanted: bool) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        // At zero the root is infinitely steep, and nothing is owed to it unless it is wanted.
        let root = root(*x);
        sum += if wanted { root } else { *x };
    }
    sum
}

#[differentiable]
fn root(x: f64) -> f64 {
    x.sqrt()
}

/// In loops the slopes of a call are found at once; infinite ones do no harm where they are not used.
#[test]
fn an_infinite_slope_that_is_not_used() {
    assert_eq!(slope_of_nothing_grad(&[0.0, 4.0], false), (4.0, vec![1.0, 1.0]));
    assert_eq!(slope_of_nothing_grad(&[0.0, 4.0], true), (2.0, vec![f64::INFINITY, 0.25]));
}

#[differentiable]
fn halves(data: &[f64], k: usize) -> f64 {
    let (left, right) = data.split_at(k);
    dot(left, right)
}

#[differentiable]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i] * b[i];
    }
    sum
}

#[differentiable(constant(data))]
fn scaled_halves(scale: f64, data: &[f64], k: usize) -> f64 {
    scale * halves(data, k)
}

#[differentiable]
fn of_a_constant(scale: f64) -> f64 {
    let data = [1.0, 2.0, 3.0, 4.0];
    scale * halves(&data, 2) * dot(&[scale, scale], &data[..2])
}

/// Two parts of a slice whose cotangent nobody wants.
#[test]
fn parts_of_what_is_not_wanted() {
    let data = [1.0, 2.0, 3.0, 4.0];
    assert_eq!(halves_grad(&data, 2), (11.0, vec![3.0, 4.0, 1.0, 2.0]));
    assert_eq!(scaled_halves_grad(0.5, &data, 2), (5.5, 11.0));
    // 11 s * 3 s
    assert_eq!(of_a_constant_grad(2.0), (132.0, 132.0));
}

/// `(s + x0 + x1) * (2 s + x1 + x2)`, of copies of parts.
#[differentiable]
fn of_copies(scale: f64, data: &[f64]) -> f64 {
    let mut begin = vec![scale];
    begin.extend_from_slice(&data[..2]);
    let mut end = [2.0 * scale; 3];
    end[..2].copy_from_slice(&data[1..3]);
    (begin[0] + begin[1] + begin[2]) * (end[0] + end[1] + end[2])
}

#[differentiable]
fn of_copies_of_a_constant(scale: f64) -> f64 {
    of_copies(scale, &[1.0, 2.0, 3.0])
}

#[test]
fn copies_of_parts_of_what_is_not_wanted() {
    // 4 * 7, and 7 + 2 * 4 to the scale.
    assert_eq!(of_copies_grad(1.0, &[1.0, 2.0, 3.0]), (28.0, (15.0, vec![7.0, 11.0, 4.0])));
    assert_eq!(of_copies_of_a_constant_grad(1.0), (28.0, 15.0));
}

#[differentiable]
fn named_like_ours(store: &[f64], own: f64, saved: usize) -> f64 {
    let mut end = own;
    for mark in 0..saved {
        end = (end * store[mark]).sin() + dot(store, store);
    }
    end
}

#[differentiable]
fn of_names_like_ours(store: &[f64], own: f64) -> f64 {
    let mut sum = 0.0;
    for at in 0..2 {
        sum += named_like_ours(store, own, at + 1) * logistic(own, at);
    }
    sum
}

/// The user's names are the user's.
#[test]
fn names_of_the_store() {
    let store = [0.3, -0.4];
    let f = |x: &[f64]| of_names_like_ours(&x[..2], x[2]);
    let (value, (d_store, d_own)) = of_names_like_ours_grad(&store, 0.2);
    assert_eq!(value, of_names_like_ours(&store, 0.2));
    grad::check::gradient_of(f, &[0.3, -0.4, 0.2], &[d_store[0], d_store[1], d_own]).assert();
    let (_, pullback) = of_names_like_ours_vjp(&store, 0.2);
    assert_eq!(pullback(1.0), (d_store, d_own));
}
