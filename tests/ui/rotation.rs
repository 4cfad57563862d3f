use grad::differentiable;
use nalgebra::{Rotation3, Vector3};

#[differentiable]
fn f(angles: &Vector3<f64>, v: &Vector3<f64>) -> f64 {
    let turned = Rotation3::from_euler_angles(angles[0], angles[1], angles[2]) * v;
    turned.norm()
}

fn main() {}
