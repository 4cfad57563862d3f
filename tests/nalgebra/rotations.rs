//! Rotations by an axis times an angle.

use grad::differentiable;
use nalgebra::{Matrix3, Rotation3, UnitQuaternion, Vector3};

use super::draw::fixed;

#[differentiable]
fn rotated(w: &Vector3<f64>, v: &Vector3<f64>, y: &Vector3<f64>) -> f64 {
    (Rotation3::new(*w) * v).dot(y)
}

#[differentiable]
fn by_quaternion(w: &Vector3<f64>, v: &Vector3<f64>, y: &Vector3<f64>) -> f64 {
    let q = UnitQuaternion::from_scaled_axis(*w);
    (q * v).dot(y) + q.transform_vector(y).norm_squared() + q.inverse().transform_vector(v)[1]
}

#[differentiable]
fn composed(a: &Vector3<f64>, b: &Vector3<f64>, v: &Vector3<f64>) -> f64 {
    let r = Rotation3::from_scaled_axis(a * 2.0) * Rotation3::new(*b);
    let s = UnitQuaternion::new(*a) * UnitQuaternion::new(a + b);
    let u = r.inverse() * v;
    (s * u)[0] * u[1] + r[(0, 2)]
}

#[differentiable(wrt(w))]
fn fitted(w: &Vector3<f64>, points: &[Vector3<f64>], images: &[Vector3<f64>]) -> f64 {
    let rotation = Rotation3::new(*w);
    let mut loss = 0.0;
    for i in 0..points.len() {
        loss += (rotation * points[i] - images[i]).norm_squared();
    }
    loss
}

#[differentiable(wrt(v))]
fn by_a_constant(rotation: &Rotation3<f64>, v: &Vector3<f64>) -> f64 {
    (rotation * v)[0].sin()
}

#[test]
fn rotations() {
    zoo!(rotated, rotated_grad, rotated_grad_into, rotated_vjp: &fixed(), &fixed(), &fixed());
    zoo!(by_quaternion, by_quaternion_grad, by_quaternion_grad_into, by_quaternion_vjp: &fixed(), &fixed(), &fixed());
    zoo!(composed, composed_grad, composed_grad_into, composed_vjp: &fixed(), &fixed(), &fixed());
    let rotation = Rotation3::new(Vector3::new(0.3, -0.2, 1.0));
    zoo!(by_a_constant, by_a_constant_grad, by_a_constant_grad_into, by_a_constant_vjp: =&rotation, &fixed());
}

/// At no angle a rotation is `v + w × v`, so that `y` is owed to `w` as `v × y`.
#[test]
fn at_no_angle() {
    let (v, y) = (Vector3::new(1.0, -2.0, 0.5), Vector3::new(0.25, 4.0, -1.0));
    let (_, (d_w, d_v, _)) = rotated_grad(&Vector3::zeros(), &v, &y);
    assert_eq!(d_w, v.cross(&y));
    assert_eq!(d_v, y);
}

/// The series and the quotients, on both sides of where they meet, against differences of the function.
#[test]
fn small_and_large_angles() {
    let (v, y) = (Vector3::new(1.0, -2.0, 0.5), Vector3::new(0.25, 4.0, -1.0));
    let axis = Vector3::new(0.6, -0.48, 0.64);
    for angle in [1e-9, 1e-4, 0.05, 0.1414, 0.1415, 0.2, 1.0, 3.0, std::f64::consts::PI, 7.0] {
        let w = axis * angle;
        let point: Vec<f64> = w.iter().copied().collect();
        let (_, (d_w, _, _)) = rotated_grad(&w, &v, &y);
        let f = |n: &[f64]| rotated(&Vector3::new(n[0], n[1], n[2]), &v, &y);
        grad::check::gradient_of(f, &point, d_w.as_slice()).assert();
        let (_, (d_w, _, _)) = by_quaternion_grad(&w, &v, &y);
        let f = |n: &[f64]| by_quaternion(&Vector3::new(n[0], n[1], n[2]), &v, &y);
        grad::check::gradient_of(f, &point, d_w.as_slice()).assert();
    }
}

#[test]
fn a_rotation_is_found() {
    let truth = Rotation3::new(Vector3::new(0.2, -0.4, 0.3));
    let points: Vec<Vector3<f64>> = Matrix3::identity().column_iter().map(|column| column.into_owned()).collect();
    let images: Vec<Vector3<f64>> = points.iter().map(|point| truth * point).collect();
    let mut w = Vector3::zeros();
    for _ in 0..200 {
        w -= fitted_grad(&w, &points, &images).1 * 0.1;
    }
    assert!((w - Vector3::new(0.2, -0.4, 0.3)).norm() < 1e-12);
}
