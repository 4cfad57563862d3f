//! Functions without their bodies.

use super::{ARRAYS, INTS, Language, PARAMS, SWITCHES, Sizes, other_float, var};
use crate::ast::{Array, Block, Choice, Facts, Float, Function, Holder, Home, Int, Kind, Type, Var};
use crate::choices::Choices;

/// The most float parameters of a function of scalars.
const MOST: usize = 5;

/// The longest array that a helper takes.
const LONGEST: usize = 9;

/// A function with everything but its body.
pub(super) fn signature(
    choices: &mut Choices,
    language: Language,
    sizes: Sizes,
    name: String,
    float: Float,
) -> Function {
    let mut vars = match language {
        Language::Scalars => scalars(choices, float),
        Language::Loops => arrays_and_scalars(choices, sizes, float, name == "program"),
    };
    let choice = choices.weighted(&[(70, Choice::All), (15, Choice::Wrt), (15, Choice::Constant)]);
    let is_float = |var: &Var| var.kind.float().is_some();
    let mut active: Vec<bool> =
        vars.iter().map(|var| is_float(var) && (choice == Choice::All || choices.chance(50))).collect();
    if !active.contains(&true) {
        let first = vars.iter().position(is_float).expect("a float parameter");
        active[first] = true;
    }
    // What is written through an inactive argument would not have a gradient.
    active.iter_mut().zip(&vars).for_each(|(active, var)| *active |= var.kind.exclusive());
    let all = vars.iter().filter(|var| is_float(var)).count() == active.iter().filter(|active| **active).count();
    // An empty `constant()` says nothing.
    let choice = if all && choice == Choice::Constant { Choice::All } else { choice };
    for (var, active) in vars.iter_mut().zip(&active) {
        var.constant = !active && !var.mutable;
    }
    let ret = match language {
        Language::Scalars => Type::Float(other_float(choices, float, 8)),
        Language::Loops => returned(choices, sizes, float, &vars, name == "program"),
    };
    let home = choices.weighted(&[(60, Home::Here), (13, Home::Module), (13, Home::Imported), (14, Home::Associated)]);
    // The one under test is called from outside.
    let home = if name == "program" { Home::Here } else { home };
    let body = Block { stmts: Vec::new(), tail: None };
    Function { name, home, params: vars.len(), vars, active, choice, ret, body, iterations: 0 }
}

fn floats(choices: &mut Choices, count: usize, float: Float) -> Vec<Var> {
    let first_name = choices.below(PARAMS.len());
    let one = |index: usize| {
        let float = other_float(choices, float, 12);
        let name = PARAMS[(first_name + index) % PARAMS.len()];
        var(name, Kind::Float(float), choices.chance(15))
    };
    (0..count).map(one).collect()
}

fn scalars(choices: &mut Choices, float: Float) -> Vec<Var> {
    let count = choices.weighted(&[(20, 1), (30, 2), (25, 3), (15, 4), (10, MOST)]);
    let switches = choices.weighted(&[(50, 0), (35, 1), (15, 2)]);
    let mut vars = floats(choices, count, float);
    for name in &SWITCHES[..switches] {
        let kind = if choices.chance(40) { Kind::Bool } else { Kind::Int(choices.pick(&INTS)) };
        insert(choices, &mut vars, var(name, kind, false));
    }
    vars
}

fn insert(choices: &mut Choices, vars: &mut Vec<Var>, new: Var) {
    let place = choices.below(vars.len() + 1);
    vars.insert(place, new);
}

fn arrays_and_scalars(choices: &mut Choices, sizes: Sizes, float: Float, main: bool) -> Vec<Var> {
    let arrays = choices.weighted(&[(40, 1), (35, 2), (15, 3), (10, 0)]);
    let least = usize::from(arrays == 0);
    let count = choices.weighted(&[(30, 1), (25, least), (30, 2), (15, 3)]);
    let switches = choices.weighted(&[(45, 1), (30, 0), (25, 2)]);
    let mut vars = floats(choices, count, float);
    let first_name = choices.below(ARRAYS.len());
    for index in 0..arrays {
        let name = ARRAYS[(first_name + index) % ARRAYS.len()];
        let array = array(choices, sizes, float, main);
        let mutable = array.holder.owned() && choices.chance(50);
        insert(choices, &mut vars, var(name, Kind::Array(array), mutable));
    }
    for name in &SWITCHES[..switches] {
        let int = choices.weighted(&[(50, Int::Usize), (25, Int::I32), (15, Int::I64), (10, Int::U8)]);
        let kind = if choices.chance(20) { Kind::Bool } else { Kind::Int(int) };
        let mut switch = var(name, kind, false);
        // What the points have, and what callers give.
        switch.facts = Facts { low: if int.signed() { -2 } else { 0 }, high: 6, ..Facts::default() };
        insert(choices, &mut vars, switch);
    }
    vars
}

/// The type of an array parameter.
fn array(choices: &mut Choices, sizes: Sizes, float: Float, main: bool) -> Array {
    let holder = choices.weighted(&[
        (32, Holder::Slice),
        (18, Holder::SliceMut),
        (15, Holder::Fixed),
        (10, Holder::FixedRef),
        (8, Holder::FixedMut),
        (9, Holder::Vec),
        (8, Holder::VecRef),
    ]);
    let float = other_float(choices, float, 8);
    let inner = choices.chance(13).then_some(sizes.inner);
    let (least, most) = if holder.fixed() {
        let size = sizes.pick(choices);
        (size, size)
    } else {
        let least = choices.weighted(&[(30, 1), (25, 0), (25, 2), (20, 3)]);
        (least, if main { least + 3 } else { LONGEST })
    };
    Array { float, holder, inner, least, most }
}

/// A type of values; the function has something to show for itself even without one.
fn returned(choices: &mut Choices, sizes: Sizes, float: Float, vars: &[Var], main: bool) -> Type {
    let lends = vars.iter().any(|var| var.kind.exclusive());
    let others = if main { 1 } else { 2 };
    let float = other_float(choices, float, 6);
    match choices.weighted(&[
        (72, 0),
        (if lends { 12 * others } else { 0 }, 1),
        (5 * others, 2),
        (5 * others, 3),
        (6 * others, 4),
    ]) {
        0 => Type::Float(float),
        1 => Type::unit(),
        2 => Type::Array(Array::fixed(float, sizes.pick(choices))),
        3 => {
            let least = choices.below(3);
            Type::Array(Array { float, holder: Holder::Vec, inner: None, least, most: least + 4 })
        }
        _ => Type::Tuple(vec![Type::Float(float), Type::Float(float)]),
    }
}
