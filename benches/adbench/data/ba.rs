//! Cameras, points, and which camera sees which point.

use std::path::Path;

use fastrand::Rng;

use super::near;
use super::numbers::Numbers;

pub struct Ba {
    pub cameras: Vec<[f64; 11]>,
    pub points: Vec<[f64; 3]>,
    pub weights: Vec<f64>,
    pub features: Vec<[f64; 2]>,
}

/// One picture of one point.
pub struct Observation<'a> {
    pub camera: &'a [f64; 11],
    pub point: &'a [f64; 3],
    pub weight: f64,
    pub feature: [f64; 2],
}

impl Ba {
    /// The suite lets cameras and points take turns.
    pub fn observations(&self) -> impl Iterator<Item = Observation<'_>> {
        let views = self.cameras.iter().cycle().zip(self.points.iter().cycle());
        let seen = self.weights.iter().zip(&self.features);
        let observation = |((camera, point), (&weight, &feature))| Observation { camera, point, weight, feature };
        views.zip(seen).map(observation)
    }
}

/// The suite's files hold one camera, one point, one weight and one feature: all are the same.
///
/// # Panics
/// If the file does not hold what it should.
pub fn read(file: &Path) -> Ba {
    let mut numbers = Numbers::of(file);
    let [cameras, points, observations] = [(); 3].map(|()| numbers.count());
    Ba {
        cameras: vec![numbers.array(); cameras],
        points: vec![numbers.array(); points],
        weights: vec![numbers.float(); observations],
        features: vec![numbers.array(); observations],
    }
}

/// Cameras around the origin that look at points before them.
pub fn synthetic(cameras: usize, points: usize, observations: usize, random: &mut Rng) -> Ba {
    let feature = |random: &mut Rng| [(); 2].map(|()| near(random, 0.0, 100.0));
    Ba {
        cameras: (0..cameras).map(|_| camera(random)).collect(),
        points: (0..points).map(|_| [0.0, 0.0, 15.0].map(|middle| near(random, middle, 3.0))).collect(),
        weights: (0..observations).map(|_| near(random, 1.0, 0.5)).collect(),
        features: (0..observations).map(|_| feature(random)).collect(),
    }
}

fn camera(random: &mut Rng) -> [f64; 11] {
    let (rotation, centre) = ((0.0, 0.3), (0.0, 1.0));
    let (focal_length, principal) = ((500.0, 50.0), (0.0, 10.0));
    let (k1, k2) = ((0.1, 0.05), (0.01, 0.005));
    let all = [rotation, rotation, rotation, centre, centre, centre, focal_length, principal, principal, k1, k2];
    all.map(|(middle, spread)| near(random, middle, spread))
}
