//! The typed syntax tree of a random program.
//!
//! A [`Program`] is a few functions that may call the earlier ones (or themselves); the last one is
//! the one under test. Variables are numbers, so that the interpreter never looks a name up; the
//! names, with all their shadowing, only matter to the printer.

use crate::ops::Method;

/// A float type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Float {
    F64,
    F32,
}

impl Float {
    pub fn name(self) -> &'static str {
        match self {
            Float::F64 => "f64",
            Float::F32 => "f32",
        }
    }
}

/// An integer type. Values stay small: no operation of a generated program can overflow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Int {
    I32,
    I64,
    U8,
    Usize,
}

impl Int {
    pub fn name(self) -> &'static str {
        match self {
            Int::I32 => "i32",
            Int::I64 => "i64",
            Int::U8 => "u8",
            Int::Usize => "usize",
        }
    }

    pub fn signed(self) -> bool {
        matches!(self, Int::I32 | Int::I64)
    }
}

/// The type of a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Float(Float),
    Int(Int),
    Bool,
}

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
    pub ret: Float,
    pub body: Block,
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

    /// The float types of the gradient of the tested function, in order.
    pub fn gradient(&self) -> Vec<Float> {
        let main = self.main();
        main.param_kinds()
            .zip(&main.active)
            .filter_map(|(kind, &active)| match kind {
                Kind::Float(float) if active => Some(float),
                _ => None,
            })
            .collect()
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
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
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
    Assign(VarId, Expr),
    Compound(BinOp, VarId, Expr),
    /// Blocks without a value.
    If(If),
    Match(Match),
    Block(Block),
    Return(Expr),
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

#[derive(Clone, Debug)]
pub enum Arg {
    Float(Expr),
    Int(IntExpr),
    Bool(Cond),
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
    As(Box<IntExpr>, Int),
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
