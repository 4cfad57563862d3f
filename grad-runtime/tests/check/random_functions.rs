//! Thousands of random smooth functions against dual numbers: no right derivative may fail, and a
//! wrong one must.

use grad_runtime::check::{Slope, slope};

/// An expression in one variable. Every function in it is smooth and grows slowly, so that waves
/// stay longer than the spacing of floats.
#[derive(Debug)]
enum Expression {
    Variable,
    Constant(f64),
    Sum(Box<Self>, Box<Self>),
    Difference(Box<Self>, Box<Self>),
    Product(Box<Self>, Box<Self>),
    /// The second over one plus its square.
    Quotient(Box<Self>, Box<Self>),
    Call(Function, Box<Self>),
}

#[derive(Clone, Copy, Debug)]
enum Function {
    Sin,
    Cos,
    Atan,
    Tanh,
    /// exp(sin(x))
    ExpSin,
    /// sqrt(1 + x²)
    Hypot,
    /// ln(1 + x²)
    LnSquare,
    /// 1 / (1 + exp(-x))
    Logistic,
}

const FUNCTIONS: [Function; 8] = [
    Function::Sin,
    Function::Cos,
    Function::Atan,
    Function::Tanh,
    Function::ExpSin,
    Function::Hypot,
    Function::LnSquare,
    Function::Logistic,
];

macro_rules! dual_numbers {
    ($name:ident, $t:ty) => {
        /// The value and the derivative, by the rules of dual numbers.
        #[allow(clippy::cast_possible_truncation, reason = "constants are rounded to the float")]
        fn $name(expression: &Expression, x: $t) -> ($t, $t) {
            match expression {
                Expression::Variable => (x, 1.0),
                Expression::Constant(c) => (*c as $t, 0.0),
                Expression::Sum(a, b) => {
                    let ((a, d_a), (b, d_b)) = ($name(a, x), $name(b, x));
                    (a + b, d_a + d_b)
                }
                Expression::Difference(a, b) => {
                    let ((a, d_a), (b, d_b)) = ($name(a, x), $name(b, x));
                    (a - b, d_a - d_b)
                }
                Expression::Product(a, b) => {
                    let ((a, d_a), (b, d_b)) = ($name(a, x), $name(b, x));
                    (a * b, d_a * b + a * d_b)
                }
                Expression::Quotient(a, b) => {
                    let ((a, d_a), (b, d_b)) = ($name(a, x), $name(b, x));
                    let below = 1.0 + b * b;
                    (a / below, (d_a - a / below * (2.0 * b * d_b)) / below)
                }
                Expression::Call(function, a) => {
                    let (a, d_a) = $name(a, x);
                    let (value, derivative) = match function {
                        Function::Sin => (a.sin(), a.cos()),
                        Function::Cos => (a.cos(), -a.sin()),
                        Function::Atan => (a.atan(), (1.0 + a * a).recip()),
                        Function::Tanh => (a.tanh(), 1.0 - a.tanh() * a.tanh()),
                        Function::ExpSin => (a.sin().exp(), a.sin().exp() * a.cos()),
                        Function::Hypot => ((1.0 + a * a).sqrt(), a / (1.0 + a * a).sqrt()),
                        Function::LnSquare => ((1.0 + a * a).ln(), 2.0 * a / (1.0 + a * a)),
                        Function::Logistic => {
                            let value = (1.0 + (-a).exp()).recip();
                            (value, value * (1.0 - value))
                        }
                    };
                    (value, derivative * d_a)
                }
            }
        }
    };
}

dual_numbers!(dual_f64, f64);
dual_numbers!(dual_f32, f32);

/// The splitmix generator.
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        let unit = f64::from_bits(0x3ff0_0000_0000_0000 | self.bits() >> 12) - 1.0;
        low + unit * (high - low)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    fn expression(&mut self, depth: u32) -> Expression {
        if depth == 0 {
            return match self.below(4) {
                0 => Expression::Constant(self.between(-3.0, 3.0)),
                _ => Expression::Variable,
            };
        }
        let kind = self.below(10);
        let mut operand = || Box::new(self.expression(depth - 1));
        match kind {
            0 | 1 => Expression::Sum(operand(), operand()),
            2 => Expression::Difference(operand(), operand()),
            3 | 4 => Expression::Product(operand(), operand()),
            5 => Expression::Quotient(operand(), operand()),
            _ => {
                let operand = operand();
                let index = self.below(FUNCTIONS.len() as u64);
                Expression::Call(FUNCTIONS[usize::try_from(index).expect("small")], operand)
            }
        }
    }
}

/// Whether the slope admits a claim, as a report judges it.
fn admits(slope: &Slope, claimed: f64) -> bool {
    match slope {
        Slope::Smooth(estimate) => estimate.admits(claimed),
        Slope::TwoScales { near, far } => near.admits(claimed) || far.admits(claimed),
        other => panic!("a smooth function looks like {other:?}"),
    }
}

#[test]
fn double_precision() {
    let mut random = Random(1);
    let mut compared = 0;
    for _ in 0..5_000 {
        let expression = random.expression(4);
        let x = random.between(-3.0, 3.0);
        let (value, right) = dual_f64(&expression, x);
        let slope = slope(|x: f64| dual_f64(&expression, x).0, x);
        assert!(admits(&slope, right), "{expression:?} at {x:e}: {right:e}, {slope:?}");
        // Where the derivative is nearly nothing, a millionth of it is rounding error.
        if right.abs() > 1e-3 * value.abs() && right.abs() > 1e-6 {
            compared += 1;
            for wrong in [right * (1.0 + 1e-6), right * (1.0 - 1e-6), -right, 0.0, 2.0 * right] {
                assert!(!admits(&slope, wrong), "{expression:?} at {x:e}: {wrong:e}, {slope:?}");
            }
        }
    }
    assert!(compared > 4_000, "{compared}");
}

#[test]
fn single_precision() {
    let mut random = Random(2);
    let mut compared = 0;
    for _ in 0..5_000 {
        let expression = random.expression(3);
        #[expect(clippy::cast_possible_truncation, reason = "an f32 point is what is wanted")]
        let x = random.between(-2.0, 2.0) as f32;
        let (value, right) = dual_f32(&expression, x);
        let (value, right) = (f64::from(value), f64::from(right));
        let slope = slope(|x: f32| dual_f32(&expression, x).0, x);
        assert!(admits(&slope, right), "{expression:?} at {x:e}: {right:e}, {slope:?}");
        if right.abs() > 0.1 * value.abs() && right.abs() > 0.1 {
            compared += 1;
            for wrong in [right * 1.1, right * 0.9, -right, 0.0] {
                assert!(!admits(&slope, wrong), "{expression:?} at {x:e}: {wrong:e}, {slope:?}");
            }
        }
    }
    assert!(compared > 2_500, "{compared}");
}
