//! Values that are needed backwards, after something else took their place.

use grad::differentiable;

use crate::harness::{LENGTHS, array, between, matrix, number, numbers, positive, positives};

#[differentiable]
fn harmonic(xs: &[f64], y: f64) -> f64 {
    let mut divisor = 1.0;
    let mut sum = 0.0;
    for x in xs {
        divisor += x * x;
        sum += y / divisor;
    }
    sum
}

/// Each division needs the divisor of its own round.
#[test]
fn divisor_accumulated_in_a_loop() {
    // y / 2 + y / 6 at x = (1, 2), y = 3: the first divisor is in both.
    let (value, (dx, dy)) = harmonic_grad(&[1.0, 2.0], 3.0);
    assert_eq!(value, 2.0);
    let [first, second] = [-3.0 / 4.0, -3.0 / 36.0];
    for (found, expected) in dx.iter().zip([2.0 * (first + second), 4.0 * second]) {
        assert!((found - expected).abs() < 1e-14, "{found} instead of {expected}");
    }
    assert!((dy - (0.5 + 1.0 / 6.0)).abs() < 1e-15, "{dy}");
    for n in LENGTHS {
        zoo!(harmonic, harmonic_grad, harmonic_grad_into, harmonic_vjp: &numbers(n), number());
    }
}

#[differentiable]
fn quotient_of_itself(x: f64, y: f64, n: usize) -> f64 {
    let mut q = x;
    for _ in 0..n {
        q = y / (1.0 + q * q);
        q /= y + 3.0;
        q = 1.0 / q;
    }
    q
}

#[test]
fn divisor_is_the_loop_state() {
    for n in [0, 1, 2, 4] {
        zoo!(
            quotient_of_itself, quotient_of_itself_grad, quotient_of_itself_grad_into, quotient_of_itself_vjp:
            number(), number(), =n
        );
    }
}

#[differentiable]
fn reassigned(mut x: f64, mut y: f64) -> f64 {
    let a = x * y;
    x = y * y;
    let b = x * a;
    for _ in 0..2 {
        y *= x;
        x += y;
    }
    a * b + x * y
}

/// The gradient is with respect to what came in, not to what the name holds at the end.
#[test]
fn reassigned_parameter() {
    // In terms of what came in: a b = x^2 y^4. Then x = y^2, and twice y becomes y x, and x becomes x + y.
    let closed_form = |x: f64, y: f64| {
        let (y1, x1) = (y.powi(3), y.powi(2) + y.powi(3));
        let y2 = y1 * x1;
        let x2 = x1 + y2;
        let (dy1, dx1) = (3.0 * y.powi(2), 2.0 * y + 3.0 * y.powi(2));
        let dy2 = dy1 * x1 + y1 * dx1;
        let dx2 = dx1 + dy2;
        (x * x * y.powi(4) + x2 * y2, (2.0 * x * y.powi(4), 4.0 * x * x * y.powi(3) + dx2 * y2 + x2 * dy2))
    };
    // Small whole numbers: all of this is exact.
    for (x, y) in [(3.0, 2.0), (-1.0, 2.0), (2.0, -3.0)] {
        assert_eq!(reassigned_grad(x, y), closed_form(x, y));
    }
    zoo!(reassigned, reassigned_grad, reassigned_grad_into, reassigned_vjp: number(), number());
}

#[differentiable]
fn overwritten_in_one_branch(x: f64, y: f64, overwrite: bool) -> f64 {
    let mut a = x * y;
    let b = a * a * x;
    if overwrite {
        a = 7.0;
    }
    b + a.sin()
}

/// The square needs the value that one of the ways destroys, and the other does not.
#[test]
fn overwritten_after_its_last_use_in_one_branch_only() {
    for overwrite in [false, true] {
        zoo!(
            overwritten_in_one_branch, overwritten_in_one_branch_grad, overwritten_in_one_branch_grad_into,
            overwritten_in_one_branch_vjp: number(), number(), =overwrite
        );
    }
    // x^3 y^2 alone.
    assert_eq!(overwritten_in_one_branch_grad(3.0, 2.0, true).1, (108.0, 108.0));
}

#[differentiable]
fn element_overwritten_in_one_branch(xs: [f64; 3], y: f64) -> f64 {
    let mut a = xs;
    let mut sum = 0.0;
    for i in 0..3 {
        sum += a[i] * a[i] * y;
        if a[i] > 0.0 {
            a[i] = y;
        } else if i == 1 {
            a[2] = a[0] * a[1];
        }
    }
    sum * a[0] + a[1] * a[2]
}

#[test]
fn element_overwritten_after_its_last_use_in_one_branch_only() {
    zoo!(
        element_overwritten_in_one_branch, element_overwritten_in_one_branch_grad,
        element_overwritten_in_one_branch_grad_into, element_overwritten_in_one_branch_vjp: array(), number()
    );
}

#[differentiable]
fn fibonacci(a: f64, b: f64, n: usize) -> f64 {
    let (mut a, mut b) = (a, b);
    for _ in 0..n {
        (a, b) = (b, a + b);
    }
    b * b
}

/// Both sides are read before either is written.
#[test]
fn pair_assigned_from_itself() {
    // The n-th step gives F(n) a + F(n + 1) b with Fibonacci numbers.
    let numbers = [0.0, 1.0, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0];
    let (a, b) = (3.0, -2.0);
    for n in 0..7 {
        let end: f64 = numbers[n] * a + numbers[n + 1] * b;
        let expected = (end * end, (2.0 * end * numbers[n], 2.0 * end * numbers[n + 1]));
        assert_eq!(fibonacci_grad(a, b, n), expected, "after {n} steps");
    }
}

#[differentiable]
fn turned(a: f64, b: f64, n: usize) -> f64 {
    let (mut a, mut b) = (a, b);
    for _ in 0..n {
        (a, b) = (b * a, a - b * b * 0.5);
    }
    a + b * a
}

#[test]
fn pair_assigned_from_products_of_itself() {
    for n in [0, 1, 2, 4] {
        zoo!(turned, turned_grad, turned_grad_into, turned_vjp: number(), number(), =n);
    }
}

#[differentiable]
fn shadowed(x: f64, n: usize) -> f64 {
    let mut sum = x;
    for i in 0..n {
        let x = x * i as f64;
        for i in 0..i {
            let x = x + i as f64;
            sum += x * x;
            let sum = x.sin();
            let x = sum * x;
            let _ = x;
        }
        sum *= x * 0.1 + 1.0;
        let sum = 2.0;
        let _ = sum;
    }
    sum * x
}

/// Each name means the innermost one, backwards too.
#[test]
fn shadowed_loop_variables() {
    for n in [0, 1, 2, 4] {
        zoo!(shadowed, shadowed_grad, shadowed_grad_into, shadowed_vjp: number(), =n);
    }
}

#[differentiable]
fn find(xs: &[f64], bound: f64) -> f64 {
    let mut first = 0.0;
    for x in xs {
        if *x > bound {
            break;
        }
        first += 1.0;
    }
    first
}

fn place(i: usize, n: usize) -> usize {
    (i * i + 1) % n
}

#[differentiable]
fn scattered(xs: &[f64], y: f64) -> f64 {
    let n = xs.len();
    let mut a = xs.to_vec();
    for i in 0..n {
        a[place(i, n)] *= y;
        a[place(i + 1, n)] = a[place(i, n)] * xs[place(2 * i, n)] + a[i];
    }
    let start = find(xs, 10.0) as usize;
    let mut sum = y;
    for i in 0..n {
        sum += a[i] * a[(start + i) % n];
    }
    sum
}

/// The index is the same one backwards, and is not computed from what the loop overwrote.
#[test]
fn index_computed_from_a_call() {
    for n in LENGTHS {
        zoo!(scattered, scattered_grad, scattered_grad_into, scattered_vjp: &numbers(n), number());
    }
}

#[differentiable]
fn index_moves_on(xs: &[f64]) -> f64 {
    let n = xs.len();
    let mut a = xs.to_vec();
    let mut k = 0;
    for _ in 0..2 * n {
        a[k] = a[k] * a[k] * 0.5 + xs[(k + 1) % n];
        k = (k * 2 + 1) % n;
        a[k] += 0.25;
    }
    a.iter().sum()
}

#[test]
fn index_overwritten_after_its_use() {
    for n in LENGTHS {
        zoo!(index_moves_on, index_moves_on_grad, index_moves_on_grad_into, index_moves_on_vjp: &numbers(n));
    }
}

#[differentiable]
fn bubbled(xs: &[f64], weights: &[f64]) -> f64 {
    let mut a = xs.to_vec();
    for end in (1..a.len()).rev() {
        for i in 0..end {
            if a[i] > a[i + 1] {
                let larger = a[i];
                a[i] = a[i + 1];
                a[i + 1] = larger;
            }
        }
    }
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i] * a[i] * weights[i];
    }
    sum
}

#[differentiable(wrt(xs))]
fn swapped_into_order(xs: &[f64], weights: &[f64]) -> f64 {
    let mut a = xs.to_vec();
    for i in 0..a.len() {
        for j in i + 1..a.len() {
            if a[j] < a[i] {
                a.swap(i, j);
            }
        }
    }
    a.iter().zip(weights).map(|(x, w)| x * x * w).sum()
}

/// The gradient goes back to where each number came from.
#[test]
fn sort_like_swaps() {
    let xs = [3.0, -1.0, 2.0, 0.5];
    let weights = [1.0, 2.0, 3.0, 4.0];
    // Sorted: -1, 0.5, 2, 3.
    let expected = vec![2.0 * 3.0 * 4.0, 2.0 * -1.0 * 1.0, 2.0 * 2.0 * 3.0, 2.0 * 0.5 * 2.0];
    let sorted = vec![1.0, 0.25, 4.0, 9.0];
    assert_eq!(bubbled_grad(&xs, &weights), (1.0 + 0.5 + 12.0 + 36.0, (expected.clone(), sorted)));
    assert_eq!(swapped_into_order_grad(&xs, &weights), (49.5, expected));
    for n in LENGTHS {
        zoo!(bubbled, bubbled_grad, bubbled_grad_into, bubbled_vjp: &numbers(n), &numbers(n));
        zoo!(
            swapped_into_order, swapped_into_order_grad, swapped_into_order_grad_into, swapped_into_order_vjp:
            &numbers(n), =&weights
        );
    }
}

#[differentiable]
fn prefix_sums(xs: &mut [f64]) {
    for i in 1..xs.len() {
        xs[i] += xs[i - 1];
    }
}

#[differentiable]
fn prefix_products(xs: &[f64]) -> f64 {
    let mut a = xs.to_vec();
    for i in 1..a.len() {
        a[i] *= a[i - 1];
    }
    a.iter().sum()
}

#[test]
fn prefix_sums_in_place() {
    // Each number is in all sums from its own place on.
    let mut xs = [3.0, 1.0, 2.0];
    let ((), pullback) = prefix_sums_vjp(&mut xs);
    assert_eq!(pullback(vec![1.0, 10.0, 100.0]), [111.0, 110.0, 100.0]);
    assert_eq!(xs, [3.0, 4.0, 6.0]);
    assert_eq!(prefix_products_grad(&[3.0, 5.0, 2.0]), (48.0, vec![16.0, 9.0, 15.0]));
    for n in LENGTHS {
        zoo_mut!(prefix_sums, prefix_sums_vjp: &mut numbers(n));
        zoo!(prefix_products, prefix_products_grad, prefix_products_grad_into, prefix_products_vjp: &numbers(n));
    }
}

#[differentiable]
fn moved(xs: &[f64], y: f64) -> f64 {
    let mut a = xs.to_vec();
    for x in &mut a {
        *x *= y;
    }
    let mut b = a;
    let mut square = 0.0;
    for x in &b {
        square += x * x;
    }
    for x in &mut b {
        *x = x.sin() * square;
    }
    a = b;
    a.push(y);
    let mut sum = 0.0;
    for x in &a {
        sum += x * square;
    }
    sum
}

#[test]
fn vector_moved_into_another_variable() {
    for n in LENGTHS {
        zoo!(moved, moved_grad, moved_grad_into, moved_vjp: &numbers(n), number());
    }
}

#[differentiable]
fn captured(xs: &[f64], y: f64) -> f64 {
    let mut product = y;
    let mut sum = 0.0;
    xs.iter().for_each(|x| {
        sum += product * product;
        product *= x;
    });
    sum / (1.0 + product * product)
}

#[test]
fn captured_accumulator_in_for_each() {
    // y^2 + (y a)^2 over 1 + (y a b)^2, at y = 1, a = 2, b = 1: 5 / 5.
    let (value, (dx, dy)) = captured_grad(&[2.0, 1.0], 1.0);
    assert_eq!(value, 1.0);
    for (found, expected) in dx.iter().zip([4.0 / 5.0 - 4.0 / 5.0, -8.0 / 5.0]) {
        assert!((found - expected).abs() < 1e-14, "{found} instead of {expected}");
    }
    assert!((dy - (10.0 / 5.0 - 8.0 / 5.0)).abs() < 1e-14, "{dy}");
    for n in LENGTHS {
        zoo!(captured, captured_grad, captured_grad_into, captured_vjp: &numbers(n), number());
    }
}

#[differentiable]
fn root_of_a_running_sum(xs: &[f64], start: f64) -> f64 {
    let mut sum = start;
    let mut roots = 0.0;
    for x in xs {
        sum += x;
        roots += sum.sqrt() * sum.ln();
    }
    (roots / start).exp() * sum
}

/// An accumulator whose earlier values enter non-linearly cannot be folded away.
#[test]
fn running_sum_read_in_the_loop() {
    for n in LENGTHS {
        zoo!(
            root_of_a_running_sum, root_of_a_running_sum_grad, root_of_a_running_sum_grad_into,
            root_of_a_running_sum_vjp: &positives(n), positive()
        );
    }
}

#[differentiable]
fn accumulator_in_its_own_condition(xs: &[f64], bound: f64) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        if sum < bound {
            sum += x * x;
        } else {
            sum += x * bound;
        }
    }
    sum.sin()
}

#[test]
fn accumulator_read_by_a_condition() {
    for n in LENGTHS {
        zoo!(
            accumulator_in_its_own_condition, accumulator_in_its_own_condition_grad,
            accumulator_in_its_own_condition_grad_into, accumulator_in_its_own_condition_vjp: &numbers(n), between(0.5, 2.0)
        );
    }
}

#[differentiable]
fn accumulator_overwritten(xs: &[f64], y: f64) -> f64 {
    let mut sum = y;
    for (i, x) in xs.iter().enumerate() {
        sum += x * x;
        if i == 1 {
            sum = x * y;
        }
    }
    sum * sum
}

/// What was summed before is lost, and must not come back backwards.
#[test]
fn accumulator_overwritten_on_the_way() {
    assert_eq!(accumulator_overwritten_grad(&[5.0, 3.0, 1.0], 2.0), (49.0, (vec![0.0, 28.0, 28.0], 42.0)));
    for n in LENGTHS {
        zoo!(
            accumulator_overwritten, accumulator_overwritten_grad, accumulator_overwritten_grad_into,
            accumulator_overwritten_vjp: &numbers(n), number()
        );
    }
}

#[differentiable]
fn sum_times_the_last_state(xs: &[f64], y: f64) -> f64 {
    let mut sum = 0.0;
    let mut product = 1.0;
    for x in xs {
        sum += x * product;
        product *= y;
    }
    sum * product
}

/// The cotangent of the sum is what the product is after the loop, not what it is in a round.
#[test]
fn cotangent_from_a_state_of_the_same_loop() {
    // (2 + 5 * 3) * 9, with the slopes 9 and 3 * 9, and 5 * 9 + 17 * 6.
    assert_eq!(sum_times_the_last_state_grad(&[2.0, 5.0], 3.0), (153.0, (vec![9.0, 27.0], 147.0)));
    for n in LENGTHS {
        zoo!(
            sum_times_the_last_state, sum_times_the_last_state_grad, sum_times_the_last_state_grad_into,
            sum_times_the_last_state_vjp: &numbers(n), number()
        );
    }
}

/// The assignment stands among a macro's arguments.
#[differentiable]
fn assigned_inside_vec(mut x: f64, y: f64, n: usize) -> f64 {
    let mut sum = 0.0;
    for _ in 0..n {
        let v = vec![
            if y > 0.0 {
                x *= y.sin();
                1.0
            } else {
                x
            };
            3
        ];
        sum += v.len() as f64 * v[1] * x;
    }
    sum + x
}

/// The same in a `while` loop.
#[differentiable]
fn assigned_inside_vec_elsewhere(mut x: f64, ys: &[f64]) -> f64 {
    let mut i = 0;
    while i < ys.len() {
        let v = vec![x, {
            x += ys[i] * ys[i];
            x
        }];
        i += 1;
        x = v[0] * v[1];
    }
    x
}

#[test]
fn assignments_among_the_arguments_of_macros() {
    for n in LENGTHS {
        zoo!(
            assigned_inside_vec, assigned_inside_vec_grad, assigned_inside_vec_grad_into, assigned_inside_vec_vjp:
            number(), number(), =n
        );
    }
    for n in [0, 1, 2, 3] {
        zoo!(
            assigned_inside_vec_elsewhere, assigned_inside_vec_elsewhere_grad, assigned_inside_vec_elsewhere_grad_into,
            assigned_inside_vec_elsewhere_vjp: between(0.2, 0.6), &numbers(n)
        );
    }
}

#[differentiable]
fn appended_in_a_loop_that_may_be_left(x: f64, tail: &[f64], n: usize) -> f64 {
    let mut kept = 1.0;
    loop {
        let mut list = Vec::new();
        for _ in 0..2 {
            list.push((0..n).map(|_| x).product::<f64>());
        }
        if x > 0.0 {
            kept = (if x < 1.0 {
                list[0]
            } else {
                list.extend_from_slice(&tail[..1]);
                list[0] * kept
            })
            .sin();
            break list[0] * list[1] + kept;
        }
        if x < -1.0 {
            break tail[0];
        }
    }
}

/// What was cut off going back is what was appended, not what the list holds at the end of the trip.
#[test]
fn length_before_an_append() {
    for (x, n) in [(2.0, 3), (0.5, 2), (-2.0, 1), (1.5, 0)] {
        zoo!(
            appended_in_a_loop_that_may_be_left, appended_in_a_loop_that_may_be_left_grad,
            appended_in_a_loop_that_may_be_left_grad_into, appended_in_a_loop_that_may_be_left_vjp:
            x, &[3.0, 4.0], =n
        );
    }
}

#[differentiable]
fn appended_from_an_argument(x: f64, tail: &mut [f64], n: usize) -> [f64; 2] {
    let mut trips = 0;
    let last = loop {
        let mut list = vec![x];
        list.extend_from_slice(&tail[..1]);
        trips += 1;
        if trips > n {
            break list[1] * list[0];
        }
    };
    [last, x]
}

#[test]
fn appended_from_an_argument_that_could_be_changed() {
    let mut tail = [3.0, 4.0];
    let (value, pullback) = appended_from_an_argument_vjp(2.0, &mut tail, 2);
    assert_eq!(value, [6.0, 2.0]);
    assert_eq!(pullback([1.0, 10.0], vec![0.0, 0.5]), (13.0, vec![2.0, 0.5]));
}

#[differentiable]
fn made_on_one_way_and_longer_later(x: f64, tail: &[f64], early: bool) -> f64 {
    let mut list = if x > 0.0 {
        if early {
            return x * x;
        }
        vec![x, 2.0]
    } else {
        vec![x * x; 3]
    };
    list.extend_from_slice(tail);
    list.push(x);
    list.iter().map(|v| v * v).sum()
}

/// The cotangent of what is made in a branch has the length that it has in the end.
#[test]
fn appended_after_the_branch() {
    for n in LENGTHS {
        for early in [true, false] {
            zoo!(
                made_on_one_way_and_longer_later, made_on_one_way_and_longer_later_grad,
                made_on_one_way_and_longer_later_grad_into, made_on_one_way_and_longer_later_vjp:
                number(), &numbers(n), =early
            );
        }
    }
}

#[differentiable(constant(start, scale))]
fn constant_array_filled(mut start: [f64; 3], mut scale: Vec<f64>, x: f64, n: usize) -> f64 {
    for i in 0..n {
        start[i % 3] += x * scale[i % 2];
        scale[1] *= x;
    }
    scale.push(start[0]);
    start.iter().zip(&scale).map(|(a, b)| a * b).sum()
}

/// A constant argument becomes active where an active value is written to it.
#[test]
fn constant_arrays_that_active_values_are_written_to() {
    for n in 0..5 {
        zoo!(
            constant_array_filled, constant_array_filled_grad, constant_array_filled_grad_into, constant_array_filled_vjp:
            =[0.5, -1.0, 2.0], =vec![1.5, -0.5], number(), =n
        );
    }
    // By hand, in two rounds: a = (1 + 3x, 4x²), b = (3, 4x²), and the third of `b` is `a`'s first.
    let (value, d_x) = constant_array_filled_grad([1.0, 0.0, 0.0], vec![3.0, 4.0], 0.5, 2);
    assert_eq!((value, d_x), (2.5 * 3.0 + 1.0, 9.0 + 64.0 * 0.125));
}

#[differentiable]
fn doubled(xs: &mut [f64]) {
    for x in xs {
        *x *= 2.0;
    }
}

/// What was read may have changed by the time it is read again: by a store, a call, a swap, a trip before, or under another index.
#[differentiable]
fn read_again(xs: &[f64], n: usize) -> f64 {
    let mut v = xs.to_vec();
    let mut at = 0;
    let first = v[at];
    at += 1;
    let second = v[at] * v[at] + first;
    v[0] = second;
    let third = v[0] * v[at];
    doubled(&mut v);
    let fourth = v[0] * v[1] * third;
    v.swap(0, 1);
    let mut sum = v[0] + fourth * v[1];
    if n > 1 {
        v[2] = sum * v[0];
        sum += v[0] * v[2];
    }
    sum += v[2];
    for i in 0..n {
        sum += v[0] * v[2].sin();
        v[0] = sum.cos() * v[i % 3];
        while at < n + i {
            at += 1;
            sum += v[0] * v[at % 3];
        }
        sum += v[0] * v[i % 3];
    }
    let tail = [sum, v[0]];
    v[1..].copy_from_slice(&tail);
    sum + v[1] * v[2] * v[0] + xs[0] * xs[0]
}

#[test]
fn element_read_again() {
    for n in [0, 1, 2, 5] {
        zoo!(read_again, read_again_grad, read_again_grad_into, read_again_vjp: &numbers(3), =n);
    }
}

/// A loop by value goes through the array as it was when the loop began.
#[differentiable]
fn taken_by_value(start: [f64; 3], rows: [[f64; 2]; 2], x: f64) -> f64 {
    let mut a = start;
    let mut b = [x, 2.0, a[0]];
    let mut m = rows;
    let mut sum = 1.0;
    for v in a {
        a[2] = sum * v;
        a[1] += 1.0;
        sum = (sum * v).sin() + v;
    }
    for (i, v) in a.into_iter().enumerate().rev() {
        a[i / 2] = sum * v;
        sum = sum.cos() * v + 0.5;
    }
    for (p, q) in a.into_iter().zip(b) {
        b[2] += p;
        a[1] *= sum;
        a[2] = q;
        sum = (sum * p).sin() + q;
    }
    for row in m {
        m[1][0] *= row[1];
        sum += row[0] * row[1];
        for v in m[0] {
            m[0][1] += sum.sin();
            sum += v * v;
        }
    }
    let mapped = a.map(|v| {
        a[1] += v;
        v * a[1]
    });
    let total: f64 = x
        * a.iter()
            .scan(b, |state, v| {
                state[0] += v * state[1];
                state.swap(0, 1);
                Some(state[0].sin())
            })
            .sum::<f64>()
        * b[0];
    for v in a.into_iter().chain(b) {
        a[1] *= total.sin();
        b[1] += v;
        sum += v * b[1];
    }
    sum * total + a[1] + mapped[0] * mapped[1] + mapped[2] * m[1][0] + m[0][1]
}

#[differentiable]
fn changed_while_lent(list: &mut [f64; 3], x: f64) -> f64 {
    let mut sum = x;
    for v in *list {
        list[2] = sum * v;
        sum += v.sin();
    }
    sum * list[2]
}

/// What a closure with `move` takes along is a copy too.
#[differentiable]
fn taken_by_closures(xs: [f64; 2], k: usize, x: f64) -> f64 {
    let mut a = xs;
    let mut fixed = [2.0, 3.0];
    let mut at = [0, k];
    let of_active = move |i: usize| a[i] * a[0];
    let of_fixed = move |y: f64| y * fixed[0] * fixed[1];
    let of_indices = move |i: usize| at[i];
    a[0] = x.sin();
    a[1] *= 2.0;
    fixed[0] = 5.0;
    at[1] = 0;
    let mut sum = of_active(1) * a[0] * a[1] + of_fixed(x) * fixed[0];
    for i in 0..3 {
        let times = move |y: f64| a[0] * a[1] * y;
        a[i % 2] += sum.sin();
        sum += times(x) * a[0];
    }
    sum * xs[of_indices(1)] + xs[at[1]]
}

#[test]
fn copies_of_arrays() {
    zoo!(taken_by_value, taken_by_value_grad, taken_by_value_grad_into, taken_by_value_vjp: array(), matrix(), number());
    zoo!(changed_while_lent, changed_while_lent_grad, changed_while_lent_grad_into, changed_while_lent_vjp: &mut array(), number());
    for k in [0, 1] {
        zoo!(taken_by_closures, taken_by_closures_grad, taken_by_closures_grad_into, taken_by_closures_vjp: array(), =k, number());
    }
}
