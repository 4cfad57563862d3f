//! Statements and regions as lines.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::expr::Piece;
use super::questions::Questions;
use super::{Code, Emitter};
use crate::ir::{Arm, Branch, End, Head, Hint, Op, Operand, Pattern, Region, Stmt, StmtKind, Tree, ValueId, visit};
use crate::lower::substitute;
use crate::site::Site;

impl Emitter<'_> {
    /// Writes a function's body.
    pub fn body(&mut self, region: &Region) -> Vec<Code> {
        self.uses.clear();
        for id in visit::used_values(region) {
            *self.uses.entry(id).or_default() += 1;
        }
        self.questions = Questions::of(self.func, region);
        let mut code = self.questions_of_names();
        code.extend(self.region(region));
        code
    }

    pub(super) fn region(&mut self, region: &Region) -> Vec<Code> {
        let mut code = Vec::new();
        if let End::Yield(operands) | End::Return(operands) = &region.end {
            self.yielded.extend(operands.iter().filter_map(Operand::value));
        }
        for (index, stmt) in region.stmts.iter().enumerate() {
            let next = region.stmts.get(index + 1);
            if let (StmtKind::Branch(branch), None) = (&stmt.kind, next)
                && self.is_tail(branch, &region.end)
            {
                self.branch(branch, stmt.site, true, &mut code);
                return code;
            }
            self.stmt(stmt, next, &mut code);
        }
        let empty = region.stmts.is_empty();
        code.extend(self.end(&region.end, empty));
        code
    }

    /// The statements of a region, the end of which is written by the caller.
    pub(super) fn region_until(&mut self, region: &Region, end: &End) -> Vec<Code> {
        let mut code = Vec::new();
        for (index, stmt) in region.stmts.iter().enumerate() {
            self.stmt(stmt, region.stmts.get(index + 1), &mut code);
        }
        if matches!(end, End::Diverge) && region.stmts.is_empty() {
            code.extend(self.end(end, true));
        }
        code
    }

    /// Whether a region yields just what its last branch does, so that the branch can stand as its tail.
    fn is_tail(&self, branch: &Branch, end: &End) -> bool {
        let End::Yield(operands) = end else { return false };
        self.may_inline
            && !branch.results.is_empty()
            && branch.results.len() == operands.len()
            && branch.results.iter().zip(operands).all(|(result, operand)| {
                operand.value() == Some(*result)
                    && self.uses.get(result) == Some(&1)
                    && self.func.value(*result).annotation.is_none()
            })
    }

    fn end(&mut self, end: &End, empty: bool) -> Option<Code> {
        if matches!(end, End::Diverge) && empty {
            // Nobody gets here; something must have the type of the other arms.
            return Some(Code::Line(quote!(::core::unreachable!())));
        }
        let operands = match end {
            End::Yield(operands) | End::Return(operands) if !operands.is_empty() => operands,
            _ => return None,
        };
        Some(Code::Line(self.payload(operands, Site::call_site())))
    }

    fn stmt(&mut self, stmt: &Stmt, next: Option<&Stmt>, code: &mut Vec<Code>) {
        match &stmt.kind {
            StmtKind::Comment(comment) => code.push(Code::Comment(comment)),
            StmtKind::Let { pattern, op: Op::Closure { seed, lends, types, body } } => {
                let pattern = self.pattern(pattern, stmt.site);
                let small = super::small::is_small(body);
                let (args, mut body) = self.closure(seed, lends, types.as_ref(), body, stmt.site);
                if small && types.is_some() {
                    let (private, once) = (self.private, Ident::new("called_once", Span::mixed_site()));
                    code.push(Code::Question(quote!(let #once = #private CalledOnce;)));
                    body.insert(0, Code::Question(quote!(let #once = #once;)));
                }
                code.push(Code::Closure { pattern, args, body, small });
            }
            StmtKind::Let { pattern, op } => {
                if !stmt.generated {
                    code.extend(self.questions(pattern, op, stmt.site));
                }
                let piece = self.op(op, stmt.site);
                if let Some(id) = self.inlines(stmt, pattern, op, &piece, next) {
                    self.inlined.insert(id, piece);
                    return;
                }
                let tokens = piece.tokens;
                let span = stmt.site.ours();
                if let Op::Portion(whole) | Op::First { of: whole, .. } | Op::TwoParts { of: whole, .. } = op {
                    self.part_of.extend(pattern.values().into_iter().map(|part| (part, whole.root())));
                }
                if let Some(wants) = self.optional(op) {
                    let body = vec![Code::Line(quote_spanned!(span=> #tokens;))];
                    let open = quote_spanned!(span=> if #wants);
                    code.push(Code::Nest { open, body, close: TokenStream::new() });
                    return;
                }
                code.push(Code::Line(match pattern {
                    Pattern::Tree(Tree::Tuple(elements)) if elements.is_empty() => quote_spanned!(span=> #tokens;),
                    Pattern::Tree(Tree::Leaf(None)) if !stmt.generated => quote_spanned!(span=> let _ = #tokens;),
                    _ => {
                        let pattern = self.pattern(pattern, stmt.site);
                        quote_spanned!(span=> let #pattern = #tokens;)
                    }
                }));
                code.extend(self.questions_of_values(pattern, op, stmt));
            }
            StmtKind::Branch(branch) => self.branch(branch, stmt.site, false, code),
            StmtKind::Loop(looped) => self.looped(looped, stmt.site, code),
        }
    }

    /// Whether a step is written where it is used, and not as a line of its own.
    fn inlines(&self, stmt: &Stmt, pattern: &Pattern, op: &Op, piece: &Piece, next: Option<&Stmt>) -> Option<ValueId> {
        let Pattern::Tree(Tree::Leaf(Some(id))) = pattern else { return None };
        if !self.may_inline || self.uses.get(id) != Some(&1) {
            return None;
        }
        if !stmt.generated
            && next.is_none()
            && self.yielded.contains(id)
            && matches!(self.func.value(*id).hint, Hint::Temp)
        {
            return Some(*id);
        }
        if !stmt.generated {
            // A condition stands in its `if`.
            let condition = matches!(op, Op::Opaque(_)) && matches!(self.func.value(*id).hint, Hint::Temp);
            let used_next = next.is_some_and(
                |next| matches!(&next.kind, StmtKind::Branch(Branch { head: Head::If(Operand::Value(test)), .. }) if test == id),
            );
            return (condition && used_next).then_some(*id);
        }
        let last = next.is_none() && self.yielded.contains(id);
        let small = match (op, &self.func.value(*id).hint) {
            (Op::Variant { .. } | Op::Tuple(_), _) => true,
            (Op::Neg(_) | Op::Binary(..) | Op::Cast { .. } | Op::Method { .. }, _) if last => piece.size <= 6,
            (Op::Binary("==" | "<" | "<=" | ">" | ">=" | "&&" | "||", ..), _) => true,
            (Op::Use(_) | Op::Neg(_) | Op::Binary(..) | Op::Method { .. } | Op::Cast { .. }, Hint::Temp) => {
                piece.size <= 4
            }
            (Op::Helper { .. }, Hint::Temp) => true,
            (Op::Neg(_) | Op::Binary(..), Hint::Cotangent(of)) => match self.func.value(*of).hint {
                Hint::User(_) => self.yielded.contains(id) && piece.size <= 2,
                _ => piece.size <= 3,
            },
            _ => false,
        };
        small.then_some(*id)
    }

    fn branch(&mut self, branch: &Branch, site: Site, tail: bool, code: &mut Vec<Code>) {
        let span = site.ours();
        let head = match &branch.head {
            Head::If(test) => self.operand(test, site).tokens,
            Head::Match(tree) => self.tree(tree),
            Head::Opaque(opaque) => self.opaque(opaque),
            Head::Variant(operand) => self.operand(operand, site).tokens,
        };
        let (binds, close) = if branch.results.is_empty() || tail {
            (TokenStream::new(), TokenStream::new())
        } else {
            (self.results(&branch.results, site), quote!(;))
        };
        if let (Head::If(_), [then, other]) = (&branch.head, branch.arms.as_slice()) {
            let then = self.region(&then.region);
            let other = self.region(&other.region);
            let open = quote_spanned!(span=> #binds if #head);
            if other.is_empty() && branch.results.is_empty() {
                code.push(Code::Nest { open, body: then, close });
                return;
            }
            code.push(Code::Nest { open, body: then, close: TokenStream::new() });
            if chains(&other) {
                // `else { if … }` is `else if …`.
                for (index, piece) in other.into_iter().enumerate() {
                    let Code::Nest { open, body, close: own } = piece else { continue };
                    let open = if index == 0 { quote_spanned!(span=> else #open) } else { open };
                    code.push(Code::Nest { open, body, close: own });
                }
                if let Some(Code::Nest { close: last, .. }) = code.last_mut() {
                    *last = close;
                }
            } else {
                code.push(Code::Nest { open: quote_spanned!(span=> else), body: other, close });
            }
            return;
        }
        let of = branch.arms.len();
        let mut arms = Vec::new();
        for (index, arm) in branch.arms.iter().enumerate() {
            let pattern = self.arm_pattern(arm, matches!(branch.head, Head::Variant(_)), index, of, site);
            let guard = arm.guard.as_ref().map(|guard| {
                let guard = self.opaque(guard);
                quote!(if #guard)
            });
            let body = self.region(&arm.region);
            arms.push(Code::Nest { open: quote_spanned!(span=> #pattern #guard =>), body, close: TokenStream::new() });
        }
        code.push(Code::Nest { open: quote_spanned!(span=> #binds match #head), body: arms, close });
    }

    fn arm_pattern(&mut self, arm: &Arm, variant: bool, index: usize, of: usize, site: Site) -> TokenStream {
        let pattern = match &arm.pattern {
            // Types can stand beside a `let`, not in an arm.
            Some(Pattern::Tree(tree)) => self.tree_pattern(tree, site),
            Some(pattern) => self.pattern(pattern, site),
            None => quote!(_),
        };
        if variant { self.variant(index, of, pattern) } else { pattern }
    }

    /// `let (a, b): (f64, _) =`
    pub(super) fn results(&mut self, results: &[ValueId], site: Site) -> TokenStream {
        if let [one] = results {
            let pattern = self.pattern(&Pattern::one(*one), site);
            return quote!(let #pattern =);
        }
        let patterns: Vec<TokenStream> = results.iter().map(|id| self.bare(*id, site)).collect();
        let annotations: Vec<TokenStream> =
            results.iter().map(|id| self.func.value(*id).annotation.clone().unwrap_or_else(|| quote!(_))).collect();
        if results.iter().all(|id| self.func.value(*id).annotation.is_none()) {
            return quote!(let (#(#patterns),*) =);
        }
        quote!(let (#(#patterns),*): (#(#annotations),*) =)
    }

    fn bare(&mut self, id: ValueId, site: Site) -> TokenStream {
        let ident = self.names.ident(id, site);
        if self.func.value(id).mutable { quote!(mut #ident) } else { ident.into_token_stream() }
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern, site: Site) -> TokenStream {
        match pattern {
            Pattern::Tree(Tree::Leaf(Some(id))) => {
                let ident = self.bare(*id, site);
                match &self.func.value(*id).annotation {
                    Some(ty) => quote!(#ident: #ty),
                    None => ident,
                }
            }
            Pattern::Tree(tree) => self.tree_pattern(tree, site),
            Pattern::User { tokens, bindings } => {
                let mut names = Vec::new();
                for (key, id) in bindings {
                    names.push((key, self.names.ident(*id, site)));
                }
                substitute(tokens.clone(), &|ident| {
                    let key = crate::hygiene::Key::of(ident);
                    let (_, name) = names.iter().find(|(known, _)| **known == key)?;
                    Some(name.to_token_stream())
                })
            }
        }
    }

    fn tree_pattern(&mut self, tree: &Tree<Option<ValueId>>, site: Site) -> TokenStream {
        match tree {
            Tree::Leaf(Some(id)) => self.bare(*id, site),
            Tree::Leaf(None) => quote!(_),
            Tree::Tuple(elements) => {
                let elements: Vec<TokenStream> =
                    elements.iter().map(|element| self.tree_pattern(element, site)).collect();
                match elements.as_slice() {
                    [one] => quote!((#one,)),
                    _ => quote!((#(#elements),*)),
                }
            }
        }
    }
}

/// Whether the lines are one `if` with all its `else`s.
fn chains(code: &[Code]) -> bool {
    let opens_with = |piece: &Code, word: &str| match piece {
        Code::Nest { open, .. } => open.clone().into_iter().next().is_some_and(|token| token.to_string() == word),
        _ => false,
    };
    code.first().is_some_and(|first| opens_with(first, "if")) && code[1..].iter().all(|piece| opens_with(piece, "else"))
}
