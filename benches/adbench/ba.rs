//! BA: where a camera sees a point and where it should, two numbers for each of many observations.

use grad::differentiable;

/// How far the camera's picture of the point is from the feature that was seen, times the weight.
///
/// The camera is its rotation (3 numbers), centre (3), focal length, principal point (2) and radial distortion (2).
#[differentiable(constant(feature))]
pub fn reprojection_error(camera: &[f64; 11], point: &[f64; 3], weight: f64, feature: [f64; 2]) -> [f64; 2] {
    let [u, v] = project(camera, point);
    [weight * (u - feature[0]), weight * (v - feature[1])]
}

/// What keeps the weights from becoming zero.
#[differentiable]
pub fn weight_error(weight: f64) -> f64 {
    1.0 - weight * weight
}

#[differentiable]
fn project(camera: &[f64; 11], point: &[f64; 3]) -> [f64; 2] {
    let rotation = [camera[0], camera[1], camera[2]];
    let from_centre = [point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]];
    let focal_length = camera[6];
    let [x, y, z] = rotate(rotation, from_centre);
    let [p, q] = distort(camera[9], camera[10], [x / z, y / z]);
    [focal_length * p + camera[7], focal_length * q + camera[8]]
}

/// Rodrigues' formula: turns `x` about the axis `rotation`, by as many radians as that is long.
#[differentiable]
fn rotate(rotation: [f64; 3], x: [f64; 3]) -> [f64; 3] {
    let square = dot(rotation, rotation);
    if square == 0.0 {
        return add(x, cross(rotation, x));
    }
    let angle = square.sqrt();
    let (sin, cos) = angle.sin_cos();
    let axis = scale(1.0 / angle, rotation);
    let along = dot(axis, x) * (1.0 - cos);
    let turned = add(scale(cos, x), scale(sin, cross(axis, x)));
    add(turned, scale(along, axis))
}

/// Radial distortion of the lens.
#[differentiable]
fn distort(k1: f64, k2: f64, p: [f64; 2]) -> [f64; 2] {
    let square = p[0] * p[0] + p[1] * p[1];
    let factor = 1.0 + k1 * square + k2 * square * square;
    [factor * p[0], factor * p[1]]
}

#[differentiable]
fn add(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

#[differentiable]
fn scale(factor: f64, a: [f64; 3]) -> [f64; 3] {
    [factor * a[0], factor * a[1], factor * a[2]]
}

#[differentiable]
fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[differentiable]
fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
