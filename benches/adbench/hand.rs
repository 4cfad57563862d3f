//! HAND: how far a skinned model of a hand is from measured points, three numbers for each point.

use grad::differentiable;

/// Four rows; the last is 0, 0, 0, 1.
pub type Matrix = [[f64; 4]; 4];

/// The hand at rest.
pub struct Model {
    /// For each bone, the one it hangs on, which comes earlier in the list. The root has none.
    pub parents: Vec<Option<usize>>,
    /// For each bone, where it sits on its parent.
    pub relatives: Vec<Matrix>,
    /// For each bone, from the model's coordinates to its own.
    pub inverse_absolutes: Vec<Matrix>,
    pub vertices: Vec<[f64; 3]>,
    /// How much each bone moves a vertex: as many numbers per vertex as there are bones.
    pub weights: Vec<f64>,
    /// Three vertices each.
    pub triangles: Vec<[usize; 3]>,
}

/// What was measured.
pub struct Measured {
    /// For each point, the vertex that it belongs to; the triangle where `us` tells the place in it.
    pub correspondences: Vec<usize>,
    pub points: Vec<[f64; 3]>,
}

/// Half the squared distance between the measured points and their vertices in the pose `theta`.
#[differentiable(constant(model, measured))]
pub fn hand(theta: &[f64], model: &Model, measured: &Measured) -> f64 {
    let mut residuals = vec![0.0; 3 * measured.points.len()];
    hand_residuals(theta, model, measured, &mut residuals);
    half_square(&residuals)
}

/// The same for points that lie in triangles, at the barycentric coordinates `us` (two numbers for each point).
#[differentiable(constant(model, measured))]
pub fn hand_complicated(theta: &[f64], us: &[f64], model: &Model, measured: &Measured) -> f64 {
    let mut residuals = vec![0.0; 3 * measured.points.len()];
    hand_complicated_residuals(theta, us, model, measured, &mut residuals);
    half_square(&residuals)
}

/// Measured point minus vertex, for each point.
#[differentiable(constant(model, measured))]
pub fn hand_residuals(theta: &[f64], model: &Model, measured: &Measured, residuals: &mut [f64]) {
    let vertices = pose(theta, model);
    for (i, point) in measured.points.iter().enumerate() {
        let vertex = vertices[measured.correspondences[i]];
        for axis in 0..3 {
            residuals[3 * i + axis] = point[axis] - vertex[axis];
        }
    }
}

/// Measured point minus place in the triangle, for each point.
#[differentiable(constant(model, measured))]
pub fn hand_complicated_residuals(
    theta: &[f64],
    us: &[f64],
    model: &Model,
    measured: &Measured,
    residuals: &mut [f64],
) {
    let vertices = pose(theta, model);
    for (i, point) in measured.points.iter().enumerate() {
        let [a, b, c] = model.triangles[measured.correspondences[i]];
        let (u, v) = (us[2 * i], us[2 * i + 1]);
        for axis in 0..3 {
            let place = u * vertices[a][axis] + v * vertices[b][axis] + (1.0 - u - v) * vertices[c][axis];
            residuals[3 * i + axis] = point[axis] - place;
        }
    }
}

#[differentiable]
fn half_square(residuals: &[f64]) -> f64 {
    0.5 * residuals.iter().map(|e| e * e).sum::<f64>()
}

/// All vertices in the pose `theta`: rotation (3 numbers), translation (3), and four angles for each of five fingers.
#[differentiable(constant(model))]
fn pose(theta: &[f64], model: &Model) -> Vec<[f64; 3]> {
    let transforms = bone_transforms(theta, model);
    let rotation = rotation_matrix(&theta[..3]);
    let translation = &theta[3..6];
    let bones = model.parents.len();

    let mut posed = vec![[0.0; 3]; model.vertices.len()];
    for (v, vertex) in model.vertices.iter().enumerate() {
        let skinned = skin(vertex, &model.weights[v * bones..(v + 1) * bones], &transforms);
        for row in 0..3 {
            let mut sum = translation[row];
            for column in 0..3 {
                sum += rotation[row][column] * skinned[column];
            }
            posed[v][row] = sum;
        }
    }
    posed
}

/// Where the bones together take a vertex.
#[differentiable(constant(vertex, weights))]
pub fn skin(vertex: &[f64; 3], weights: &[f64], transforms: &[Matrix]) -> [f64; 3] {
    let mut skinned = [0.0; 3];
    for (weight, transform) in weights.iter().zip(transforms) {
        let moved = transform_point(transform, vertex);
        for axis in 0..3 {
            skinned[axis] += weight * moved[axis];
        }
    }
    skinned
}

#[differentiable(constant(p))]
fn transform_point(m: &Matrix, p: &[f64; 3]) -> [f64; 3] {
    let mut moved = [0.0; 3];
    for row in 0..3 {
        moved[row] = m[row][0] * p[0] + m[row][1] * p[1] + m[row][2] * p[2] + m[row][3];
    }
    moved
}

/// What the pose does to each bone, in the model's coordinates.
#[differentiable(constant(model))]
fn bone_transforms(theta: &[f64], model: &Model) -> Vec<Matrix> {
    let bones = model.parents.len();
    let mut absolutes: Vec<Matrix> = Vec::with_capacity(bones);
    let mut transforms: Vec<Matrix> = Vec::with_capacity(bones);
    for bone in 0..bones {
        let relative = product(&model.relatives[bone], &joint_rotation(theta, bone));
        let absolute = match model.parents[bone] {
            Some(parent) => product(&absolutes[parent], &relative),
            None => relative,
        };
        transforms.push(product(&absolute, &model.inverse_absolutes[bone]));
        absolutes.push(absolute);
    }
    transforms
}

/// How the joint at the start of the bone is bent. Each finger has four bones: the first does not move, the second both
/// ways, the others one.
#[differentiable]
fn joint_rotation(theta: &[f64], bone: usize) -> Matrix {
    if bone == 0 || bone > 20 {
        return rotation_of_angles(0.0, 0.0);
    }
    let first = 6 + 4 * ((bone - 1) / 4);
    let angles = &theta[first..first + 4];
    match (bone - 1) % 4 {
        0 => rotation_of_angles(0.0, 0.0),
        1 => rotation_of_angles(angles[0], angles[1]),
        2 => rotation_of_angles(angles[2], 0.0),
        _ => rotation_of_angles(angles[3], 0.0),
    }
}

/// Flexion about the first axis, then abduction about the third.
#[differentiable]
fn rotation_of_angles(flexion: f64, abduction: f64) -> Matrix {
    let (sin_x, cos_x) = flexion.sin_cos();
    let (sin_z, cos_z) = abduction.sin_cos();
    [
        [cos_z, -sin_z * cos_x, sin_z * sin_x, 0.0],
        [sin_z, cos_z * cos_x, -cos_z * sin_x, 0.0],
        [0.0, sin_x, cos_x, 0.0],
        [0.0, 0.0, 0.0, 1.0],
    ]
}

/// The rotation about the axis `rotation`, by as many radians as that is long.
#[differentiable]
pub fn rotation_matrix(rotation: &[f64]) -> [[f64; 3]; 3] {
    let angle = (rotation[0] * rotation[0] + rotation[1] * rotation[1] + rotation[2] * rotation[2]).sqrt();
    if angle < 1e-4 {
        return [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    }
    let (x, y, z) = (rotation[0] / angle, rotation[1] / angle, rotation[2] / angle);
    let (s, c) = angle.sin_cos();
    [
        [x * x + (1.0 - x * x) * c, x * y * (1.0 - c) - z * s, x * z * (1.0 - c) + y * s],
        [x * y * (1.0 - c) + z * s, y * y + (1.0 - y * y) * c, y * z * (1.0 - c) - x * s],
        [x * z * (1.0 - c) - y * s, z * y * (1.0 - c) + x * s, z * z + (1.0 - z * z) * c],
    ]
}

#[differentiable]
pub fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let mut c = [[0.0; 4]; 4];
    for row in 0..4 {
        for column in 0..4 {
            for inner in 0..4 {
                c[row][column] += a[row][inner] * b[inner][column];
            }
        }
    }
    c
}
