//! Buffers that are declared before a loop: those that each trip fills anew are no state, those of which anything stays are.

use grad::differentiable;

use crate::harness::numbers;

/// The data are constants, so that their gradient has no room for what is saved.
macro_rules! agrees {
    ($f:ident, $grad:ident, $into:ident, $vjp:ident: $x:expr, $w:expr) => {
        let (x, w): (&[f64], &[f64]) = ($x, $w);
        let (value, d) = $grad(x, w);
        assert_eq!(value, $f(x, w));
        grad::check::gradient_of(|w| $f(x, w), w, &d).assert();
        let mut into = vec![1.0; w.len()];
        $into(x, w, &mut into);
        let (_, pullback) = $vjp(x, w);
        let twice = pullback(2.0);
        for j in 0..w.len() {
            let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-12 * (1.0 + b.abs()), "{a} {b}");
            close(into[j] - 1.0, d[j]);
            close(twice[j], 2.0 * d[j]);
        }
    };
}

#[differentiable]
fn shift(x: &[f64], w: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        out[i] = x[i] * w[i];
    }
    for i in 1..x.len() {
        out[i] = out[i] + out[i - 1] * x[i];
    }
}

#[differentiable]
fn accumulate(x: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        out[i] += x[i];
    }
}

#[differentiable]
fn positive_ones(x: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        if x[i] > 0.0 {
            out[i] = x[i];
        }
    }
}

#[differentiable]
fn squares(x: &[f64]) -> f64 {
    x.iter().enumerate().map(|(i, x)| x * x * (i + 1) as f64).sum()
}

#[differentiable(wrt(w))]
fn filled(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        shift(&x[i * d..(i + 1) * d], w, &mut b);
        s += squares(&b);
    }
    s
}

#[differentiable(wrt(w))]
fn filled_and_run_again(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];
    let mut r = 1.0;
    let mut s = 0.0;
    for i in 0..n {
        shift(&x[i * d..(i + 1) * d], w, &mut b);
        s += squares(&b);
        for j in 0..d {
            r += b[j].sin();
        }
    }
    s / r.abs()
}

#[differentiable(wrt(w))]
fn added_to(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        accumulate(&x[i * d..(i + 1) * d], &mut b);
        s += squares(&b) * w[0];
    }
    s
}

#[differentiable(wrt(w))]
fn filled_in_part(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        positive_ones(&x[i * d..(i + 1) * d], &mut b);
        s += squares(&b) * w[0];
    }
    s
}

#[differentiable(wrt(w))]
fn filled_but_for_one(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        for j in 1..d {
            b[j] = x[i * d + j] * w[j];
        }
        b[0] += b[d - 1] * 0.5;
        s += squares(&b);
    }
    s
}

#[differentiable(wrt(w))]
fn filled_where_its_index_moves_to(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];
    b.copy_from_slice(w);

    let mut s = 0.0;
    for i in 0..n {
        for mut j in 0..d {
            j /= 2;
            b[j] = x[i * d + j] * w[j];
        }
        s += squares(&b);
    }
    s
}

#[differentiable(wrt(w))]
fn filled_after_it_is_read(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        s += squares(&b) * w[0];
        shift(&x[i * d..(i + 1) * d], w, &mut b);
    }
    s
}

#[differentiable(wrt(w))]
fn filled_unless(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        if x[i * d] > 0.0 {
            shift(&x[i * d..(i + 1) * d], w, &mut b);
        }
        s += squares(&b);
    }
    s
}

#[differentiable(wrt(w))]
fn filled_either_way(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        if x[i * d] > 0.0 {
            shift(&x[i * d..(i + 1) * d], w, &mut b);
        } else {
            b.fill(w[0] * x[i * d]);
        }
        s += squares(&b);
    }
    s
}

#[differentiable(wrt(w))]
fn read_after_the_loop(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        shift(&x[i * d..(i + 1) * d], w, &mut b);
        s += squares(&b);
    }
    s * squares(&b)
}

#[differentiable(wrt(w))]
fn read_after_a_way_out(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        shift(&x[i * d..(i + 1) * d], w, &mut b);
        if b[0] > 1.0 {
            break;
        }
        s += squares(&b);
        b.fill(w[0]);
    }
    s + b[0]
}

#[differentiable(wrt(w))]
fn filled_again_later(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        shift(&x[i * d..(i + 1) * d], w, &mut b);
        s += squares(&b);
    }
    {
        b.copy_from_slice(w);
        s.sin() + squares(&b)
    }
}

#[differentiable(wrt(w))]
fn two_of_them(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];
    let mut c = vec![0.5; d];
    let mut s = 0.0;
    for i in 0..n {
        b.copy_from_slice(&x[i * d..][..d]);
        for j in 0..d {
            c[j] = b[d - 1 - j] * w[j];
        }
        s += squares(&c) * b[0];
    }
    s
}

#[differentiable(wrt(w))]
fn one_for_the_other(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];
    let mut c = vec![0.5; d];
    let mut s = 0.0;
    for i in 0..n {
        shift(&x[i * d..(i + 1) * d], &c, &mut b);
        c.copy_from_slice(&b);
        s += squares(&c) * w[0];
    }
    s
}

#[differentiable(wrt(w))]
fn swapped(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];
    let mut c = vec![0.5; d];
    let mut s = 0.0;
    for i in 0..n {
        shift(&x[i * d..(i + 1) * d], w, &mut b);
        s += squares(&b) + squares(&c);
        std::mem::swap(&mut b, &mut c);
    }
    s
}

#[differentiable(wrt(w))]
fn for_each_of_the_weights(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];
    let mut c = vec![0.0; n];
    let mut s = 0.0;
    for i in 0..n {
        for k in 0..n {
            for j in 0..d {
                b[j] = x[k * d + j] - w[j];
            }
            c[k] = squares(&b) * x[i * d];
        }
        s += squares(&c).sqrt();
    }
    s
}

#[differentiable(wrt(w))]
fn with_a_state_beside(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];
    let mut p = 0.3;
    let mut s = 0.0;
    for i in 0..n {
        for (j, z) in b.iter_mut().enumerate() {
            *z = x[i * d + j] * w[j] * p;
        }
        p = (p + b[0]).sin();
        s += squares(&b);
    }
    s * p
}

#[differentiable(wrt(w))]
fn passed_over(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        if x[i * d] < -0.5 {
            continue;
        }
        for (z, x) in b.iter_mut().zip(&x[i * d..i * d + d]) {
            *z = x * x;
        }
        for j in 0..d {
            s += b[j] * w[j];
        }
    }
    s
}

#[differentiable(wrt(w))]
fn a_mean_of_them(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        let row = &x[i * d..i * d + d];
        shift(row, w, &mut b);
        s += squares(&b);
    }
    (s / n as f64).sqrt().ln_1p()
}

#[differentiable(wrt(w))]
fn longer_than_its_row(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        for j in 0..d - 1 {
            b[j] = x[i * d + j];
        }
        s += squares(&b);
        b[d - 1] += w[0] * x[i];
    }
    s
}

#[differentiable(wrt(w))]
fn of_another_length_by_then(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];
    let mut c = vec![0.1; 2 * d];
    for j in 0..2 * d {
        c[j] = w[j % d] * j as f64;
    }
    (b, c) = (c, b);
    c.fill(w[0]);
    let mut s = 0.0;
    for i in 0..n {
        for j in 0..d {
            b[j] = x[i * d + j] * w[j];
        }
        s += squares(&b);
    }
    s * squares(&c)
}

#[differentiable(wrt(w))]
fn in_an_inner_loop_alone(x: &[f64], w: &[f64]) -> f64 {
    let d = w.len();
    let n = x.len() / d;
    let mut b = vec![0.5; d];

    let mut s = 0.0;
    for i in 0..n {
        for j in 0..d {
            b[j] = w[j];
        }
        for k in 0..d {
            accumulate(&x[i * d..(i + 1) * d], &mut b);
            s += squares(&b) * x[k];
        }
    }
    s
}

#[test]
fn they_agree() {
    for (rows, columns) in [(1, 1), (1, 3), (2, 2), (5, 3)] {
        agrees!(filled, filled_grad, filled_grad_into, filled_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(filled_and_run_again, filled_and_run_again_grad, filled_and_run_again_grad_into, filled_and_run_again_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(added_to, added_to_grad, added_to_grad_into, added_to_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(filled_in_part, filled_in_part_grad, filled_in_part_grad_into, filled_in_part_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(filled_but_for_one, filled_but_for_one_grad, filled_but_for_one_grad_into, filled_but_for_one_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(filled_where_its_index_moves_to, filled_where_its_index_moves_to_grad, filled_where_its_index_moves_to_grad_into, filled_where_its_index_moves_to_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(filled_after_it_is_read, filled_after_it_is_read_grad, filled_after_it_is_read_grad_into, filled_after_it_is_read_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(filled_unless, filled_unless_grad, filled_unless_grad_into, filled_unless_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(filled_either_way, filled_either_way_grad, filled_either_way_grad_into, filled_either_way_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(read_after_the_loop, read_after_the_loop_grad, read_after_the_loop_grad_into, read_after_the_loop_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(read_after_a_way_out, read_after_a_way_out_grad, read_after_a_way_out_grad_into, read_after_a_way_out_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(filled_again_later, filled_again_later_grad, filled_again_later_grad_into, filled_again_later_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(two_of_them, two_of_them_grad, two_of_them_grad_into, two_of_them_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(one_for_the_other, one_for_the_other_grad, one_for_the_other_grad_into, one_for_the_other_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(swapped, swapped_grad, swapped_grad_into, swapped_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(for_each_of_the_weights, for_each_of_the_weights_grad, for_each_of_the_weights_grad_into, for_each_of_the_weights_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(with_a_state_beside, with_a_state_beside_grad, with_a_state_beside_grad_into, with_a_state_beside_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(passed_over, passed_over_grad, passed_over_grad_into, passed_over_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(a_mean_of_them, a_mean_of_them_grad, a_mean_of_them_grad_into, a_mean_of_them_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(longer_than_its_row, longer_than_its_row_grad, longer_than_its_row_grad_into, longer_than_its_row_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(of_another_length_by_then, of_another_length_by_then_grad, of_another_length_by_then_grad_into, of_another_length_by_then_vjp: &numbers(rows * columns), &numbers(columns));
        agrees!(in_an_inner_loop_alone, in_an_inner_loop_alone_grad, in_an_inner_loop_alone_grad_into, in_an_inner_loop_alone_vjp: &numbers(rows * columns), &numbers(columns));
    }
}
