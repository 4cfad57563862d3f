// Methods that a trait of the user's gives to arrays, with the names of those of iterators, and one that makes an array.
use grad::differentiable;

trait Weighted {
    fn sum(&self) -> f64;
    fn rev(&self) -> Vec<f64>;
    fn scan(&self, by: f64) -> Vec<f64>;
}

impl Weighted for [f64] {
    fn sum(&self) -> f64 {
        2.0 * self[0]
    }

    fn rev(&self) -> Vec<f64> {
        self.iter().map(|x| 3.0 * x).collect()
    }

    fn scan(&self, by: f64) -> Vec<f64> {
        vec![self[0] * by]
    }
}

#[differentiable]
fn weighted(x: &[f64]) -> f64 {
    x.sum() * x[1]
}

#[differentiable]
fn of_a_vector(x: &[f64]) -> f64 {
    let v = x.to_vec();
    let mut total = 0.0;
    for a in v.rev() {
        total += a * a;
    }
    for a in v.scan(2.0) {
        total += a;
    }
    total
}

#[derive(Clone, grad::Differentiable)]
struct List {
    v: Vec<f64>,
}

impl std::ops::Deref for List {
    type Target = [f64];
    fn deref(&self) -> &[f64] {
        &self.v
    }
}

impl TryFrom<List> for [f64; 2] {
    type Error = ();
    fn try_from(list: List) -> Result<[f64; 2], ()> {
        Ok([2.0 * list.v[1], list.v[0]])
    }
}

#[differentiable]
fn turned_into_an_array(list: List) -> f64 {
    let a: [f64; 2] = list.try_into().unwrap();
    a[0] * a[1]
}

fn main() {}
