//! Values that are arrays.

use super::Builder;
use super::place::Wish;
use crate::ast::{Array, CopyForm, Expr, Float, Holder, Int, IntExpr, ListForm, Type, VarId, View};

impl Builder<'_, '_, '_> {
    /// The type of a new array.
    pub(super) fn array_type(&mut self) -> Array {
        let float = self.some_float();
        let inner = self.choices.chance(14).then_some(self.sizes.inner);
        if self.choices.chance(35) {
            let least = self.choices.weighted(&[(40, 2), (25, 1), (20, 3), (15, 0)]);
            let most = least + self.choices.weighted(&[(40, 0), (35, 2), (25, 4)]);
            return Array { float, holder: Holder::Vec, inner, least, most };
        }
        let size = self.sizes.pick(self.choices);
        Array { inner, ..Array::fixed(float, size) }
    }

    /// A value of an array type, of a length between the shortest and the longest.
    pub(super) fn array_value(&mut self, array: Array, depth: u32) -> Expr {
        #[derive(Clone, Copy)]
        enum Form {
            List,
            Repeat,
            Copy,
            Collect,
            Call,
            If,
            Match,
            Block,
        }
        self.fuel -= 1;
        let nested = u32::from(depth > 0 && self.fuel > 0);
        let collect = u32::from(array.holder == Holder::Vec && array.inner.is_none() && depth > 0);
        let form = self.choices.weighted(&[
            (34, Form::List),
            (16, Form::Repeat),
            (20, Form::Copy),
            (20 * collect, Form::Collect),
            (8, Form::Call),
            (5 * nested, Form::If),
            (3 * nested, Form::Match),
            (3 * nested, Form::Block),
        ]);
        let ty = Type::Array(array);
        let found = match form {
            Form::List => None,
            Form::Repeat => Some(self.repeat(array, depth)),
            Form::Copy => self.copy(array),
            Form::Collect => self.collect(array, depth - 1),
            Form::Call => self.call_for(&ty, depth.min(2), &mut None),
            Form::If => Some(self.if_value(&ty, depth - 1)),
            Form::Match => Some(self.match_value(&ty, depth - 1)),
            Form::Block => Some(Expr::Block(Box::new(self.value_block(&ty, depth - 1)))),
        };
        found.unwrap_or_else(|| self.list(array, depth))
    }

    fn list(&mut self, array: Array, depth: u32) -> Expr {
        let count = array.least + self.choices.below((array.most - array.least).min(3) + 1);
        let items = (0..count).map(|_| self.item_value(array, depth.min(1))).collect();
        Expr::List(list_form(array), items)
    }

    /// What an array of this type has as items: a number or a row.
    pub(super) fn item_value(&mut self, array: Array, depth: u32) -> Expr {
        match array.row(Holder::Fixed) {
            Some(row) => self.array_value(row, depth),
            None => self.expr(array.float, depth),
        }
    }

    fn repeat(&mut self, array: Array, depth: u32) -> Expr {
        let count = if array.holder == Holder::Fixed {
            IntExpr::Lit(array.least as i64, Int::Usize)
        } else {
            self.count(array)
        };
        // The usual start of something that is to be filled.
        let item = match array.inner {
            None if self.choices.chance(50) => Expr::Lit { text: "0.0", float: array.float, suffix: false },
            _ => self.item_value(array, depth.min(2)),
        };
        Expr::Repeat(list_form(array), Box::new(item), count)
    }

    /// How many items a `Vec` may get: where its length is free, that of another array or an
    /// integer.
    fn count(&mut self, array: Array) -> IntExpr {
        let fits = |this: &Self, int: &IntExpr| {
            let facts = this.facts(int);
            facts.low >= array.least as i64 && facts.high <= array.most as i64 && !facts.steered
        };
        let lengths = self.arrays(|_| true).into_iter().map(IntExpr::Len);
        let counters =
            self.counters().into_iter().filter(|(_, int)| *int == Int::Usize).map(|(var, _)| IntExpr::Var(var));
        let found: Vec<IntExpr> = lengths.chain(counters).filter(|int| fits(self, int)).collect();
        if found.is_empty() || self.choices.chance(40) {
            return IntExpr::Lit((array.least + self.choices.below(array.most - array.least + 1)) as i64, Int::Usize);
        }
        let place = self.choices.below(found.len());
        if let IntExpr::Len(var) = found[place] {
            self.vars[var].reads += 1;
        }
        found[place].clone()
    }

    /// A copy of something in scope.
    fn copy(&mut self, array: Array) -> Option<Expr> {
        let fixed = array.holder == Holder::Fixed;
        let wish = Wish { float: array.float, inner: array.inner, least: array.least, most: array.most, fixed };
        let (view, part) = self.view(wish, false)?;
        Some(self.copied(view, part, array.holder))
    }

    /// A view as an array of its own.
    fn copied(&mut self, view: View, part: Array, holder: Holder) -> Expr {
        let owner = self.array(view.var).holder;
        let whole = view.is_whole();
        match holder {
            Holder::Fixed if whole && !owner.owned() => {
                Expr::Copy(if self.choices.chance(60) { CopyForm::Star } else { CopyForm::Clone }, Box::new(view))
            }
            Holder::Fixed if whole && self.choices.chance(80) => Expr::Var(view.var),
            Holder::Fixed => Expr::Copy(CopyForm::Clone, Box::new(view)),
            // What is a `Vec` already, and nothing else.
            _ if whole && matches!(owner, Holder::Vec | Holder::VecRef) && self.choices.chance(60) => {
                Expr::Copy(CopyForm::Clone, Box::new(view))
            }
            _ => {
                debug_assert!(part.most <= 64);
                Expr::Copy(CopyForm::ToVec, Box::new(view))
            }
        }
    }

    /// A `Vec` as long as another array: `vec![0.0; a.len()]`, `a.to_vec()`, `a.iter().map(…).collect()`.
    pub(super) fn twin(&mut self, of: VarId, depth: u32) -> (Expr, Array) {
        let other = self.array(of);
        let array = other.held(Holder::Vec);
        self.measured.push(of);
        self.vars[of].reads += 1;
        let value = match self.choices.below(4) {
            0 => {
                let item = self.item_value(array, depth.min(1));
                Expr::Repeat(ListForm::Vec, Box::new(item), IntExpr::Len(of))
            }
            1 if other.inner.is_none() => self.collect_all(of, depth),
            2 => self.copied(View::whole(of), other, Holder::Vec),
            _ => {
                let zero = Expr::Lit { text: "0.0", float: array.float, suffix: false };
                let item = match array.inner {
                    None => zero,
                    Some(inner) => {
                        Expr::Repeat(ListForm::Array, Box::new(zero), IntExpr::Lit(inner as i64, Int::Usize))
                    }
                };
                Expr::Repeat(ListForm::Vec, Box::new(item), IntExpr::Len(of))
            }
        };
        (value, array)
    }

    /// An array without any active value.
    pub(super) fn constant_array(&mut self, array: Array) -> Expr {
        let count = array.least + self.choices.below((array.most - array.least).min(2) + 1);
        let row = array.row(Holder::Fixed);
        let items = (0..count)
            .map(|_| match row {
                Some(row) => self.constant_array(row),
                None => self.constant(array.float, 1),
            })
            .collect();
        Expr::List(list_form(array), items)
    }

    /// The sum of something like the elements of an array, or one of them.
    pub(super) fn summary(&mut self, var: VarId, float: Float) -> Expr {
        let array = self.array(var);
        let value = if array.least > 0 && self.choices.chance(15) {
            let place = self.place(var, super::place::Use::Read).expect("a literal is an index");
            self.vars[var].reads += 1;
            Expr::Element(place)
        } else {
            self.total(var)
        };
        if array.float == float { value } else { Expr::Cast(Box::new(value), float) }
    }
}

fn list_form(array: Array) -> ListForm {
    if array.holder == Holder::Vec { ListForm::Vec } else { ListForm::Array }
}
