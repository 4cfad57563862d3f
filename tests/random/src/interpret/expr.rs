//! Expressions.

use super::frame::{Frame, Stop, Turn};
use super::machine::{Slot, Value};
use super::operation::parse;
use crate::ast::{Arg, Expr, Float, IntExpr, Kind, Label};
use crate::dual::Dual;
use crate::ops::{self, Local};

impl Frame<'_, '_> {
    pub fn expr(&mut self, expr: &Expr) -> Result<Value, Stop> {
        Ok(Value::Float(match expr {
            Expr::Lit { text, float, .. } => {
                let float = self.machine.float(*float);
                Dual::constant(float, parse(text, float))
            }
            Expr::Var(var) => match self.function.vars[*var].kind {
                Kind::Array(_) => {
                    let cells = self.cells(*var).clone();
                    return Ok(Value::Array(self.read_all(&cells)));
                }
                _ => self.get(*var),
            },
            Expr::Bare(var) => self.get(*var),
            Expr::Named(named, float) => match self.machine.float(*float) {
                Float::F64 => Dual::constant(Float::F64, named.f64),
                Float::F32 => Dual::constant(Float::F32, f64::from(named.f32)),
            },
            Expr::IntAs(int, float) => Dual::constant(self.machine.float(*float), self.int(int)? as f64),
            Expr::Neg(a) => {
                let a = self.expr(a)?.float();
                self.machine.apply(a.float, -a.value, &[&a], &Local::smooth(&[-1.0]))
            }
            Expr::Bin(op, a, b) => {
                let a = self.expr(a)?.float();
                let b = self.expr(b)?.float();
                self.binary(*op, &a, &b)
            }
            Expr::Method { method, float, args, .. } => {
                let args = args.iter().map(|arg| Ok(self.expr(arg)?.float())).collect::<Result<Vec<_>, Stop>>()?;
                self.method(method, self.machine.float(*float), &args)?
            }
            Expr::Powi { float, base, exponent, .. } => self.powi(*float, base, exponent)?,
            Expr::Cast(a, float) => {
                let a = self.expr(a)?.float();
                let float = self.machine.float(*float);
                let value = match float {
                    Float::F64 => a.value,
                    Float::F32 => f64::from(a.value as f32),
                };
                self.machine.apply(float, value, &[&a], &Local::smooth(&[1.0]))
            }
            Expr::Detach(a) => self.expr(a)?.float().detached(),
            Expr::Call { function, args } => return self.user_call(*function, args),
            Expr::SinCos(_, float, a) => {
                let float = self.machine.float(*float);
                let a = [self.expr(a)?.float()];
                let sin = self.method(ops::Method::find("sin"), float, &a)?;
                let cos = self.method(ops::Method::find("cos"), float, &a)?;
                return Ok(Value::Tuple(vec![Value::Float(sin), Value::Float(cos)]));
            }
            Expr::Tuple(items) => {
                return Ok(Value::Tuple(items.iter().map(|item| self.expr(item)).collect::<Result<_, _>>()?));
            }
            Expr::Element(place) => return self.element(place),
            Expr::List(_, items) => {
                let mut duals = Vec::new();
                for item in items {
                    duals.extend(self.expr(item)?.numbers());
                }
                return Ok(Value::Array(duals));
            }
            Expr::Repeat(_, item, count) => {
                let item = self.expr(item)?.numbers();
                let count = self.int(count)? as usize;
                return Ok(Value::Array(item.iter().cycle().take(count * item.len()).cloned().collect()));
            }
            Expr::Empty(_) => return Ok(Value::Array(Vec::new())),
            Expr::Copy(_, view) => {
                let cells = self.viewed(view)?;
                return Ok(Value::Array(self.read_all(&cells)));
            }
            Expr::Borrow(view) => return Ok(Value::Slice(self.viewed(view)?)),
            Expr::Split(view, at) => {
                let mut left = self.viewed(view)?;
                let width = if view.row.is_some() { 1 } else { self.array_type(view.var).width() };
                let right = left.split_off(at * width);
                return Ok(Value::Tuple(vec![Value::Slice(left), Value::Slice(right)]));
            }
            Expr::Run(run) => return self.run_chain(run),
            Expr::Loop(label, body) => return self.value_loop(*label, body),
            Expr::Block(block) => return Ok(self.block(block)?.expect("a block with a value")),
            Expr::If(branches) => return Ok(self.branches(branches)?.expect("an if with a value")),
            Expr::Match(arms) => return Ok(self.arms(arms)?.expect("a match with a value")),
        }))
    }

    fn powi(&mut self, float: Float, base: &Expr, exponent: &IntExpr) -> Result<Dual, Stop> {
        let base = self.expr(base)?.float();
        let n = self.int(exponent)?;
        let float = self.machine.float(float);
        let value = match float {
            Float::F64 => base.value.powi(n as i32),
            Float::F32 => f64::from((base.value as f32).powi(n as i32)),
        };
        Ok(self.machine.apply(float, value, &[&base], &ops::powi(base.value, n)))
    }

    fn value_loop(&mut self, label: Option<Label>, body: &crate::ast::Block) -> Result<Value, Stop> {
        loop {
            if let Turn::Leave(value) = self.turn(label, body)? {
                return Ok(value.expect("a loop with a value"));
            }
        }
    }

    /// A call of a generated function: what it holds constant has no derivative there.
    fn user_call(&mut self, index: usize, args: &[Arg]) -> Result<Value, Stop> {
        debug_assert!(index <= self.index);
        let active = &self.machine.program.functions[index].active;
        let mut slots = Vec::new();
        for (arg, &active) in args.iter().zip(active) {
            let slot = self.argument(arg)?;
            let constant = match &slot {
                Slot::Float(cell) => !cell.dual.active,
                Slot::Array(cells) => cells.iter().all(|cell| !cell.dual.active),
                Slot::Int(_) | Slot::Bool(_) => true,
            };
            assert!(active || constant, "an active argument for a constant parameter");
            slots.push(slot);
        }
        let (value, left) = self.machine.call(index, slots)?;
        for (arg, slot) in args.iter().zip(left) {
            if let (Arg::Exclusive(view), Slot::Array(cells)) = (arg, slot) {
                let range = self.view(view)?;
                self.put_back(view.var, range, &cells);
            }
        }
        Ok(value)
    }

    fn argument(&mut self, arg: &Arg) -> Result<Slot, Stop> {
        Ok(match arg {
            Arg::Value(expr) | Arg::Temporary(expr) => match self.expr(expr)? {
                Value::Float(dual) => Slot::Float(self.machine.cell(dual)),
                value => Slot::Array(self.machine.cells(value.numbers())),
            },
            Arg::Int(int) => Slot::Int(self.int(int)?),
            Arg::Bool(cond) => Slot::Bool(self.cond(cond)?),
            Arg::Shared(view) | Arg::Exclusive(view) => Slot::Array(self.viewed(view)?),
        })
    }
}
