use grad::differentiable;

#[differentiable(wrt(x, z), speed)]
fn everything_at_once(x: f64, n: u32, flag: bool) -> f64 {
    let above = x.next_up();
    let rounded = x as i32;
    if flag {
        return f64::from(rounded);
    }
    let mut total = above;
    for a in [x; 3].iter().cycle().take(n as usize) {
        total += a;
    }
    total
}

fn main() {
    everything_at_once_grad(1.0, 2, true);
}
