//! Numbers of ours in generic functions: `2.0` is no `T`, so it is written as one.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ir::{
    Activity, Const, End, Float, Func, Hint, Lend, LoopHead, Op, Operand, Pattern, Region, Shape, StmtKind, ValueId,
    View, visit,
};

/// Writes every number whose type is a parameter in that type.
pub(super) fn spell(func: &Func, region: &mut Region, parameters: &[Ident], private: &TokenStream) {
    if parameters.is_empty() {
        return;
    }
    Spell { func, parameters, private, default: default(func, parameters) }.region(region, &[]);
}

/// The type of all floats in the function, if there is only one. Where none is known, as in a method that looks at nothing but members, it is the only parameter.
fn default(func: &Func, parameters: &[Ident]) -> Float {
    let mut found = Float::Unknown;
    for value in &func.values {
        let place = value.place.as_ref().map(|place| scalar(&place.shape));
        for float in [Some(value.float), place].into_iter().flatten().filter(|float| float.is_known()) {
            if found != Float::Unknown && found != float {
                return Float::Unknown;
            }
            found = float;
        }
    }
    if found == Float::Unknown && parameters.len() == 1 { Float::Param(0) } else { found }
}

/// The float that a shape is made of.
fn scalar(shape: &Shape) -> Float {
    match shape {
        Shape::Scalar(float) => *float,
        Shape::Array(inside) | Shape::Vector(inside) | Shape::Option { payload: inside, .. } => scalar(inside),
        Shape::Tuple(elements) => elements.iter().map(scalar).find(|float| float.is_known()).unwrap_or(Float::Unknown),
        Shape::Matrix(matrix) => matrix.float,
        Shape::Unknown => Float::Unknown,
    }
}

struct Spell<'a> {
    func: &'a Func,
    parameters: &'a [Ident],
    private: &'a TokenStream,
    default: Float,
}

impl Spell<'_> {
    fn region(&self, region: &mut Region, results: &[ValueId]) {
        for stmt in &mut region.stmts {
            match &mut stmt.kind {
                StmtKind::Let { pattern, op } => self.op(pattern, op),
                StmtKind::Branch(branch) => {
                    if let crate::ir::Head::If(test) = &mut branch.head {
                        self.number(test, Float::Unknown);
                    }
                    for arm in &mut branch.arms {
                        self.region(&mut arm.region, &branch.results);
                    }
                }
                StmtKind::Loop(looped) => {
                    let inside: Vec<ValueId> = looped.carried.iter().map(|carried| carried.inside).collect();
                    for carried in &mut looped.carried {
                        self.number(&mut carried.init, self.func.value(carried.inside).float);
                    }
                    if let LoopHead::Unwind { .. } | LoopHead::For { .. } = &looped.head {}
                    self.region(&mut looped.body, &inside);
                }
                StmtKind::Comment(_) => {}
            }
        }
        if let End::Yield(operands) | End::Return(operands) = &mut region.end {
            for (index, operand) in operands.iter_mut().enumerate() {
                let float = results.get(index).map_or(Float::Unknown, |id| self.func.value(*id).float);
                self.number(operand, float);
            }
        }
    }

    fn op(&self, pattern: &Pattern, op: &mut Op) {
        let result = match pattern.values().as_slice() {
            [id] => self.of(*id),
            _ => Float::Unknown,
        };
        match op {
            Op::Closure { body, .. } => self.region(body, &[]),
            Op::Rule(rule) => {
                if let Some(elements) = &mut rule.elements {
                    let float = self.of(elements.param);
                    self.region(&mut elements.body, &[]);
                    if let End::Yield(operands) = &mut elements.body.end {
                        operands.iter_mut().for_each(|operand| self.number(operand, float));
                    }
                }
            }
            Op::Store { to, value } | Op::Update { to, value, .. } => {
                let float = self.of_view(to).join(self.func.float(value));
                self.number(value, float);
            }
            Op::Mutate { place, args, .. } | Op::Into { place, args, .. } => {
                let float = self.of_view(place);
                args.iter_mut().for_each(|arg| self.number(arg, float));
            }
            Op::Pull { pullback, seed, lends, .. } => {
                let of = match pullback.value().map(|id| self.func.value(id).hint.clone()) {
                    Some(Hint::Pullback(of)) => self.of(of),
                    _ => Float::Unknown,
                };
                if let Some(seed) = seed {
                    self.number(seed, of);
                }
                for lend in lends {
                    if let Lend::Constant(constant) = lend {
                        self.number(constant, Float::Unknown);
                    }
                }
            }
            Op::Opaque(_) | Op::Kept { .. } => {}
            // The exponent is an integer.
            Op::Method { name, args, .. } if name == "powi" => {
                let float = self.func.float(&args[0]).join(result);
                self.number(&mut args[0], float);
            }
            op => {
                // What is computed from floats is one, and so are they all.
                let mut float = result;
                visit::op_operands(&mut op.clone(), &mut |operand| {
                    if let Operand::Value(id) = operand
                        && self.func.value(*id).activity != Activity::Constant
                    {
                        float = float.join(self.of(*id));
                    }
                });
                if matches!(float, Float::Unknown | Float::Not) {
                    visit::op_operands(&mut op.clone(), &mut |operand| float = known(float, self.func.float(operand)));
                }
                visit::op_operands(op, &mut |operand| self.number(operand, float));
            }
        }
    }

    fn of(&self, id: ValueId) -> Float {
        let value = self.func.value(id);
        value.place.as_ref().map_or(value.float, |place| scalar(&place.shape))
    }

    fn of_view(&self, view: &View) -> Float {
        scalar(&self.func.shape(view))
    }

    fn number(&self, operand: &mut Operand, float: Float) {
        let Operand::Number(number) = operand else { return };
        let Float::Param(index) = known(float, self.default) else { return };
        let Some(name) = self.parameters.get(usize::from(index)) else { return };
        let (private, value) = (self.private, *number);
        let mut literal = proc_macro2::Literal::f64_unsuffixed(value.abs());
        literal.set_span(proc_macro2::Span::mixed_site());
        let literal = if value.is_sign_negative() { quote!(-#literal) } else { quote!(#literal) };
        let tokens = quote!(#private number::<#name>(#literal));
        *operand = Operand::Const(Const { tokens, number: Some(value), atomic: true });
    }
}

/// The first, unless it says nothing.
fn known(float: Float, other: Float) -> Float {
    if matches!(float, Float::Unknown | Float::Not) { other } else { float }
}

/// The printed code with such numbers as they are elsewhere.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("number::<") {
        let (before, after) = (&rest[..at], &rest[at..]);
        let Some((open, close)) = after.find(">(").zip(after.find(')')) else { break };
        shown.push_str(before);
        shown.push_str(&after[open + 2..close]);
        rest = &after[close + 1..];
    }
    shown + rest
}
