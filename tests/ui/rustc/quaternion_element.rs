//! The cotangent of a quaternion is that of its matrix: its own elements have none.

use grad::differentiable;
use nalgebra::{UnitQuaternion, Vector3};

#[differentiable]
fn element(w: &Vector3<f64>) -> f64 {
    let q = UnitQuaternion::new(*w);
    q[0] * q[3]
}

fn main() {}
