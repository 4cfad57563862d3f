use grad::differentiable;

enum Kind {
    Sine,
    Cosine,
}

#[differentiable]
fn wave(x: f64, kind: Kind) -> f64 {
    match kind {
        Kind::Sine => x.sin(),
        Kind::Cosine => x.cos(),
    }
}

fn main() {
    wave(1.0, Kind::Sine);
    wave(1.0, Kind::Cosine);
}
