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

fn main() {}
