//! The typed syntax tree of a random program.
//!
//! A [`Program`] is a few functions that may call the earlier ones (or themselves); the last one is
//! the one under test. Variables are numbers, so that the interpreter never looks a name up; the
//! names, with all their shadowing, only matter to the printer.

mod iterate;
mod types;
pub mod walk;

pub use iterate::{Chain, End, For, ForEach, Label, Range, Run, Source, Step, View};
pub use types::{Array, Float, Holder, Int, Kind, Type};

use crate::ops::Method;

/// Index into [`Function::vars`].
pub type VarId = usize;

/// A parameter or a local.
#[derive(Clone, Debug)]
pub struct Var {
    pub name: String,
    pub kind: Kind,
    pub mutable: bool,
    /// Certainly without any active value: such a variable may be passed to a constant parameter.
    pub constant: bool,
    /// How often the source text reads it, at most.
    pub reads: usize,
    /// How many references the value is behind: `*x` for one.
    pub refs: u8,
    /// Behind one reference, it stands in arithmetic without a star.
    pub bare: bool,
    /// Assigned through a reference: `*x = …`.
    pub through: bool,
    /// Of an integer.
    pub facts: Facts,
}

/// What is known of an integer before the program runs.
#[derive(Clone, Default, Debug)]
pub struct Facts {
    pub low: i64,
    pub high: i64,
    /// `(a, k)`: plus `k` it is still less than the length of `a`.
    pub under: Vec<(VarId, i64)>,
    /// Depends on an active value: it may steer, but must not become a float.
    pub steered: bool,
}

/// How the attribute picks the active arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// `#[differentiable]`: every float argument.
    All,
    /// `#[differentiable(wrt(…))]`
    Wrt,
    /// `#[differentiable(constant(…))]`
    Constant,
}

/// Where a function is written, and how others name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    /// Beside the others.
    Here,
    /// In a module of its own; called by its path.
    Module,
    /// In a module of its own; called by a name that `use` brought in.
    Imported,
    /// An associated function.
    Associated,
}

#[derive(Clone, Debug)]
pub struct Function {
    pub name: String,
    pub home: Home,
    /// The parameters come first, in order, then the locals.
    pub vars: Vec<Var>,
    pub params: usize,
    /// One entry per parameter.
    pub active: Vec<bool>,
    pub choice: Choice,
    pub ret: Type,
    pub body: Block,
    /// At most how many iterations of loops a call runs.
    pub iterations: usize,
}

impl Function {
    pub fn param_kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        self.vars[..self.params].iter().map(|var| var.kind)
    }
}

/// Functions in the order of their definition; the last one is tested.
#[derive(Clone, Debug)]
pub struct Program {
    pub functions: Vec<Function>,
}

impl Program {
    pub fn main(&self) -> &Function {
        self.functions.last().expect("a program has a function")
    }

    /// The active parameters of the tested function, in order.
    pub fn active(&self) -> Vec<VarId> {
        let main = self.main();
        (0..main.params).filter(|&param| main.active[param]).collect()
    }
}

#[derive(Clone, Debug)]
pub struct Block {
    pub stmts: Vec<Stmt>,
    pub tail: Option<Expr>,
}

#[derive(Clone, Debug)]
pub enum Pat {
    Var(VarId),
    Wild,
    Tuple(Vec<Pat>),
    /// `[a, b, c]`
    Array(Vec<Pat>),
    /// `&a`
    Ref(Box<Pat>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
}

/// What is read or assigned: a variable, an item of an array, an item of an item.
#[derive(Clone, Debug)]
pub struct Place {
    pub var: VarId,
    pub index: Vec<IntExpr>,
}

impl From<VarId> for Place {
    fn from(var: VarId) -> Place {
        Place { var, index: Vec::new() }
    }
}

#[derive(Clone, Debug)]
pub enum Stmt {
    /// `let pat = init;`, the type written out where `annotate` says so or inference would fail
    /// without.
    Let {
        pat: Pat,
        annotate: bool,
        init: Expr,
    },
    /// `let a;`: the statements that follow assign it on every path.
    Declare {
        var: VarId,
        annotate: bool,
    },
    LetInt(VarId, IntExpr),
    LetBool(VarId, Cond),
    /// A nested `const NAME: f64 = …;`
    Const(VarId, &'static str),
    Assign(Place, Expr),
    /// `(a, b[0]) = …;`
    AssignAll(Vec<Place>, Expr),
    Compound(BinOp, Place, Expr),
    /// `k += 1;`
    Count(VarId),
    /// Blocks without a value.
    If(If),
    Match(Match),
    Block(Block),
    Return(Option<Expr>),
    /// `a.swap(i, j);`
    Swap(View, IntExpr, IntExpr),
    /// `a.fill(e);`
    Fill(View, Expr),
    /// `a.push(e);`
    Push(VarId, Expr),
    /// `a.copy_from_slice(&b);`
    CopyFrom(View, View),
    /// `a.extend_from_slice(&b);`
    Extend(VarId, View),
    For(Box<For>),
    ForEach(Box<ForEach>),
    While {
        label: Option<Label>,
        cond: Cond,
        body: Block,
    },
    Loop(Option<Label>, Block),
    Break(Option<Label>, Option<Expr>),
    Continue(Option<Label>),
    /// A call for what it does to its arguments.
    Do(Expr),
    /// A value computed and dropped.
    Drop(Expr),
    /// `assert!` of something that always holds.
    Assert(Cond),
}

/// How a function of a float type is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// `a.max(b)`
    Dot,
    /// `f64::max(a, b)`
    Path,
}

#[derive(Clone, Debug)]
pub enum Expr {
    Lit {
        text: &'static str,
        float: Float,
        suffix: bool,
    },
    Var(VarId),
    /// A reference to a number, as an operand.
    Bare(VarId),
    /// `a[i]`, a number or a row.
    Element(Place),
    /// `[a, b]`, `vec![a, b]`
    List(ListForm, Vec<Expr>),
    /// `[a; 3]`, `vec![a; n]`
    Repeat(ListForm, Box<Expr>, IntExpr),
    /// `Vec::new()`, `Vec::with_capacity(n)`
    Empty(Option<IntExpr>),
    /// A copy of an array.
    Copy(CopyForm, Box<View>),
    /// `&a[1..3]`
    Borrow(Box<View>),
    /// `a.split_at(2)`
    Split(Box<View>, usize),
    Run(Box<Run>),
    /// `loop { … }` with a value.
    Loop(Option<Label>, Box<Block>),
    /// A constant of the standard library.
    Named(&'static Named, Float),
    IntAs(IntExpr, Float),
    Neg(Box<Expr>),
    Bin(BinOp, Box<Expr>, Box<Expr>),
    Method {
        method: &'static Method,
        style: Style,
        float: Float,
        args: Vec<Expr>,
    },
    Powi {
        style: Style,
        float: Float,
        base: Box<Expr>,
        exponent: IntExpr,
    },
    /// `e as f32`, `e as f64`; the second type is the target.
    Cast(Box<Expr>, Float),
    Detach(Box<Expr>),
    Call {
        function: usize,
        args: Vec<Arg>,
    },
    Tuple(Vec<Expr>),
    SinCos(Style, Float, Box<Expr>),
    Block(Box<Block>),
    If(Box<If>),
    Match(Box<Match>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ListForm {
    Array,
    Vec,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CopyForm {
    /// `a.clone()`
    Clone,
    /// `a.to_vec()`
    ToVec,
    /// `*a`
    Star,
}

#[derive(Clone, Debug)]
pub enum Arg {
    /// By value.
    Value(Expr),
    Int(IntExpr),
    Bool(Cond),
    /// `&a[1..]`
    Shared(View),
    /// `&mut a[1..]`
    Exclusive(View),
    /// `&[x, y]`, `&vec![x; 3]`
    Temporary(Expr),
}

/// `if … {} else if … {} else {}`
#[derive(Clone, Debug)]
pub struct If {
    pub arms: Vec<(Cond, Block)>,
    pub otherwise: Option<Block>,
}

#[derive(Clone, Debug)]
pub struct Match {
    pub scrutinee: Scrutinee,
    pub arms: Vec<Arm>,
}

#[derive(Clone, Debug)]
pub enum Scrutinee {
    Int(IntExpr),
    Bool(Cond),
}

#[derive(Clone, Debug)]
pub struct Arm {
    pub pat: ArmPat,
    pub guard: Option<Cond>,
    pub body: Block,
}

#[derive(Clone, Debug)]
pub enum ArmPat {
    Bool(bool),
    /// `1 | 3..=5`: closed ranges, a single number being a range of one.
    Ranges(Vec<(i64, i64)>),
    /// `4..`
    From(i64),
    Bind(VarId),
    Wild,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IntOp {
    Add,
    Sub,
    Mul,
    Rem,
}

#[derive(Clone, Debug)]
pub enum IntExpr {
    Lit(i64, Int),
    Var(VarId),
    Op(IntOp, Box<IntExpr>, i64),
    Both(IntOp, Box<IntExpr>, Box<IntExpr>),
    As(Box<IntExpr>, Int),
    /// `a.len()`
    Len(VarId),
    /// `i.min(2)`
    Min(Box<IntExpr>, i64),
    /// `a.len().min(b.len())`
    Least(Box<IntExpr>, Box<IntExpr>),
    /// `if … { 1 } else { 2 }`
    If(Box<Cond>, i64, i64, Int),
    /// `x as usize`
    Truncate(Box<Expr>, Int),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cmp {
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
}

#[derive(Clone, Debug)]
pub enum Cond {
    Float(Cmp, Expr, Expr),
    Int(Cmp, IntExpr, IntExpr),
    Var(VarId),
    Lit(bool),
    /// `x.is_nan()` and the like.
    Is(Test, Expr),
    Not(Box<Cond>),
    And(Box<Cond>, Box<Cond>),
    Or(Box<Cond>, Box<Cond>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Test {
    Nan,
    Finite,
    SignNegative,
    SignPositive,
}

impl Test {
    pub fn name(self) -> &'static str {
        match self {
            Test::Nan => "is_nan",
            Test::Finite => "is_finite",
            Test::SignNegative => "is_sign_negative",
            Test::SignPositive => "is_sign_positive",
        }
    }
}

/// A named constant of both float types.
#[derive(Debug)]
pub struct Named {
    /// What follows `std::` and the type's name.
    pub path: &'static str,
    pub f64: f64,
    pub f32: f32,
}

/// The constants that programs name.
pub static NAMED: [Named; 4] = [
    Named { path: "consts::PI", f64: std::f64::consts::PI, f32: std::f32::consts::PI },
    Named { path: "consts::LN_2", f64: std::f64::consts::LN_2, f32: std::f32::consts::LN_2 },
    Named { path: "consts::SQRT_2", f64: std::f64::consts::SQRT_2, f32: std::f32::consts::SQRT_2 },
    Named { path: "EPSILON", f64: f64::EPSILON, f32: f32::EPSILON },
];
