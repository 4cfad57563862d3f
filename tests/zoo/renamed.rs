//! Variables that are moved to where they are looked at next, and such that are not.

use grad::check::gradient_of;
use grad::{Differentiable, differentiable};

#[track_caller]
fn agrees(f: impl Fn(&[f64]) -> f64, grad: impl Fn(&[f64]) -> (f64, Vec<f64>)) {
    let xs = [0.7, -0.4, 1.3, 0.9];
    let (value, gradient) = grad(&xs);
    assert_eq!(value, f(&xs));
    gradient_of(f, &xs, &gradient).assert();
}

macro_rules! agree {
    ($($f:ident, $f_grad:ident;)*) => {$(
        #[test]
        fn $f() {
            agrees(super::$f, super::$f_grad);
        }
    )*};
}

mod tests {
    use super::*;

    agree! {
        read_before_and_after, read_before_and_after_grad;
        changed_after, changed_after_grad;
        from_changes_after, from_changes_after_grad;
        in_a_loop, in_a_loop_grad;
        before_a_loop, before_a_loop_grad;
        in_one_arm, in_one_arm_grad;
        of_an_array, of_an_array_grad;
        of_a_struct, of_a_struct_grad;
        given_back, given_back_grad;
        typed_by_the_copy, typed_by_the_copy_grad;
        lent_before, lent_before_grad;
        three_in_a_row, three_in_a_row_grad;
        chosen_and_pushed, chosen_and_pushed_grad;
        typed_afterwards, typed_afterwards_grad;
    }
}

// The name holds what the way back of both loops looks at.
#[differentiable]
fn read_before_and_after(xs: &[f64]) -> f64 {
    let cubes: Vec<f64> = xs.iter().map(|x| x * x * x).collect();
    let before: f64 = cubes.iter().map(|c| c * c).sum();
    let later = cubes;
    before * later.iter().map(|c| c.sin()).sum::<f64>()
}

#[differentiable]
fn changed_after(xs: &[f64]) -> f64 {
    let squares: Vec<f64> = xs.iter().map(|x| x * x).collect();
    let before = squares[0] * squares[3];
    let mut later = squares;
    later[0] = later[1] * later[1] * before;
    later.push(before);
    later.iter().zip(xs).map(|(l, x)| l * x).sum::<f64>() + later[4]
}

#[differentiable]
fn from_changes_after(xs: &[f64]) -> f64 {
    let mut a = [xs[0], xs[1] * xs[2], xs[3].exp()];
    let b = a;
    a[1] = b[0] * b[0];
    let c = a;
    a[0] *= c[1];
    a[0] * b[1] + a[1] * c[0] + a[2] * b[2] * c[2]
}

#[differentiable]
fn in_a_loop(xs: &[f64]) -> f64 {
    let mut state: Vec<f64> = xs.iter().map(|x| 0.5 * x).collect();
    let mut sum = 0.0;
    for i in 0..3 {
        let next: Vec<f64> = state.iter().zip(xs).map(|(s, x)| (s * x).sin() + s).collect();
        let moved = next;
        sum += moved[i] * moved[i + 1];
        state = moved;
    }
    sum * state[0]
}

// What is made before a loop is moved nowhere in it: there is a second trip.
#[differentiable]
fn before_a_loop(xs: &[f64]) -> f64 {
    let point = [xs[0] * xs[1], xs[2]];
    let mut sum = 0.0;
    for x in xs {
        let mut here = point;
        here[0] += x * here[1];
        let there = here;
        sum += there[0] * there[0] * x;
    }
    sum
}

#[differentiable]
fn in_one_arm(xs: &[f64]) -> f64 {
    let products: Vec<f64> = xs.iter().map(|x| x * xs[0]).collect();
    let chosen: Vec<f64> = if xs[1] < 0.0 {
        let same = products;
        same
    } else {
        products.iter().map(|p| p * p).collect()
    };
    chosen.iter().map(|c| c * c).sum()
}

#[differentiable]
fn of_an_array(xs: &[f64]) -> f64 {
    let a = [xs[0] * xs[1], xs[2].sin(), xs[3]];
    let b = a;
    let c = b;
    c[0] * c[1] * c[2]
}

#[derive(Clone, Differentiable)]
struct Layer {
    weights: Vec<f64>,
    bias: f64,
}

#[differentiable]
fn of_a_struct(xs: &[f64]) -> f64 {
    let layer = Layer { weights: vec![xs[0] * xs[1], xs[1], xs[2]], bias: xs[3] };
    let sum: f64 = layer.weights.iter().map(|w| w * w).sum();
    let moved = layer;
    let again = moved.clone();
    sum * again.bias + moved.weights[0] * again.weights[2] * moved.bias
}

#[differentiable]
fn pair(xs: &[f64]) -> (Vec<f64>, [f64; 2]) {
    let roots: Vec<f64> = xs.iter().map(|x| (x * x + 1.0).sqrt()).collect();
    let both = [roots[0] * roots[1], roots[2] / roots[3]];
    let inner = both;
    (roots, inner)
}

#[differentiable]
fn given_back(xs: &[f64]) -> f64 {
    let (roots, both) = pair(xs);
    let (other, _) = pair(&roots);
    other.iter().map(|o| o * both[0]).sum::<f64>() * both[1]
}

// Only the second name says what the first one is.
#[differentiable]
fn typed_by_the_copy(xs: &[f64]) -> f64 {
    let list = xs.iter().map(|x| x * x).collect();
    let squares: Vec<f64> = list;
    let fixed = [0.0; 4];
    let mut filled: [f64; 4] = fixed;
    for i in 0..4 {
        filled[i] = squares[i] * xs[0];
    }
    filled.iter().sum()
}

#[differentiable]
fn norm(xs: &[f64]) -> f64 {
    xs.iter().map(|x| x * x).sum::<f64>().sqrt()
}

#[differentiable]
fn scale(xs: &mut [f64], by: f64) {
    for x in xs.iter_mut() {
        *x *= by;
    }
}

#[differentiable]
fn lent_before(xs: &[f64]) -> f64 {
    let doubled: Vec<f64> = xs.iter().map(|x| 2.0 * x * xs[1]).collect();
    let length = norm(&doubled);
    let mut scaled = doubled;
    scale(&mut scaled, length);
    let last = scaled;
    norm(&last) + last[2] * length
}

#[differentiable]
fn three_in_a_row(xs: &[f64]) -> f64 {
    let a: Vec<f64> = xs.iter().map(|x| x.exp()).collect();
    let b = a;
    let first = b[0] * b[1];
    let c = b;
    let d = c;
    d.iter().map(|x| x * first).sum()
}

#[differentiable]
fn chosen_and_pushed(xs: &[f64]) -> f64 {
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for (i, x) in xs.iter().enumerate() {
        let row: Vec<f64> = match i {
            0 => vec![*x, x * x],
            1 => xs.iter().map(|y| x * y).collect(),
            _ => rows[i - 1].iter().map(|y| (x * y).sin()).collect(),
        };
        let sum: f64 = row.iter().sum();
        rows.push(row);
        rows[i][0] *= sum;
    }
    rows.iter().map(|row| row[0] * row[1]).sum()
}

// What a call and a branch give gets a type by its second name.
#[differentiable]
fn typed_afterwards(xs: &[f64]) -> f64 {
    let given = pair(xs).0;
    let roots: Vec<f64> = given;
    let called = doubled(xs);
    let twice: Vec<f64> = called;
    let chosen = if xs[0] > 0.0 { doubled(&roots) } else { roots.iter().map(|r| r * r).collect() };
    let last: Vec<f64> = chosen;
    last.iter().zip(&twice).map(|(l, t)| l * t).sum()
}

#[differentiable]
fn doubled(xs: &[f64]) -> Vec<f64> {
    let result = xs.iter().map(|x| 2.0 * x * x).collect();
    result
}
