//! `x.powi(n)`: the one rule that looks at how its argument is written.

use crate::site::Site;
use proc_macro2::Literal;
use quote::ToTokens;

use super::{Cotangents, Reverse};
use crate::ir::{Const, Float, Op, Operand, Stmt};

impl Reverse {
    /// `d · n · x^(n-1)`, with `2x` for a square and zero for a zeroth power, at zero too.
    pub(super) fn powi(
        &mut self,
        x: &Operand,
        n: &Operand,
        d: &Operand,
        site: Site,
        cotangents: &mut Cotangents,
        out: &mut Vec<Stmt>,
    ) {
        let times = |a: &Operand, b: Operand| Op::Binary("*", a.clone(), b);
        match n.number() {
            Some(0.0) => {}
            Some(1.0) => self.owe(x, d.clone(), cotangents),
            Some(2.0) => {
                let slope = self.emit(Op::Binary("*", Operand::Number(2.0), x.clone()), site, out);
                let amount = self.emit(times(d, slope), site, out);
                self.owe(x, amount, cotangents);
            }
            Some(n) if n > f64::from(i32::MIN) => {
                // A whole number within i32, by its type.
                #[allow(clippy::cast_possible_truncation)]
                let less = Literal::i32_unsuffixed(n as i32 - 1).into_token_stream();
                let less = Operand::Const(Const { tokens: less, number: Some(n - 1.0), atomic: n >= 1.0 });
                let power = self.emit(powi_of(x, less), site, out);
                let slope = self.emit(times(&Operand::Number(n), power), site, out);
                let mut amount = self.emit(times(d, slope), site, out);
                if n < 0.0 && self.may_vanish(d) {
                    amount = self.unless_zero(d, amount, site, out);
                }
                self.owe(x, amount, cotangents);
            }
            _ => {
                let zero = self.emit(Op::Binary("==", n.clone(), integer(0)), site, out);
                // Spelled as a path: a constant expression alone does not say which integer type it has.
                let path = Some(quote::quote!(i32::saturating_sub));
                let less = Op::Method { name: "saturating_sub".to_owned(), path, args: vec![n.clone(), integer(1)] };
                let less = self.emit(less, site, out);
                let power = self.emit(powi_of(x, less), site, out);
                let factor = match self.func.float(x) {
                    Float::F32 => Op::Cast { from: n.clone(), to: quote::quote!(f32) },
                    Float::F64 => Op::Cast { from: n.clone(), to: quote::quote!(f64) },
                    _ => Op::Helper { name: "integer_like", args: vec![n.clone(), x.clone()] },
                };
                let factor = self.emit(factor, site, out);
                let slope = self.emit(times(&factor, power), site, out);
                let slope = self.emit(times(d, slope), site, out);
                let select = Op::Select { test: zero, then: Operand::Number(0.0), other: slope };
                let mut amount = self.emit(select, site, out);
                if self.may_vanish(d) {
                    amount = self.unless_zero(d, amount, site, out);
                }
                self.owe(x, amount, cotangents);
            }
        }
    }
}

fn powi_of(x: &Operand, n: Operand) -> Op {
    Op::Method { name: "powi".to_owned(), path: None, args: vec![x.clone(), n] }
}

fn integer(n: i32) -> Operand {
    let tokens = Literal::i32_unsuffixed(n).into_token_stream();
    Operand::Const(Const { tokens, number: Some(f64::from(n)), atomic: true })
}
