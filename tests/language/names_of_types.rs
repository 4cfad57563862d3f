//! Names that stand for other types, `type Vec3 = [f64; 3];`, and what the file tells of what functions give.

use grad::{Differentiable, differentiable};

use super::agrees::agrees;

type Vec3 = [f64; 3];
pub type Mat3 = [Vec3; 3];
type Rows = Vec<Vec3>;
type Part = &'static [f64];
type Camera = Lens;
type Tuple = (f64, Vec3);
type Single = f32;

#[derive(Clone, Differentiable)]
struct Lens {
    axis: Vec3,
    rows: Rows,
}

#[differentiable]
fn dot(a: Vec3, b: Vec3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[differentiable]
fn scaled(a: Vec3, s: f64) -> Vec3 {
    a.map(|x| s * x)
}

#[differentiable]
fn minus(a: Vec3, b: Vec3) -> Vec3 {
    std::array::from_fn(|i| a[i] - b[i])
}

#[differentiable]
fn times(m: &Mat3, v: &Vec3) -> Vec3 {
    let mut out: Vec3 = [0.0; 3];
    for i in 0..3 {
        for j in 0..3 {
            out[i] += m[i][j] * v[j];
        }
    }
    out
}

#[differentiable]
fn rows(x: f64, y: f64) -> Rows {
    vec![[x, y, x * y], [y, x - y, x.sin()]]
}

impl Camera {
    #[differentiable]
    fn new(axis: Vec3, rows: Rows) -> Camera {
        Camera { axis, rows }
    }

    #[differentiable]
    fn seen(&self, p: &Vec3) -> f64 {
        dot(self.axis, *p) + self.rows.iter().map(|row| row[1]).sum::<f64>()
    }

    #[differentiable]
    fn turned(&self, s: f64) -> Vec3 {
        [self.axis[1] * s, self.axis[2], self.axis[0] / s]
    }
}

#[differentiable]
fn arrays(x: f64, y: f64) -> f64 {
    let v: Vec3 = [x, y, x * y];
    let m: Mat3 = [v, scaled(v, y), minus(v, [y, 1.0, x])];
    dot(times(&m, &v), v)
}

#[differentiable]
fn elements(x: f64, y: f64) -> f64 {
    let all: Rows = rows(x, y);
    let picked = |k: usize| all[k];
    let list: &[Vec3] = &all;
    let mut sum = 0.0;
    for k in [1, 0, 1] {
        let v = list[k];
        sum += dot(v, v) * v[2];
    }
    sum + all[0].map(|v| v * v)[1] + dot(picked(1), all[0])
}

#[differentiable]
fn structs(x: f64, y: f64) -> f64 {
    let camera = Camera::new([x, y, 1.0], rows(y, x));
    let Camera { axis, rows } = &camera;
    let pair: Tuple = (x, *axis);
    camera.seen(&pair.1) * pair.0 + rows[1][2] + camera.axis.map(|a| a.exp())[1]
}

#[differentiable]
fn what_functions_give(x: f64, y: f64) -> f64 {
    let made = rows(x, y);
    let a = made[1];
    let camera = Camera { axis: a, rows: made };
    let turned = camera.turned(x);
    let bent = turned.map(|t| t.tanh());
    let again = camera.turned(y).map(f64::sin).map(|s| s * x);
    dot(a, a) + dot(bent, again) + scaled(a, y).map(f64::cos)[0]
}

#[differentiable]
fn inside(x: f64, y: f64) -> f64 {
    type Vec3 = [f64; 2];
    let v: Vec3 = [x * y, y];
    v.map(|x| x * x).iter().sum()
}

#[differentiable]
fn with_a_parameter<Vec3: grad::Float>(x: Vec3, y: Vec3) -> Vec3 {
    let z: Vec3 = x * y;
    z.sin()
}

#[differentiable(wrt(x))]
fn single(x: Single, weights: Part) -> Single {
    let y: Single = x * x;
    y * weights[0] as Single
}

mod inner {
    use grad::differentiable;

    use super::*;

    #[differentiable]
    pub fn from_outside(x: f64, y: f64) -> f64 {
        let v: Vec3 = [x, y, x];
        dot(v.map(|v| v * y), v)
    }

    /// Not what stands for it outside.
    pub mod apart {
        use grad::differentiable;

        type Vec3 = f64;

        #[differentiable]
        pub fn other(x: Vec3, y: Vec3) -> Vec3 {
            x * y.sin()
        }
    }
}

trait Length {
    #[differentiable]
    fn length(&self, s: f64) -> f64;
}

impl Length for Vec3 {
    #[differentiable]
    fn length(&self, s: f64) -> f64 {
        s * (self[0] * self[0] + self[1] * self[2]).abs().sqrt()
    }
}

#[differentiable]
fn lengths(x: f64, y: f64) -> f64 {
    let v: Vec3 = [x, y, 2.0];
    v.length(y)
}

#[differentiable]
const fn constant(x: f64, y: f64) -> f64 {
    let z: Real = x * y;
    z * z
}
type Real = f64;

#[test]
fn they_are_what_they_stand_for() {
    let points = [(0.5, 0.7), (-1.2, 1.9)];
    agrees(arrays, arrays_grad, arrays_vjp, &points);
    agrees(elements, elements_grad, elements_vjp, &points);
    agrees(structs, structs_grad, structs_vjp, &points);
    agrees(what_functions_give, what_functions_give_grad, what_functions_give_vjp, &points);
    agrees(inside, inside_grad, inside_vjp, &points);
    agrees(with_a_parameter::<f64>, with_a_parameter_grad::<f64>, with_a_parameter_vjp::<f64>, &points);
    agrees(inner::from_outside, inner::from_outside_grad, inner::from_outside_vjp, &points);
    agrees(inner::apart::other, inner::apart::other_grad, inner::apart::other_vjp, &points);
    agrees(lengths, lengths_grad, lengths_vjp, &points);
    agrees(constant, constant_grad, constant_vjp, &points);
    assert_eq!(single_grad(3.0, &[0.5]), (4.5, 3.0));
}
