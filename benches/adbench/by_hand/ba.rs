//! BA: the Jacobian of one observation, both of its rows at once.

use crate::data::ba::Observation;

/// What the two numbers of an observation owe to its 11 numbers of the camera, 3 of the point, and the weight.
pub type Rows = [[f64; 15]; 2];

/// Returns the two numbers, and writes their rows.
#[inline]
pub fn reprojection_error(observation: &Observation, rows: &mut Rows) -> [f64; 2] {
    let &Observation { camera, point, weight, feature } = observation;
    let &[r0, r1, r2, c0, c1, c2, focal_length, u0, v0, k1, k2] = camera;
    let from_centre = [point[0] - c0, point[1] - c1, point[2] - c2];
    let (turned, by_point, by_rotation) = rotate([r0, r1, r2], from_centre);
    let [x, y, z] = turned;
    let plain @ [p, q] = [x / z, y / z];
    let square = p * p + q * q;
    let factor = 1.0 + k1 * square + k2 * square * square;
    let distorted = [factor * p, factor * q];
    let off = [focal_length * distorted[0] + u0 - feature[0], focal_length * distorted[1] + v0 - feature[1]];

    let scale = weight * focal_length;
    let inverse_z = 1.0 / z;
    let d_factor = 2.0 * (k1 + 2.0 * k2 * square);
    let mixed = scale * d_factor * p * q;
    let by_plain = [[scale * (factor + d_factor * p * p), mixed], [mixed, scale * (factor + d_factor * q * q)]];
    for (s, row) in rows.iter_mut().enumerate() {
        let (a, b) = (by_plain[s][0] * inverse_z, by_plain[s][1] * inverse_z);
        let c = -(a * p + b * q);
        for axis in 0..3 {
            row[axis] = a * by_rotation[0][axis] + b * by_rotation[1][axis] + c * by_rotation[2][axis];
            let by_point = a * by_point[0][axis] + b * by_point[1][axis] + c * by_point[2][axis];
            row[3 + axis] = -by_point;
            row[11 + axis] = by_point;
        }
        row[6] = weight * distorted[s];
        row[7] = if s == 0 { weight } else { 0.0 };
        row[8] = if s == 0 { 0.0 } else { weight };
        row[9] = scale * plain[s] * square;
        row[10] = row[9] * square;
        row[14] = off[s];
    }
    [weight * off[0], weight * off[1]]
}

/// `1 - weight^2`, and its derivative.
#[inline]
pub fn weight_error(weight: f64) -> (f64, f64) {
    (1.0 - weight * weight, -2.0 * weight)
}

type Square = [[f64; 3]; 3];

/// The point `x` turned by `r`, and its derivatives by the point (the rotation's matrix) and by the rotation.
#[inline]
fn rotate(r: [f64; 3], x: [f64; 3]) -> ([f64; 3], Square, Square) {
    let square = dot(r, r);
    if square == 0.0 {
        let across = cross(r, x);
        let turned = [x[0] + across[0], x[1] + across[1], x[2] + across[2]];
        let by_point = [[1.0, -r[2], r[1]], [r[2], 1.0, -r[0]], [-r[1], r[0], 1.0]];
        let by_rotation = [[0.0, x[2], -x[1]], [-x[2], 0.0, x[0]], [x[1], -x[0], 0.0]];
        return (turned, by_point, by_rotation);
    }
    let angle = square.sqrt();
    let (sin, cos) = angle.sin_cos();
    let inverse = 1.0 / angle;
    let v = [inverse * r[0], inverse * r[1], inverse * r[2]];
    let across = cross(v, x);
    let dot_v_x = dot(v, x);
    let versine = 1.0 - cos;
    let along = dot_v_x * versine;

    // turned = cos x + sin (v cross x) + versine (v x) v, where v = r / angle
    let v_cross = [[0.0, -sin * v[2], sin * v[1]], [sin * v[2], 0.0, -sin * v[0]], [-sin * v[1], sin * v[0], 0.0]];
    let cross_x = [[0.0, sin * x[2], -sin * x[1]], [-sin * x[2], 0.0, sin * x[0]], [sin * x[1], -sin * x[0], 0.0]];
    let (mut turned, mut by_point, mut by_rotation) = ([0.0; 3], [[0.0; 3]; 3], [[0.0; 3]; 3]);
    for i in 0..3 {
        turned[i] = cos * x[i] + sin * across[i] + along * v[i];
        let by_angle = cos * across[i] - sin * x[i] + sin * dot_v_x * v[i];
        let mut by_axis = [0.0; 3];
        for j in 0..3 {
            by_point[i][j] = v_cross[i][j] + versine * v[i] * v[j];
            by_axis[j] = cross_x[i][j] + versine * v[i] * x[j];
        }
        by_point[i][i] += cos;
        by_axis[i] += along;
        // What goes along the axis does not turn it.
        let along_axis = dot(by_axis, v);
        for j in 0..3 {
            by_rotation[i][j] = by_angle * v[j] + inverse * (by_axis[j] - along_axis * v[j]);
        }
    }
    (turned, by_point, by_rotation)
}

#[inline]
fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[inline]
fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
