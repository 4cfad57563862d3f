//! Statements about arrays: new ones, writes, and methods that change them.

use super::place::{Use, Wish};
use super::{Builder, Enclosing};
use crate::ast::{Array, BinOp, Block, Expr, For, Holder, If, Int, IntExpr, Kind, Pat, Place, Stmt, Type, VarId, View};

impl Builder<'_, '_, '_> {
    pub(super) fn array_stmt(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        #[derive(Clone, Copy)]
        enum Form {
            Update,
            Loop,
            New,
            Filled,
            Twin,
            Guarded,
            Exchange,
            Whole,
            Swap,
            Fill,
            Push,
            CopyFrom,
            View,
            Move,
            Call,
            Exit,
        }
        let arrays = self.arrays(|_| true).len() as u32;
        let some = u32::from(arrays > 0);
        let writes = u32::from(!self.pure);
        let writable = u32::from(!self.pure && !self.writable(|_| true).is_empty());
        let growing = u32::from(!self.pure && !self.growing().is_empty());
        let loops = u32::from(self.may_loop());
        let inside = u32::from(!self.loops.is_empty());
        let callable = u32::from(self.functions.len() > 1);
        let form = self.choices.weighted(&[
            (16 * writes, Form::Update),
            (30 * loops, Form::Loop),
            (if arrays < 3 { 16 } else { 4 }, Form::New),
            (6 * loops, Form::Filled),
            (7 * some, Form::Twin),
            (8 * writable, Form::Guarded),
            (5 * writable, Form::Exchange),
            (5 * writable, Form::Whole),
            (4 * writable, Form::Swap),
            (3 * writable, Form::Fill),
            (16 * growing, Form::Push),
            (5 * writable, Form::CopyFrom),
            (4 * some, Form::View),
            (2 * some, Form::Move),
            (20 * callable * writes, Form::Call),
            (6 * inside * writes, Form::Exit),
        ]);
        match form {
            Form::Update => out.extend(self.update(depth, false)),
            Form::Loop => self.looped(depth, out),
            Form::New => {
                let array = self.array_type();
                let growing = array.holder == Holder::Vec && self.choices.chance(50);
                let mutable = growing || self.choices.chance(75);
                self.new_array(array, growing, mutable, out);
            }
            Form::Filled => self.filled(depth, out),
            Form::Twin => self.new_twin(depth, out),
            Form::Guarded => self.guarded(depth, out),
            Form::Exchange => self.exchange(depth, out),
            Form::Whole => self.whole_assign(depth, out),
            Form::Swap => self.swap(out),
            Form::Fill => self.fill(depth, out),
            Form::Push => self.push(depth, out),
            Form::CopyFrom => self.copy_from(out),
            Form::View => self.let_view(out),
            Form::Move => self.take_apart(out),
            Form::Call => self.procedure(depth, out),
            Form::Exit => self.guarded_exit(out),
        }
    }

    /// `x = …;`, `a[i] += …;`. In a closure, what is assigned is as plain as a condition.
    pub(super) fn update(&mut self, depth: u32, closed: bool) -> Option<Stmt> {
        if self.choices.chance(12) && !closed && !self.writable(|array| array.inner.is_some()).is_empty() {
            return self.row_assign(depth);
        }
        let (place, float) = self.target()?;
        let depth = depth.min(2);
        let op = self.choices.weighted(&[
            (38, None),
            (30, Some(BinOp::Add)),
            (14, Some(BinOp::Sub)),
            (14, Some(BinOp::Mul)),
            (6, Some(BinOp::Div)),
            (1, Some(BinOp::Rem)),
        ]);
        let write = |this: &mut Self| match op {
            None | Some(BinOp::Add | BinOp::Sub | BinOp::Mul) => this.damped(float, depth),
            Some(op) => this.compound_operand(op, float, depth),
        };
        let value = if closed { self.in_condition(write) } else { write(self) };
        Some(match op {
            None => Stmt::Assign(place, value),
            Some(op) => {
                self.vars[place.var].reads += 1;
                Stmt::Compound(op, place, value)
            }
        })
    }

    /// `m[i] = [a, b];`
    fn row_assign(&mut self, depth: u32) -> Option<Stmt> {
        let found = self.writable(|array| array.inner.is_some());
        if found.is_empty() {
            return None;
        }
        let var = self.choices.pick(&found);
        let array = self.array(var);
        let index = self.index(Some(var), array.least, Use::Write)?;
        let row = array.row(Holder::Fixed)?;
        let value = self.array_value(row, depth.min(1));
        Some(Stmt::Assign(Place { var, index: vec![index] }, value))
    }

    /// Declares an array and gives it a value.
    pub(super) fn new_array(&mut self, array: Array, growing: bool, mutable: bool, out: &mut Vec<Stmt>) -> VarId {
        let init = if growing && array.least == 0 && self.choices.chance(60) {
            Expr::Empty(self.choices.chance(50).then_some(IntExpr::Lit(array.most as i64, Int::Usize)))
        } else {
            self.array_value(array, 2)
        };
        let room = if growing { 6 } else { 0 };
        let var = self.name_array(Array { most: array.most + room, ..array }, mutable);
        if growing {
            self.room.push((var, self.trips, room));
        }
        out.push(Stmt::Let { pat: Pat::Var(var), annotate: self.choices.chance(20), init });
        var
    }

    fn name_array(&mut self, array: Array, mutable: bool) -> VarId {
        let name = self.choices.pick(&["a", "b", "buf", "v", "q", "out", "work", "p", "xs", "next"]);
        let var = self.declare(name, Kind::Array(array), mutable);
        self.scope.push(var);
        var
    }

    /// A `Vec` as long as another array.
    fn new_twin(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let arrays = self.arrays(|array| array.most <= super::chain::LONG);
        if arrays.is_empty() || !self.may_repeat() {
            return;
        }
        let of = self.choices.pick(&arrays);
        let (init, array) = self.twin(of, depth.min(1));
        let mutable = self.choices.chance(80);
        let var = self.name_array(array, mutable);
        self.twins.push((of, var));
        // Neither is to become shorter, nor the one longer than the other.
        self.measured.push(var);
        self.room.retain(|entry| entry.0 != of);
        out.push(Stmt::Let { pat: Pat::Var(var), annotate: self.choices.chance(20), init });
    }

    /// `if … { a[i] = …; } else { … }`
    fn guarded(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let cond = self.cond(1);
        let block = |this: &mut Self| {
            this.scoped(|this| {
                let count = this.choices.weighted(&[(75, 1), (25, 2)]);
                let stmts = (0..count).filter_map(|_| this.update(depth, false)).collect();
                Block { stmts, tail: None }
            })
        };
        let then = block(self);
        let otherwise = self.choices.chance(40).then(|| block(self));
        out.push(Stmt::If(If { arms: vec![(cond, then)], otherwise }));
    }

    /// `(a, b) = (b, a + b);`
    fn exchange(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let count = self.choices.weighted(&[(80, 2), (20, 3)]);
        let mut places = Vec::new();
        for _ in 0..count {
            match self.target() {
                Some(target) => places.push(target),
                None => return,
            }
        }
        let values = (0..count)
            .map(|index| {
                let float = places[index].1;
                let (next, of) = &places[(index + 1) % count];
                if *of == float && self.choices.chance(60) {
                    let place = next.clone();
                    self.vars[place.var].reads += 1;
                    return if place.index.is_empty() { Expr::Var(place.var) } else { Expr::Element(place) };
                }
                self.damped(float, depth.min(1))
            })
            .collect();
        let places = places.into_iter().map(|target| target.0).collect();
        out.push(Stmt::AssignAll(places, Expr::Tuple(values)));
    }

    /// `a = [x, y];`
    fn whole_assign(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let mut found = self.writable(|array| array.holder.owned() || array.holder == Holder::FixedMut);
        found.retain(|var| self.array(*var).holder.fixed() || !self.measured.contains(var));
        if found.is_empty() {
            return;
        }
        let var = self.choices.pick(&found);
        let array = self.array(var);
        let room: usize = self.room.iter().filter(|entry| entry.0 == var).map(|entry| entry.2).sum();
        // What it may still grow by is kept.
        let most = (array.most - room.min(array.most)).max(array.least);
        let holder = if array.holder.fixed() { Holder::Fixed } else { Holder::Vec };
        let value = self.array_value(Array { most, holder, ..array }, depth.min(2));
        out.push(Stmt::Assign(var.into(), value));
    }

    fn swap(&mut self, out: &mut Vec<Stmt>) {
        let found = self.writable(|array| array.least > 0);
        if found.is_empty() {
            return;
        }
        let var = self.choices.pick(&found);
        let least = self.array(var).least;
        let mut index = || self.index(Some(var), least, Use::Method);
        if let (Some(a), Some(b)) = (index(), index()) {
            self.vars[var].reads += 1;
            out.push(Stmt::Swap(View::whole(var), a, b));
        }
    }

    fn fill(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let float = self.float;
        let Some((view, array)) = self.view(Wish::numbers(float, 0), true) else { return };
        self.hidden.push(view.var);
        let value = self.item_value(array, depth.min(1));
        self.hidden.pop();
        out.push(Stmt::Fill(view, value));
    }

    /// `let mut v = Vec::new(); for x in xs { v.push(…); }`
    fn filled(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let (stream, of) = self.exact_stream(super::chain::LONG);
        let float = self.some_float();
        let inner = self.choices.chance(10).then_some(self.sizes.inner);
        let room = 4;
        let array = Array { float, holder: Holder::Vec, inner, least: stream.least, most: stream.most + room };
        let capacity = match of {
            _ if self.choices.chance(50) => None,
            Some(of) => Some(self.measure(of)),
            None => Some(IntExpr::Lit(stream.most as i64, Int::Usize)),
        };
        let name = self.choices.pick(&["v", "buf", "out", "rows", "ys"]);
        let var = self.declare(name, Kind::Array(array), true);
        if of.is_some_and(|of| self.vars[of].name == name) {
            // The loop has to see the other one.
            self.vars[var].name = format!("{name}{var}");
        }
        let item = stream.item.clone();
        // What is there already takes the name, but does not grow by itself.
        self.scope.push(var);
        self.hidden.push(var);
        let (item, value) = self.borrowing(&stream, |this| {
            this.inside_loop(Enclosing::plain(), stream.most, |this| {
                this.with_item(&item, false, |this| {
                    let names = &this.vars[var + 1..];
                    let free = names.iter().all(|item| item.name != this.vars[var].name);
                    free.then(|| this.in_condition(|this| this.item_value(array, depth.min(2))))
                })
            })
        });
        self.hidden.pop();
        let Some(value) = value else {
            self.scope.pop();
            return;
        };
        out.push(Stmt::Let { pat: Pat::Var(var), annotate: true, init: Expr::Empty(capacity) });
        let body = Block { stmts: vec![Stmt::Push(var, value)], tail: None };
        out.push(Stmt::For(Box::new(For { label: None, item, chain: stream.chain, body })));
        if let Some(of) = of {
            self.twins.push((of, var));
            self.measured.extend([of, var]);
            self.room.retain(|entry| entry.0 != of);
        }
        self.room.push((var, self.trips, room));
    }

    /// What may grow here, where it was made and by how much.
    fn growing(&self) -> Vec<(VarId, usize, usize)> {
        let visible = self.writable(|array| array.holder == Holder::Vec);
        let fits = |&&(var, made, room): &&(VarId, usize, usize)| visible.contains(&var) && self.trips / made <= room;
        self.room.iter().filter(fits).copied().collect()
    }

    /// `a.push(x);`, `a.extend_from_slice(&b);`
    fn push(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let found = self.growing();
        if found.is_empty() {
            return;
        }
        let (var, made, room) = self.choices.pick(&found);
        let array = self.array(var);
        self.frozen.push(var);
        let times = self.trips / made;
        let mut used = times;
        let stmt = if array.inner.is_none() && self.choices.chance(50) {
            self.hidden.push(var);
            let most = (room / times).min(4);
            let found = self.view(Wish { most, ..Wish::numbers(array.float, 0) }, false);
            self.hidden.pop();
            found.map(|(view, part)| {
                used = part.most * times;
                Stmt::Extend(var, view)
            })
        } else {
            Some(Stmt::Push(var, self.item_value(array, depth.min(2))))
        };
        self.frozen.pop();
        if let Some(stmt) = stmt {
            self.room.iter_mut().filter(|entry| entry.0 == var).for_each(|entry| entry.2 -= used);
            out.push(stmt);
        }
    }

    /// `a[..2].copy_from_slice(&b[1..]);`
    fn copy_from(&mut self, out: &mut Vec<Stmt>) {
        let float = self.float;
        let Some((to, array)) = self.view(Wish::numbers(float, 0), true) else { return };
        if array.least != array.most {
            return;
        }
        self.hidden.push(to.var);
        let exactly = Wish { most: array.least, ..Wish::numbers(float, array.least) };
        let found = self.view(exactly, false);
        self.hidden.pop();
        out.extend(found.map(|(from, _)| Stmt::CopyFrom(to, from)));
    }

    /// `let s = &a[1..];`, `let (l, r) = a.split_at(2);`
    fn let_view(&mut self, out: &mut Vec<Stmt>) {
        // Nothing may change it as long as the view is there, which is for the rest of the block.
        let all = self.visible(|var| {
            matches!(var.kind, Kind::Array(array) if array.holder.shared() || array.holder.owned()) && !var.mutable
        });
        let hidden = self.hidden.len();
        let others: Vec<VarId> = self.arrays(|_| true).into_iter().filter(|var| !all.contains(var)).collect();
        self.hidden.extend(others);
        let float = self.float;
        let found = self.view(Wish::numbers(float, 0), false);
        self.hidden.truncate(hidden);
        let Some((view, part)) = found else { return };
        let (var, constant) = (view.var, self.vars[view.var].constant);
        let slice = |least, most| Array { holder: Holder::Slice, least, most, ..part };
        let init;
        let pat;
        if part.least > 0 && self.choices.chance(40) {
            let at = self.choices.below(part.least + 1);
            init = Expr::Split(Box::new(view), at);
            let left = self.declare("left", Kind::Array(slice(at, at)), false);
            let right = self.declare("right", Kind::Array(slice(part.least - at, part.most - at)), false);
            self.vars[left].constant = constant;
            self.vars[right].constant = constant;
            self.scope.extend([left, right]);
            pat = Pat::Tuple(vec![Pat::Var(left), Pat::Var(right)]);
        } else {
            let whole = view.is_whole();
            let array = if part.holder.fixed() {
                part.held(Holder::FixedRef)
            } else if whole && part.holder != Holder::Slice {
                part.held(Holder::VecRef)
            } else {
                part.held(Holder::Slice)
            };
            init = Expr::Borrow(Box::new(view));
            let name = self.choices.pick(&["s", "part", "view", "a"]);
            let new = self.declare(name, Kind::Array(array), false);
            self.vars[new].constant = constant;
            self.scope.push(new);
            pat = Pat::Var(new);
        }
        // What is borrowed is not moved either.
        self.measured.push(var);
        out.push(Stmt::Let { pat, annotate: false, init });
    }

    /// `let [x, y, z] = a;`, or `let b = a;`, after which `a` is gone.
    fn take_apart(&mut self, out: &mut Vec<Stmt>) {
        let fixed = self.arrays(|array| array.holder == Holder::Fixed && array.inner.is_none());
        let movable: Vec<VarId> = self
            .arrays(|array| array.holder == Holder::Vec)
            .into_iter()
            .filter(|var| self.outermost && !self.measured.contains(var) && !self.frozen.contains(var))
            .collect();
        if !movable.is_empty() && self.choices.chance(60) {
            let old = self.choices.pick(&movable);
            self.vars[old].reads += 1;
            self.hidden.push(old);
            let mutable = self.choices.chance(70);
            let array = self.array(old);
            let new = self.name_array(array, mutable);
            out.push(Stmt::Let { pat: Pat::Var(new), annotate: false, init: Expr::Var(old) });
            return;
        }
        if fixed.is_empty() {
            return;
        }
        let old = self.choices.pick(&fixed);
        let array = self.array(old);
        self.vars[old].reads += 1;
        let first = self.vars.len();
        let constant = self.vars[old].constant;
        let mut used = Vec::new();
        let pats = (0..array.least)
            .map(|_| {
                let pat = self.pattern(&Type::Float(array.float), &mut used);
                if let Pat::Var(var) = pat {
                    self.vars[var].constant = constant && !self.vars[var].mutable;
                }
                pat
            })
            .collect();
        self.scope.extend(first..self.vars.len());
        out.push(Stmt::Let { pat: Pat::Array(pats), annotate: false, init: Expr::Var(old) });
    }

    /// A call for what it does to its arguments, or for a value that is not one float.
    fn procedure(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let own = self.functions.len() - 1;
        let callee = self.choices.below(own);
        let ret = self.functions[callee].ret.clone();
        let depth = depth.min(2);
        let mut before = Vec::new();
        let call = self.call_for(&ret, depth, &mut Some(&mut before));
        out.append(&mut before);
        let Some(call) = call else { return };
        match ret {
            ty if ty.is_unit() => out.push(Stmt::Do(call)),
            Type::Float(float) if self.choices.chance(40) => {
                let scalars = self.visible(|var| var.mutable && var.kind == Kind::Float(float));
                let free: Vec<VarId> = scalars.into_iter().filter(|var| !self.frozen.contains(var)).collect();
                if free.is_empty() {
                    return out.push(Stmt::Drop(call));
                }
                let var = self.choices.pick(&free);
                self.vars[var].reads += 1;
                out.push(Stmt::Compound(BinOp::Add, var.into(), call));
            }
            ty => {
                let first = self.vars.len();
                let pat = self.pattern(&ty, &mut Vec::new());
                self.scope.extend(first..self.vars.len());
                out.push(Stmt::Let { pat, annotate: false, init: call });
            }
        }
    }
}
