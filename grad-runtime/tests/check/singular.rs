//! Points where there is no derivative, or where it is hard to see.

use grad_runtime::check::{Estimate, Reason, Side, Slope, slope};

fn smooth(slope: Slope) -> Estimate {
    match slope {
        Slope::Smooth(estimate) => estimate,
        other => panic!("not smooth: {other:?}"),
    }
}

fn assert_kink(slope: Slope, from_left: f64, from_right: f64) {
    let Slope::Kink { left, right } = slope else {
        panic!("not a kink: {slope:?}");
    };
    assert!(left.admits(from_left), "{from_left}: {left:?}");
    assert!(right.admits(from_right), "{from_right}: {right:?}");
    assert!(left.error.max(right.error) < 0.1 * (from_left - from_right).abs(), "{slope:?}");
}

#[test]
fn kinks_give_both_derivatives() {
    assert_kink(slope(|x: f64| x.abs(), 0.0), -1.0, 1.0);
    assert_kink(slope(|x: f64| x.max(0.0), 0.0), 0.0, 1.0);
    assert_kink(slope(|x: f64| x.min(3.0), 3.0), 1.0, 0.0);
    assert_kink(slope(|x: f64| x.clamp(-2.0, 5.0), -2.0), 0.0, 1.0);
    assert_kink(slope(|x: f64| (x - 1e8).abs(), 1e8), -1.0, 1.0);
    assert_kink(slope(|x: f64| (x - 1e-8).abs(), 1e-8), -1.0, 1.0);
    assert_kink(slope(|x: f64| x.sin().max(0.5 * x), 0.0), 0.5, 1.0);
    assert_kink(slope(|x: f32| x.abs(), 0.0_f32), -1.0, 1.0);
    assert_kink(slope(|x: f32| (x - 0.3).max(0.0) + x, 0.3_f32), 1.0, 2.0);
}

#[test]
fn a_faint_kink_in_a_smooth_function_is_seen() {
    let right = 2.0 * 0.7;
    assert_kink(slope(|x: f64| 5.0 + x * x + 1e-6 * (x - 0.7).abs(), 0.7), right - 1e-6, right + 1e-6);
}

#[test]
fn joints_without_a_kink_are_smooth() {
    // The second derivative jumps, the first does not.
    let huber = |x: f64| {
        if x.abs() <= 1.0 { 0.5 * x * x } else { x.abs() - 0.5 }
    };
    for x in [-1.0, 1.0] {
        let estimate = smooth(slope(huber, x));
        assert!(estimate.admits(x), "{estimate:?}");
        assert!(estimate.error < 1e-6, "{estimate:?}");
    }
    let estimate = smooth(slope(|x: f64| x * x.abs(), 0.0));
    assert!(estimate.admits(0.0) && estimate.error < 1e-12, "{estimate:?}");
}

#[test]
fn a_kink_nearby_does_not_disturb() {
    for power in 0..8 {
        for offset in [0.0, 1.0] {
            let distance = 0.37 * 10.0_f64.powi(-power);
            let relu = |x: f64| offset + (x - 1.0).max(0.0);
            for (x, right) in [(1.0 - distance, 0.0), (1.0 + distance, 1.0)] {
                let estimate = smooth(slope(relu, x));
                assert!(estimate.admits(right), "at {x}: {estimate:?}");
                assert!(!estimate.admits(0.5), "at {x}: {estimate:?}");
            }
        }
    }
}

/// Whether a claimed derivative would fail.
fn condemns(slope: &Slope, claimed: f64) -> bool {
    match slope {
        Slope::TwoScales { near, far } => !near.admits(claimed) && !far.admits(claimed),
        Slope::Unknown(_) => false,
        other => !other.estimate().admits(claimed),
    }
}

#[test]
fn a_kink_too_near_to_tell_never_condemns_a_right_derivative() {
    for power in 0..17 {
        for offset in [0.0, 1.0, 1000.0] {
            for center in [0.0, 1.0, 100.0] {
                let distance = 0.37 * 10.0_f64.powi(-power);
                let relu = |x: f64| offset + (x - center).max(0.0);
                for x in [center - distance, center + distance] {
                    let right = if x > center { 1.0 } else { 0.0 };
                    let found = slope(relu, x);
                    let context = format!("{offset} + relu(x - {center}) at {x:e}: {found:?}");
                    assert!(!condemns(&found, right), "{context}");
                    assert!(condemns(&found, 1.5), "{context}");
                }
            }
        }
    }
}

#[test]
fn nor_does_it_in_single_precision() {
    for power in 0..9 {
        for offset in [0.0_f32, 1.0, 1000.0] {
            for center in [0.0_f32, 1.0, 100.0] {
                let distance = 0.37 * 10.0_f32.powi(-power);
                let relu = |x: f32| offset + (x - center).max(0.0);
                for x in [center - distance, center + distance] {
                    let right = if x > center { 1.0 } else { 0.0 };
                    let found = slope(relu, x);
                    let context = format!("{offset} + relu(x - {center}) at {x:e}: {found:?}");
                    assert!(!condemns(&found, right), "{context}");
                }
            }
        }
    }
}

#[test]
fn near_the_edge_of_the_domain_steps_shrink() {
    for distance in [1e-3, 1e-6, 1e-9] {
        let ln = smooth(slope(|x: f64| x.ln(), distance));
        let right = distance.recip();
        assert!(ln.admits(right) && ln.error < 1e-6 * right, "{distance:e}: {ln:?}");

        // The distance to the edge as floats have it.
        let x = 1.0 - distance;
        let exact = 1.0 - x;
        let right = -1.0 / (exact * (1.0 + x)).sqrt();
        let acos = smooth(slope(|x: f64| x.acos(), x));
        assert!(acos.admits(right), "{distance:e}: {right:e}, {acos:?}");
        assert!(acos.error < 1e-3 * right.abs(), "{distance:e}: {right:e}, {acos:?}");
    }
}

#[test]
fn at_the_edge_of_the_domain_one_side_does() {
    let inside = |x: f64| {
        if (0.0..=1.0).contains(&x) { x * x + x } else { f64::NAN }
    };
    for (x, side, right) in [(0.0, Side::Right, 1.0), (1.0, Side::Left, 3.0)] {
        let Slope::OneSided(found, estimate) = slope(inside, x) else {
            panic!("at {x}: {:?}", slope(inside, x));
        };
        assert_eq!(found, side);
        assert!(estimate.admits(right) && estimate.error < 1e-9, "at {x}: {estimate:?}");
    }
    // Infinity ends a domain as NaN does.
    let barrier = |x: f64| {
        if x < 2.0 { f64::INFINITY } else { (x - 2.0).powi(2) - x }
    };
    let Slope::OneSided(Side::Right, estimate) = slope(barrier, 2.0) else {
        panic!("{:?}", slope(barrier, 2.0));
    };
    assert!(estimate.admits(-1.0) && !estimate.admits(-1.0 + 1e-6), "{estimate:?}");
}

#[test]
fn what_cannot_be_known_is_not_guessed() {
    let unknown: [(&str, Slope, Reason); 12] = [
        ("sqrt at 0", slope(|x: f64| x.sqrt(), 0.0), Reason::NotSettling),
        ("9 + sqrt at 0", slope(|x: f64| 9.0 + x.sqrt(), 0.0), Reason::NotSettling),
        ("cbrt at 0", slope(|x: f64| x.cbrt(), 0.0), Reason::NotSettling),
        ("acos at 1", slope(|x: f64| x.acos(), 1.0), Reason::NotSettling),
        ("signum at 0", slope(|x: f64| x.signum(), 0.0), Reason::NotSettling),
        ("floor at 3", slope(|x: f64| x.floor(), 3.0), Reason::NotSettling),
        ("x ln x at 0", slope(|x: f64| if x > 0.0 { x * x.ln() } else { 0.0 }, 0.0), Reason::NotSettling),
        ("half a vertical tangent", slope(|x: f64| if x > 0.0 { x } else { (-x).sqrt() }, 0.0), Reason::NotSettling),
        ("recip at 0", slope(|x: f64| x.recip(), 0.0), Reason::ValueNotFinite),
        ("ln at -1", slope(|x: f64| x.ln(), -1.0), Reason::ValueNotFinite),
        ("at NaN", slope(|x: f64| x, f64::NAN), Reason::PointNotFinite),
        (
            "an isolated point",
            slope(
                |x: f64| {
                    if (1.0..=1.0).contains(&x) { 0.0 } else { f64::NAN }
                },
                1.0,
            ),
            Reason::NeighboursNotFinite,
        ),
    ];
    for (name, slope, reason) in unknown {
        assert_eq!(slope, Slope::Unknown(reason), "{name}");
        let estimate = slope.estimate();
        assert!(!estimate.admits(0.0) && !estimate.admits(f64::INFINITY), "{name}");
    }
}

#[test]
fn functions_that_round_are_flat_between_their_steps() {
    for x in [0.5, 1.5, 12.3, -7.7] {
        let estimate = smooth(slope(|x: f64| x.floor(), x));
        assert!(estimate.admits(0.0) && estimate.error < 1e-9, "floor at {x}: {estimate:?}");
        let estimate = smooth(slope(|x: f64| x.fract(), x));
        assert!(estimate.admits(1.0) && estimate.error < 1e-9, "fract at {x}: {estimate:?}");
    }
}

#[test]
fn where_large_and_small_steps_disagree_both_are_given() {
    // floor rises by one per one, in steps.
    let Slope::TwoScales { near, far } = slope(|x: f64| x.floor(), 1_000_000.3) else {
        panic!("floor: {:?}", slope(|x: f64| x.floor(), 1_000_000.3));
    };
    assert!(near.admits(0.0) && !near.admits(1e-3), "{near:?}");
    assert!(far.admits(1.0) && !far.admits(0.9), "{far:?}");

    // So does rounding: floats near tanh(7) are too few for its logarithm to move at small steps.
    let x = 7.0_f64;
    let right = 2.0 / (2.0 * x).sinh();
    for scale in [1.0, 1e3] {
        let seen = slope(|x: f64| scale * x.tanh().ln(), x);
        let far = match seen {
            Slope::TwoScales { far, .. } => far,
            other => smooth(other),
        };
        assert!(far.admits(scale * right), "{right:e}, {seen:?}");
        assert!(!far.admits(scale * right * 1.01), "{right:e}, {seen:?}");
    }
}

#[test]
fn saturated_functions_are_flat() {
    for x in [40.0, 800.0] {
        let estimate = smooth(slope(|x: f64| x.tanh(), x));
        assert!(estimate.admits(0.0) && estimate.error < 1e-9, "tanh at {x}: {estimate:?}");
        let estimate = smooth(slope(|x: f64| (1.0 + (-x).exp()).recip(), x));
        assert!(estimate.admits(0.0) && estimate.error < 1e-6, "logistic at {x}: {estimate:?}");
    }
}
