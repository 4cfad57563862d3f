//! Statements.

use super::frame::{Frame, Stop, Turn};
use super::machine::{Slot, Value};
use super::operation::parse;
use crate::ast::{ForEach, Stmt};
use crate::dual::Dual;

impl Frame<'_, '_> {
    pub fn stmt(&mut self, stmt: &Stmt) -> Result<(), Stop> {
        match stmt {
            Stmt::Let { pat, init, .. } => {
                let value = self.expr(init)?;
                self.bind(pat, value);
            }
            Stmt::Declare { .. } => {}
            Stmt::LetInt(var, init) => {
                let value = self.int(init)?;
                self.slots[*var] = Some(Slot::Int(value));
            }
            Stmt::LetBool(var, init) => {
                let value = self.cond(init)?;
                self.slots[*var] = Some(Slot::Bool(value));
            }
            Stmt::Const(var, text) => {
                let float = self.float_type(*var);
                self.set(*var, Dual::constant(float, parse(text, float)));
            }
            Stmt::Assign(place, value) => {
                let value = self.expr(value)?;
                self.write_place(place, value)?;
            }
            Stmt::AssignAll(places, value) => {
                let Value::Tuple(values) = self.expr(value)? else { unreachable!("a tuple") };
                for (place, value) in places.iter().zip(values) {
                    self.write_place(place, value)?;
                }
            }
            Stmt::Compound(op, place, value) => {
                // The right-hand side of a compound assignment of primitives is evaluated first.
                let right = self.expr(value)?.float();
                let left = self.read_place(place)?;
                let result = self.binary(*op, &left, &right);
                self.write_place(place, Value::Float(result))?;
            }
            Stmt::Count(var) => match &mut self.slots[*var] {
                Some(Slot::Int(value)) => *value += 1,
                _ => unreachable!("an integer variable"),
            },
            Stmt::If(branches) => {
                self.branches(branches)?;
            }
            Stmt::Match(arms) => {
                self.arms(arms)?;
            }
            Stmt::Block(block) => {
                self.block(block)?;
            }
            Stmt::Return(value) => {
                let value = value.as_ref().map_or(Ok(Value::unit()), |value| self.expr(value))?;
                return Err(Stop::Return(Box::new(value)));
            }
            Stmt::Drop(value) | Stmt::Do(value) => {
                self.expr(value)?;
            }
            Stmt::Assert(cond) => {
                let holds = self.cond(cond)?;
                assert!(holds, "a generated assertion fails");
            }
            Stmt::Break(label, value) => {
                let value = value.as_ref().map(|value| self.expr(value).map(Box::new)).transpose()?;
                return Err(Stop::Break(*label, value));
            }
            Stmt::Continue(label) => return Err(Stop::Continue(*label)),
            Stmt::While { label, cond, body } => {
                while self.cond(cond)? {
                    if let Turn::Leave(_) = self.turn(*label, body)? {
                        break;
                    }
                }
            }
            Stmt::Loop(label, body) => while let Turn::Next = self.turn(*label, body)? {},
            Stmt::For(each) => self.run_for(each)?,
            Stmt::ForEach(each) => self.run_for_each(each)?,
            Stmt::Swap(..) | Stmt::Fill(..) | Stmt::Push(..) | Stmt::CopyFrom(..) | Stmt::Extend(..) => {
                self.change(stmt)?;
            }
        }
        Ok(())
    }

    /// A method that changes an array.
    fn change(&mut self, stmt: &Stmt) -> Result<(), Stop> {
        match stmt {
            Stmt::Swap(view, a, b) => {
                let range = self.view(view)?;
                let width = if view.row.is_some() { 1 } else { self.array_type(view.var).width() };
                let (a, b) = (self.int(a)? as usize * width, self.int(b)? as usize * width);
                let cells = &mut self.cells_mut(view.var)[range];
                for offset in 0..width {
                    cells.swap(a + offset, b + offset);
                }
            }
            Stmt::Fill(view, value) => {
                let value = self.expr(value)?.numbers();
                let range = self.view(view)?;
                let duals = value.iter().cycle().take(range.len()).cloned().collect();
                self.overwrite(view.var, range, duals);
            }
            Stmt::Push(var, value) => {
                let value = self.expr(value)?.numbers();
                let cells = self.machine.cells(value);
                self.cells_mut(*var).extend(cells);
            }
            Stmt::CopyFrom(to, from) => {
                let cells = self.viewed(from)?;
                let duals = self.read_all(&cells);
                let range = self.view(to)?;
                self.overwrite(to.var, range, duals);
            }
            Stmt::Extend(var, from) => {
                let cells = self.viewed(from)?;
                let duals = self.read_all(&cells);
                let cells = self.machine.cells(duals);
                self.cells_mut(*var).extend(cells);
            }
            other => unreachable!("{other:?} changes no array"),
        }
        Ok(())
    }

    fn run_for_each(&mut self, each: &ForEach) -> Result<(), Stop> {
        self.iterate(&each.chain, &mut |frame, item| {
            let lent = frame.bind_item(&each.item, item);
            for stmt in &each.body {
                frame.stmt(stmt)?;
            }
            frame.give_back(lent);
            Ok(Turn::Next)
        })
    }
}
