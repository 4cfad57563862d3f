//! `lengths`: the length of an array is a number, where the text tells it.
//!
//! This runs before the function is reversed: a loop over three elements, that says so, saves what it must on the stack, is inlined and written out.

use std::collections::HashMap;

use crate::analyse::lengths::Lengths;
use crate::ir::{Const, Func, Op, Operand, Pattern, Region, StmtKind, Tree, ValueId, visit};

/// Runs the pass.
pub fn lengths(func: &mut Func) {
    let lengths = Lengths::of(func, &func.body);
    let mut known = HashMap::new();
    region(&lengths, &func.body, &mut known);
    if !known.is_empty() {
        visit::region_operands(&mut func.body, &mut |operand| {
            if let Some(length) = operand.value().and_then(|id| known.get(&id)) {
                let tokens = quote::ToTokens::to_token_stream(&proc_macro2::Literal::usize_suffixed(*length));
                *operand = Operand::Const(Const { tokens, number: None, atomic: true });
            }
        });
    }
}

fn region(lengths: &Lengths, region_: &Region, known: &mut HashMap<ValueId, usize>) {
    for stmt in &region_.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op: Op::Method { name, args, .. } }
                if name == "len" =>
            {
                if let [Operand::View(view)] = args.as_slice()
                    && let Some(length) = lengths.of_view(view)
                {
                    known.insert(*id, length);
                }
            }
            StmtKind::Let { .. } | StmtKind::Comment(_) => {}
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| region(lengths, &arm.region, known)),
            StmtKind::Loop(looped) => region(lengths, &looped.body, known),
        }
    }
}
