//! Gradients of functions with several arguments: right ones pass, every kind of wrong one fails.

use grad_runtime::check::{Checker, Verdict, gradient, gradient_of};

/// The function of the checks below: smooth, and no two derivatives alike.
fn f(x: f64, y: f64, z: f64) -> f64 {
    (x * y).sin() + x.exp() * z * z - y / (1.0 + z * z)
}

/// Its gradient, by the chain rule on paper.
fn f_grad(x: f64, y: f64, z: f64) -> (f64, (f64, f64, f64)) {
    let d_x = y * (x * y).cos() + x.exp() * z * z;
    let d_y = x * (x * y).cos() - 1.0 / (1.0 + z * z);
    let d_z = 2.0 * z * x.exp() + 2.0 * y * z / (1.0 + z * z).powi(2);
    (f(x, y, z), (d_x, d_y, d_z))
}

const POINTS: [(f64, f64, f64); 4] = [(1.0, 0.5, -2.0), (0.3, -1.7, 0.9), (-2.5, 0.1, 1.1), (0.01, 3.0, 0.2)];

type Gradient = (f64, f64, f64);

/// Makes a wrong gradient, given the point and the right one.
type Mistake = fn(Gradient, Gradient) -> Gradient;

#[test]
fn a_right_gradient_passes() {
    for point in POINTS {
        let report = gradient(f, f_grad, point);
        report.assert();
        assert!(report.entries().iter().all(|entry| entry.verdict == Verdict::Agrees));
    }
}

#[test]
fn every_kind_of_wrong_gradient_fails() {
    let mistakes: [(&str, Mistake); 9] = [
        ("sign", |_, (x, y, z)| (x, -y, z)),
        ("factor", |_, (x, y, z)| (x, y, 2.0 * z)),
        ("swapped", |_, (x, y, z)| (y, x, z)),
        ("rotated", |_, (x, y, z)| (z, x, y)),
        ("missing term", |(a, _, c), (x, y, z)| (x - a.exp() * c * c, y, z)),
        ("missing factor", |(_, b, _), (x, y, z)| (x, y, z / b)),
        ("nothing", |_, (x, y, _)| (x, y, 0.0)),
        ("a little off", |_, (x, y, z)| (x, y * (1.0 + 1e-6), z)),
        ("not a number", |_, (x, _, z)| (x, f64::NAN, z)),
    ];
    for point in POINTS {
        for (name, mistake) in mistakes {
            let wrong = |x: f64, y: f64, z: f64| {
                let (value, right) = f_grad(x, y, z);
                (value, mistake((x, y, z), right))
            };
            let report = gradient(f, wrong, point);
            assert!(!report.passed(), "{name} at {point:?}:\n{report}");
            assert!(!report.allow_unchecked().passed(), "{name} at {point:?}");
        }
    }
}

#[test]
fn only_the_wrong_argument_is_blamed() {
    let wrong = |x: f64, y: f64, z: f64| {
        let (value, (d_x, d_y, d_z)) = f_grad(x, y, z);
        (value, (d_x, d_y + 0.01, d_z))
    };
    let report = gradient(f, wrong, POINTS[0]);
    let verdicts: Vec<Verdict> = report.entries().iter().map(|entry| entry.verdict).collect();
    assert_eq!(verdicts, [Verdict::Agrees, Verdict::Differs, Verdict::Agrees]);
}

#[test]
fn a_wrong_value_fails() {
    let wrong = |x: f64| (2.0 * x, 2.0 * x);
    assert!(!gradient(|x: f64| x * x, wrong, 3.0).passed());
    assert!(gradient(|x: f64| x * x, wrong, 2.0).passed(), "both values are 4");
    let nan = |x: f64| (f64::NAN, 2.0 * x);
    assert!(!gradient(|x: f64| x * x, nan, 3.0).passed());
}

/// The sum of k times the k-th argument.
#[rustfmt::skip]
#[expect(clippy::too_many_arguments, clippy::many_single_char_names, reason = "twelve are the test")]
fn twelve(
    a: f64, b: f64, c: f64, d: f64, e: f64, f: f64, g: f64, h: f64, i: f64, j: f64, k: f64, l: f64,
) -> f64 {
    a + 2.0 * b + 3.0 * c + 4.0 * d + 5.0 * e + 6.0 * f + 7.0 * g + 8.0 * h + 9.0 * i
        + 10.0 * j + 11.0 * k + 12.0 * l
}

#[test]
fn one_to_twelve_arguments() {
    let square = |x: f64| (x * x, 2.0 * x);
    gradient(|x: f64| x * x, square, 1.5).assert();
    gradient(|x: f64| x * x, square, (1.5,)).assert();
    assert!(!gradient(|x: f64| x * x, |x: f64| (x * x, x), (1.5,)).passed());
    gradient(|x: f32| x * x, |x: f32| (x * x, 2.0 * x), 1.5_f32).assert();

    gradient(|x: f64, y: f64| x * y, |x: f64, y: f64| (x * y, (y, x)), (2.0, 3.0)).assert();

    let point = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2);
    let gradients = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0);
    #[rustfmt::skip]
    let twelve_grad =
        |a: f64, b: f64, c: f64, d: f64, e: f64, f: f64, g: f64, h: f64, i: f64, j: f64, k: f64, l: f64| {
            (twelve(a, b, c, d, e, f, g, h, i, j, k, l), gradients)
        };
    let report = gradient(twelve, twelve_grad, point);
    report.assert();
    let claimed: Vec<f64> = report.entries().iter().map(|entry| entry.claimed).collect();
    assert_eq!(claimed, (1..=12).map(f64::from).collect::<Vec<_>>());
}

#[test]
fn float_types_may_be_mixed() {
    let mixed = |x: f64, y: f32| x * f64::from(y);
    #[expect(clippy::cast_possible_truncation, reason = "the gradient has the argument's type")]
    let right = |x: f64, y: f32| (x * f64::from(y), (f64::from(y), x as f32));
    gradient(mixed, right, (1.25, 0.75)).assert();
    let wrong = |x: f64, y: f32| (x * f64::from(y), (x, y));
    assert!(!gradient(mixed, wrong, (1.25, 0.75)).passed());
}

#[test]
fn single_precision_gradients() {
    fn f(x: f32, y: f32) -> f32 {
        x.sin() * y.exp()
    }
    let right = |x: f32, y: f32| (f(x, y), (x.cos() * y.exp(), f(x, y)));
    let wrong = |x: f32, y: f32| (f(x, y), (1.01 * x.cos() * y.exp(), f(x, y)));
    for point in [(0.3, 0.9), (2.0, -1.0), (-0.01, 3.0)] {
        gradient(f, right, point).assert();
        assert!(!gradient(f, wrong, point).passed());
    }
}

#[test]
fn closures_hold_what_is_not_a_float() {
    fn scaled(x: f64, n: i32, negate: bool) -> f64 {
        if negate { -x.powi(n) } else { x.powi(n) }
    }
    let right = |x: f64| (scaled(x, 4, true), -4.0 * x.powi(3));
    gradient(|x: f64| scaled(x, 4, true), right, 1.7).assert();
}

#[test]
fn slices_of_any_length() {
    let norm = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
    let point: Vec<f64> = (1..=40).map(|k| f64::from(k) * 0.3 - 4.1).collect();
    let mut claimed: Vec<f64> = point.iter().map(|x| x / norm(&point)).collect();
    gradient_of(norm, &point, &claimed).assert();
    claimed[17] *= -1.0;
    let report = gradient_of(norm, &point, &claimed);
    for entry in report.entries() {
        assert_eq!(entry.verdict == Verdict::Differs, entry.index == 17, "{report}");
    }
    gradient_of(|_: &[f64]| 1.0, &[], &[]).assert();
}

#[test]
#[should_panic(expected = "the point has 2 elements, the claimed gradient 3")]
fn slices_of_different_lengths_are_refused() {
    let _ = gradient_of(|v: &[f64]| v[0] * v[1], &[1.0, 2.0], &[2.0, 1.0, 0.0]);
}

#[test]
fn a_kink_passes_between_its_sides_only() {
    let relu = |x: f64| x.max(0.0);
    for (claimed, verdict) in [
        (0.0, Verdict::Kink),
        (0.5, Verdict::Kink),
        (1.0, Verdict::Kink),
        (-0.01, Verdict::Differs),
        (1.01, Verdict::Differs),
        (f64::NAN, Verdict::Differs),
    ] {
        let report = gradient(relu, |x: f64| (relu(x), claimed), 0.0);
        assert_eq!(report.entries()[0].verdict, verdict, "{claimed}: {report}");
        assert_eq!(report.passed(), verdict == Verdict::Kink);
    }
}

#[test]
fn one_side_is_enough_at_the_edge_of_the_domain() {
    let f = |x: f64| if x < 0.0 { f64::NAN } else { 3.0 * x + x * x };
    gradient(f, |x: f64| (f(x), 3.0), 0.0).assert();
    assert!(!gradient(f, |x: f64| (f(x), 3.0 + 1e-6), 0.0).passed());
}

#[test]
fn what_cannot_be_checked_neither_passes_nor_fails() {
    for claimed in [f64::INFINITY, 1e9, 0.0, f64::NAN] {
        let report = gradient(|x: f64| x.sqrt(), |x: f64| (x.sqrt(), claimed), 0.0);
        assert_eq!(report.entries()[0].verdict, Verdict::NotChecked);
        assert!(!report.passed());
        assert!(report.allow_unchecked().passed());
    }
    // An infinite claim where there is a finite derivative is wrong.
    let infinite = gradient(|x: f64| x * x, |x: f64| (x * x, f64::INFINITY), 1.0);
    assert!(!infinite.allow_unchecked().passed());
}

#[test]
fn a_function_with_a_guarded_domain_is_kept_inside() {
    fn guarded(x: f64, y: f64) -> f64 {
        assert!(x > 0.0 && y > 0.0, "called outside of its domain");
        x.ln() * y.sqrt()
    }
    let right = |x: f64, y: f64| (guarded(x, y), (y.sqrt() / x, 0.5 * x.ln() / y.sqrt()));
    Checker::new().largest_step(0.05).gradient(guarded, right, (0.1, 0.2)).assert();
    // Where the arguments are larger than 1, steps do not reach zero by themselves.
    gradient(guarded, right, (1.5, 20.0)).assert();
}
