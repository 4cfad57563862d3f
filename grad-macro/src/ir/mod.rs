//! The intermediate representation: one structured form for primal and derivative.
//!
//! A function is a tree of [`Region`]s. Locals are single-assignment [`Value`]s (an id into
//! [`Func::values`]); a reassigned variable becomes several values. Control flow stays structured:
//! a [`Branch`] holds its arms as regions and names the values that leave them. Whatever cannot carry a
//! derivative (conditions, integer arithmetic, macros) is kept as the user's own tokens, an [`Opaque`].

#[cfg(test)]
pub mod print;
pub mod visit;

use std::collections::HashSet;

use crate::site::Site;
use proc_macro2::TokenStream;

use crate::hygiene::Key;

/// Index of a [`Value`] in [`Func::values`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ValueId(pub usize);

/// How a value depends on the active arguments.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Activity {
    /// Not at all.
    Constant,
    /// Only through a step that has no derivative (a cast to an integer, a comparison). It may steer a
    /// branch, an index or a count; reaching the result as a number is an error.
    Cut,
    /// Through differentiable steps.
    Active,
}

/// What is known of a value's float type. The macro sees no types beyond signatures, literals and casts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Float {
    /// Nothing is known; rustc infers it.
    Unknown,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// Known not to be a float.
    Not,
}

impl Float {
    /// The type of a value that joins two others.
    pub fn join(self, other: Float) -> Float {
        if self == Float::Unknown { other } else { self }
    }
}

/// Where a value's name in the generated code comes from.
#[derive(Clone, Debug)]
pub enum Hint {
    /// The user's own variable.
    User(String),
    /// A step without a name: `t1`, `t2`, …
    Temp,
    /// The cotangent of another value: `d_<name>`.
    Cotangent(ValueId),
    /// The pullback of a call whose value is this one: `back_<name>`.
    Pullback(ValueId),
    /// What a branch saves for the way back: `saved`.
    Saved,
    /// Another scope's copy of this value, under the same name.
    Same(ValueId),
}

/// A single-assignment local.
#[derive(Clone, Debug)]
pub struct Value {
    /// Where its name comes from.
    pub hint: Hint,
    /// The user's code that it stands for.
    pub site: Site,
    /// The user's type annotation.
    pub annotation: Option<TokenStream>,
    /// Its float type where known.
    pub float: Float,
    /// Its dependence on the active arguments.
    pub activity: Activity,
    /// A constant that the user's opaque code changes in place (`rng.next()`): must be bound `mut`.
    pub mutable: bool,
}

/// A value, or a constant that is cheap and safe to write again.
#[derive(Clone, Debug)]
pub enum Operand {
    /// A local.
    Value(ValueId),
    /// A constant expression of the user: a literal, a path, arithmetic of these.
    Const(Const),
    /// A number written by us.
    Number(f64),
}

/// A constant expression of the user.
#[derive(Clone, Debug)]
pub struct Const {
    /// As written.
    pub tokens: TokenStream,
    /// Its value where it is a plain float or integer literal.
    pub number: Option<f64>,
    /// Binds tighter than any operator: needs no parentheses.
    pub atomic: bool,
}

impl Operand {
    /// The local, if it is one.
    pub fn value(&self) -> Option<ValueId> {
        match self {
            Operand::Value(id) => Some(*id),
            _ => None,
        }
    }

    /// The number, if it is a literal.
    pub fn number(&self) -> Option<f64> {
        match self {
            Operand::Number(number) => Some(*number),
            Operand::Const(constant) => constant.number,
            Operand::Value(_) => None,
        }
    }
}

/// A tuple-shaped value, taken apart to its leaves.
#[derive(Clone, Debug)]
pub enum Tree<T> {
    /// One value.
    Leaf(T),
    /// A tuple; the empty one is `()`.
    Tuple(Vec<Tree<T>>),
}

impl<T> Tree<T> {
    /// `()`
    pub fn unit() -> Tree<T> {
        Tree::Tuple(Vec::new())
    }

    /// The leaves from left to right.
    pub fn leaves(&self) -> Vec<&T> {
        match self {
            Tree::Leaf(leaf) => vec![leaf],
            Tree::Tuple(elements) => elements.iter().flat_map(Tree::leaves).collect(),
        }
    }

    /// The leaves from left to right, to change.
    pub fn leaves_mut(&mut self) -> Vec<&mut T> {
        match self {
            Tree::Leaf(leaf) => vec![leaf],
            Tree::Tuple(elements) => elements.iter_mut().flat_map(Tree::leaves_mut).collect(),
        }
    }

    /// The same shape over other leaves.
    pub fn map<U>(&self, change: &mut impl FnMut(&T) -> U) -> Tree<U> {
        match self {
            Tree::Leaf(leaf) => Tree::Leaf(change(leaf)),
            Tree::Tuple(elements) => Tree::Tuple(elements.iter().map(|tree| tree.map(change)).collect()),
        }
    }

    /// Whether both have the same shape.
    pub fn same_shape<U>(&self, other: &Tree<U>) -> bool {
        match (self, other) {
            (Tree::Leaf(_), Tree::Leaf(_)) => true,
            (Tree::Tuple(a), Tree::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_shape(b)),
            _ => false,
        }
    }
}

/// The user's own tokens, with the variables in them bound to values.
#[derive(Clone, Debug)]
pub struct Opaque {
    /// As written.
    pub tokens: TokenStream,
    /// What each of the user's variables stands for here.
    pub holes: Vec<(Key, Tree<Operand>)>,
    /// May be left out when nobody needs its value: no call, no panic, no effect.
    pub pure: bool,
}

/// What a [`StmtKind::Let`] computes.
#[derive(Clone, Debug)]
pub enum Op {
    /// A copy.
    Use(Operand),
    /// `-a`
    Neg(Operand),
    /// `a ∘ b`: `+ - * / %` or a comparison.
    Binary(&'static str, Operand, Operand),
    /// `a.name(b, …)`; `path` holds the spelling where the user wrote `f64::name(a, b)`.
    Method { name: String, path: Option<TokenStream>, args: Vec<Operand> },
    /// `a as T`
    Cast { from: Operand, to: TokenStream },
    /// The user's own tokens.
    Opaque(Opaque),
    /// `grad::detach(a)`, by the path that the user wrote.
    Detach { path: TokenStream, arg: Operand },
    /// A call of another annotated function.
    Call(Call),
    /// The same call, returning its value and its pullback.
    Vjp(Call),
    /// `pullback(seed)`: the gradient of each argument of the call.
    Pull { pullback: Operand, seed: Operand },
    /// The gradient of each argument of a call, from the arguments: for `const fn`, where no closure can run.
    PullConst { call: Call, seed: Operand },
    /// `::grad::__private::name(a, …)`
    Helper { name: &'static str, args: Vec<Operand> },
    /// `if test { then } else { other }` on plain operands.
    Select { test: Operand, then: Operand, other: Operand },
    /// What one arm of `of` passes to the place where the arms part again.
    Variant { arm: usize, of: usize, payload: Vec<Operand> },
    /// `move |seed| { … }`
    Closure { seed: ValueId, body: Box<Region> },
}

/// A call of another annotated function.
#[derive(Clone, Debug)]
pub struct Call {
    /// The function's path, without its turbofish.
    pub path: TokenStream,
    /// How its companion is reached.
    pub companion: Companion,
    /// `::<T>`, if written.
    pub turbofish: TokenStream,
    /// The arguments.
    pub args: Vec<Operand>,
    /// The user's text of each argument.
    pub arg_spans: Vec<Site>,
}

/// How the companion of a called function is reached.
#[derive(Clone, Debug)]
pub enum Companion {
    /// Through the type of the same name beside a free function; the number tells callees apart.
    Free(usize),
    /// Through a hidden associated function beside an associated one.
    Associated {
        /// `Type`
        owner: TokenStream,
        /// The function's name.
        name: String,
    },
}

/// What a `let` or a match arm binds.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// A tuple of locals; `None` is `_`.
    Tree(Tree<Option<ValueId>>),
    /// The user's own pattern over constants, with its bindings.
    User { tokens: TokenStream, bindings: Vec<(Key, ValueId)> },
}

impl Pattern {
    /// One local.
    pub fn one(id: ValueId) -> Pattern {
        Pattern::Tree(Tree::Leaf(Some(id)))
    }

    /// A flat tuple of locals, or the bare one.
    pub fn tuple(ids: &[ValueId]) -> Pattern {
        match ids {
            [id] => Pattern::one(*id),
            _ => Pattern::Tree(Tree::Tuple(ids.iter().map(|id| Tree::Leaf(Some(*id))).collect())),
        }
    }

    /// Binds nothing: the statement is there for its effect.
    pub fn none() -> Pattern {
        Pattern::Tree(Tree::unit())
    }

    /// The locals it binds.
    pub fn values(&self) -> Vec<ValueId> {
        match self {
            Pattern::Tree(tree) => tree.leaves().into_iter().flatten().copied().collect(),
            Pattern::User { bindings, .. } => bindings.iter().map(|(_, id)| *id).collect(),
        }
    }
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// The user's code that it stands for.
    pub site: Site,
    /// Written by us, not by the user: the simplifier may change it.
    pub generated: bool,
}

/// The few kinds of statements.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// `let pattern = op;`
    Let { pattern: Pattern, op: Op },
    /// `let (results) = if … { … } else { … };`
    Branch(Branch),
    /// A comment in the printed code.
    Comment(&'static str),
}

/// A choice between regions.
#[derive(Clone, Debug)]
pub struct Branch {
    /// What is chosen by.
    pub head: Head,
    /// The choices.
    pub arms: Vec<Arm>,
    /// What the arms yield.
    pub results: Vec<ValueId>,
}

/// What a [`Branch`] is chosen by.
#[derive(Clone, Debug)]
pub enum Head {
    /// `if test`: two arms.
    If(Operand),
    /// `match` over values that were taken apart.
    Match(Tree<Operand>),
    /// `match` over the user's own expression, a constant that must stay in place.
    Opaque(Opaque),
    /// Which arm an earlier branch went through: its [`Op::Variant`].
    Variant(Operand),
}

/// One choice of a [`Branch`].
#[derive(Clone, Debug)]
pub struct Arm {
    /// Under `match`.
    pub pattern: Option<Pattern>,
    /// `if guard` after the pattern.
    pub guard: Option<Opaque>,
    /// What is done.
    pub region: Region,
}

/// A sequence of statements with a scope of its own.
#[derive(Clone, Debug)]
pub struct Region {
    /// In order.
    pub stmts: Vec<Stmt>,
    /// What comes after them.
    pub end: End,
}

/// How a region ends.
#[derive(Clone, Debug)]
pub enum End {
    /// Goes on after the branch with these values.
    Yield(Vec<Operand>),
    /// Leaves the function with this value.
    Return(Vec<Operand>),
    /// Never gets there (`panic!`).
    Diverge,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Func {
    /// All locals.
    pub values: Vec<Value>,
    /// The arguments.
    pub params: Vec<ValueId>,
    /// What it does.
    pub body: Region,
    /// Identifiers in the user's text, which no new name may take.
    pub foreign: HashSet<String>,
}

impl Func {
    /// A new local.
    pub fn fresh(&mut self, hint: Hint, site: Site, float: Float, activity: Activity) -> ValueId {
        self.values.push(Value { hint, site, annotation: None, float, activity, mutable: false });
        ValueId(self.values.len() - 1)
    }

    /// What is known of a local.
    pub fn value(&self, id: ValueId) -> &Value {
        &self.values[id.0]
    }

    /// The activity of an operand.
    pub fn activity(&self, operand: &Operand) -> Activity {
        operand.value().map_or(Activity::Constant, |id| self.value(id).activity)
    }

    /// The float type of an operand.
    pub fn float(&self, operand: &Operand) -> Float {
        operand.value().map_or(Float::Unknown, |id| self.value(id).float)
    }
}
