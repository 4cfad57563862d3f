use grad::differentiable;

#[derive(Clone, grad::Differentiable)]
struct Segment {
    from: f64,
    to: f64,
}

impl Segment {
    #[differentiable]
    fn len(&self) -> f64 {
        self.to - self.from
    }
}

#[derive(Clone, grad::Differentiable)]
struct Path {
    sides: Vec<Segment>,
}

#[differentiable]
fn first(path: &Path) -> f64 {
    let lengths = vec![path.sides[0].len(); path.sides.len()];
    lengths.iter().map(|l| l * path.sides[0].to).sum()
}

fn main() {}
