//! Operations on floats.

use super::frame::{Frame, Stop};
use crate::ast::{BinOp, Float};
use crate::dual::Dual;
use crate::ops::{self, Local};

impl Frame<'_, '_> {
    pub fn method(&mut self, method: &ops::Method, float: Float, args: &[Dual]) -> Result<Dual, Stop> {
        let values: Vec<f64> = args.iter().map(|arg| arg.value).collect();
        if let (ops::Domain::Clamp, &[_, low, high]) = (method.domain, &values[..])
            && (low.is_nan() || high.is_nan() || low > high)
        {
            return Err(Stop::Undefined);
        }
        if method.name == "copysign" && values[1].is_nan() {
            return Err(Stop::Undefined);
        }
        let local = method.local(float, &values);
        self.machine.decide(local.piece, local.gap);
        let args: Vec<&Dual> = args.iter().collect();
        Ok(self.machine.apply(float, method.value(float, &values), &args, &local))
    }

    pub fn binary(&mut self, op: BinOp, a: &Dual, b: &Dual) -> Dual {
        debug_assert_eq!(a.float, b.float);
        let (x, y) = (a.value, b.value);
        let local = match op {
            BinOp::Add => Local::smooth(&[1.0, 1.0]),
            BinOp::Sub => Local::smooth(&[1.0, -1.0]),
            BinOp::Mul => Local::smooth(&[y, x]),
            BinOp::Div => Local::smooth(&[1.0 / y, -x / (y * y)]),
            BinOp::Rem => ops::remainder(a.float, x, y),
        };
        self.machine.decide(local.piece, local.gap);
        let value = match a.float {
            Float::F64 => arithmetic(op, x, y),
            Float::F32 => f64::from(arithmetic(op, x as f32, y as f32)),
        };
        self.machine.apply(a.float, value, &[a, b], &local)
    }
}

fn arithmetic<T>(op: BinOp, a: T, b: T) -> T
where
    T: std::ops::Add<Output = T>
        + std::ops::Sub<Output = T>
        + std::ops::Mul<Output = T>
        + std::ops::Div<Output = T>
        + std::ops::Rem<Output = T>,
{
    match op {
        BinOp::Add => a + b,
        BinOp::Sub => a - b,
        BinOp::Mul => a * b,
        BinOp::Div => a / b,
        BinOp::Rem => a % b,
    }
}

/// The number that a literal means in a float type.
pub(super) fn parse(text: &str, float: Float) -> f64 {
    let digits = text.replace('_', "");
    match float {
        Float::F64 => digits.parse().expect("a literal"),
        Float::F32 => f64::from(digits.parse::<f32>().expect("a literal")),
    }
}
