//! One running function: its variables, its blocks and branches.

use super::Undefined;
use super::machine::{Cell, Machine, Slot, Value};
use crate::ast::{ArmPat, Block, Float, Function, If, Kind, Label, Match, Pat, Scrutinee, VarId};
use crate::dual::Dual;

/// Why an evaluation ended before its end.
pub(super) enum Stop {
    Return(Box<Value>),
    Break(Option<Label>, Option<Box<Value>>),
    Continue(Option<Label>),
    Undefined,
}

impl From<Undefined> for Stop {
    fn from(_: Undefined) -> Stop {
        Stop::Undefined
    }
}

/// What comes after an iteration of a loop.
pub(super) enum Turn {
    Next,
    Leave(Option<Value>),
}

pub(super) struct Frame<'m, 'a> {
    pub machine: &'m mut Machine<'a>,
    pub index: usize,
    pub function: &'a Function,
    pub slots: Vec<Option<Slot>>,
    /// How often the text reads the variable that it reads most.
    pub reads: usize,
}

impl Frame<'_, '_> {
    /// `None` for a block without a value.
    pub fn block(&mut self, block: &Block) -> Result<Option<Value>, Stop> {
        for stmt in &block.stmts {
            self.stmt(stmt)?;
        }
        block.tail.as_ref().map(|tail| self.expr(tail)).transpose()
    }

    /// The body of a loop, once.
    pub fn turn(&mut self, label: Option<Label>, body: &Block) -> Result<Turn, Stop> {
        self.machine.iterate();
        let ours = |to: &Option<Label>| to.is_none() || *to == label;
        match self.block(body) {
            Ok(_) => Ok(Turn::Next),
            Err(Stop::Continue(to)) if ours(&to) => Ok(Turn::Next),
            Err(Stop::Break(to, value)) if ours(&to) => Ok(Turn::Leave(value.map(|value| *value))),
            Err(stop) => Err(stop),
        }
    }

    pub fn bind(&mut self, pat: &Pat, value: Value) {
        match (pat, value) {
            (Pat::Wild, _) => {}
            (Pat::Var(var), Value::Float(dual)) => self.set(*var, dual),
            (Pat::Var(var), Value::Array(duals)) => {
                let cells = self.machine.cells(duals);
                self.slots[*var] = Some(Slot::Array(cells));
            }
            (Pat::Var(var), Value::Slice(cells)) => self.slots[*var] = Some(Slot::Array(cells)),
            (Pat::Tuple(pats), Value::Tuple(values)) => {
                for (pat, value) in pats.iter().zip(values) {
                    self.bind(pat, value);
                }
            }
            (Pat::Array(pats), Value::Array(duals)) => {
                assert_eq!(pats.len(), duals.len());
                for (pat, dual) in pats.iter().zip(duals) {
                    self.bind(pat, Value::Float(dual));
                }
            }
            (pat, value) => unreachable!("the pattern {pat:?} for {value:?}"),
        }
    }

    pub fn set(&mut self, var: VarId, dual: Dual) {
        debug_assert_eq!(dual.float, self.float_type(var));
        let cell = self.machine.cell(dual);
        self.slots[var] = Some(Slot::Float(cell));
    }

    pub fn get(&mut self, var: VarId) -> Dual {
        match &self.slots[var] {
            Some(Slot::Float(cell)) => self.machine.read(cell, self.reads),
            other => unreachable!("{} holds {other:?}", self.function.vars[var].name),
        }
    }

    pub fn cells(&self, var: VarId) -> &Vec<Cell> {
        match &self.slots[var] {
            Some(Slot::Array(cells)) => cells,
            other => unreachable!("{} holds {other:?}", self.function.vars[var].name),
        }
    }

    pub fn cells_mut(&mut self, var: VarId) -> &mut Vec<Cell> {
        match &mut self.slots[var] {
            Some(Slot::Array(cells)) => cells,
            other => unreachable!("{} holds {other:?}", self.function.vars[var].name),
        }
    }

    pub fn read_all(&mut self, cells: &[Cell]) -> Vec<Dual> {
        cells.iter().map(|cell| self.machine.read(cell, self.reads)).collect()
    }

    pub fn float_type(&self, var: VarId) -> Float {
        match self.function.vars[var].kind {
            Kind::Float(float) => self.machine.float(float),
            kind => unreachable!("a float variable of kind {kind:?}"),
        }
    }

    pub fn branches(&mut self, branches: &If) -> Result<Option<Value>, Stop> {
        for (cond, block) in &branches.arms {
            if self.cond(cond)? {
                return self.block(block);
            }
        }
        branches.otherwise.as_ref().map_or(Ok(None), |block| self.block(block))
    }

    pub fn arms(&mut self, arms: &Match) -> Result<Option<Value>, Stop> {
        let scrutinee = match &arms.scrutinee {
            Scrutinee::Int(int) => self.int(int)?,
            Scrutinee::Bool(cond) => i64::from(self.cond(cond)?),
        };
        for arm in &arms.arms {
            let fits = match &arm.pat {
                ArmPat::Bool(value) => scrutinee == i64::from(*value),
                ArmPat::Ranges(ranges) => ranges.iter().any(|&(low, high)| (low..=high).contains(&scrutinee)),
                ArmPat::From(low) => scrutinee >= *low,
                ArmPat::Bind(var) => {
                    self.slots[*var] = Some(Slot::Int(scrutinee));
                    true
                }
                ArmPat::Wild => true,
            };
            if fits && arm.guard.as_ref().map_or(Ok(true), |guard| self.cond(guard))? {
                return self.block(&arm.body);
            }
        }
        unreachable!("a match covers every value")
    }
}
