//! HAND: forward to all vertices; back only from those that a measured point belongs to.

use crate::hand::{Matrix, Measured, Model, product, rotation_matrix, skin};

/// The value, and what it owes to `theta`.
pub fn hand(theta: &[f64], model: &Model, measured: &Measured) -> (f64, Vec<f64>) {
    let pose = Pose::of(theta, model);
    let mut owed = Owed::nothing(model);
    let mut sum = 0.0;
    for (&v, point) in measured.correspondences.iter().zip(&measured.points) {
        let residual = minus(*point, pose.vertices[v]);
        sum = residual.iter().fold(sum, |sum, e| sum + e * e);
        owed.by_vertex(v, times(-1.0, residual), &pose, model);
    }
    (0.5 * sum, owed.to_theta(theta, &pose, model))
}

/// The value, and what it owes to `theta` and `us`.
pub fn hand_complicated(theta: &[f64], us: &[f64], model: &Model, measured: &Measured) -> (f64, (Vec<f64>, Vec<f64>)) {
    let pose = Pose::of(theta, model);
    let mut owed = Owed::nothing(model);
    let mut d_us = Vec::with_capacity(us.len());
    let mut sum = 0.0;
    for ((&triangle, point), u) in measured.correspondences.iter().zip(&measured.points).zip(us.chunks_exact(2)) {
        let [a, b, c] = model.triangles[triangle];
        let (at_a, at_b, at_c) = (pose.vertices[a], pose.vertices[b], pose.vertices[c]);
        let (u, v, w) = (u[0], u[1], 1.0 - u[0] - u[1]);
        let mut residual = *point;
        for axis in 0..3 {
            residual[axis] -= u * at_a[axis] + v * at_b[axis] + w * at_c[axis];
            sum += residual[axis] * residual[axis];
        }
        d_us.push(dot(residual, minus(at_c, at_a)));
        d_us.push(dot(residual, minus(at_c, at_b)));
        owed.by_vertex(a, times(-u, residual), &pose, model);
        owed.by_vertex(b, times(-v, residual), &pose, model);
        owed.by_vertex(c, times(-w, residual), &pose, model);
    }
    (0.5 * sum, (owed.to_theta(theta, &pose, model), d_us))
}

/// A posed hand, and what was computed on the way.
struct Pose {
    /// Sine and cosine of the flexion and of the abduction of each bone's joint.
    joints: Vec<[(f64, f64); 2]>,
    relatives: Vec<Matrix>,
    absolutes: Vec<Matrix>,
    rotation: [[f64; 3]; 3],
    /// Where the bones take each vertex.
    skinned: Vec<[f64; 3]>,
    /// Where the rotation and translation of the whole hand take it then.
    vertices: Vec<[f64; 3]>,
}

impl Pose {
    fn of(theta: &[f64], model: &Model) -> Pose {
        let bones = model.parents.len();
        let mut joints = Vec::with_capacity(bones);
        let mut relatives = Vec::with_capacity(bones);
        let mut absolutes: Vec<Matrix> = Vec::with_capacity(bones);
        let mut transforms = Vec::with_capacity(bones);
        for bone in 0..bones {
            let joint = angles_of(bone).map(|angle| angle.map_or((0.0, 1.0), |angle| theta[angle].sin_cos()));
            let relative = product(&model.relatives[bone], &joint_matrix(joint));
            let absolute = model.parents[bone].map_or(relative, |parent| product(&absolutes[parent], &relative));
            transforms.push(product(&absolute, &model.inverse_absolutes[bone]));
            joints.push(joint);
            relatives.push(relative);
            absolutes.push(absolute);
        }

        let rotation = rotation_matrix(&theta[..3]);
        let mut skinned = Vec::with_capacity(model.vertices.len());
        let mut vertices = Vec::with_capacity(model.vertices.len());
        for (vertex, weights) in model.vertices.iter().zip(model.weights.chunks_exact(bones)) {
            let at = skin(vertex, weights, &transforms);
            skinned.push(at);
            let mut vertex = [theta[3], theta[4], theta[5]];
            for (place, row) in vertex.iter_mut().zip(&rotation) {
                *place = *place + row[0] * at[0] + row[1] * at[1] + row[2] * at[2];
            }
            vertices.push(vertex);
        }
        Pose { joints, relatives, absolutes, rotation, skinned, vertices }
    }
}

/// What the value owes to the parts of a pose.
struct Owed {
    /// To the first three rows of what each bone does.
    transforms: Vec<[[f64; 4]; 3]>,
    rotation: [[f64; 3]; 3],
    translation: [f64; 3],
}

impl Owed {
    fn nothing(model: &Model) -> Owed {
        Owed { transforms: vec![[[0.0; 4]; 3]; model.parents.len()], rotation: [[0.0; 3]; 3], translation: [0.0; 3] }
    }

    /// Goes back from what is owed to a vertex.
    fn by_vertex(&mut self, v: usize, owed: [f64; 3], pose: &Pose, model: &Model) {
        let mut d_skinned = [0.0; 3];
        for row in 0..3 {
            self.translation[row] += owed[row];
            for column in 0..3 {
                self.rotation[row][column] += owed[row] * pose.skinned[v][column];
                d_skinned[column] += owed[row] * pose.rotation[row][column];
            }
        }
        let [x, y, z] = model.vertices[v];
        let mut d_transform = [[0.0; 4]; 3];
        for (row, d) in d_transform.iter_mut().zip(d_skinned) {
            *row = [d * x, d * y, d * z, d];
        }
        let bones = model.parents.len();
        for (transform, &weight) in self.transforms.iter_mut().zip(&model.weights[v * bones..]) {
            for row in 0..3 {
                for column in 0..4 {
                    transform[row][column] += weight * d_transform[row][column];
                }
            }
        }
    }

    /// Goes back along the bones, from the tips to the root.
    fn to_theta(&self, theta: &[f64], pose: &Pose, model: &Model) -> Vec<f64> {
        let mut d_theta = vec![0.0; theta.len()];
        d_theta[..3].copy_from_slice(&rotation_owes([theta[0], theta[1], theta[2]], &self.rotation));
        d_theta[3..6].copy_from_slice(&self.translation);

        let bones = model.parents.len();
        let mut d_absolutes = vec![[[0.0; 4]; 3]; bones];
        for bone in (0..bones).rev() {
            add_times_transposed(&self.transforms[bone], &model.inverse_absolutes[bone], &mut d_absolutes[bone]);
            let d_absolute = d_absolutes[bone];
            let mut d_relative = d_absolute;
            if let Some(parent) = model.parents[bone] {
                d_relative = transposed_times(&pose.absolutes[parent], &d_absolute);
                add_times_transposed(&d_absolute, &pose.relatives[bone], &mut d_absolutes[parent]);
            }
            let angles = angles_of(bone);
            if angles == [None; 2] {
                continue;
            }
            let d_joint = joint_owes(pose.joints[bone], &transposed_times(&model.relatives[bone], &d_relative));
            for (angle, d_angle) in angles.into_iter().zip(d_joint) {
                if let Some(angle) = angle {
                    d_theta[angle] = d_angle;
                }
            }
        }
        d_theta
    }
}

/// Where `theta` holds the flexion and the abduction of a bone's joint.
fn angles_of(bone: usize) -> [Option<usize>; 2] {
    if bone == 0 || bone > 20 {
        return [None; 2];
    }
    let first = 6 + 4 * ((bone - 1) / 4);
    match (bone - 1) % 4 {
        0 => [None; 2],
        1 => [Some(first), Some(first + 1)],
        joint => [Some(first + joint), None],
    }
}

fn joint_matrix([(sin_x, cos_x), (sin_z, cos_z)]: [(f64, f64); 2]) -> Matrix {
    [
        [cos_z, -sin_z * cos_x, sin_z * sin_x, 0.0],
        [sin_z, cos_z * cos_x, -cos_z * sin_x, 0.0],
        [0.0, sin_x, cos_x, 0.0],
        [0.0, 0.0, 0.0, 1.0],
    ]
}

/// What a joint's matrix owes to its two angles, where `d` is owed to the matrix.
fn joint_owes([(sin_x, cos_x), (sin_z, cos_z)]: [(f64, f64); 2], d: &[[f64; 4]; 3]) -> [f64; 2] {
    let d_sin_x = sin_z * d[0][2] - cos_z * d[1][2] + d[2][1];
    let d_cos_x = cos_z * d[1][1] - sin_z * d[0][1] + d[2][2];
    let d_sin_z = d[1][0] - cos_x * d[0][1] + sin_x * d[0][2];
    let d_cos_z = d[0][0] + cos_x * d[1][1] - sin_x * d[1][2];
    [cos_x * d_sin_x - sin_x * d_cos_x, cos_z * d_sin_z - sin_z * d_cos_z]
}

/// What the matrix of a rotation owes to it, where `d` is owed to the matrix.
fn rotation_owes(r: [f64; 3], d: &[[f64; 3]; 3]) -> [f64; 3] {
    let angle = (r[0] * r[0] + r[1] * r[1] + r[2] * r[2]).sqrt();
    if angle < 1e-4 {
        return [0.0; 3];
    }
    let [x, y, z] = r.map(|r| r / angle);
    let (s, c) = angle.sin_cos();
    let (xy, xz, yz) = (d[0][1] + d[1][0], d[0][2] + d[2][0], d[1][2] + d[2][1]);
    let turned = [d[2][1] - d[1][2], d[0][2] - d[2][0], d[1][0] - d[0][1]];
    let d_axis = [
        (1.0 - c) * (2.0 * x * d[0][0] + y * xy + z * xz) + s * turned[0],
        (1.0 - c) * (2.0 * y * d[1][1] + x * xy + z * yz) + s * turned[1],
        (1.0 - c) * (2.0 * z * d[2][2] + x * xz + y * yz) + s * turned[2],
    ];
    let d_s = dot([x, y, z], turned);
    let diagonal = (1.0 - x * x) * d[0][0] + (1.0 - y * y) * d[1][1] + (1.0 - z * z) * d[2][2];
    let d_c = diagonal - x * y * xy - x * z * xz - y * z * yz;
    let d_angle = c * d_s - s * d_c - dot(d_axis, [x, y, z]) / angle;
    [d_axis[0] / angle + d_angle * x, d_axis[1] / angle + d_angle * y, d_axis[2] / angle + d_angle * z]
}

/// `sum += d b^T`; the last row of `d` is zero and left out.
fn add_times_transposed(d: &[[f64; 4]; 3], b: &Matrix, sum: &mut [[f64; 4]; 3]) {
    for row in 0..3 {
        for column in 0..4 {
            for inner in 0..4 {
                sum[row][column] += d[row][inner] * b[column][inner];
            }
        }
    }
}

/// `a^T d`; the last rows of `d` and of the result are left out, `a` having zeros below its first three columns.
fn transposed_times(a: &Matrix, d: &[[f64; 4]; 3]) -> [[f64; 4]; 3] {
    let mut result = [[0.0; 4]; 3];
    for row in 0..3 {
        for column in 0..4 {
            for inner in 0..3 {
                result[row][column] += a[inner][row] * d[inner][column];
            }
        }
    }
    result
}

fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn times(factor: f64, a: [f64; 3]) -> [f64; 3] {
    [factor * a[0], factor * a[1], factor * a[2]]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
