//! Structs of other files, whose methods and operators cannot be seen.

use grad::differentiable;

mod elsewhere {
    macro_rules! out_of_sight {
        ($name:ident) => {
            #[derive(grad::Differentiable)]
            pub struct $name {
                pub x: f64,
            }

            impl $name {
                pub fn clone(&self) -> $name {
                    $name { x: 3.0 * self.x }
                }
            }

            impl std::ops::AddAssign<f64> for $name {
                fn add_assign(&mut self, y: f64) {
                    self.x *= y;
                }
            }

            #[grad::differentiable]
            pub fn made(x: f64) -> $name {
                $name { x }
            }
        };
    }
    out_of_sight!(Scale);
}

use elsewhere::made;

#[differentiable]
fn copied(x: f64) -> f64 {
    let scale = made(x);
    scale.clone().x
}

#[differentiable]
fn moved(x: f64) -> f64 {
    let mut scales = vec![made(x)];
    scales[0] += 2.0;
    scales[0].x
}

fn main() {
    copied_grad(1.0);
    moved_grad(1.0);
}
