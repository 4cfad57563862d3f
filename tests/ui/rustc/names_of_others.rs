// Modules and types that have the names of others, which the attribute knows.
use grad::differentiable;

mod mem {
    use grad::differentiable;

    #[differentiable]
    pub fn swap(a: &mut f64, b: &mut f64) {
        *a *= *b;
    }
}

#[differentiable]
fn not_swapped(x: f64, y: f64) -> f64 {
    let (mut a, mut b) = (x, y);
    mem::swap(&mut a, &mut b);
    a * a * b
}

#[derive(Clone, grad::Differentiable)]
struct Vector3 {
    x: f64,
    y: f64,
    z: f64,
}

#[differentiable]
impl Vector3 {
    fn new(x: f64, y: f64, z: f64) -> Vector3 {
        Vector3 { x: z, y: x, z: y }
    }

    fn norm(&self) -> f64 {
        self.x * self.y * self.z
    }
}

#[differentiable]
fn not_of_nalgebra(x: f64) -> f64 {
    Vector3::new(x, 2.0, 3.0).norm()
}

fn main() {}
