//! wip
mod ladder;
mod probe;
mod real;
mod scales;
mod slope;
mod tableau;
pub use real::Real;
pub use slope::{Estimate, Reason, Side, Slope};

/// wip
pub fn slope<T: Real, V: Real>(mut f: impl FnMut(T) -> V, x: T) -> Slope {
    probe::Probe { f: &mut |t| f(T::narrow(t)).widen(), x: x.widen(), argument: T::PRECISION, value: V::PRECISION, largest_step: None }.slope()
}
