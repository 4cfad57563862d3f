//! Points of two kinds.

use std::f64::consts::PI;

use fastrand::Rng;
use ndarray::Array2;

/// How far points lie from their arc.
const SPREAD: f64 = 0.35;

/// Two half circles that reach into each other: the points, one in each row, and a column with 1 for those of the first.
pub fn two_moons(count: usize, random: &mut Rng) -> (Array2<f64>, Array2<f64>) {
    let mut points = Array2::zeros((count, 2));
    let mut kinds = Array2::zeros((count, 1));
    for (at, mut point) in points.rows_mut().into_iter().enumerate() {
        let first = at % 2 == 0;
        let angle = PI * random.f64();
        let (x, y) = if first { (angle.cos(), angle.sin()) } else { (1.0 - angle.cos(), 0.5 - angle.sin()) };
        let spread = |random: &mut Rng| SPREAD * (random.f64() + random.f64() - 1.0);
        point[0] = x - 0.5 + spread(random);
        point[1] = y - 0.25 + spread(random);
        kinds[[at, 0]] = f64::from(u8::from(first));
    }
    (points, kinds)
}
