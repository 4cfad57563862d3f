//! An operator of a type of the user's own whose function is not annotated, and one of fields whose type is not seen.

use grad::{Differentiable, differentiable};

#[derive(Clone, Copy, Differentiable)]
struct LogProbability {
    ln: f64,
}

impl std::ops::Add for LogProbability {
    type Output = LogProbability;
    fn add(self, other: LogProbability) -> LogProbability {
        let most = self.ln.max(other.ln);
        LogProbability { ln: most + ((self.ln - most).exp() + (other.ln - most).exp()).ln() }
    }
}

impl std::ops::AddAssign for LogProbability {
    fn add_assign(&mut self, other: LogProbability) {
        *self = *self + other;
    }
}

#[differentiable]
fn either(a: LogProbability, b: LogProbability) -> f64 {
    let c = a + b;
    c.ln
}

#[derive(Clone, Copy, Differentiable)]
struct Coin {
    heads: LogProbability,
    tails: LogProbability,
}

#[differentiable]
fn of_fields(coin: &Coin) -> f64 {
    let mut sum = coin.heads;
    sum += coin.tails;
    sum.ln
}

#[differentiable]
fn made_of_fields(coin: &Coin) -> Coin {
    Coin { heads: coin.heads + coin.tails, ..*coin }
}

#[differentiable]
fn certain(x: f64) -> LogProbability {
    LogProbability { ln: x.ln() }
}

#[differentiable]
fn of(p: LogProbability) -> f64 {
    p.ln
}

#[differentiable]
fn of_calls(x: f64) -> f64 {
    of(certain(x) + certain(2.0 * x))
}

#[differentiable]
fn of_elements(x: f64) -> f64 {
    let all = [certain(x), certain(2.0 * x)];
    of(all[0] + all[1])
}

#[differentiable]
fn of_all(all: &[LogProbability]) -> f64 {
    let mut sum = all[0];
    for one in &all[1..] {
        sum += *one;
    }
    of(sum)
}

#[differentiable]
fn folded(all: &[LogProbability]) -> f64 {
    of(all.iter().copied().fold(LogProbability { ln: 0.0 }, |sum, one| sum + one))
}

fn main() {}
