//! Runs a program on dual numbers: the value that the compiled primal must have, and the gradient
//! that the companion must come close to.

mod chain;
mod condition;
mod expr;
mod frame;
mod machine;
mod operation;
mod outcome;
mod place;
mod stmt;

pub use outcome::{Entry, Outcome, SEEDS, Sum};

use machine::{Cell, Machine, Slot};

use crate::ast::{Float, Program};
use crate::dual::Dual;
use crate::points::Input;

/// At this point the program itself panics (a `clamp` with a NaN bound), or asks for the sign of a
/// NaN, which Rust leaves open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Undefined;

/// The program as it is written.
pub fn interpret(program: &Program, inputs: &[Input]) -> Result<Outcome, Undefined> {
    run(program, inputs, false)
}

/// The program with `f64` for every `f32`: smooth enough for finite differences.
pub fn interpret_widened(program: &Program, inputs: &[Input]) -> Result<Outcome, Undefined> {
    run(program, inputs, true)
}

/// The same without any derivative.
pub fn evaluate_widened(program: &Program, inputs: &[Input]) -> Result<Outcome, Undefined> {
    once(&mut Machine::new(program, true, Vec::new()), inputs, false)
}

/// Runs the program twice: the first run counts how often every value is read, as the second one
/// has to know it beforehand.
fn run(program: &Program, inputs: &[Input], widened: bool) -> Result<Outcome, Undefined> {
    let mut first = Machine::new(program, widened, Vec::new());
    once(&mut first, inputs, true)?;
    let mut second = Machine::new(program, widened, first.reads);
    once(&mut second, inputs, true)
}

fn once(machine: &mut Machine, inputs: &[Input], differentiate: bool) -> Result<Outcome, Undefined> {
    let program = machine.program;
    let main = program.main();
    let mut entries = Vec::new();
    let mut args = Vec::new();
    for (param, (input, &active)) in inputs.iter().zip(&main.active).enumerate() {
        let mut number = |float: Float, value: f64, place: Option<usize>| -> Cell {
            let wide = machine.float(float);
            if !(active && differentiate) {
                return machine.cell(Dual::constant(wide, value));
            }
            entries.push(Entry { float, param, place });
            machine.cell(Dual::variable(wide, value, entries.len() - 1))
        };
        args.push(match input {
            Input::Float(float, value) => Slot::Float(number(*float, *value, None)),
            Input::Array(float, values) => {
                let cells = values.iter().enumerate().map(|(place, &value)| number(*float, value, Some(place)));
                Slot::Array(cells.collect())
            }
            Input::Int(value) => Slot::Int(*value),
            Input::Bool(value) => Slot::Bool(*value),
        });
    }
    let (value, left) = machine.call(program.functions.len() - 1, args)?;
    let mut outputs = value.numbers();
    let values = outputs.len();
    for (slot, kind) in left.iter().zip(main.param_kinds()) {
        if let (Slot::Array(cells), true) = (slot, kind.exclusive()) {
            // Its seed is added to what the value depends on.
            outputs.extend(cells.iter().map(|cell| machine.read(cell, 1)));
        }
    }
    Ok(Outcome {
        outputs,
        values,
        entries,
        narrow: machine.narrow,
        poisoned: machine.poisoned,
        path: machine.path,
        gap: machine.gap,
    })
}
