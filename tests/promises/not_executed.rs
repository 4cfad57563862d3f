//! Every function here has a point at which some step of it, or the slope of that step, is NaN or infinite, and that
//! step has no part in the result.

use grad::differentiable;

#[test]
fn a_guarded_branch() {
    #[differentiable]
    fn entropy(x: f64) -> f64 {
        if x > 0.0 { x * x.ln() } else { 0.0 }
    }
    assert_eq!(entropy_grad(0.0), (0.0, 0.0));
    assert_eq!(entropy_grad(-1.0), (0.0, 0.0));
    assert_eq!(entropy_grad(1.0), (0.0, 1.0));
    assert_eq!(entropy_vjp(0.0).1(5.0), 0.0);
}

#[test]
fn guarded_branches_of_all_kinds() {
    #[differentiable]
    fn clipped(x: f64) -> f64 {
        let inside = if x.abs() < 1.0 {
            x.acos()
        } else if x > 0.0 {
            2.0 * x
        } else {
            (-x).sqrt()
        };
        3.0 * inside
    }
    #[differentiable]
    fn nested(x: f64, y: f64) -> f64 {
        if x != 0.0 {
            let q = y / x;
            if q > 0.0 { q.ln() } else { -q }
        } else {
            y
        }
    }
    #[differentiable]
    fn as_statement(x: f64) -> f64 {
        let mut y = x;
        if x > 0.0 {
            y *= x.ln();
        }
        y
    }
    #[differentiable]
    fn deferred(x: f64) -> f64 {
        let y;
        if x > 0.0 {
            y = 1.0 / x;
        } else {
            y = x;
        }
        y * y
    }
    #[differentiable]
    fn lazily(x: f64) -> f64 {
        if x > 0.0 && x.ln() > 0.0 { x } else { -x }
    }
    assert_eq!(clipped_grad(2.0), (12.0, 6.0));
    assert_eq!(clipped_grad(-4.0), (6.0, -0.75));
    assert_eq!(clipped_grad(0.0).1, -3.0);
    assert_eq!(nested_grad(0.0, 3.0), (3.0, (0.0, 1.0)));
    assert_eq!(nested_grad(-1.0, 3.0), (3.0, (3.0, 1.0)));
    assert_eq!(as_statement_grad(0.0), (0.0, 1.0));
    assert_eq!(as_statement_grad(-2.0), (-2.0, 1.0));
    assert_eq!(deferred_grad(0.0), (0.0, 0.0));
    assert_eq!(lazily_grad(0.0), (0.0, -1.0));
    assert_eq!(lazily_grad(2.0), (2.0, 1.0));
}

#[test]
fn match_arms() {
    #[differentiable]
    fn chosen(x: f64, n: i32) -> f64 {
        match n {
            0 => x,
            1 => x.sqrt(),
            2 | 3 => x.ln(),
            4..=9 if x > 0.0 => x.powf(0.5) / x,
            _ => x.acos() * 0.0 + x.atanh(),
        }
    }
    #[differentiable]
    fn guarded(x: f64) -> f64 {
        match x > 0.0 {
            true if x.ln() > 0.0 => x.ln(),
            true => x,
            false => x * x,
        }
    }
    assert_eq!(chosen_grad(0.0, 0), (0.0, 1.0));
    assert_eq!(chosen_grad(-2.0, 0), (-2.0, 1.0));
    assert_eq!(chosen_grad(4.0, 1), (2.0, 0.25));
    assert_eq!(chosen_grad(4.0, 3).1, 0.25);
    assert_eq!(chosen_grad(0.0, 7), (0.0, 1.0));
    assert_eq!(guarded_grad(0.0), (0.0, 0.0));
    assert_eq!(guarded_grad(-3.0), (9.0, -6.0));
    assert_eq!(guarded_grad(0.5), (0.5, 1.0));
}

#[test]
fn early_returns() {
    #[differentiable]
    fn entropy(x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        x * x.ln()
    }
    #[differentiable]
    fn ladder(x: f64, y: f64) -> f64 {
        if x == 0.0 {
            return y;
        }
        let q = y / x;
        if q < 0.0 {
            return q * x;
        }
        let root = q.sqrt();
        if root == 0.0 {
            return 5.0 * x;
        }
        y / root
    }
    #[differentiable]
    fn in_a_match(x: f64, n: u8) -> f64 {
        let y = match n {
            0 => return 2.0 * x,
            1 => x.ln(),
            _ => return x / (x - 1.0),
        };
        y + 1.0
    }
    assert_eq!(entropy_grad(0.0), (0.0, 0.0));
    assert_eq!(entropy_grad(-1.0), (0.0, 0.0));
    assert_eq!(entropy_grad(1.0), (0.0, 1.0));
    assert_eq!(ladder_grad(0.0, 3.0), (3.0, (0.0, 1.0)));
    assert_eq!(ladder_grad(-2.0, 3.0), (3.0, (0.0, 1.0)));
    assert_eq!(ladder_grad(2.0, 0.0), (10.0, (5.0, 0.0)));
    assert_eq!(ladder_grad(4.0, 4.0), (4.0, (0.5, 0.5)));
    assert_eq!(in_a_match_grad(0.0, 0), (0.0, 2.0));
    assert_eq!(in_a_match_grad(1.0, 0), (2.0, 2.0));
    assert_eq!(in_a_match_grad(0.5, 1).1, 2.0);
    assert_eq!(in_a_match_grad(3.0, 2).1, -0.25);
}

#[test]
fn an_unused_value() {
    #[differentiable]
    fn square(x: f64) -> f64 {
        let _angle = x.acos();
        x * x
    }
    #[differentiable]
    #[allow(unused_assignments)]
    fn overwritten(x: f64) -> f64 {
        let mut y = x.acos();
        y = x;
        y * 3.0
    }
    #[differentiable]
    fn looked_at(x: f64) -> f64 {
        let angle = x.acos();
        if angle.is_nan() { 2.0 * x } else { x }
    }
    #[differentiable]
    fn shadowed(x: f64) -> f64 {
        let y = 1.0 / x;
        let y = if y.is_infinite() { x } else { x * x };
        y
    }
    #[differentiable]
    fn half_of_a_pair(x: f64) -> f64 {
        let (_, y) = (x.ln(), 4.0 * x);
        y
    }
    #[differentiable]
    #[allow(unused_must_use)]
    fn statement(x: f64) -> f64 {
        x.sqrt() + x.ln();
        -x
    }
    assert_eq!(square_grad(2.0), (4.0, 4.0));
    assert_eq!(overwritten_grad(2.0), (6.0, 3.0));
    assert_eq!(looked_at_grad(2.0), (4.0, 2.0));
    assert_eq!(shadowed_grad(0.0), (0.0, 1.0));
    assert_eq!(half_of_a_pair_grad(0.0), (0.0, 4.0));
    assert_eq!(half_of_a_pair_grad(-1.0), (-4.0, 4.0));
    assert_eq!(statement_grad(-4.0), (4.0, -1.0));
}

/// The value is computed on every way, but only one way uses it.
#[test]
fn a_value_whose_use_is_not_executed() {
    #[differentiable]
    fn entropy(x: f64) -> f64 {
        let log = x.ln();
        if x > 0.0 { x * log } else { 0.0 }
    }
    #[differentiable]
    fn angle(x: f64) -> f64 {
        let angle = x.acos();
        if x.abs() <= 1.0 { angle } else { x }
    }
    #[differentiable]
    fn looked_at(x: f64) -> f64 {
        let angle = x.acos();
        if angle.is_nan() { 2.0 * x } else { angle }
    }
    #[differentiable]
    fn quotient(x: f64, y: f64) -> f64 {
        let quotient = y / x;
        let root = quotient.sqrt();
        match x == 0.0 {
            true => y,
            false => root,
        }
    }
    #[differentiable]
    fn returned_early(x: f64) -> f64 {
        let log = x.ln();
        if x <= 0.0 {
            return x;
        }
        log
    }
    assert_eq!(entropy_grad(1.0), (0.0, 1.0));
    assert_eq!(entropy_grad(0.0), (0.0, 0.0));
    assert_eq!(entropy_grad(-1.0), (0.0, 0.0));
    assert_eq!(angle_grad(0.0).1, -1.0);
    assert_eq!(angle_grad(2.0), (2.0, 1.0));
    assert_eq!(angle_grad(1.0).1, f64::NEG_INFINITY);
    assert_eq!(looked_at_grad(2.0), (4.0, 2.0));
    assert_eq!(quotient_grad(0.0, 3.0), (3.0, (0.0, 1.0)));
    assert_eq!(quotient_grad(0.0, -3.0), (-3.0, (0.0, 1.0)));
    assert_eq!(quotient_grad(1.0, 4.0), (2.0, (-1.0, 0.25)));
    assert_eq!(returned_early_grad(2.0).1, 0.5);
    assert_eq!(returned_early_grad(0.0), (0.0, 1.0));
    assert_eq!(returned_early_grad(-2.0), (-2.0, 1.0));
}

/// The same through a call of another annotated function.
#[test]
fn a_call_that_is_not_executed() {
    #[differentiable]
    fn log(x: f64) -> f64 {
        x.ln()
    }
    #[differentiable]
    fn guarded(x: f64) -> f64 {
        if x > 0.0 { x * log(x) } else { 2.0 * x }
    }
    #[differentiable]
    fn unused(x: f64) -> f64 {
        let _y = log(x);
        3.0 * x
    }
    assert_eq!(guarded_grad(0.0), (0.0, 2.0));
    assert_eq!(guarded_grad(1.0), (0.0, 1.0));
    assert_eq!(unused_grad(0.0), (0.0, 3.0));
}

#[test]
fn a_call_whose_use_is_not_executed() {
    #[differentiable]
    fn log(x: f64) -> f64 {
        x.ln()
    }
    #[differentiable]
    fn used_on_one_way(x: f64) -> f64 {
        let y = log(x);
        if x > 0.0 { y } else { 2.0 * x }
    }
    assert_eq!(used_on_one_way_grad(2.0).1, 0.5);
    assert_eq!(used_on_one_way_grad(0.0), (0.0, 2.0));
    assert_eq!(used_on_one_way_grad(-1.0), (-2.0, 2.0));
}
