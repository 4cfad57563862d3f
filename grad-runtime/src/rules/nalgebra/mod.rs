//! `nalgebra`: vectors and matrices as places that hold floats, and the rules for what is done with them.

mod angles;
mod arithmetic;
mod functions;
mod iterate;
mod made;
mod parts;
mod place;
mod products;
mod reductions;
mod rotations;
mod solve;

use nalgebra::RealField;
pub use rotations::RotationTangent;

use crate::differentiable::Differentiable;
use crate::place::{Accumulate, Shaped};

/// `f32` and `f64`.
pub trait Real:
    RealField + Copy + Shaped<Cotangent = Self, Shape = ()> + Accumulate + Differentiable<Tangent = Self>
{
}

impl Real for f32 {}
impl Real for f64 {}
