use grad::Differentiable;

#[derive(Differentiable)]
struct Settings {
    rate: f64,
    #[constant(true)]
    step: f64,
}

fn main() {
    let settings = Settings { rate: 1.0, step: 2.0 };
    println!("{} {}", settings.rate, settings.step);
}
