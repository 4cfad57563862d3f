//! What the running functions share: values, the count of reads, the decisions made so far.

use super::Undefined;
use super::frame::{Frame, Stop};
use crate::ast::{Float, Program};
use crate::dual::Dual;
use crate::ops::Local;

/// A number in a variable or an array. A new version is made by every write; behind references, one
/// version has several names.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub dual: Dual,
    version: usize,
}

/// The content of a variable; the numbers of an array of arrays stand in one row.
#[derive(Clone, Debug)]
pub(super) enum Slot {
    Float(Cell),
    Int(i64),
    Bool(bool),
    Array(Vec<Cell>),
}

/// The value of an expression.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Float(Dual),
    Array(Vec<Dual>),
    /// Not read yet.
    Slice(Vec<Cell>),
    Tuple(Vec<Value>),
}

impl Value {
    pub fn unit() -> Value {
        Value::Tuple(Vec::new())
    }

    pub fn float(self) -> Dual {
        match self {
            Value::Float(dual) => dual,
            other => unreachable!("{other:?} where a float belongs"),
        }
    }

    /// All numbers, in order.
    pub fn numbers(self) -> Vec<Dual> {
        match self {
            Value::Float(dual) => vec![dual],
            Value::Array(duals) => duals,
            Value::Slice(cells) => cells.into_iter().map(|cell| cell.dual).collect(),
            Value::Tuple(items) => items.into_iter().flat_map(Value::numbers).collect(),
        }
    }
}

/// More iterations than any program has.
const MANY: usize = 100_000;

pub(super) struct Machine<'a> {
    pub program: &'a Program,
    widened: bool,
    /// For each version, how often it was read.
    pub reads: Vec<u32>,
    /// The same, as an earlier run found it.
    known: Vec<u32>,
    pub poisoned: bool,
    /// Some derivative went through an `f32`.
    pub narrow: bool,
    pub path: u64,
    pub gap: f64,
    iterations: usize,
}

impl<'a> Machine<'a> {
    pub fn new(program: &'a Program, widened: bool, known: Vec<u32>) -> Machine<'a> {
        Machine {
            program,
            widened,
            reads: Vec::new(),
            known,
            poisoned: false,
            narrow: false,
            path: 0xcbf2_9ce4_8422_2325,
            gap: f64::INFINITY,
            iterations: 0,
        }
    }

    /// The type in which something written as `float` is computed.
    pub fn float(&self, float: Float) -> Float {
        if self.widened { Float::F64 } else { float }
    }

    /// A number that is stored.
    pub fn cell(&mut self, dual: Dual) -> Cell {
        self.reads.push(0);
        Cell { dual, version: self.reads.len() - 1 }
    }

    pub fn cells(&mut self, duals: Vec<Dual>) -> Vec<Cell> {
        duals.into_iter().map(|dual| self.cell(dual)).collect()
    }

    /// `text` is how many reads the source has, an estimate for where no run has counted them yet.
    pub fn read(&mut self, cell: &Cell, text: usize) -> Dual {
        self.reads[cell.version] += 1;
        let counted = self.known.get(cell.version).map_or(0, |&reads| reads as usize);
        cell.dual.read(text.max(counted))
    }

    /// The value, and what the parameters hold in the end.
    pub fn call(&mut self, index: usize, args: Vec<Slot>) -> Result<(Value, Vec<Slot>), Undefined> {
        let function = &self.program.functions[index];
        let mut slots: Vec<Option<Slot>> = args.into_iter().map(Some).collect();
        slots.resize(function.vars.len(), None);
        let reads = function.vars.iter().map(|var| var.reads).max().unwrap_or(0);
        let mut frame = Frame { machine: self, index, function, slots, reads };
        let value = match frame.block(&function.body) {
            Ok(value) => value.unwrap_or_else(Value::unit),
            Err(Stop::Return(value)) => *value,
            Err(Stop::Undefined) => return Err(Undefined),
            Err(Stop::Break(..) | Stop::Continue(_)) => unreachable!("outside of a loop"),
        };
        let left = frame.slots.into_iter().take(function.params);
        Ok((value, left.map(|slot| slot.expect("a parameter")).collect()))
    }

    pub fn apply(&mut self, float: Float, value: f64, args: &[&Dual], local: &Local) -> Dual {
        let result = Dual::apply(float, value, args, local);
        self.poisoned |= result.active && result.tainted;
        self.narrow |= result.active && result.float == Float::F32;
        result
    }

    /// Notes a decision, and how far the other side is.
    pub fn decide(&mut self, decision: i64, gap: f64) {
        self.path = (self.path ^ decision as u64).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(17);
        self.gap = self.gap.min(gap);
    }

    /// Counts an iteration: a program that runs for ever is a fault of its generator.
    pub fn iterate(&mut self) {
        self.iterations += 1;
        assert!(self.iterations < MANY, "a generated loop does not end");
    }
}
