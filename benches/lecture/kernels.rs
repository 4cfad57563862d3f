//! The work that is timed: each function of the lecture over a thousand points, in three ways.

use std::hint::black_box;

use fastrand::Rng;

use crate::{functions, hand_written};

/// How many points one run of a kernel goes over.
pub const POINTS: u32 = 1000;

/// Every run is the same: the points come from this seed.
const SEED: u64 = 2;

/// One function of the lecture, ready to be timed. Each run goes over all points.
pub struct Kernel {
    pub name: &'static str,
    pub primal: Box<dyn Fn()>,
    pub hand_written: Box<dyn Fn()>,
    pub gradient: Box<dyn Fn()>,
}

macro_rules! kernels {
    ($($f:ident, $grad:ident, $vjp:ident, $graph:ident: $($x:ident),+;)*) => {
        /// All functions of the lecture, in its order.
        pub fn kernels() -> Vec<Kernel> {
            vec![$({
                let points = random_points::<{ [$(stringify!($x)),+].len() }>();
                let [p, q, r] = [points.clone(), points.clone(), points];
                Kernel {
                    name: stringify!($f),
                    primal: Box::new(move || {
                        for &[$($x),+] in &p {
                            black_box(functions::$f($($x),+));
                        }
                    }),
                    hand_written: Box::new(move || {
                        for &[$($x),+] in &q {
                            black_box(hand_written::$f($($x),+));
                        }
                    }),
                    gradient: Box::new(move || {
                        for &[$($x),+] in &r {
                            black_box(functions::$grad($($x),+));
                        }
                    }),
                }
            }),*]
        }
    };
}

for_every_function!(kernels);

/// Points that the compiler cannot know, so that it cannot compute anything ahead of time.
fn random_points<const N: usize>() -> Vec<[f64; N]> {
    let mut random = Rng::with_seed(SEED);
    let points = (0..POINTS).map(|_| [(); N].map(|()| 4.0 * random.f64() - 2.0));
    black_box(points.collect())
}
