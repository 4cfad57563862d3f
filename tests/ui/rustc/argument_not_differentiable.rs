use grad::differentiable;

enum Kind {
    Sine,
    Cosine,
}

struct Config {
    rate: f64,
}

#[differentiable]
fn wave(x: f64, kind: Kind) -> f64 {
    match kind {
        Kind::Sine => x.sin(),
        Kind::Cosine => x.cos(),
    }
}

#[differentiable]
fn decayed(x: f64, config: &Config) -> f64 {
    x * config.rate
}

fn main() {
    wave(1.0, Kind::Sine);
    wave(1.0, Kind::Cosine);
    decayed(1.0, &Config { rate: 2.0 });
}
