//! Makes a program out of a tape of choices.
//!
//! Every tape gives a program that rustc accepts and that lies in the language of
//! `#[differentiable]`; whatever is forbidden there (an active argument for a constant parameter, a
//! number made from an active comparison) is never generated.

mod array;
mod body;
mod call;
mod chain;
mod change;
mod cond;
mod expr;
mod facts;
mod item;
mod looped;
mod place;
mod shape;
mod signature;
mod stmt;

use proptest::prelude::*;

use crate::ast::{Expr, Facts, Float, Function, Int, Kind, Label, Program, Stmt, Var, VarId};
use crate::choices::Choices;
use signature::signature;

/// Which programs are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// Floats, branches and calls.
    Scalars,
    /// The same with loops, arrays and what is written to them.
    Loops,
}

impl Language {
    /// The tapes of programs of all sizes.
    pub fn tapes(self) -> impl Strategy<Value = Vec<u32>> {
        let lengths = match self {
            Language::Scalars => 200..3000,
            Language::Loops => 500..6000,
        };
        proptest::collection::vec(any::<u32>(), lengths)
    }

    /// Random programs. A value that proptest shrinks is a smaller program.
    pub fn programs(self) -> impl Strategy<Value = Program> {
        self.tapes().prop_map(move |tape| self.program(&tape))
    }

    /// The program that a tape spells.
    pub fn program(self, tape: &[u32]) -> Program {
        self.spell(&mut Choices::new(tape))
    }

    /// How much of the tape its program needs.
    pub fn spent(self, tape: &[u32]) -> usize {
        let mut choices = Choices::new(tape);
        self.spell(&mut choices);
        choices.spent().min(tape.len())
    }

    fn spell(self, choices: &mut Choices) -> Program {
        let helpers = choices.weighted(match self {
            Language::Scalars => &[(70, 0), (20, 1), (10, 2)],
            Language::Loops => &[(50, 0), (32, 1), (18, 2)],
        });
        let float = choices.weighted(&[(75, Float::F64), (25, Float::F32)]);
        let sizes = match self {
            Language::Scalars => Sizes::default(),
            Language::Loops => Sizes::choose(choices),
        };
        let mut functions = Vec::new();
        for index in 0..=helpers {
            let name = if index == helpers { "program".to_owned() } else { format!("helper_{index}") };
            function(choices, self, sizes, &mut functions, name, float);
        }
        Program { functions }
    }
}

/// The lengths of the arrays of one program: few, so that many of them match.
#[derive(Clone, Copy, Default, Debug)]
struct Sizes {
    outer: [usize; 2],
    inner: usize,
}

impl Sizes {
    fn choose(choices: &mut Choices) -> Sizes {
        let first = choices.weighted(&[(45, 3), (20, 2), (20, 4), (10, 5), (5, 1)]);
        let second = choices.weighted(&[(45, 2), (25, 3), (20, 4), (10, 1)]);
        Sizes { outer: [first, second], inner: choices.weighted(&[(60, 2), (35, 3), (5, 1)]) }
    }

    fn pick(self, choices: &mut Choices) -> usize {
        self.outer[choices.weighted(&[(75, 0), (25, 1)])]
    }
}

const PARAMS: [&str; 12] = ["x", "y", "z", "u", "v", "w", "a", "value", "d_x", "grad", "seed", "t1"];
const ARRAYS: [&str; 10] = ["xs", "ys", "data", "out", "weights", "p", "zs", "q", "state", "d_xs"];
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
    language: Language,
    sizes: Sizes,
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
    /// The loops around, innermost last.
    loops: Vec<Enclosing>,
    /// At most how often the place being written runs in one call of the function.
    trips: usize,
    /// The iterations of a call so far, at most.
    iterations: usize,
    /// What must not be written to, because it is borrowed.
    frozen: Vec<VarId>,
    /// What must not be named, because it is borrowed to be written to, or moved.
    hidden: Vec<VarId>,
    /// The arrays whose length something depends on: they are not assigned as a whole.
    measured: Vec<VarId>,
    /// Which arrays may grow, where they were made (the `trips` there), and by how much.
    room: Vec<(VarId, usize, usize)>,
    /// `(a, b)`: `b` is at least as long as `a`.
    twins: Vec<(VarId, VarId)>,
}

/// A loop around the place being written.
#[derive(Clone, Debug)]
struct Enclosing {
    label: Option<Label>,
    /// What goes before a `continue`; `None` if there must not be any.
    step: Option<Vec<Stmt>>,
    /// The type of the value that it breaks with.
    value: Option<Float>,
}

fn function(
    choices: &mut Choices,
    language: Language,
    sizes: Sizes,
    functions: &mut Vec<Function>,
    name: String,
    float: Float,
) {
    functions.push(signature(choices, language, sizes, name, float));
    let signature = functions.last().expect("just pushed").clone();
    let counter = signature.vars.iter().position(|var| var.kind == Kind::Int(Int::I32) && !var.mutable);
    let recursion = counter.filter(|_| choices.chance(40)).map(|counter| (counter, 2));
    let fuel = choices.weighted(&[(10, 8), (30, 25), (40, 50), (20, 90)]);
    let mut builder = Builder {
        choices,
        language,
        sizes,
        functions,
        scope: (0..signature.params).collect(),
        vars: signature.vars,
        float,
        fuel: if language == Language::Loops { 20 + 2 * fuel } else { fuel },
        recursion,
        pure: false,
        outermost: false,
        loops: Vec::new(),
        trips: 1,
        iterations: 0,
        frozen: Vec::new(),
        hidden: Vec::new(),
        measured: Vec::new(),
        room: Vec::new(),
        twins: Vec::new(),
    };
    let body = builder.body(&signature.ret);
    let Builder { vars, iterations, .. } = builder;
    let function = functions.last_mut().expect("still there");
    function.vars = vars;
    function.body = body;
    // A recursion of two calls, and a counter of at most six.
    function.iterations = if recursion.is_some() { 64 * iterations } else { iterations };
}

fn var(name: &str, kind: Kind, mutable: bool) -> Var {
    Var {
        name: name.to_owned(),
        kind,
        mutable,
        constant: false,
        reads: 0,
        refs: 0,
        bare: false,
        through: false,
        facts: Facts::default(),
    }
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
            if wanted(var) && !self.hidden.contains(&id) {
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
