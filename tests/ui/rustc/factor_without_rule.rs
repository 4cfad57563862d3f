//! Products of fields and of what calls give, whose types the macro does not see: matrices, and a type of the user's own. (The structs are written by a macro, as well as elsewhere.)

use grad::{Differentiable, differentiable};
use nalgebra::{Matrix2, Vector2};

macro_rules! made {
    ($name:ident: $($members:tt)*) => {
        #[derive(Clone, Differentiable)]
        struct $name { $($members)* }
    };
}

made! { Filter: transition: Matrix2<f64>, noise: Matrix2<f64> }
made! { Joint: turn: Quaternion, twist: Quaternion, length: f64 }

#[differentiable]
fn of_fields(filter: &Filter) -> Matrix2<f64> {
    filter.transition * filter.noise
}

#[differentiable(wrt(filter))]
fn scaled(filter: &Filter, dt: f64) -> Matrix2<f64> {
    let step = filter.transition * dt;
    if dt > 1.0 { step * step } else { (step - filter.noise) * 2.0 }
}

#[differentiable]
fn exponential(filter: &Filter) -> Matrix2<f64> {
    filter.transition.exp()
}

macro_rules! function {
    ($name:ident) => {
        #[differentiable]
        fn $name(filter: &Filter) -> Matrix2<f64> {
            &filter.noise * 2.0
        }
    };
}

function!(twice);

#[differentiable]
fn of_calls(filter: &Filter, x: Vector2<f64>) -> f64 {
    let squared = twice(filter) * twice(filter);
    (&squared * x).norm()
}

#[derive(Clone, Copy, Differentiable)]
struct Quaternion {
    w: f64,
    i: f64,
}

impl std::ops::Mul for Quaternion {
    type Output = Quaternion;
    fn mul(self, other: Quaternion) -> Quaternion {
        Quaternion { w: self.w * other.w - self.i * other.i, i: self.w * other.i + self.i * other.w }
    }
}

impl std::ops::Div<f64> for Quaternion {
    type Output = Quaternion;
    fn div(self, by: f64) -> Quaternion {
        Quaternion { w: self.w / by, i: self.i / by }
    }
}

#[differentiable]
fn product(joint: &Joint) -> Quaternion {
    joint.turn * joint.twist
}

#[differentiable]
fn quotient(joint: &Joint) -> Quaternion {
    joint.turn / joint.length
}

#[differentiable]
fn half(joint: &Joint) -> Quaternion {
    joint.turn / 2.0
}

fn main() {}
