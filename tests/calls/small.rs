//! Small functions of arrays that loops call, which are written out there. Whatever is called as in them, or as they are, is another thing.

use grad::{Differentiable, differentiable};

use crate::agrees::agrees;

type Pair = [f64; 2];

#[differentiable]
fn add(a: Pair, b: Pair) -> Pair {
    [a[0] + b[0], a[1] + b[1]]
}

#[differentiable]
fn scale(s: f64, a: [f64; 2]) -> Pair {
    a.map(|x| s * x)
}

#[differentiable]
fn dot(a: &Pair, b: &[f64; 2]) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

#[differentiable]
fn times(m: &[Pair; 2], v: &Pair) -> Pair {
    let first = dot(&m[0], v);
    [first, dot(&m[1], v)]
}

#[differentiable]
fn at(i: usize, a: &Pair) -> f64 {
    a[i].sin()
}

#[differentiable]
fn narrow(a: [f32; 2], x: f32) -> [f32; 2] {
    [a[1] * x, 0.5 * a[0].cos()]
}

#[differentiable]
fn nested(x: f64, y: f64) -> f64 {
    let m = [[x.cos(), -y], [y, 0.5 * x]];
    let mut sum = 0.0;
    for n in [0, 1, 4] {
        let mut z = [x, y];
        for i in 0..n {
            z = add(scale(0.25 + y * 0.1, add(z, z)), times(&m, &scale(0.5, z)));
            z[i % 2] += at(i % 2, &z);
        }
        sum += dot(&z, &z);
    }
    sum
}

/// Names of arguments and variables of these functions, which mean something else here.
#[differentiable]
fn of_the_same_names(x: f64, y: f64) -> f64 {
    let (a, b, s, first) = ([x, y], [y * y, 0.3], x * y, 2.0);
    let (add_a, scale_s) = ([y, x], 0.5);
    let mut given = b;
    for i in 0..3 {
        given = add(given, scale(s, add(b, a)));
        given = add(scale(first, add_a), scale(scale_s, given));
        given[0] += i as f64;
    }
    given[0] * given[1]
}

/// `dot` is a closure here, and the function of that name in `times`.
#[differentiable]
fn a_closure_of_the_same_name(x: f64, y: f64) -> f64 {
    let dot = |a: &[f64; 2], b: &[f64; 2]| a[0] * b[1] - a[1] * b[0];
    let mut z = [x, y];
    let mut sum = 0.0;
    for _ in 0..2 {
        z = times(&[[y, 0.1], [0.2, x]], &z);
        sum += dot(&z, &[x, 1.0]);
    }
    sum
}

/// A function within the function comes before that of the module.
#[differentiable]
fn a_function_of_the_same_name(x: f64, y: f64) -> f64 {
    #[differentiable]
    fn inner(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
        [a[0] * b[1], a[1] - b[0]]
    }
    let mut z = [x, y];
    for _ in 0..3 {
        z = inner(z, [y, x]);
        z = twice::inner(z, [0.5, y]);
    }
    z[0] + z[1] * z[1]
}

mod twice {
    use grad::differentiable;

    #[differentiable]
    pub fn inner(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
        [2.0 * a[0] + b[0], 2.0 * a[1] * b[1]]
    }
}

#[differentiable]
fn spread(a: Pair, s: f64) -> Pair {
    [a[0] * s, a[1] + s]
}

use own::Own;

/// `spread` is that of another file here.
mod own {
    use grad::differentiable;

    use crate::calls::same_name::elsewhere::*;

    pub struct Own;

    #[differentiable]
    impl Own {
        pub fn of_block(x: f64, y: f64) -> f64 {
            let mut z = [x, y];
            for _ in 0..2 {
                z = spread(z, y);
            }
            z[0] * z[1]
        }
    }

    impl Own {
        #[differentiable]
        pub fn of_function(x: f64, y: f64) -> f64 {
            let mut z = [x, y];
            for _ in 0..2 {
                z = spread(z, y);
            }
            z[0] * z[1]
        }
    }
}

#[differentiable]
fn of_another_module(x: f64, y: f64) -> f64 {
    let mut z = [x, y];
    for _ in 0..2 {
        z = spread(z, x);
    }
    Own::of_block(x, y) * Own::of_function(y, x) + z[0] + z[1]
}

/// An argument by value is a copy.
#[differentiable]
fn copies(x: f64, y: f64) -> f64 {
    let mut z = [x, y];
    let mut kept = [0.0; 2];
    for i in 0..3 {
        let before = z;
        z = add(before, {
            z[0] = 3.0 * y;
            scale(z[0], before)
        });
        kept = add(kept, add(z, before));
        z[1] = kept[i % 2];
    }
    kept[0] * z[1]
}

#[differentiable]
fn with_f32(x: f32, y: f32) -> f32 {
    let mut z = [x, y];
    for _ in 0..3 {
        z = narrow(z, y);
    }
    z[0] + z[1]
}

#[differentiable]
fn with_ways_out(x: f64, y: f64) -> f64 {
    let mut z = [x, y];
    for _ in 0..5 {
        z = add(z, z);
        if z[0] > 1.0 {
            continue;
        }
        if z[1] > 40.0 {
            break;
        }
        z = scale(x, z);
    }
    z[0] * z[1]
}

#[derive(Clone, Copy, Differentiable)]
struct Turn {
    m: [[f64; 2]; 2],
    t: Pair,
}

#[derive(Clone, Copy, Differentiable)]
struct Shift {
    t: Pair,
}

#[differentiable]
impl Turn {
    fn apply(&self, x: &Pair) -> Pair {
        add(times(&self.m, x), self.t)
    }

    fn moved(&self, x: Pair) -> Pair {
        add(self.t, x)
    }
}

#[differentiable]
impl Shift {
    fn moved(&self, x: Pair) -> Pair {
        [x[0] - self.t[0], x[1] * self.t[1]]
    }
}

#[differentiable]
fn turns(x: f64, y: f64) -> [Turn; 2] {
    [Turn { m: [[x, 0.5], [y, -x]], t: [0.1, y] }, Turn { m: [[0.3, y], [x * x, 0.2]], t: [x, 0.7] }]
}

#[differentiable]
fn shifts(x: f64, y: f64) -> [Shift; 2] {
    [Shift { t: [x * y, y] }, Shift { t: [y, 1.0 + x] }]
}

#[differentiable]
fn methods(x: f64, y: f64) -> f64 {
    let (turns, shifts) = (turns(x, y), shifts(y, x));
    let mut z = [x, 1.0];
    for (turn, shift) in turns.iter().zip(&shifts) {
        z = turn.apply(&z);
        z = shift.moved(turn.moved(z));
    }
    dot(&z, &[1.0, y])
}

#[test]
fn are_written_out() {
    agrees(nested, nested_grad, nested_vjp, &[(0.3, 0.7), (-0.4, 0.2)]);
    agrees(with_f32, with_f32_grad, with_f32_vjp, &[(0.3, 0.7), (1.1, -0.4)]);
    agrees(with_ways_out, with_ways_out_grad, with_ways_out_vjp, &[(0.3, 0.7), (0.2, 30.0), (1.5, 2.0)]);
    agrees(methods, methods_grad, methods_vjp, &[(0.3, 0.7), (1.1, -0.4)]);
}

#[test]
fn names_mean_what_they_mean() {
    agrees(of_the_same_names, of_the_same_names_grad, of_the_same_names_vjp, &[(0.3, 0.7), (1.1, -0.4)]);
    agrees(
        a_closure_of_the_same_name,
        a_closure_of_the_same_name_grad,
        a_closure_of_the_same_name_vjp,
        &[(0.3, 0.7), (1.1, -0.4)],
    );
    agrees(of_another_module, of_another_module_grad, of_another_module_vjp, &[(0.3, 0.7), (1.1, -0.4)]);
    agrees(
        a_function_of_the_same_name,
        a_function_of_the_same_name_grad,
        a_function_of_the_same_name_vjp,
        &[(0.3, 0.7), (1.1, -0.4)],
    );
}

#[test]
fn arguments_are_copies() {
    agrees(copies, copies_grad, copies_vjp, &[(0.3, 0.7), (1.1, -0.4)]);
}
