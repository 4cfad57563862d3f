use grad::differentiable;

#[differentiable(wrt(x, z), speed)]
fn everything_at_once(x: f64, n: u32, flag: bool) -> f64 {
    let both = [x, x];
    let mut total = 0.0;
    for _ in 0..n {
        total += x;
    }
    let rounded = x as i32;
    if flag {
        return f64::from(rounded);
    }
    total + both[0] + x.next_up()
}

fn main() {
    everything_at_once_grad(1.0, 2, true);
}
