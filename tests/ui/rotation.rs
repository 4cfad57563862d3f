use grad::differentiable;
use nalgebra::{Rotation3, Vector3};

#[differentiable]
fn f(angles: &Vector3<f64>, v: &Vector3<f64>) -> f64 {
    let turned = Rotation3::from_axis_angle(&Vector3::z_axis(), angles[0]) * v;
    turned.norm()
}

fn main() {}
