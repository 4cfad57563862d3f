//! Rotations as members, elements, arguments and results. Their gradients are held to differences along rotations: at `exp(t [d]) R` for a random axis `d`.

use grad::rules::RotationTangent;
use grad::{Differentiable, differentiable};
use nalgebra::{Rotation2, Rotation3, UnitComplex, UnitQuaternion, Vector2, Vector3};

use super::draw::fixed;
use crate::harness::number;

#[derive(Clone, Debug, Differentiable)]
struct Pose {
    rotation: Rotation3<f64>,
    at: Vector3<f64>,
}

#[derive(Clone, Debug, Differentiable)]
struct Joint {
    turn: UnitQuaternion<f64>,
    arm: Vector3<f64>,
    length: f64,
}

impl Pose {
    #[differentiable]
    fn act(&self, v: &Vector3<f64>) -> Vector3<f64> {
        self.rotation * v + self.at
    }

    #[differentiable]
    fn then(&self, first: &Pose) -> Pose {
        Pose { rotation: self.rotation * first.rotation, at: self.rotation * first.at + self.at }
    }

    #[differentiable]
    fn back(&self, v: &Vector3<f64>) -> Vector3<f64> {
        self.rotation.inverse() * (v - self.at)
    }
}

#[differentiable]
fn poses(p: &Pose, q: &Pose, v: &Vector3<f64>) -> f64 {
    let u = p.then(q).act(v);
    u[0] * u[1] + q.back(v).norm_squared() + p.rotation[(0, 2)] * u[2]
}

#[differentiable]
fn reach(joints: &[Joint], v: &Vector3<f64>) -> f64 {
    let mut u = *v;
    for joint in joints {
        u = joint.turn * u * joint.length + joint.arm;
    }
    u[0].sin() + u[1] * u[2]
}

#[differentiable]
fn product(rs: &[Rotation3<f64>], v: &Vector3<f64>) -> f64 {
    let mut r = rs[0];
    for i in 1..rs.len() {
        r = r * rs[i].inverse();
    }
    (r * v)[1] + (rs[0].transpose() * v)[0] + rs[1].inverse_transform_vector(v)[2]
}

#[differentiable]
fn by_value(q: UnitQuaternion<f64>, v: Vector3<f64>) -> f64 {
    let m = q.to_rotation_matrix().into_inner();
    (q * v)[1] * q.inverse_transform_vector(&v)[0] + (m * v)[2] + m[(1, 0)]
}

#[differentiable]
fn plane(r: &Rotation2<f64>, c: UnitComplex<f64>, v: &Vector2<f64>) -> f64 {
    let u = r * (c * v) + c.inverse() * v;
    u[0] * u[1] + (r.inverse() * v)[0] + r.matrix()[(0, 1)]
}

/// Made here, kept in a list and in a struct, and given.
#[differentiable]
fn made(w: &Vector3<f64>) -> Rotation3<f64> {
    Rotation3::new(*w)
}

#[differentiable]
fn of_made(w: &Vector3<f64>, v: &Vector3<f64>) -> f64 {
    let list: Vec<Rotation3<f64>> = (0..3).map(|i| made(&(w * i as f64))).collect();
    let pose = Pose { rotation: made(w), at: *v };
    let mut u = *v;
    for r in &list {
        u = r * u;
    }
    let quaternions = [UnitQuaternion::new(u), UnitQuaternion::new(*w)];
    (quaternions[0] * quaternions[1] * pose.act(&u))[0]
}

#[differentiable]
fn of_angles(roll: f64, pitch: f64, yaw: f64, v: &Vector3<f64>) -> f64 {
    let r = Rotation3::from_euler_angles(roll, pitch * yaw, yaw);
    let q = UnitQuaternion::from_euler_angles(yaw, roll, 0.5);
    (r * v)[0] * (q * v)[1] + (r * q.to_rotation_matrix())[(2, 1)]
}

#[differentiable]
fn of_one_angle(a: f64, b: f64, v: &Vector2<f64>) -> f64 {
    let r = Rotation2::new(a * b) * Rotation2::new(b);
    let c = UnitComplex::new(a) * UnitComplex::new(0.25);
    (r * v)[0] * (c * v)[1] + r.inverse_transform_vector(v)[0]
}

/// Compares the slope along rotations about `axis` with differences.
fn along(axis: &Vector3<f64>, r: &Rotation3<f64>, d: &RotationTangent<f64, 3>, f: impl Fn(&Rotation3<f64>) -> f64) {
    let slope = d.matrix().dot(&(axis.cross_matrix() * r.matrix()));
    grad::check::gradient_of(|t| f(&(Rotation3::new(axis * t[0]) * r)), &[0.0], &[slope]).assert();
}

fn rotation() -> Rotation3<f64> {
    Rotation3::new(fixed())
}

#[test]
fn members() {
    for _ in 0..3 {
        let pose = || Pose { rotation: rotation(), at: fixed() };
        let (p, q, v, axis) = (pose(), pose(), fixed(), fixed());
        let (value, (d_p, d_q, d_v)) = poses_grad(&p, &q, &v);
        assert_eq!(value.to_bits(), poses(&p, &q, &v).to_bits());
        along(&axis, &p.rotation, &d_p.rotation, |&rotation| poses(&Pose { rotation, ..p.clone() }, &q, &v));
        along(&axis, &q.rotation, &d_q.rotation, |&rotation| poses(&p, &Pose { rotation, ..q.clone() }, &v));
        let f = |v: &[f64]| poses(&p, &q, &Vector3::from_column_slice(v));
        grad::check::gradient_of(f, v.as_slice(), d_v.as_slice()).assert();
        let f = |at: &[f64]| poses(&Pose { at: Vector3::from_column_slice(at), ..p.clone() }, &q, &v);
        grad::check::gradient_of(f, p.at.as_slice(), d_p.at.as_slice()).assert();
    }
}

#[test]
fn elements() {
    for n in [2, 3] {
        let rs: Vec<Rotation3<f64>> = (0..n).map(|_| rotation()).collect();
        let (v, axis) = (fixed(), fixed());
        let (value, (d_rs, _)) = product_grad(&rs, &v);
        assert_eq!(value.to_bits(), product(&rs, &v).to_bits());
        let joint = |r: &Rotation3<f64>| Joint { turn: (*r).into(), arm: fixed(), length: number() };
        let joints: Vec<Joint> = rs.iter().map(joint).collect();
        let (value, (d_joints, _)) = reach_grad(&joints, &v);
        assert_eq!(value.to_bits(), reach(&joints, &v).to_bits());
        for i in 0..n {
            let with = |r: &Rotation3<f64>| {
                rs.iter().enumerate().map(|(j, old)| if i == j { *r } else { *old }).collect::<Vec<_>>()
            };
            along(&axis, &rs[i], &d_rs[i], |r| product(&with(r), &v));
            let with = |r: &Rotation3<f64>| {
                let mut joints = joints.clone();
                joints[i].turn = (*r).into();
                joints
            };
            along(&axis, &rs[i], &d_joints[i].turn, |r| reach(&with(r), &v));
        }
    }
}

#[test]
fn arguments() {
    for _ in 0..3 {
        let (r, v, axis) = (rotation(), fixed(), fixed());
        let (_, (d_q, _)) = by_value_grad(r.into(), v);
        along(&axis, &r, &d_q, |r| by_value((*r).into(), v));

        let (r, c, v) = (Rotation2::new(number()), UnitComplex::new(number()), fixed());
        let (_, (d_r, d_c, _)) = plane_grad(&r, c, &v);
        let turned = |m: &nalgebra::Matrix2<f64>| nalgebra::Matrix2::new(0.0, -1.0, 1.0, 0.0) * m;
        let slopes =
            [d_r.matrix().dot(&turned(r.matrix())), d_c.matrix().dot(&turned(c.to_rotation_matrix().matrix()))];
        let f = |t: &[f64]| plane(&(Rotation2::new(t[0]) * r), UnitComplex::new(t[1]) * c, &v);
        grad::check::gradient_of(f, &[0.0, 0.0], &slopes).assert();
    }
}

#[test]
fn made_here() {
    zoo!(of_made, of_made_grad, of_made_grad_into, of_made_vjp: &fixed(), &fixed());
    zoo!(of_angles, of_angles_grad, of_angles_grad_into, of_angles_vjp: number(), number(), number(), &fixed());
    zoo!(of_one_angle, of_one_angle_grad, of_one_angle_grad_into, of_one_angle_vjp: number(), number(), &fixed());
}

/// A step down the gradient turns a rotation, which stays one.
#[test]
fn steps() {
    let (goal, v) = (Vector3::new(0.0, 0.6, 0.8), Vector3::new(1.0, 0.0, 0.0));
    #[differentiable(wrt(q, r))]
    fn distance(q: &UnitQuaternion<f64>, r: &Rotation3<f64>, v: &Vector3<f64>, goal: &Vector3<f64>) -> f64 {
        (q * v - goal).norm_squared() + (r * v - goal).norm_squared()
    }
    let (mut q, mut r) = (UnitQuaternion::identity(), Rotation3::identity());
    for _ in 0..100 {
        let (_, (d_q, d_r)) = distance_grad(&q, &r, &v, &goal);
        q.add_scaled(-0.2, &d_q);
        r.add_scaled(-0.2, &d_r);
    }
    assert!(distance(&q, &r, &v, &goal) < 1e-12);
    assert!((q.norm() - 1.0).abs() < 1e-12 && (r.matrix().determinant() - 1.0).abs() < 1e-12);
}
