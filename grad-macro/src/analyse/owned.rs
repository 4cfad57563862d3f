//! Constants that the function itself owns, and what refers to them: a pullback cannot hold such a reference, since what it refers to is gone
//! when the function has returned. It holds a copy instead, if it has to.
//!
//! The macro sees no types, so this is read off the form of the code. A wrong guess costs a copy, or is an error of rustc's.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use crate::hygiene::Key;
use crate::ir::{Activity, Float, Func, Head, LoopHead, Op, Opaque, Operand, Region, StmtKind, ValueId};

/// Constants by where the memory is that they refer to.
#[derive(Clone, Default)]
pub struct Owned {
    own: HashSet<ValueId>,
    lent: HashSet<ValueId>,
}

/// Where something's memory is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Memory {
    /// In the function.
    Own,
    /// Behind a reference that the caller gave.
    Lent,
    /// A number, or nobody knows.
    Other,
}

impl Owned {
    /// Reads it off a function.
    pub fn of(func: &Func, body: &Region) -> Owned {
        let mut owned = Owned::default();
        for param in &func.params {
            let value = func.value(*param);
            if value.activity != Activity::Active && func.borrowed.contains(param) {
                owned.lent.insert(*param);
            } else if value.activity != Activity::Active && value.float == Float::Unknown {
                owned.own.insert(*param);
            }
        }
        owned.region(body);
        owned
    }

    /// Whether a constant is the function's own, or refers to such a one.
    pub fn contains(&self, id: ValueId) -> bool {
        self.own.contains(&id)
    }

    fn region(&mut self, region: &Region) {
        for stmt in &region.stmts {
            match &stmt.kind {
                StmtKind::Let { pattern, op } => {
                    let memory = self.op(op);
                    self.note(memory, pattern.values());
                }
                StmtKind::Branch(branch) => {
                    let memory = match &branch.head {
                        Head::Opaque(opaque) => self.opaque(opaque),
                        _ => Memory::Other,
                    };
                    for arm in &branch.arms {
                        self.note(memory, arm.pattern.iter().flat_map(crate::ir::Pattern::values).collect());
                        self.region(&arm.region);
                    }
                    for (index, result) in branch.results.iter().enumerate() {
                        let yields = branch.arms.iter().filter_map(|arm| match &arm.region.end {
                            crate::ir::End::Yield(operands) => operands.get(index),
                            _ => None,
                        });
                        let memory = self.first_of(yields);
                        self.note(memory, vec![*result]);
                    }
                }
                StmtKind::Loop(looped) => {
                    if let LoopHead::For { pattern, iterator, .. } = &looped.head {
                        let memory = self.opaque(iterator);
                        self.note(memory, pattern.values());
                    }
                    for (carried, result) in looped.carried.iter().zip(&looped.results) {
                        let memory = self.operand(&carried.init);
                        self.note(memory, vec![carried.inside, *result]);
                    }
                    self.region(&looped.body);
                }
                StmtKind::Comment(_) => {}
            }
        }
    }

    fn note(&mut self, memory: Memory, ids: Vec<ValueId>) {
        match memory {
            Memory::Own => self.own.extend(ids),
            Memory::Lent => self.lent.extend(ids),
            Memory::Other => {}
        }
    }

    fn operand(&self, operand: &Operand) -> Memory {
        let id = match operand {
            Operand::Value(id) => *id,
            Operand::View(view) => view.root(),
            _ => return Memory::Other,
        };
        match id {
            id if self.own.contains(&id) => Memory::Own,
            id if self.lent.contains(&id) => Memory::Lent,
            _ => Memory::Other,
        }
    }

    fn first_of<'a>(&self, operands: impl Iterator<Item = &'a Operand>) -> Memory {
        let found: Vec<Memory> = operands.map(|operand| self.operand(operand)).collect();
        *[Memory::Own, Memory::Lent].iter().find(|memory| found.contains(memory)).unwrap_or(&Memory::Other)
    }

    fn op(&self, op: &Op) -> Memory {
        match op {
            Op::Opaque(opaque) => self.opaque(opaque),
            Op::Use(operand) => self.operand(operand),
            // What a function gives that was lent nothing.
            Op::Method { path: Some(_), args, .. } => match self.first_of(args.iter()) {
                Memory::Other => Memory::Own,
                memory => memory,
            },
            _ => Memory::Other,
        }
    }

    /// What the user's tokens refer to: the variables in them decide, but for those in brackets, which are indices.
    fn opaque(&self, opaque: &Opaque) -> Memory {
        let mut names = Vec::new();
        outside_brackets(opaque.tokens.clone(), &mut names);
        let of_names = |name: &Ident| {
            let key = Key::of(name);
            let hole = opaque.holes.iter().find(|(known, _)| *known == key);
            hole.map_or(Memory::Other, |(_, tree)| self.first_of(tree.leaves().into_iter()))
        };
        let found: Vec<Memory> = names.iter().map(of_names).collect();
        if makes(&opaque.tokens) || found.contains(&Memory::Own) {
            Memory::Own
        } else if found.contains(&Memory::Lent) {
            Memory::Lent
        } else if calls(&opaque.tokens) {
            Memory::Own
        } else {
            Memory::Other
        }
    }
}

fn outside_brackets(tokens: TokenStream, names: &mut Vec<Ident>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => names.push(ident),
            TokenTree::Group(group) if group.delimiter() != Delimiter::Bracket => {
                outside_brackets(group.stream(), names);
            }
            _ => {}
        }
    }
}

/// Whether a function is called: `f(a)`, `&f(a)`. If it was lent nothing, it gives something new.
fn calls(tokens: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    tokens.windows(2).any(|pair| {
        matches!(&pair[0], TokenTree::Ident(_))
            && matches!(&pair[1], TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
    })
}

/// Methods that make something new.
const MAKE: &[&str] = &["to_vec", "to_owned", "to_string", "clone", "cloned", "collect", "into_iter"];

/// Whether the tokens make something that owns its memory, or a reference to such a thing: `[a, b]`, `&vec![a; n]`, `x.to_vec()`.
fn makes(tokens: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let is = |at: usize, symbol: char| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == symbol);
    let start = usize::from(is(0, '&'));
    let first = match tokens.get(start) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => true,
        Some(TokenTree::Ident(ident)) => ident == "vec" || ident == "Vec" || ident == "String",
        _ => false,
    };
    let last_method = (1..tokens.len()).rev().find_map(|at| match &tokens[at] {
        TokenTree::Ident(ident) if is(at - 1, '.') => Some(ident),
        _ => None,
    });
    first || last_method.is_some_and(|name| MAKE.iter().any(|make| name == make))
}
