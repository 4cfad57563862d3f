//! A name that stands for one type in the file, and for another where the function is.

use grad::differentiable;

type Vec3 = [f64; 3];

mod other {
    pub type Vec3 = [f64; 4];
}

mod inner {
    use super::other::Vec3;
    #[allow(unused_imports)]
    use super::*;

    #[differentiable]
    fn first(v: Vec3) -> f64 {
        v[0] * v[1]
    }
}

fn main() {}
