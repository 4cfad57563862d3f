use grad::differentiable;

unsafe extern "C" {
    #[differentiable]
    fn cbrt(x: f64) -> f64;
}

fn main() {
    let _ = cbrt as unsafe extern "C" fn(f64) -> f64;
}
