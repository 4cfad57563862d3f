use grad::differentiable;

#[test]
fn detached_values() {
    use grad::detach;

    #[differentiable]
    fn half_seen(x: f64) -> f64 {
        x * grad::detach(x)
    }
    #[differentiable]
    fn imported(x: f64) -> f64 {
        x * detach(x)
    }
    #[differentiable]
    fn of_an_expression(x: f64, y: f64) -> f64 {
        let scale = detach((x * y).exp());
        scale * x + detach(y) * y
    }
    #[differentiable]
    fn everything(x: f32) -> f32 {
        detach(x * x)
    }
    #[differentiable]
    fn poisoned(x: f64) -> f64 {
        let angle = detach(x.acos());
        if angle.is_nan() { x } else { angle * x }
    }
    /// A whole number becomes a factor: the derivative would be lost, and the user says that it may be.
    #[differentiable]
    fn staircase(x: f64) -> f64 {
        let step = grad::detach(x) as i32;
        x * f64::from(step)
    }
    assert_eq!(half_seen_grad(3.0), (9.0, 3.0));
    assert_eq!(imported_grad(3.0), (9.0, 3.0));
    assert_eq!(of_an_expression_grad(0.0, 5.0), (25.0, (1.0, 5.0)));
    assert_eq!(everything_grad(3.0), (9.0, 0.0));
    assert_eq!(poisoned_grad(2.0), (2.0, 1.0));
    assert_eq!(staircase_grad(3.5), (10.5, 3.0));
}

#[test]
fn constant_arguments() {
    #[differentiable(constant(y))]
    fn excluded(x: f64, y: f64) -> f64 {
        x * y * y
    }
    #[differentiable(wrt(y))]
    fn chosen(x: f64, y: f64, z: f64) -> f64 {
        x * y * z
    }
    #[differentiable(wrt(z, x))]
    fn in_order_of_the_arguments(x: f64, y: f64, z: f64) -> f64 {
        x + 2.0 * y + 3.0 * z
    }
    assert_eq!(excluded_grad(3.0, 2.0), (12.0, 4.0));
    assert_eq!(excluded_vjp(3.0, 2.0).1(-1.0), -4.0);
    assert_eq!(chosen_grad(2.0, 3.0, 5.0), (30.0, 10.0));
    assert_eq!(in_order_of_the_arguments_grad(1.0, 1.0, 1.0), (6.0, (1.0, 3.0)));
}

/// The slope with respect to a constant is never computed: it would be NaN here.
#[test]
fn constants_where_their_slope_does_not_exist() {
    #[differentiable(constant(p))]
    fn power(x: f64, p: f64) -> f64 {
        x.powf(p)
    }
    #[differentiable(constant(x))]
    fn of_a_constant_root(x: f64, y: f64) -> f64 {
        x.sqrt().ln().min(0.0) + y
    }
    assert_eq!(power_grad(-2.0, 3.0), (-8.0, 12.0));
    assert_eq!(of_a_constant_root_grad(0.0, 2.0), (f64::NEG_INFINITY, 1.0));
}

#[test]
fn arguments_that_are_no_floats() {
    #[differentiable]
    fn mixed(x: f64, n: i32, m: usize, wide: u64, flag: bool, letter: char, text: &str, y: f32) -> f64 {
        let sign = if flag { 1.0 } else { -1.0 };
        let factor = match letter {
            'a'..='f' => 2.0,
            _ => 3.0,
        };
        x.powi(n) * sign * factor + f64::from(y) * text.len() as f64 + (m as f64) * x + wide as f64
    }
    assert_eq!(mixed_grad(2.0, 3, 5, 7, true, 'c', "four", 0.5), (35.0, (29.0, 4.0)));
    assert_eq!(mixed_grad(2.0, 3, 5, 7, false, 'z', "", 0.5), (-7.0, (-31.0, 0.0)));
}

/// Calls with nothing but constants need no annotation.
#[test]
fn constant_calls() {
    const HALF: f64 = 0.5;
    fn plain(n: i32) -> f64 {
        f64::from(n) + HALF
    }
    #[differentiable(constant(table))]
    fn looked_up(x: f64, n: i32, table: &[f64]) -> f64 {
        let scale = plain(n) * HALF;
        let sum: f64 = table.iter().sum();
        x * scale + sum * x * table[1] + std::f64::consts::E * 0.0
    }
    assert_eq!(looked_up_grad(2.0, 1, &[1.0, 3.0]), (25.5, 12.75));
}

/// What a constant parameter held at entry is constant; what is assigned to it later need not be.
#[test]
fn a_constant_parameter_that_is_overwritten() {
    #[differentiable(constant(y))]
    fn overwritten(x: f64, mut y: f64) -> f64 {
        let before = y * x;
        y = x * x;
        before + y
    }
    #[differentiable(constant(y))]
    fn in_one_branch(x: f64, mut y: f64) -> f64 {
        if x > 0.0 {
            y *= x;
        }
        y * x
    }
    assert_eq!(overwritten_grad(3.0, 5.0), (24.0, 11.0));
    assert_eq!(in_one_branch_grad(3.0, 5.0), (45.0, 30.0));
    assert_eq!(in_one_branch_grad(-3.0, 5.0), (-15.0, 5.0));
}

#[test]
fn functions_that_do_not_depend_on_their_argument() {
    #[differentiable]
    fn literal(_x: f64) -> f64 {
        2.5
    }
    #[differentiable]
    fn of_integers(_x: f32, n: i16) -> f32 {
        f32::from(n) * 2.0
    }
    #[differentiable]
    fn the_other(x: f64, y: f64) -> f64 {
        let _ = x;
        y
    }
    #[differentiable]
    fn on_one_way(x: f64) -> f64 {
        if x > 0.0 { x } else { 1.0 }
    }
    #[differentiable]
    fn on_every_way(x: f64) -> f64 {
        if x > 0.0 {
            return -1.0;
        }
        match x.is_nan() {
            true => 0.0,
            false => 1.0,
        }
    }
    #[differentiable]
    fn named(_x: f64) -> f64 {
        std::f64::consts::PI
    }
    #[differentiable]
    fn unnamed(_: f64) -> f64 {
        1.0
    }
    #[differentiable]
    fn cancelled(x: f64) -> f64 {
        x - x
    }
    assert_eq!(literal_grad(7.0), (2.5, 0.0));
    assert_eq!(literal_grad(f64::NAN), (2.5, 0.0));
    assert_eq!(literal_vjp(7.0).1(f64::NAN), 0.0);
    assert_eq!(of_integers_grad(7.0, 3), (6.0, 0.0));
    assert_eq!(the_other_grad(7.0, 3.0), (3.0, (0.0, 1.0)));
    assert_eq!(on_one_way_grad(-7.0), (1.0, 0.0));
    assert_eq!(on_every_way_grad(7.0), (-1.0, 0.0));
    assert_eq!(on_every_way_grad(-7.0), (1.0, 0.0));
    assert_eq!(named_grad(7.0), (std::f64::consts::PI, 0.0));
    assert_eq!(unnamed_grad(7.0), (1.0, 0.0));
    assert_eq!(cancelled_grad(7.0), (0.0, 0.0));
}

#[test]
fn constants_behind_mutable_references_are_what_they_were() {
    use grad::check::gradient_of;

    fn turn(order: &mut [usize]) {
        order.rotate_left(1);
    }
    #[differentiable]
    fn in_order(x: &[f64], order: &mut [usize]) -> f64 {
        let (mut sum, mut squares) = (0.0, 0.0);
        for i in 0..x.len() {
            let term = (x[order[i]] * x[i]).sin();
            sum += term;
            squares += term * term;
            turn(order);
        }
        order[0] = 0;
        sum * squares * x[order[1]]
    }
    #[differentiable(constant(weights))]
    fn weighed(x: &[f64], weights: &mut [f64]) -> f64 {
        let mut product = 1.0;
        for i in 0..x.len() {
            product *= (x[i] * weights[i]).exp() + weights[0];
            weights[i] += 1.0;
        }
        product * weights[1]
    }
    #[differentiable]
    fn by_a_name(x: &[f64]) -> f64 {
        let mut order = [2, 0, 1];
        let other = &mut order;
        let (mut sum, mut squares) = (0.0, 0.0);
        for i in 0..x.len() {
            let term = (x[other[i]] * x[i]).sin();
            sum += term;
            squares += term * term;
        }
        other.reverse();
        order[2] = 0;
        sum * squares * x[order[2]]
    }

    let p = [0.7, -0.4, 1.3];
    let mut order = [2, 0, 1];
    let (value, slopes) = in_order_grad(&p, &mut order);
    assert_eq!(value, in_order(&p, &mut [2, 0, 1]));
    assert_eq!(order, [0, 0, 1]);
    gradient_of(|p: &[f64]| in_order(p, &mut [2, 0, 1]), &p, &slopes).assert();

    let mut weights = [0.3, 0.2, -0.5];
    // The reference is given back before the way back is gone.
    let (value, pullback) = weighed_vjp(&p, &mut weights);
    weights = [0.0; 3];
    assert_eq!((value, weights), (weighed(&p, &mut [0.3, 0.2, -0.5]), [0.0; 3]));
    gradient_of(|p: &[f64]| weighed(p, &mut [0.3, 0.2, -0.5]), &p, &pullback(1.0)).assert();

    let (value, slopes) = by_a_name_grad(&p);
    assert_eq!(value, by_a_name(&p));
    gradient_of(by_a_name, &p, &slopes).assert();
}
