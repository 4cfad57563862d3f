//! Rotations of the plane and of space, and what they are applied to. The cotangent of a rotation is that of its matrix, be it kept as one, as a quaternion
//! or as a complex number: that makes what is done with them linear.

use core::ops::{Add, AddAssign, Index, IndexMut};

use nalgebra::{Matrix2, Matrix3, Rotation2, Rotation3, SMatrix, SVector, UnitComplex, UnitQuaternion, Vector3};

use super::Real;
use crate::differentiable::Differentiable;
use crate::gradient::Active;
use crate::lend::NoSeed;
use crate::place::{Accumulate, AccumulateScaled, Settle, Shaped};
use crate::rules::{Linear, Operand, Product, ops};

/// A gradient with respect to a rotation: the slopes by the elements of its matrix. A step along it, by
/// [`add_scaled`](Differentiable::add_scaled), turns the rotation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RotationTangent<T, const D: usize>(SMatrix<T, D, D>);

impl<T: Real, const D: usize> RotationTangent<T, D> {
    /// The slopes by the elements of the matrix, as if these could change alone.
    pub fn matrix(&self) -> &SMatrix<T, D, D> {
        &self.0
    }
}

impl<T: Real, const D: usize> From<SMatrix<T, D, D>> for RotationTangent<T, D> {
    fn from(matrix: SMatrix<T, D, D>) -> Self {
        RotationTangent(matrix)
    }
}

// By two indices, as rotation matrices, and not by one, as quaternions, whose elements are others.
impl<T: Real, const D: usize> Index<(usize, usize)> for RotationTangent<T, D> {
    type Output = T;
    #[inline]
    fn index(&self, at: (usize, usize)) -> &T {
        &self.0[at]
    }
}

impl<T: Real, const D: usize> IndexMut<(usize, usize)> for RotationTangent<T, D> {
    #[inline]
    fn index_mut(&mut self, at: (usize, usize)) -> &mut T {
        &mut self.0[at]
    }
}

impl<T: Real, const D: usize> Add for RotationTangent<T, D> {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        RotationTangent(self.0 + other.0)
    }
}

impl<T: Real, const D: usize> AddAssign for RotationTangent<T, D> {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl<T: Real, const D: usize> Settle for RotationTangent<T, D> {
    #[inline]
    fn settle(&mut self) {}
}

impl<T: Real, const D: usize> Accumulate for RotationTangent<T, D> {
    #[inline]
    fn accumulate(&mut self, from: &Self) {
        self.0 += from.0;
    }
}

impl<T: Real, const D: usize> AccumulateScaled<T> for RotationTangent<T, D> {
    #[inline]
    fn accumulate_scaled(&mut self, factor: T, from: &Self) {
        self.0 += from.0 * factor;
    }
}

impl<T: Real, const D: usize> Active for RotationTangent<T, D> {
    type Gradient = Self;
}

impl<T: Real, const D: usize> NoSeed for RotationTangent<T, D> {
    #[inline]
    fn no_seed() -> Self {
        RotationTangent(SMatrix::zeros())
    }
}

impl<T: Real, const D: usize> Differentiable for RotationTangent<T, D> {
    type Tangent = Self;
    #[inline]
    fn add_scaled(&mut self, factor: f64, tangent: &Self) {
        self.0 += tangent.0 * nalgebra::convert::<f64, T>(factor);
    }
}

/// What the axes are owed by the matrix R, where dR = [dw] R.
pub(super) fn about<T: Real>(d: &Matrix3<T>, rotation: &Matrix3<T>) -> Vector3<T> {
    let m = d * rotation.transpose();
    Vector3::new(m[(2, 1)] - m[(1, 2)], m[(0, 2)] - m[(2, 0)], m[(1, 0)] - m[(0, 1)])
}

/// What the angle is owed by the matrix of a rotation of the plane.
pub(super) fn about_origin<T: Real>(d: &Matrix2<T>, rotation: &Matrix2<T>) -> T {
    let m = d * rotation.transpose();
    m[(1, 0)] - m[(0, 1)]
}

impl<T: Real, const D: usize> Shaped for RotationTangent<T, D> {
    type Cotangent = Self;
    type Shape = ();
    #[inline]
    fn shape(&self) {}
    #[inline]
    fn zeros((): &()) -> Self {
        Self::no_seed()
    }
    #[inline]
    fn blank((): &()) -> Self {
        Self::no_seed()
    }
    #[inline]
    fn any(&self) -> bool {
        self.0.any()
    }
    #[inline]
    fn fits(&self, _: &Self) -> bool {
        true
    }
    #[cfg(feature = "graph")]
    fn each(&self, see: &mut dyn FnMut(f64)) {
        self.0.each(see);
    }
}

macro_rules! rotations {
    ($($ty:ident $d:literal |$this:ident| $matrix:expr, $about:ident;)*) => {$(
        impl<T: Real> Shaped for $ty<T> {
            type Cotangent = RotationTangent<T, $d>;
            type Shape = ();
            #[inline]
            fn shape(&self) {}
            #[inline]
            fn zeros((): &()) -> RotationTangent<T, $d> {
                RotationTangent::no_seed()
            }
            #[inline]
            fn blank((): &()) -> RotationTangent<T, $d> {
                RotationTangent::no_seed()
            }
            #[inline]
            fn any(&self) -> bool {
                true
            }
            #[inline]
            fn fits(&self, _: &RotationTangent<T, $d>) -> bool {
                true
            }
            #[cfg(feature = "graph")]
            fn each(&self, see: &mut dyn FnMut(f64)) {
                let $this = *self;
                $matrix.each(see);
            }
        }

        impl<T: Real> Differentiable for $ty<T> {
            type Tangent = RotationTangent<T, $d>;
            /// Turns it, the more the steeper the tangent is along rotations: it stays one.
            #[inline]
            fn add_scaled(&mut self, factor: f64, tangent: &RotationTangent<T, $d>) {
                let $this = *self;
                *self = $ty::new($about(&tangent.0, &$matrix) * nalgebra::convert::<f64, T>(factor)) * *self;
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

        impl<T: Real> Product<ops::Mul, SVector<T, $d>> for $ty<T> {
            type Output = SVector<T, $d>;
            #[inline]
            fn of(&self, v: &SVector<T, $d>) -> SVector<T, $d> {
                self * v
            }
            #[inline]
            fn left(to: &mut RotationTangent<T, $d>, d: &SVector<T, $d>, v: &SVector<T, $d>) {
                to.0 += d * v.transpose();
            }
            #[inline]
            fn right(to: &mut SVector<T, $d>, d: &SVector<T, $d>, rotation: &Self) {
                *to += rotation.inverse() * d;
            }
        }

        impl<T: Real> Product<ops::TransformBack, SVector<T, $d>> for $ty<T> {
            type Output = SVector<T, $d>;
            #[inline]
            fn of(&self, v: &SVector<T, $d>) -> SVector<T, $d> {
                self.inverse_transform_vector(v)
            }
            #[inline]
            fn left(to: &mut RotationTangent<T, $d>, d: &SVector<T, $d>, v: &SVector<T, $d>) {
                to.0 += v * d.transpose();
            }
            #[inline]
            fn right(to: &mut SVector<T, $d>, d: &SVector<T, $d>, rotation: &Self) {
                *to += rotation * d;
            }
        }

        impl<T: Real> Product<ops::Mul> for $ty<T> {
            type Output = Self;
            #[inline]
            fn of(&self, b: &Self) -> Self {
                self * b
            }
            #[inline]
            fn left(to: &mut RotationTangent<T, $d>, d: &RotationTangent<T, $d>, b: &Self) {
                let $this = *b;
                to.0 += d.0 * $matrix.transpose();
            }
            #[inline]
            fn right(to: &mut RotationTangent<T, $d>, d: &RotationTangent<T, $d>, a: &Self) {
                let $this = *a;
                to.0 += $matrix.transpose() * d.0;
            }
        }

        impl<T: Real> Linear<ops::Reversed> for $ty<T> {
            type Output = Self;
            #[inline]
            fn of(&self, (): &()) -> Self {
                self.inverse()
            }
            #[inline]
            fn left(to: &mut RotationTangent<T, $d>, d: &RotationTangent<T, $d>, (): &()) {
                to.0 += d.0.transpose();
            }
        }
    )*};
}

rotations! {
    Rotation2 2 |this| *this.matrix(), about_origin;
    Rotation3 3 |this| *this.matrix(), about;
    UnitComplex 2 |this| this.to_rotation_matrix().into_inner(), about_origin;
    UnitQuaternion 3 |this| this.to_rotation_matrix().into_inner(), about;
}

macro_rules! kept_as_matrix {
    ($($ty:ident $d:literal;)*) => {$(
        impl<T: Real> Linear<ops::Transpose> for $ty<T> {
            type Output = Self;
            #[inline]
            fn of(&self, (): &()) -> Self {
                self.transpose()
            }
            #[inline]
            fn left(to: &mut RotationTangent<T, $d>, d: &RotationTangent<T, $d>, (): &()) {
                to.0 += d.0.transpose();
            }
        }

        impl<T: Real> Linear<ops::InnerMatrix> for $ty<T> {
            type Output = SMatrix<T, $d, $d>;
            #[inline]
            fn of(&self, (): &()) -> SMatrix<T, $d, $d> {
                *self.matrix()
            }
            #[inline]
            fn left(to: &mut RotationTangent<T, $d>, d: &SMatrix<T, $d, $d>, (): &()) {
                to.0 += d;
            }
        }
    )*};
}

kept_as_matrix! {
    Rotation2 2;
    Rotation3 3;
}

macro_rules! turned_to_matrix {
    ($($ty:ident $to:ident $d:literal;)*) => {$(
        impl<T: Real> Linear<ops::RotationMatrix> for $ty<T> {
            type Output = $to<T>;
            #[inline]
            fn of(&self, (): &()) -> $to<T> {
                self.to_rotation_matrix()
            }
            #[inline]
            fn left(to: &mut RotationTangent<T, $d>, d: &RotationTangent<T, $d>, (): &()) {
                to.0 += d.0;
            }
        }
    )*};
}

turned_to_matrix! {
    UnitComplex Rotation2 2;
    UnitQuaternion Rotation3 3;
}
