//! Runs a program on dual numbers: the value that the compiled primal must have, and the gradient
//! that the companion must come close to.

use crate::ast::{
    Arg, ArmPat, BinOp, Block, Cmp, Cond, Expr, Float, Function, If, IntExpr, IntOp, Kind, Match, Pat, Program,
    Scrutinee, Stmt, Test, VarId,
};
use crate::dual::{self, Derivative, Dual};
use crate::ops::{self, Local};
use crate::points::Input;

/// What a run of a program gives at one point.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub value: f64,
    pub float: Float,
    /// How far rounding may have moved the value.
    pub noise: f64,
    /// One per active argument.
    pub gradient: Vec<Derivative>,
    /// The types of these.
    pub floats: Vec<Float>,
    /// Something not finite or out of range took part.
    pub tainted: bool,
    /// The same of something that ran, but that the result does not depend on in the end: a reverse
    /// sweep may multiply its cotangent, a zero, by an infinite partial.
    pub poisoned: bool,
    /// Every decision on the way (branches taken, sides of kinks), mixed into a number: two points
    /// with equal paths lie on the same smooth piece.
    pub path: u64,
    /// The smallest relative distance to another decision.
    pub gap: f64,
}

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

fn run(program: &Program, inputs: &[Input], widened: bool) -> Result<Outcome, Undefined> {
    let mut machine =
        Machine { program, widened, poisoned: false, narrow: false, path: 0xcbf2_9ce4_8422_2325, gap: f64::INFINITY };
    let main = program.main();
    let mut next = 0;
    let args = inputs
        .iter()
        .zip(&main.active)
        .map(|(input, &active)| match *input {
            Input::Float(float, value) if active => {
                next += 1;
                Slot::Float(Dual::variable(machine.float(float), value, next - 1))
            }
            Input::Float(float, value) => Slot::Float(Dual::constant(machine.float(float), value)),
            Input::Int(value) => Slot::Int(value),
            Input::Bool(value) => Slot::Bool(value),
        })
        .collect();
    let result = machine.call(program.functions.len() - 1, args)?;
    let floats = program.gradient();
    let gradient = &result.derivatives[..next];
    // A product of harmless partials may still leave the range of the narrowest type that it passes
    // through.
    let narrowest = if machine.narrow { Float::F32 } else { Float::F64 };
    let fits = gradient.iter().all(|derivative| dual::fits(narrowest, derivative.weight));
    Ok(Outcome {
        value: result.value,
        float: result.float,
        noise: result.noise,
        gradient: gradient.to_vec(),
        floats,
        tainted: result.tainted || !fits,
        poisoned: machine.poisoned,
        path: machine.path,
        gap: machine.gap,
    })
}

/// The content of a variable.
#[derive(Clone, Debug)]
enum Slot {
    Float(Dual),
    Int(i64),
    Bool(bool),
}

/// The value of an expression.
#[derive(Clone, Debug)]
enum Value {
    Float(Dual),
    Tuple(Vec<Value>),
}

impl Value {
    fn float(self) -> Dual {
        match self {
            Value::Float(dual) => dual,
            Value::Tuple(_) => unreachable!("a tuple where a float belongs"),
        }
    }
}

/// Why an evaluation ended before its end.
enum Stop {
    Return(Box<Dual>),
    Undefined,
}

impl From<Undefined> for Stop {
    fn from(_: Undefined) -> Stop {
        Stop::Undefined
    }
}

struct Machine<'a> {
    program: &'a Program,
    widened: bool,
    poisoned: bool,
    /// Some derivative went through an `f32`.
    narrow: bool,
    path: u64,
    gap: f64,
}

impl<'a> Machine<'a> {
    /// The type in which something written as `float` is computed.
    fn float(&self, float: Float) -> Float {
        if self.widened { Float::F64 } else { float }
    }

    fn call(&mut self, index: usize, args: Vec<Slot>) -> Result<Dual, Undefined> {
        let function = &self.program.functions[index];
        let mut slots: Vec<Option<Slot>> = args.into_iter().map(Some).collect();
        slots.resize(function.vars.len(), None);
        // Without loops a run reads no variable more often than the text does.
        let reads = function.vars.iter().map(|var| var.reads).max().unwrap_or(0);
        let mut frame = Frame { machine: self, index, function, slots, reads };
        match frame.block(&function.body) {
            Ok(value) => Ok(value.expect("a function body has a value").float()),
            Err(Stop::Return(dual)) => Ok(*dual),
            Err(Stop::Undefined) => Err(Undefined),
        }
    }

    fn apply(&mut self, float: Float, value: f64, args: &[&Dual], local: &Local) -> Dual {
        let result = Dual::apply(float, value, args, local);
        self.poisoned |= result.active && result.tainted;
        self.narrow |= result.active && result.float == Float::F32;
        result
    }

    /// Notes a decision, and how far the other side is.
    fn decide(&mut self, decision: i64, gap: f64) {
        self.path = (self.path ^ decision as u64).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(17);
        self.gap = self.gap.min(gap);
    }
}

/// One running function.
struct Frame<'m, 'a> {
    machine: &'m mut Machine<'a>,
    index: usize,
    function: &'a Function,
    slots: Vec<Option<Slot>>,
    reads: usize,
}

impl Frame<'_, '_> {
    /// `None` for a block without a value.
    fn block(&mut self, block: &Block) -> Result<Option<Value>, Stop> {
        for stmt in &block.stmts {
            self.stmt(stmt)?;
        }
        block.tail.as_ref().map(|tail| self.expr(tail)).transpose()
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result<(), Stop> {
        match stmt {
            Stmt::Let { pat, init, .. } => {
                let value = self.expr(init)?;
                self.bind(pat, value);
            }
            Stmt::Declare { .. } => {}
            Stmt::LetInt(var, init) => {
                let value = self.int(init);
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
            Stmt::Assign(var, value) => {
                let value = self.expr(value)?.float();
                self.set(*var, value);
            }
            Stmt::Compound(op, var, value) => {
                // The right-hand side of a compound assignment of primitives is evaluated first.
                let right = self.expr(value)?.float();
                let left = self.get(*var);
                let result = self.binary(*op, &left, &right);
                self.set(*var, result);
            }
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
                let value = self.expr(value)?.float();
                return Err(Stop::Return(Box::new(value)));
            }
            Stmt::Drop(value) => {
                self.expr(value)?;
            }
            Stmt::Assert(cond) => {
                let holds = self.cond(cond)?;
                assert!(holds, "a generated assertion fails");
            }
        }
        Ok(())
    }

    fn bind(&mut self, pat: &Pat, value: Value) {
        match (pat, value) {
            (Pat::Wild, _) => {}
            (Pat::Var(var), Value::Float(dual)) => self.set(*var, dual),
            (Pat::Tuple(pats), Value::Tuple(values)) => {
                for (pat, value) in pats.iter().zip(values) {
                    self.bind(pat, value);
                }
            }
            _ => unreachable!("a pattern of another shape"),
        }
    }

    fn set(&mut self, var: VarId, dual: Dual) {
        debug_assert_eq!(dual.float, self.float_type(var));
        self.slots[var] = Some(Slot::Float(dual));
    }

    fn get(&self, var: VarId) -> Dual {
        match &self.slots[var] {
            Some(Slot::Float(dual)) => dual.read(self.reads),
            other => unreachable!("{} holds {other:?}", self.function.vars[var].name),
        }
    }

    fn float_type(&self, var: VarId) -> Float {
        match self.function.vars[var].kind {
            Kind::Float(float) => self.machine.float(float),
            kind => unreachable!("a float variable of kind {kind:?}"),
        }
    }

    fn branches(&mut self, branches: &If) -> Result<Option<Value>, Stop> {
        for (cond, block) in &branches.arms {
            if self.cond(cond)? {
                return self.block(block);
            }
        }
        branches.otherwise.as_ref().map_or(Ok(None), |block| self.block(block))
    }

    fn arms(&mut self, arms: &Match) -> Result<Option<Value>, Stop> {
        let scrutinee = match &arms.scrutinee {
            Scrutinee::Int(int) => self.int(int),
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

    fn cond(&mut self, cond: &Cond) -> Result<bool, Stop> {
        Ok(match cond {
            Cond::Float(cmp, a, b) => {
                let a = self.expr(a)?.float().value;
                let b = self.expr(b)?.float().value;
                let holds = compare(*cmp, &a, &b);
                self.machine.decide(i64::from(holds), ops::relative_gap(a, b));
                holds
            }
            Cond::Int(cmp, a, b) => compare(*cmp, &self.int(a), &self.int(b)),
            Cond::Var(var) => match self.slots[*var] {
                Some(Slot::Bool(value)) => value,
                _ => unreachable!("a bool variable"),
            },
            Cond::Lit(value) => *value,
            Cond::Is(test, expr) => {
                let value = self.expr(expr)?.float().value;
                if value.is_nan() && matches!(test, Test::SignNegative | Test::SignPositive) {
                    return Err(Stop::Undefined);
                }
                let (holds, gap) = match test {
                    Test::Nan => (value.is_nan(), f64::INFINITY),
                    Test::Finite => (value.is_finite(), f64::INFINITY),
                    Test::SignNegative => (value.is_sign_negative(), value.abs()),
                    Test::SignPositive => (value.is_sign_positive(), value.abs()),
                };
                self.machine.decide(i64::from(holds), gap);
                holds
            }
            Cond::Not(cond) => !self.cond(cond)?,
            Cond::And(a, b) => self.cond(a)? && self.cond(b)?,
            Cond::Or(a, b) => self.cond(a)? || self.cond(b)?,
        })
    }

    fn int(&self, int: &IntExpr) -> i64 {
        match int {
            IntExpr::Lit(value, _) => *value,
            IntExpr::Var(var) => match self.slots[*var] {
                Some(Slot::Int(value)) => value,
                _ => unreachable!("an integer variable"),
            },
            IntExpr::Op(op, a, b) => {
                let a = self.int(a);
                match op {
                    IntOp::Add => a + b,
                    IntOp::Sub => a - b,
                    IntOp::Mul => a * b,
                    IntOp::Rem => a % b,
                }
            }
            IntExpr::As(int, _) => self.int(int),
        }
    }

    fn expr(&mut self, expr: &Expr) -> Result<Value, Stop> {
        Ok(Value::Float(match expr {
            Expr::Lit { text, float, .. } => {
                let float = self.machine.float(*float);
                Dual::constant(float, parse(text, float))
            }
            Expr::Var(var) => self.get(*var),
            Expr::Named(named, float) => match self.machine.float(*float) {
                Float::F64 => Dual::constant(Float::F64, named.f64),
                Float::F32 => Dual::constant(Float::F32, f64::from(named.f32)),
            },
            Expr::IntAs(int, float) => Dual::constant(self.machine.float(*float), self.int(int) as f64),
            Expr::Neg(a) => {
                let a = self.expr(a)?.float();
                self.machine.apply(a.float, -a.value, &[&a], &Local::smooth(&[-1.0]))
            }
            Expr::Bin(op, a, b) => {
                let a = self.expr(a)?.float();
                let b = self.expr(b)?.float();
                self.binary(*op, &a, &b)
            }
            Expr::Method { method, float, args, .. } => {
                let args = args.iter().map(|arg| Ok(self.expr(arg)?.float())).collect::<Result<Vec<_>, Stop>>()?;
                self.method(method, self.machine.float(*float), &args)?
            }
            Expr::Powi { float, base, exponent, .. } => {
                let base = self.expr(base)?.float();
                let n = self.int(exponent);
                let float = self.machine.float(*float);
                let value = match float {
                    Float::F64 => base.value.powi(n as i32),
                    Float::F32 => f64::from((base.value as f32).powi(n as i32)),
                };
                self.machine.apply(float, value, &[&base], &ops::powi(base.value, n))
            }
            Expr::Cast(a, float) => {
                let a = self.expr(a)?.float();
                let float = self.machine.float(*float);
                let value = match float {
                    Float::F64 => a.value,
                    Float::F32 => f64::from(a.value as f32),
                };
                self.machine.apply(float, value, &[&a], &Local::smooth(&[1.0]))
            }
            Expr::Detach(a) => self.expr(a)?.float().detached(),
            Expr::Call { function, args } => self.user_call(*function, args)?,
            Expr::SinCos(_, float, a) => {
                let float = self.machine.float(*float);
                let a = [self.expr(a)?.float()];
                let sin = self.method(ops::Method::find("sin"), float, &a)?;
                let cos = self.method(ops::Method::find("cos"), float, &a)?;
                return Ok(Value::Tuple(vec![Value::Float(sin), Value::Float(cos)]));
            }
            Expr::Tuple(items) => {
                return Ok(Value::Tuple(items.iter().map(|item| self.expr(item)).collect::<Result<_, _>>()?));
            }
            Expr::Block(block) => return Ok(self.block(block)?.expect("a block with a value")),
            Expr::If(branches) => return Ok(self.branches(branches)?.expect("an if with a value")),
            Expr::Match(arms) => return Ok(self.arms(arms)?.expect("a match with a value")),
        }))
    }

    fn method(&mut self, method: &ops::Method, float: Float, args: &[Dual]) -> Result<Dual, Stop> {
        let values: Vec<f64> = args.iter().map(|arg| arg.value).collect();
        if let (ops::Domain::Clamp, &[_, low, high]) = (method.domain, &values[..])
            && (low.is_nan() || high.is_nan() || low > high)
        {
            return Err(Stop::Undefined);
        }
        if method.name == "copysign" && values[1].is_nan() {
            return Err(Stop::Undefined);
        }
        let local = method.local(float, &values);
        self.machine.decide(local.piece, local.gap);
        let args: Vec<&Dual> = args.iter().collect();
        Ok(self.machine.apply(float, method.value(float, &values), &args, &local))
    }

    fn binary(&mut self, op: BinOp, a: &Dual, b: &Dual) -> Dual {
        debug_assert_eq!(a.float, b.float);
        let (x, y) = (a.value, b.value);
        let local = match op {
            BinOp::Add => Local::smooth(&[1.0, 1.0]),
            BinOp::Sub => Local::smooth(&[1.0, -1.0]),
            BinOp::Mul => Local::smooth(&[y, x]),
            BinOp::Div => Local::smooth(&[1.0 / y, -x / (y * y)]),
            BinOp::Rem => ops::remainder(a.float, x, y),
        };
        self.machine.decide(local.piece, local.gap);
        let value = match a.float {
            Float::F64 => arithmetic(op, x, y),
            Float::F32 => f64::from(arithmetic(op, x as f32, y as f32)),
        };
        self.machine.apply(a.float, value, &[a, b], &local)
    }

    /// A call of a generated function: what it holds constant has no derivative there.
    fn user_call(&mut self, index: usize, args: &[Arg]) -> Result<Dual, Stop> {
        let callee = &self.machine.program.functions[index];
        let mut slots = Vec::new();
        for (arg, &active) in args.iter().zip(&callee.active) {
            slots.push(match arg {
                Arg::Float(expr) => {
                    let dual = self.expr(expr)?.float();
                    assert!(active || !dual.active, "an active argument for a constant parameter");
                    Slot::Float(dual)
                }
                Arg::Int(int) => Slot::Int(self.int(int)),
                Arg::Bool(cond) => Slot::Bool(self.cond(cond)?),
            });
        }
        debug_assert!(index <= self.index);
        Ok(self.machine.call(index, slots)?)
    }
}

fn arithmetic<T>(op: BinOp, a: T, b: T) -> T
where
    T: std::ops::Add<Output = T>
        + std::ops::Sub<Output = T>
        + std::ops::Mul<Output = T>
        + std::ops::Div<Output = T>
        + std::ops::Rem<Output = T>,
{
    match op {
        BinOp::Add => a + b,
        BinOp::Sub => a - b,
        BinOp::Mul => a * b,
        BinOp::Div => a / b,
        BinOp::Rem => a % b,
    }
}

fn compare<T: PartialOrd>(cmp: Cmp, a: &T, b: &T) -> bool {
    match cmp {
        Cmp::Lt => a < b,
        Cmp::Le => a <= b,
        Cmp::Gt => a > b,
        Cmp::Ge => a >= b,
        Cmp::Eq => a == b,
        Cmp::Ne => a != b,
    }
}

/// The number that a literal means in a float type.
fn parse(text: &str, float: Float) -> f64 {
    let digits = text.replace('_', "");
    match float {
        Float::F64 => digits.parse().expect("a literal"),
        Float::F32 => f64::from(digits.parse::<f32>().expect("a literal")),
    }
}
