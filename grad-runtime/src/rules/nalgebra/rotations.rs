//! Rotations about an axis times an angle, and what they are applied to. The cotangent of a rotation, be it kept as a matrix or as a quaternion, is that of
//! its matrix.

use nalgebra::{Matrix3, Rotation3, UnitQuaternion, Vector3};

use super::Real;
use crate::place::Shaped;
use crate::rules::{Curve, Linear, Operand, Product, ops};

/// `c[0] + c[1] t + c[2] t² + …`
fn series<T: Real>(t: T, coefficients: [f64; 5]) -> T {
    coefficients.iter().rev().fold(T::zero(), |sum, c| sum * t + nalgebra::convert(*c))
}

/// What `w` is owed by the matrix R = exp([w]), where dR = [J dw] R and J is I + a [w] + b [w]².
fn left_of<T: Real>(d: &Matrix3<T>, w: &Vector3<T>, rotation: &Matrix3<T>) -> Vector3<T> {
    let m = d * rotation.transpose();
    let v = Vector3::new(m[(2, 1)] - m[(1, 2)], m[(0, 2)] - m[(2, 0)], m[(1, 0)] - m[(0, 1)]);
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

macro_rules! rotations {
    ($($ty:ident $op:ident |$this:ident| $matrix:expr;)*) => {$(
        impl<T: Real> Shaped for $ty<T> {
            type Cotangent = Matrix3<T>;
            type Shape = ();
            #[inline]
            fn shape(&self) {}
            #[inline]
            fn zeros((): &()) -> Matrix3<T> {
                Matrix3::zeros()
            }
            #[inline]
            fn blank((): &()) -> Matrix3<T> {
                Matrix3::zeros()
            }
            #[inline]
            fn any(&self) -> bool {
                true
            }
            #[inline]
            fn is_missing(&self) -> bool {
                false
            }
            #[inline]
            fn fits(&self, _: &Matrix3<T>) -> bool {
                true
            }
            #[cfg(feature = "graph")]
            fn each(&self, see: &mut dyn FnMut(f64)) {
                let $this = *self;
                $matrix.iter().for_each(|element| element.each(see));
            }
        }

        impl<T: Real> Operand for $ty<T> {
            type Value = Self;
            type Owned = Self;
            #[inline]
            fn value(&self) -> &Self {
                self
            }
        }

        impl<T: Real> Curve<ops::$op> for Vector3<T> {
            type Output = $ty<T>;
            #[inline]
            fn of(&self) -> $ty<T> {
                $ty::new(*self)
            }
            #[inline]
            fn left(to: &mut Self, d: &Matrix3<T>, w: &Self, output: &$ty<T>) {
                let $this = *output;
                *to += left_of(d, w, &$matrix);
            }
        }

        impl<T: Real> Product<ops::Mul, Vector3<T>> for $ty<T> {
            type Output = Vector3<T>;
            #[inline]
            fn of(&self, v: &Vector3<T>) -> Vector3<T> {
                self * v
            }
            #[inline]
            fn left(to: &mut Matrix3<T>, d: &Vector3<T>, v: &Vector3<T>) {
                *to += d * v.transpose();
            }
            #[inline]
            fn right(to: &mut Vector3<T>, d: &Vector3<T>, rotation: &Self) {
                *to += rotation.inverse() * d;
            }
        }

        impl<T: Real> Product<ops::Mul> for $ty<T> {
            type Output = Self;
            #[inline]
            fn of(&self, b: &Self) -> Self {
                self * b
            }
            #[inline]
            fn left(to: &mut Matrix3<T>, d: &Matrix3<T>, b: &Self) {
                let $this = *b;
                *to += d * $matrix.transpose();
            }
            #[inline]
            fn right(to: &mut Matrix3<T>, d: &Matrix3<T>, a: &Self) {
                let $this = *a;
                *to += $matrix.transpose() * d;
            }
        }

        impl<T: Real> Linear<ops::Reversed> for $ty<T> {
            type Output = Self;
            #[inline]
            fn of(&self, (): &()) -> Self {
                self.inverse()
            }
            #[inline]
            fn left(to: &mut Matrix3<T>, d: &Matrix3<T>, (): &()) {
                *to += d.transpose();
            }
        }
    )*};
}

rotations! {
    Rotation3 Rotation |this| this.into_inner();
    UnitQuaternion Quaternion |this| this.to_rotation_matrix().into_inner();
}
