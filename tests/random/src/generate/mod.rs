//! Makes a program out of a tape of choices.
//!
//! Every tape gives a program that rustc accepts and that lies in the language of
//! `#[differentiable]`; whatever is forbidden there (an active argument for a constant parameter, a
//! number made from an active comparison) is never generated.

mod cond;
mod expr;
mod shape;
mod stmt;

use proptest::prelude::*;

use crate::ast::{Block, Choice, Expr, Float, Function, Home, Int, Kind, Program, Var, VarId};
use crate::choices::Choices;
use crate::dual::MAX_ACTIVE;

/// The tapes of programs of all sizes.
pub fn tapes() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(any::<u32>(), 200..3000)
}

/// Random programs. A value that proptest shrinks is a smaller program.
pub fn programs() -> impl Strategy<Value = Program> {
    tapes().prop_map(|tape| program(&tape))
}

/// The program that a tape spells.
pub fn program(tape: &[u32]) -> Program {
    spell(&mut Choices::new(tape))
}

/// How much of the tape its program needs.
pub fn spent(tape: &[u32]) -> usize {
    let mut choices = Choices::new(tape);
    spell(&mut choices);
    choices.spent().min(tape.len())
}

fn spell(choices: &mut Choices) -> Program {
    let helpers = choices.weighted(&[(70, 0), (20, 1), (10, 2)]);
    let float = choices.weighted(&[(75, Float::F64), (25, Float::F32)]);
    let mut functions = Vec::new();
    for index in 0..=helpers {
        let name = if index == helpers { "program".to_owned() } else { format!("helper_{index}") };
        function(choices, &mut functions, name, float);
    }
    Program { functions }
}

const PARAMS: [&str; 12] = ["x", "y", "z", "u", "v", "w", "a", "value", "d_x", "grad", "seed", "t1"];
const SWITCHES: [&str; 4] = ["n", "flag", "m", "on"];
const LOCALS: [&str; 27] = [
    "a",
    "b",
    "c",
    "p",
    "q",
    "r",
    "s",
    "t",
    "x",
    "y",
    "z",
    "u",
    "v",
    "w",
    "h",
    "acc",
    "t1",
    "t2",
    "d_a",
    "d_x",
    "value",
    "output",
    "seed",
    "gradients",
    "pullback",
    "std",
    "result",
];
const INTS: [Int; 5] = [Int::I32, Int::I32, Int::I64, Int::U8, Int::Usize];

/// What the generator knows while it writes one function.
struct Builder<'c, 'tape, 'f> {
    choices: &'c mut Choices<'tape>,
    /// The functions that may be called; the last is the one being written, still without its body.
    functions: &'f [Function],
    vars: Vec<Var>,
    /// Innermost last. A later variable hides an earlier one of its name.
    scope: Vec<VarId>,
    float: Float,
    /// How many more nodes the function may have, about.
    fuel: i32,
    /// The parameter that counts a recursion down, and the calls of itself still to be made.
    recursion: Option<(VarId, u32)>,
    /// Inside of a condition: no assignments and no `return`, which the macro refuses there.
    pure: bool,
    /// In the outermost block, the only one in which the macro takes items.
    outermost: bool,
}

fn function(choices: &mut Choices, functions: &mut Vec<Function>, name: String, float: Float) {
    functions.push(signature(choices, name, float));
    let signature = functions.last().expect("just pushed").clone();
    let counter = signature.vars.iter().position(|var| var.kind == Kind::Int(Int::I32) && !var.mutable);
    let recursion = counter.filter(|_| choices.chance(40)).map(|counter| (counter, 2));
    let fuel = choices.weighted(&[(10, 8), (30, 25), (40, 50), (20, 90)]);
    let mut builder = Builder {
        choices,
        functions,
        scope: (0..signature.params).collect(),
        vars: signature.vars,
        float,
        fuel,
        recursion,
        pure: false,
        outermost: false,
    };
    let body = builder.body(signature.ret);
    let vars = builder.vars;
    let function = functions.last_mut().expect("still there");
    function.vars = vars;
    function.body = body;
}

/// A function with everything but its body.
fn signature(choices: &mut Choices, name: String, float: Float) -> Function {
    let floats = choices.weighted(&[(20, 1), (30, 2), (25, 3), (15, 4), (10, MAX_ACTIVE)]);
    let switches = choices.weighted(&[(50, 0), (35, 1), (15, 2)]);
    let first_name = choices.below(PARAMS.len());
    let mut vars: Vec<Var> = (0..floats)
        .map(|index| {
            let float = other_float(choices, float, 12);
            let name = PARAMS[(first_name + index) % PARAMS.len()];
            var(name, Kind::Float(float), choices.chance(15))
        })
        .collect();
    for name in &SWITCHES[..switches] {
        let kind = if choices.chance(40) { Kind::Bool } else { Kind::Int(choices.pick(&INTS)) };
        let place = choices.below(vars.len() + 1);
        vars.insert(place, var(name, kind, false));
    }
    let choice = choices.weighted(&[(70, Choice::All), (15, Choice::Wrt), (15, Choice::Constant)]);
    let is_float = |var: &Var| matches!(var.kind, Kind::Float(_));
    let mut active: Vec<bool> =
        vars.iter().map(|var| is_float(var) && (choice == Choice::All || choices.chance(50))).collect();
    if !active.contains(&true) {
        let first = vars.iter().position(is_float).expect("a float parameter");
        active[first] = true;
    }
    let all = vars.iter().filter(|var| is_float(var)).count() == active.iter().filter(|active| **active).count();
    // An empty `constant()` says nothing.
    let choice = if all && choice == Choice::Constant { Choice::All } else { choice };
    for (var, active) in vars.iter_mut().zip(&active) {
        var.constant = !active && !var.mutable;
    }
    let ret = other_float(choices, float, 8);
    let home = choices.weighted(&[(60, Home::Here), (13, Home::Module), (13, Home::Imported), (14, Home::Associated)]);
    // The one under test is called from outside.
    let home = if name == "program" { Home::Here } else { home };
    let body = Block { stmts: Vec::new(), tail: None };
    Function { name, home, params: vars.len(), vars, active, choice, ret, body }
}

fn var(name: &str, kind: Kind, mutable: bool) -> Var {
    Var { name: name.to_owned(), kind, mutable, constant: false, reads: 0 }
}

/// Usually `float`, the other type in `percent` of a hundred cases.
fn other_float(choices: &mut Choices, float: Float, percent: u32) -> Float {
    match (choices.chance(percent), float) {
        (true, Float::F64) => Float::F32,
        (true, Float::F32) => Float::F64,
        (false, float) => float,
    }
}

impl Builder<'_, '_, '_> {
    fn declare(&mut self, name: &str, kind: Kind, mutable: bool) -> VarId {
        self.vars.push(var(name, kind, mutable));
        self.vars.len() - 1
    }

    /// A name for a local: as often as not one that is taken already, so that there is much
    /// shadowing.
    fn local_name(&mut self) -> &'static str {
        let taken = |name: &&&str| self.scope.iter().any(|&id| self.vars[id].name == ***name);
        let taken: Vec<&'static str> = LOCALS.iter().filter(taken).copied().collect();
        if !taken.is_empty() && self.choices.chance(45) {
            return self.choices.pick(&taken);
        }
        self.choices.pick(&LOCALS)
    }

    /// The variables in scope, not hidden by a later one, that satisfy a condition.
    fn visible(&self, wanted: impl Fn(&Var) -> bool) -> Vec<VarId> {
        let mut seen: Vec<&str> = Vec::new();
        let mut found = Vec::new();
        for &id in self.scope.iter().rev() {
            let var = &self.vars[id];
            if seen.contains(&var.name.as_str()) {
                continue;
            }
            seen.push(&var.name);
            if wanted(var) {
                found.push(id);
            }
        }
        found
    }

    fn pick_visible(&mut self, wanted: impl Fn(&Var) -> bool) -> Option<VarId> {
        let found = self.visible(wanted);
        (!found.is_empty()).then(|| self.choices.pick(&found))
    }

    /// Runs `inside` in a scope of its own.
    fn scoped<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.scope.len();
        let outermost = std::mem::take(&mut self.outermost);
        let result = inside(self);
        self.outermost = outermost;
        self.scope.truncate(outer);
        result
    }

    /// Runs `inside` where a condition stands.
    fn in_condition<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.pure, true);
        let result = inside(self);
        self.pure = outer;
        result
    }

    fn read(&mut self, var: VarId) -> Expr {
        self.vars[var].reads += 1;
        Expr::Var(var)
    }

    /// A float type for something new.
    fn some_float(&mut self) -> Float {
        other_float(self.choices, self.float, 8)
    }
}
