//! What makes rotations: an axis times an angle, an angle in the plane, three angles.

use nalgebra::{Matrix3, Rotation2, Rotation3, UnitComplex, UnitQuaternion, Vector3};

use super::Real;
use super::rotations::{RotationTangent, about, about_origin};
use crate::rules::{Curve, ops};

/// `c[0] + c[1] t + c[2] t² + …`
fn series<T: Real>(t: T, coefficients: [f64; 5]) -> T {
    coefficients.iter().rev().fold(T::zero(), |sum, c| sum * t + nalgebra::convert(*c))
}

/// What `w` is owed by the matrix R = exp([w]), where dR = [J dw] R and J is I + a [w] + b [w]².
fn left_of<T: Real>(d: &Matrix3<T>, w: &Vector3<T>, rotation: &Matrix3<T>) -> Vector3<T> {
    let v = about(d, rotation);
    let squared = w.norm_squared();
    // Below this angle the quotients would lose digits.
    let (a, b) = if squared < nalgebra::convert(0.02) {
        (
            series(squared, [1.0 / 2.0, -1.0 / 24.0, 1.0 / 720.0, -1.0 / 40_320.0, 1.0 / 3_628_800.0]),
            series(squared, [1.0 / 6.0, -1.0 / 120.0, 1.0 / 5_040.0, -1.0 / 362_880.0, 1.0 / 39_916_800.0]),
        )
    } else {
        let angle = squared.sqrt();
        ((T::one() - angle.cos()) / squared, (angle - angle.sin()) / (squared * angle))
    };
    let turned = w.cross(&v);
    v - turned * a + w.cross(&turned) * b
}

/// What roll, pitch and yaw are owed by the matrix of their rotation: each turns it about an axis that the later ones have turned.
fn left_of_euler<T: Real>(to: &mut [T; 3], d: &Matrix3<T>, [_, pitch, yaw]: &[T; 3], rotation: &Matrix3<T>) {
    let axes = about(d, rotation);
    let (sin, cos) = yaw.sin_cos();
    to[0] += (axes[0] * cos + axes[1] * sin) * pitch.cos() - axes[2] * pitch.sin();
    to[1] += axes[1] * cos - axes[0] * sin;
    to[2] += axes[2];
}

macro_rules! rotations {
    ($($ty:ident $axis:ident $euler:ident |$this:ident| $matrix:expr;)*) => {$(
        impl<T: Real> Curve<ops::$axis> for Vector3<T> {
            type Output = $ty<T>;
            #[inline]
            fn of(&self) -> $ty<T> {
                $ty::new(*self)
            }
            #[inline]
            fn left(to: &mut Self, d: &RotationTangent<T, 3>, w: &Self, $this: &$ty<T>) {
                *to += left_of(d.matrix(), w, &$matrix);
            }
        }

        impl<T: Real> Curve<ops::$euler> for [T; 3]
        where
            [T; 3]: crate::place::Shaped<Cotangent = [T; 3]>,
        {
            type Output = $ty<T>;
            #[inline]
            fn of(&self) -> $ty<T> {
                $ty::from_euler_angles(self[0], self[1], self[2])
            }
            #[inline]
            fn left(to: &mut [T; 3], d: &RotationTangent<T, 3>, angles: &[T; 3], $this: &$ty<T>) {
                left_of_euler(to, d.matrix(), angles, &$matrix);
            }
        }
    )*};
}

rotations! {
    Rotation3 Rotation EulerRotation |this| *this.matrix();
    UnitQuaternion Quaternion EulerQuaternion |this| this.to_rotation_matrix().into_inner();
}

macro_rules! of_the_plane {
    ($($ty:ident $op:ident |$this:ident| $matrix:expr;)*) => {$(
        impl<T: Real> Curve<ops::$op> for T {
            type Output = $ty<T>;
            #[inline]
            fn of(&self) -> $ty<T> {
                $ty::new(*self)
            }
            #[inline]
            fn left(to: &mut T, d: &RotationTangent<T, 2>, _: &T, $this: &$ty<T>) {
                *to += about_origin(d.matrix(), &$matrix);
            }
        }
    )*};
}

of_the_plane! {
    Rotation2 PlaneRotation |this| *this.matrix();
    UnitComplex Complex |this| this.to_rotation_matrix().into_inner();
}
