//! Calls of the program's own functions.

use super::Builder;
use super::place::Wish;
use crate::ast::{Arg, Array, Expr, Float, Function, Holder, Int, IntExpr, IntOp, Kind, Stmt, Type, View};

/// The most iterations that calls add to a place.
const BUDGET: usize = 600;

impl Builder<'_, '_, '_> {
    /// A call of an earlier function, or of this one.
    pub(super) fn call(&mut self, float: Float, depth: u32) -> Expr {
        let ret = Type::Float(float);
        self.call_for(&ret, depth, &mut None).unwrap_or_else(|| self.leaf(float))
    }

    /// A call with a value of this type (a float may be cast). The callee writes to its arguments
    /// only if there are statements to put before the call.
    pub(super) fn call_for(&mut self, ret: &Type, depth: u32, before: &mut Option<&mut Vec<Stmt>>) -> Option<Expr> {
        let own = self.functions.len() - 1;
        let functions = self.functions;
        let writes = before.is_some();
        let cast = |of: &Type| matches!((of, ret), (Type::Float(_), Type::Float(_))) || of == ret;
        let usable = |this: &Self, function: &Function| {
            let lends = function.vars[..function.params].iter().any(|var| var.kind.exclusive());
            let iterations = this.trips * function.iterations;
            let few = iterations <= BUDGET && (this.recursion.is_none() || iterations <= BUDGET / 20);
            cast(&function.ret) && (!lends || writes) && few
        };
        let others: Vec<usize> = (0..own).filter(|&index| usable(self, &functions[index])).collect();
        let itself = usable(self, &functions[own]) && self.trips == 1;
        let recursive = match self.recursion {
            Some((_, calls)) if calls > 0 && itself => others.is_empty() || self.choices.chance(50),
            _ if others.is_empty() => return None,
            _ => false,
        };
        let index = if recursive { own } else { others[self.choices.below(others.len())] };
        let callee = &functions[index];
        let counter = match &mut self.recursion {
            Some((counter, calls)) if recursive => {
                *calls -= 1;
                Some(*counter)
            }
            _ => None,
        };
        self.iterations += self.trips * callee.iterations;
        let (hidden, frozen) = (self.hidden.len(), self.frozen.len());
        let args = self.args(callee, counter, depth, before);
        self.hidden.truncate(hidden);
        self.frozen.truncate(frozen);
        let call = Expr::Call { function: index, args };
        Some(match (&callee.ret, ret) {
            (Type::Float(of), Type::Float(float)) if of != float => Expr::Cast(Box::new(call), *float),
            _ => call,
        })
    }

    /// The arguments of a call; `counter` is the parameter that a recursion counts down.
    fn args(
        &mut self,
        callee: &Function,
        counter: Option<usize>,
        depth: u32,
        before: &mut Option<&mut Vec<Stmt>>,
    ) -> Vec<Arg> {
        // What is written to is chosen first: no other argument may name it.
        let lent: Vec<Option<Arg>> = (0..callee.params)
            .map(|param| match callee.vars[param].kind {
                Kind::Array(array) if array.holder.exclusive() => Some(self.exclusive_arg(array, before)),
                _ => None,
            })
            .collect();
        let mut last = None;
        let arg = |(param, lent): (usize, Option<Arg>)| {
            if let Some(arg) = lent {
                return arg;
            }
            if Some(param) == counter {
                return Arg::Int(IntExpr::Op(IntOp::Sub, Box::new(IntExpr::Var(param)), 1));
            }
            match callee.vars[param].kind {
                Kind::Float(float) if callee.active[param] => Arg::Value(self.expr(float, depth)),
                Kind::Float(float) => Arg::Value(self.constant(float, 1)),
                Kind::Int(int) => Arg::Int(self.small_int(int)),
                Kind::Bool => Arg::Bool(self.constant_cond()),
                Kind::Array(array) if callee.active[param] => self.array_arg(array, depth, &mut last),
                Kind::Array(array) => self.constant_arg(array),
            }
        };
        lent.into_iter().enumerate().map(arg).collect()
    }

    /// An integer for a parameter, small enough for the callee to count with.
    fn small_int(&mut self, int: Int) -> IntExpr {
        if self.choices.chance(40) {
            IntExpr::Op(IntOp::Rem, Box::new(self.int(int, 0)), 3)
        } else {
            IntExpr::Lit(self.choices.below(4) as i64, int)
        }
    }

    fn wish(array: Array) -> Wish {
        let fixed = array.holder.fixed();
        Wish { float: array.float, inner: array.inner, least: array.least, most: array.most, fixed }
    }

    /// Something that the callee may write to, made for the purpose if there is nothing.
    fn exclusive_arg(&mut self, array: Array, before: &mut Option<&mut Vec<Stmt>>) -> Arg {
        let view = match self.view(Self::wish(array), true) {
            Some((view, _)) => view,
            None => {
                let holder = if array.holder.fixed() { Holder::Fixed } else { Holder::Vec };
                let var = self.new_array(array.held(holder), false, true, before.as_mut().expect("a statement"));
                // A name of its own: a second one for the same call must not hide it.
                self.vars[var].name = format!("buf{var}");
                View::whole(var)
            }
        };
        self.hidden.push(view.var);
        Arg::Exclusive(view)
    }

    /// An argument that carries active values. `last` is the array given before: as often as not, it
    /// is given again.
    fn array_arg(&mut self, array: Array, depth: u32, last: &mut Option<(View, Array)>) -> Arg {
        if array.holder.owned() {
            return Arg::Value(self.array_value(array, depth.min(1)));
        }
        let fits = |part: &Array| Self::wish(array).met_by(*part) && suits(array, *part);
        let again = last.clone().filter(|(_, part)| fits(part) && self.choices.chance(40));
        let found = again.or_else(|| self.view(Self::wish(array), false)).filter(|(_, part)| fits(part));
        match found {
            Some((view, part)) if self.choices.chance(86) => {
                // No later argument may change it.
                self.frozen.push(view.var);
                *last = Some((view.clone(), part));
                Arg::Shared(view)
            }
            _ => {
                let array = self.temporary(array);
                Arg::Temporary(self.array_value(array, depth.min(1)))
            }
        }
    }

    /// An argument without active values.
    fn constant_arg(&mut self, array: Array) -> Arg {
        if array.holder.owned() {
            return Arg::Value(self.constant_array(array));
        }
        let fits = |part: Array| Self::wish(array).met_by(part) && suits(array, part);
        let found = self.visible(|var| var.constant && matches!(var.kind, Kind::Array(part) if fits(part)));
        if !found.is_empty() && self.choices.chance(80) {
            let var = self.choices.pick(&found);
            self.vars[var].reads += 1;
            return Arg::Shared(View::whole(var));
        }
        let array = self.temporary(array);
        Arg::Temporary(self.constant_array(array))
    }

    /// The type of something that exists only for a call, to be lent as `array`.
    fn temporary(&mut self, array: Array) -> Array {
        match array.holder {
            Holder::VecRef => array.held(Holder::Vec),
            _ => {
                let spare = (array.most - array.least).min(2);
                let length = (array.least + self.choices.below(spare + 1)).max(1);
                Array { holder: Holder::Fixed, least: length, most: length, ..array }
            }
        }
    }
}

/// Whether a reference to `given` can be lent as `wanted`.
fn suits(wanted: Array, given: Array) -> bool {
    match wanted.holder {
        Holder::VecRef => matches!(given.holder, Holder::Vec | Holder::VecRef),
        Holder::FixedRef => given.holder.fixed() && given.least == wanted.least,
        _ => true,
    }
}
