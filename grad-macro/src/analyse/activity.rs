//! How a step's result depends on the active arguments, given what its operands do.

use crate::ir::{Activity, Float, Func, Op, Operand};

/// The activity of an operation's result.
pub fn of_op(func: &Func, op: &Op) -> Activity {
    let strongest = |operands: &mut dyn Iterator<Item = &Operand>| {
        operands.map(|operand| func.activity(operand)).max().unwrap_or(Activity::Constant)
    };
    match op {
        Op::Use(a) | Op::Neg(a) => func.activity(a),
        Op::Binary(symbol, a, b) => {
            let activity = func.activity(a).max(func.activity(b));
            if matches!(*symbol, "+" | "-" | "*" | "/" | "%") { activity } else { activity.min(Activity::Cut) }
        }
        Op::Method { args, .. } => strongest(&mut args.iter()),
        Op::Cast { from, to } => {
            let to_number = crate::types::classify(&syn::parse_quote!(#to), &syn::Generics::default());
            match to_number {
                crate::types::Class::Constant => func.activity(from).min(Activity::Cut),
                _ => func.activity(from),
            }
        }
        Op::Opaque(opaque) => {
            strongest(&mut opaque.holes.iter().flat_map(|(_, tree)| tree.leaves())).min(Activity::Cut)
        }
        Op::Detach { .. } => Activity::Constant,
        Op::Call(call) => {
            // An annotated function gives a float: what an integer steers in it counts as lost.
            strongest(&mut call.args.iter())
        }
        Op::Rule(rule) => strongest(&mut rule.args.iter().map(|passed| &passed.operand)),
        Op::Variant { payload, .. } => strongest(&mut payload.iter()),
        Op::Helper { name: "like" | "float" | "const_float", args } => func.activity(&args[0]),
        Op::Load(view)
        | Op::Portion(view)
        | Op::First { of: view, .. }
        | Op::TwoParts { of: view, .. }
        | Op::Copy { from: view, .. } => func.activity(&view.base),
        Op::Array { elements, .. } => strongest(&mut elements.iter()),
        Op::Struct(made) => strongest(&mut made.fields.iter().flat_map(|(_, tree)| tree.leaves()).chain(&made.base)),
        Op::Repeat { value, .. } => func.activity(value),
        Op::Helper { name: "room" | "gathered", .. }
        | Op::Kept { .. }
        | Op::Store { .. }
        | Op::Update { .. }
        | Op::Mutate { .. }
        | Op::Stack { .. }
        | Op::Mark
        | Op::Release { .. }
        | Op::Reserve { .. }
        | Op::Push { .. }
        | Op::Pop { .. }
        | Op::Height { .. }
        | Op::Shelve { .. }
        | Op::Note(_) => Activity::Constant,
        Op::Into { .. }
        | Op::Tuple(_)
        | Op::Of { .. }
        | Op::Unshelve { .. }
        | Op::Zeros(_)
        | Op::Blank(_)
        | Op::Vjp(_)
        | Op::Pull { .. }
        | Op::PullConst { .. }
        | Op::Helper { .. }
        | Op::Select { .. }
        | Op::Closure { .. } => Activity::Active,
    }
}

/// The float type of an operation's result, as far as it follows from its operands.
pub fn float_of(func: &Func, op: &Op) -> Float {
    match op {
        Op::Use(a) | Op::Neg(a) => func.float(a),
        Op::Binary(_, a, b) => func.float(a).join(func.float(b)),
        Op::Method { args, .. } => args.iter().fold(Float::Unknown, |float, arg| float.join(func.float(arg))),
        Op::Select { then, other, .. } => func.float(then).join(func.float(other)),
        _ => Float::Unknown,
    }
}
