//! Buffers that each trip of a loop fills anew: `subtract(x, mean, &mut difference)` with a `difference` that is declared before the loop,
//! once for all trips.
//!
//! What such a buffer held before a trip is of no interest to it, so nothing of it goes from trip to trip: going back, the loop counts as one
//! that carries no such state, as if each trip had a buffer of its own. A buffer is *private* to a loop if no element of it is read in a trip, or
//! after the loop, that the same trip or what comes after the loop has not written before. This is read off the text, for local vectors and
//! arrays with one name and a length that can be told; in the functions of the same file that they are lent to, too. Where it cannot be seen
//! the buffer is taken for state, which is always right.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{
    BinOp, Block, Expr, ExprCall, ExprForLoop, FnArg, Ident, ItemFn, Lit, Local, Pat, RangeLimits, Stmt, Type, UnOp,
};

use super::place::strip;
use crate::declared::Declared;

/// The buffers that are private to loops, by where the loops are in memory.
pub(super) type Private = HashMap<usize, Vec<Ident>>;

/// How deep functions that call others are looked into.
const DEPTH: usize = 3;

/// How many names are looked up in a function before it is given up: what stands for what may be a long story.
const PATIENCE: usize = 10_000;

/// Methods that leave the length of a vector as it is.
const SAME_LENGTH: &[&str] =
    &["len", "is_empty", "iter", "iter_mut", "fill", "copy_from_slice", "clone_from_slice", "swap", "to_vec", "clone"];

/// Finds them.
pub(super) fn of(function: &ItemFn, declared: &Declared) -> Private {
    let text = Text::of(function, declared, 0);
    let mut private = Private::new();
    if text.unclear {
        return private;
    }
    let mut blocks = Blocks { text: &text, private: &mut private };
    blocks.visit_block(&function.block);
    private
}

/// A sum of products of names: what a length is.
type Length = BTreeMap<Vec<String>, i64>;

/// Marks a name that may stand for different numbers: it must cancel out.
const CHANGES: char = '?';

/// How a name comes to be.
enum Binding<'a> {
    Param(&'a Type),
    Let(&'a Expr),
    /// The item of `chunks_exact`.
    Chunk(&'a Expr),
    Other,
}

/// A function's text, and what its names stand for.
struct Text<'a> {
    declared: &'a Declared,
    function: &'a ItemFn,
    depth: usize,
    bindings: HashMap<String, Vec<(Binding<'a>, bool)>>,
    /// What a caller's arguments are, and how long.
    given: HashMap<String, Length>,
    lengths: HashMap<String, Length>,
    /// Names that are being looked up: `let b = vec![0.0; b.len()]` is about another `b`.
    asking: RefCell<Vec<String>>,
    asked: Cell<usize>,
    /// Whether it jumps to labels or declares what names stand for in other ways.
    unclear: bool,
}

/// A buffer.
struct Buffer<'a> {
    name: &'a str,
    ident: &'a Ident,
    length: Length,
}

/// What a stretch of text does with a buffer.
#[derive(Clone, Copy, Default)]
struct Flow {
    /// Reads elements that it may not have written before.
    reads: bool,
    /// Writes all elements, once it is through.
    fills: bool,
}

const NOTHING: Flow = Flow { reads: false, fills: false };
const READS: Flow = Flow { reads: true, fills: false };
const FILLS: Flow = Flow { reads: false, fills: true };

impl Flow {
    fn then(self, next: Flow) -> Flow {
        Flow { reads: self.reads || !self.fills && next.reads, fills: self.fills || next.fills }
    }
}

impl<'a> Text<'a> {
    fn of(function: &'a ItemFn, declared: &'a Declared, depth: usize) -> Text<'a> {
        let mut found = Bindings::default();
        for param in function.sig.generics.const_params() {
            found.add(&param.ident, Binding::Other, false);
        }
        for input in &function.sig.inputs {
            if let FnArg::Typed(typed) = input {
                match &*typed.pat {
                    Pat::Ident(ident) => found.add(&ident.ident, Binding::Param(&typed.ty), ident.mutability.is_some()),
                    pat => found.visit_pat(pat),
                }
            }
        }
        found.visit_block(&function.block);
        Text {
            declared,
            function,
            depth,
            bindings: found.all,
            given: HashMap::new(),
            lengths: HashMap::new(),
            asking: RefCell::default(),
            asked: Cell::new(0),
            unclear: found.unclear,
        }
    }

    /// A name that is declared once.
    fn only(&self, name: &str) -> Option<&(Binding<'a>, bool)> {
        match self.bindings.get(name)?.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// What an integer is.
    fn number(&self, expr: &Expr) -> Option<Length> {
        match strip(expr) {
            Expr::Lit(lit) => match &lit.lit {
                Lit::Int(int) => Some(constant(int.base10_parse().ok()?)),
                _ => None,
            },
            Expr::Path(path) => self.named(&path.path.get_ident()?.to_string()),
            Expr::Binary(binary) => {
                let (a, b) = (self.number(&binary.left)?, self.number(&binary.right)?);
                match binary.op {
                    BinOp::Add(_) => Some(sum(&a, &b, 1)),
                    BinOp::Sub(_) => Some(sum(&a, &b, -1)),
                    BinOp::Mul(_) => product(&a, &b),
                    BinOp::Div(_) => {
                        Some(atom(format!("{}{a:?} / {b:?}", if changes(&a) || changes(&b) { "?" } else { "" })))
                    }
                    _ => None,
                }
            }
            Expr::MethodCall(call) if call.method == "len" && call.args.is_empty() => self.length(&call.receiver),
            Expr::Field(field) => {
                let receiver = self.function.sig.receiver();
                let shared = receiver.is_some_and(|of| matches!(of.kind, syn::ReceiverKind::Reference(_, _, None)));
                let of_self = matches!(strip(&field.base), Expr::Path(path) if path.path.is_ident("self"));
                (shared && of_self).then(|| self.atom(&format!("self.{}", field.member.to_token_stream())))
            }
            _ => None,
        }
    }

    fn atom(&self, name: &str) -> Length {
        atom(format!("{name}#{}", self.depth))
    }

    /// Looks a name up, unless that is being done.
    fn look_up(&self, name: &str, find: impl FnOnce() -> Option<Length>) -> Option<Length> {
        self.asked.set(self.asked.get() + 1);
        if self.asked.get() > PATIENCE || self.asking.borrow().iter().any(|asking| asking == name) {
            return None;
        }
        self.asking.borrow_mut().push(name.to_owned());
        let found = find();
        self.asking.borrow_mut().pop();
        found
    }

    fn named(&self, name: &str) -> Option<Length> {
        if let Some(given) = self.given.get(name) {
            return Some(given.clone());
        }
        match self.bindings.get(name).map(Vec::as_slice) {
            // A constant, or a parameter of the block that the first function stands in.
            None if self.depth > 0 && self.declared.is_in_block() => None,
            None => Some(atom(name.to_owned())),
            Some([(Binding::Let(init), false)]) => {
                let number = self.look_up(name, || self.number(init));
                Some(number.filter(|number| !changes(number)).unwrap_or_else(|| self.atom(name)))
            }
            Some([(_, false)]) => Some(self.atom(name)),
            Some(_) => Some(atom(format!("{CHANGES}{name}#{}", self.depth))),
        }
    }

    /// How long a list is.
    fn length(&self, expr: &Expr) -> Option<Length> {
        match strip(expr) {
            Expr::Path(path) => self.length_of_name(&path.path.get_ident()?.to_string()),
            Expr::Reference(reference) => self.length(&reference.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.length(&unary.expr),
            Expr::Index(index) => {
                let Expr::Range(range) = strip(&index.index) else { return None };
                let closed = matches!(range.limits, RangeLimits::Closed(_));
                let end = match &range.end {
                    Some(end) if closed => sum(&self.number(end)?, &constant(1), 1),
                    Some(end) => self.number(end)?,
                    None => self.length(&index.expr)?,
                };
                match &range.start {
                    Some(start) => Some(sum(&end, &self.number(start)?, -1)),
                    None => Some(end),
                }
            }
            Expr::MethodCall(call) => {
                let same = ["iter", "iter_mut", "as_slice", "enumerate", "rev", "copied", "cloned", "clone", "to_vec"];
                same.iter().any(|name| call.method == name).then(|| self.length(&call.receiver))?
            }
            Expr::Array(array) => Some(constant(i64::try_from(array.elems.len()).ok()?)),
            Expr::Repeat(repeat) => self.number(&repeat.len),
            Expr::Macro(made) => self.number(&repeated(made)?),
            _ => None,
        }
    }

    fn length_of_name(&self, name: &str) -> Option<Length> {
        if let Some(given) = self.lengths.get(name) {
            return Some(given.clone());
        }
        self.look_up(name, || self.length_of_bindings(name))
    }

    fn length_of_bindings(&self, name: &str) -> Option<Length> {
        let mut all = self.bindings.get(name)?.iter().map(|(binding, mutable)| match binding {
            Binding::Let(init) if *mutable => {
                let array = matches!(strip(init), Expr::Array(_) | Expr::Repeat(_));
                let vector = matches!(strip(init), Expr::Macro(_)) && self.keeps_length(name);
                (array || vector).then(|| self.length(init))?
            }
            Binding::Let(init) => self.length(init),
            Binding::Chunk(size) => self.number(size),
            Binding::Param(ty) => match strip_reference(ty) {
                (_, Type::Array(array)) => self.number(&array.len),
                (true, Type::Slice(_)) if !mutable => Some(self.atom(&format!("len {name}"))),
                (true, Type::Path(_)) if !mutable && is_shared(ty) => Some(self.atom(&format!("len {name}"))),
                _ => None,
            },
            Binding::Other => None,
        });
        let first = all.next()??;
        (all.all(|other| other.as_ref() == Some(&first)) && !changes(&first)).then_some(first)
    }

    /// Whether a vector is never made longer or shorter.
    fn keeps_length(&self, name: &str) -> bool {
        let mut check = Lengths { text: self, name, kept: true };
        check.visit_block(&self.function.block);
        check.kept
    }

    /// What a function of the file is, if it can only be that one.
    fn callee(&self, call: &ExprCall) -> Option<ItemFn> {
        let Expr::Path(path) = strip(&call.func) else { return None };
        let name = path.path.get_ident()?;
        let own = !self.bindings.contains_key(&name.to_string());
        let function = self.declared.function(&name.to_string()).filter(|_| own && self.depth < DEPTH)?;
        (function.sig.inputs.len() == call.args.len() && function.sig.receiver().is_none()).then_some(function)
    }

    /// Whether a function fills the whole of a buffer that is its argument, and reads nothing of it before.
    fn fills(&self, call: &ExprCall, at: usize, buffer: &Buffer) -> Option<bool> {
        let function = self.callee(call)?;
        let (inner, _) = parameter(&function, at)?;
        let mut text = Text::of(&function, self.declared, self.depth + 1);
        if text.unclear || leaves_early(&function.block) {
            return None;
        }
        for (index, arg) in call.args.iter().enumerate() {
            let Some((name, _)) = parameter(&function, index) else { continue };
            if text.only(&name).is_none_or(|(_, mutable)| *mutable) {
                continue;
            }
            if let Some(number) = self.number(arg).filter(|number| !changes(number)) {
                text.given.insert(name.clone(), number);
            }
            let length = if index == at { Some(buffer.length.clone()) } else { self.length(arg) };
            let length = length.filter(|length| !changes(length));
            text.lengths.extend(length.map(|length| (name, length)));
        }
        text.only(&inner).filter(|(_, mutable)| !mutable)?;
        let inside = Buffer { name: &inner, length: buffer.length.clone(), ..*buffer };
        let flow = text.block(&function.block, &inside);
        Some(flow.fills && !flow.reads)
    }

    fn block(&self, block: &Block, buffer: &Buffer) -> Flow {
        block.stmts.iter().fold(NOTHING, |flow, stmt| flow.then(self.stmt(stmt, buffer)))
    }

    fn stmt(&self, stmt: &Stmt, buffer: &Buffer) -> Flow {
        match stmt {
            Stmt::Expr(expr, _) => self.expr(expr, buffer),
            Stmt::Local(Local { init: Some(init), .. }) if init.diverge.is_none() => self.expr(&init.expr, buffer),
            stmt => {
                if mentions(stmt, buffer.name) {
                    READS
                } else {
                    NOTHING
                }
            }
        }
    }

    fn expr(&self, expr: &Expr, buffer: &Buffer) -> Flow {
        if !mentions(expr, buffer.name) {
            return NOTHING;
        }
        match strip(expr) {
            Expr::Block(block) => self.block(&block.block, buffer),
            Expr::If(branch) => {
                let then = self.block(&branch.then_branch, buffer);
                let other = branch.else_branch.as_ref().map_or(NOTHING, |(_, other)| self.expr(other, buffer));
                let both = Flow { reads: then.reads || other.reads, fills: then.fills && other.fills };
                self.expr(&branch.cond, buffer).then(both)
            }
            Expr::ForLoop(looped) if self.loop_fills(looped, buffer) => FILLS,
            Expr::ForLoop(looped) => {
                let trip = self.block(&looped.body, buffer);
                Flow { reads: trip.reads || mentions(&looped.expr, buffer.name), fills: false }
            }
            Expr::While(looped) => {
                let trip = self.expr(&looped.cond, buffer).then(self.block(&looped.body, buffer));
                Flow { fills: false, ..trip }
            }
            Expr::Assign(assign) => {
                let element = is_element(&assign.left, buffer.name);
                match element {
                    Some(index) if !mentions(&assign.right, buffer.name) && !mentions(index, buffer.name) => NOTHING,
                    _ => READS,
                }
            }
            Expr::MethodCall(call) if is_name(&call.receiver, buffer.name) => {
                let fills = ["fill", "copy_from_slice", "clone_from_slice"].iter().any(|name| call.method == name);
                let reads = call.args.iter().any(|arg| mentions(arg, buffer.name));
                if fills && !reads { FILLS } else { READS }
            }
            Expr::Call(call) => {
                let lent: Vec<usize> =
                    (0..call.args.len()).filter(|at| mentions(&call.args[*at], buffer.name)).collect();
                let [at] = lent.as_slice() else { return READS };
                if !self.lends(&call.args[*at], buffer) {
                    return READS;
                }
                if self.fills(call, *at, buffer) == Some(true) { FILLS } else { READS }
            }
            _ => READS,
        }
    }

    /// Whether an argument is the whole buffer, to be changed.
    fn lends(&self, arg: &Expr, buffer: &Buffer) -> bool {
        match strip(arg) {
            Expr::Path(_) => self.depth > 0 && is_name(arg, buffer.name),
            Expr::Reference(reference) if reference.mutability.is_some() => match strip(&reference.expr) {
                Expr::Index(index) => {
                    let start = match strip(&index.index) {
                        Expr::Range(range) => {
                            range.start.as_ref().map_or(Some(constant(0)), |start| self.number(start))
                        }
                        _ => None,
                    };
                    is_name(&index.expr, buffer.name)
                        && start == Some(constant(0))
                        && self.length(&reference.expr).as_ref() == Some(&buffer.length)
                }
                Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => is_name(&unary.expr, buffer.name),
                inner => is_name(inner, buffer.name),
            },
            _ => false,
        }
    }

    /// Whether a loop writes one element after another, all of them, and reads none before that.
    fn loop_fills(&self, looped: &ExprForLoop, buffer: &Buffer) -> bool {
        if leaves_early(&looped.body) {
            return false;
        }
        if let (Pat::Ident(index), Expr::Range(range)) = (&*looped.pat, strip(&looped.expr)) {
            let from = range.start.as_ref().and_then(|start| self.number(start));
            let to = range.end.as_ref().and_then(|end| self.number(end));
            let open = matches!(range.limits, RangeLimits::HalfOpen(_));
            return open
                && from == Some(constant(0))
                && to.as_ref() == Some(&buffer.length)
                && self.trip_fills(
                    &looped.body,
                    &index.ident,
                    &|left, index| is_element(left, buffer.name).is_some_and(|of| is_name(of, &index.to_string())),
                    buffer.name,
                );
        }
        let Some(item) = self.items(&looped.pat, &looped.expr, buffer) else { return false };
        let name = item.to_string();
        self.trip_fills(
            &looped.body,
            item,
            &|left, item| {
                matches!(strip(left), Expr::Unary(unary)
                if matches!(unary.op, UnOp::Deref(_)) && is_name(&unary.expr, &item.to_string()))
            },
            &name,
        )
    }

    /// Whether each trip writes the element that `is_own` tells, before anything else is done with what is called `of`.
    fn trip_fills(&self, body: &Block, own: &Ident, is_own: &dyn Fn(&Expr, &Ident) -> bool, of: &str) -> bool {
        // `for mut i in …` may go elsewhere.
        let mutable = self.bindings.get(&own.to_string()).is_none_or(|all| all.iter().any(|(_, mutable)| *mutable));
        let mut inside = Bindings::default();
        inside.visit_block(body);
        if mutable || inside.all.contains_key(&own.to_string()) {
            return false;
        }
        let before = body.stmts.iter().take_while(|stmt| !mentions(stmt, of)).count();
        let Some(Stmt::Expr(Expr::Assign(assign), _)) = body.stmts.get(before) else { return false };
        if !is_own(&assign.left, own) || mentions(&assign.right, of) {
            return false;
        }
        // Later no other element is looked at.
        let mut others = Others { own, is_own, of, found: false };
        body.stmts[before + 1..].iter().for_each(|stmt| others.visit_stmt(stmt));
        !others.found
    }

    /// The name of a buffer's element in a loop over all of them.
    fn items<'p>(&self, pat: &'p Pat, expr: &Expr, buffer: &Buffer) -> Option<&'p Ident> {
        let as_long = |expr: &Expr| self.length(expr).as_ref() == Some(&buffer.length) && !mentions(expr, buffer.name);
        match strip(expr) {
            Expr::MethodCall(call) if call.method == "iter_mut" && is_name(&call.receiver, buffer.name) => ident(pat),
            Expr::Reference(reference) if reference.mutability.is_some() => {
                is_name(&reference.expr, buffer.name).then(|| ident(pat))?
            }
            Expr::Path(_) if self.depth > 0 && is_name(expr, buffer.name) => ident(pat),
            Expr::MethodCall(call) if call.method == "enumerate" => {
                let [_, item] = pair(pat)?;
                self.items(item, &call.receiver, buffer)
            }
            Expr::MethodCall(call) if call.method == "zip" => {
                let [a, b] = pair(pat)?;
                let other = call.args.first()?;
                match self.items(a, &call.receiver, buffer) {
                    Some(item) => as_long(other).then_some(item),
                    None => self.items(b, other, buffer).filter(|_| as_long_zip(&call.receiver, &as_long)),
                }
            }
            _ => None,
        }
    }
}

/// Whether all parts of a zip are as long.
fn as_long_zip(expr: &Expr, as_long: &dyn Fn(&Expr) -> bool) -> bool {
    match strip(expr) {
        Expr::MethodCall(call) if call.method == "zip" => {
            as_long_zip(&call.receiver, as_long) && call.args.first().is_some_and(as_long)
        }
        expr => as_long(expr),
    }
}

/// Blocks with buffers.
struct Blocks<'a, 'p> {
    text: &'a Text<'a>,
    private: &'p mut Private,
}

impl<'ast> Visit<'ast> for Blocks<'_, '_> {
    fn visit_block(&mut self, block: &'ast Block) {
        for (at, stmt) in block.stmts.iter().enumerate() {
            if let Stmt::Local(Local { pat, init: Some(init), .. }) = stmt
                && let Some(name) = ident(inner(pat))
                && let Expr::Macro(_) | Expr::Repeat(_) = strip(&init.expr)
                && let Some((Binding::Let(_), true)) = self.text.only(&name.to_string())
                && let Some(length) = self.text.length_of_name(&name.to_string()).filter(|length| !changes(length))
            {
                let buffer = Buffer { name: &name.to_string(), ident: name, length };
                self.mark(&block.stmts[at + 1..], &buffer, false, false);
            }
        }
        visit::visit_block(self, block);
    }
}

impl Blocks<'_, '_> {
    /// Notes the loops that a buffer is private to; `wanted` if its elements are read after the statements, `around` if they are after a
    /// `break` or `continue` there.
    fn mark(&mut self, stmts: &[Stmt], buffer: &Buffer, wanted: bool, around: bool) {
        let mut wanted = wanted;
        for stmt in stmts.iter().rev() {
            if let Stmt::Expr(expr, _) = stmt {
                self.mark_in(expr, buffer, wanted, around);
            }
            let flow = self.text.stmt(stmt, buffer);
            wanted = flow.reads || wanted && !flow.fills || around && jumps(stmt);
        }
    }

    fn mark_in(&mut self, expr: &Expr, buffer: &Buffer, wanted: bool, around: bool) {
        if !mentions(expr, buffer.name) {
            return;
        }
        let wanted = wanted || around && jumps(expr);
        match strip(expr) {
            Expr::Block(block) => self.mark(&block.block.stmts, buffer, wanted, around),
            Expr::If(branch) => {
                self.mark(&branch.then_branch.stmts, buffer, wanted, around);
                if let Some((_, other)) = &branch.else_branch {
                    self.mark_in(other, buffer, wanted, around);
                }
            }
            Expr::ForLoop(looped) => {
                let trip = self.text.block(&looped.body, buffer);
                let wanted = trip.reads || wanted || mentions(&looped.expr, buffer.name);
                if !wanted {
                    self.private.entry(std::ptr::from_ref(looped) as usize).or_default().push(buffer.ident.clone());
                }
                self.mark(&looped.body.stmts, buffer, wanted, wanted);
            }
            Expr::While(looped) => {
                let trip = self.text.expr(&looped.cond, buffer).then(self.text.block(&looped.body, buffer));
                self.mark(&looped.body.stmts, buffer, trip.reads || wanted, trip.reads || wanted);
            }
            _ => {}
        }
    }
}

/// What makes a vector longer or shorter, or might.
struct Lengths<'a, 'n> {
    text: &'a Text<'a>,
    name: &'n str,
    kept: bool,
}

impl<'ast> Visit<'ast> for Lengths<'_, '_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::MethodCall(call) if is_name(&call.receiver, self.name) => {
                self.kept &= SAME_LENGTH.iter().any(|name| call.method == name);
            }
            // `b = …`, `(b, c) = (c, b)`
            Expr::Assign(assign) if is_element(&assign.left, self.name).is_none() => {
                self.kept &= !mentions(&assign.left, self.name);
            }
            // A pattern may borrow it: `ref mut r`.
            Expr::Match(matched) if is_name(&matched.expr, self.name) => self.kept = false,
            Expr::Let(bound) if is_name(&bound.expr, self.name) => self.kept = false,
            Expr::Reference(reference) if reference.mutability.is_some() && is_name(&reference.expr, self.name) => {
                self.kept = false;
            }
            Expr::Macro(made) => self.kept &= !tokens_mention(made.mac.tokens.clone(), self.name),
            Expr::Call(call) => {
                self.visit_expr(&call.func);
                for (at, arg) in call.args.iter().enumerate() {
                    let lent = matches!(strip(arg), Expr::Reference(reference)
                        if reference.mutability.is_some() && is_name(&reference.expr, self.name));
                    if lent {
                        let slice = |function: &ItemFn| {
                            parameter(function, at)
                                .is_some_and(|(_, ty)| matches!(strip_reference(&ty).1, Type::Slice(_)))
                        };
                        self.kept &= self.text.callee(call).as_ref().is_some_and(slice);
                    } else {
                        self.visit_expr(arg);
                    }
                }
                return;
            }
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        let whole = local.init.as_ref().is_some_and(|init| is_name(&init.expr, self.name));
        self.kept &= !whole || ident(inner(&local.pat)).is_some();
        visit::visit_local(self, local);
    }

    fn visit_stmt_macro(&mut self, made: &'ast syn::StmtMacro) {
        self.kept &= !tokens_mention(made.mac.tokens.clone(), self.name);
    }
}

/// How names come to be.
#[derive(Default)]
struct Bindings<'a> {
    all: HashMap<String, Vec<(Binding<'a>, bool)>>,
    unclear: bool,
}

impl<'a> Bindings<'a> {
    fn add(&mut self, name: &Ident, binding: Binding<'a>, mutable: bool) {
        self.all.entry(name.to_string()).or_default().push((binding, mutable));
    }

    /// The items of a loop.
    fn items(&mut self, pat: &'a Pat, expr: &'a Expr) {
        match (pat, strip(expr)) {
            (Pat::Ident(item), Expr::MethodCall(call)) if call.method == "chunks_exact" => {
                if let Some(size) = call.args.first() {
                    self.add(&item.ident, Binding::Chunk(size), item.mutability.is_some());
                }
            }
            (_, Expr::MethodCall(call)) if call.method == "enumerate" => match pair(pat) {
                Some([at, item]) => {
                    self.visit_pat(at);
                    self.items(item, &call.receiver);
                }
                None => self.visit_pat(pat),
            },
            (_, Expr::MethodCall(call)) if call.method == "zip" && call.args.len() == 1 => match pair(pat) {
                Some([a, b]) => {
                    self.items(a, &call.receiver);
                    self.items(b, &call.args[0]);
                }
                None => self.visit_pat(pat),
            },
            _ => self.visit_pat(pat),
        }
    }
}

impl<'a> Visit<'a> for Bindings<'a> {
    fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
        self.add(&pat.ident, Binding::Other, pat.mutability.is_some() || pat.by_ref.is_some());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_local(&mut self, local: &'a Local) {
        match (inner(&local.pat), &local.init) {
            (Pat::Ident(ident), Some(init)) if ident.by_ref.is_none() && ident.subpat.is_none() => {
                self.add(&ident.ident, Binding::Let(&init.expr), ident.mutability.is_some());
            }
            (pat, _) => self.visit_pat(pat),
        }
        if let Some(init) = &local.init {
            self.visit_local_init(init);
        }
    }

    fn visit_expr_for_loop(&mut self, looped: &'a ExprForLoop) {
        self.items(&looped.pat, &looped.expr);
        self.visit_expr(&looped.expr);
        self.visit_block(&looped.body);
        self.unclear |= looped.label.is_some();
    }

    fn visit_label(&mut self, label: &'a syn::Label) {
        self.unclear = true;
        visit::visit_label(self, label);
    }

    fn visit_item(&mut self, item: &'a syn::Item) {
        match item {
            syn::Item::Fn(function) => self.add(&function.sig.ident, Binding::Other, true),
            syn::Item::Const(constant) => self.add(&constant.ident, Binding::Other, false),
            _ => self.unclear = true,
        }
    }
}

/// Whatever a trip does with other elements than its own.
struct Others<'a> {
    own: &'a Ident,
    is_own: &'a dyn Fn(&Expr, &Ident) -> bool,
    of: &'a str,
    found: bool,
}

impl<'ast> Visit<'ast> for Others<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        if (self.is_own)(expr, self.own) {
            return;
        }
        visit::visit_expr(self, expr);
    }

    fn visit_ident(&mut self, ident: &'ast Ident) {
        self.found |= ident == self.of;
    }

    fn visit_macro(&mut self, made: &'ast syn::Macro) {
        self.found |= tokens_mention(made.tokens.clone(), self.of);
    }
}

/// Whether anything may end a block early.
fn leaves_early(block: &Block) -> bool {
    any_word(block.to_token_stream(), &["return", "break", "continue", "?"])
}

/// Whether there is a way to the end of a loop.
fn jumps(of: &impl ToTokens) -> bool {
    any_word(of.to_token_stream(), &["break", "continue"])
}

fn any_word(tokens: TokenStream, words: &[&str]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => any_word(group.stream(), words),
        TokenTree::Ident(ident) => words.iter().any(|word| ident == word),
        TokenTree::Punct(punct) => words.contains(&punct.as_char().to_string().as_str()),
        TokenTree::Literal(_) => false,
    })
}

/// A parameter's name and type.
fn parameter(function: &ItemFn, at: usize) -> Option<(String, Type)> {
    let FnArg::Typed(typed) = function.sig.inputs.get(at)? else { return None };
    Some((ident(&typed.pat)?.to_string(), (*typed.ty).clone()))
}

/// `a[index]`: the index.
fn is_element<'e>(expr: &'e Expr, name: &str) -> Option<&'e Expr> {
    match strip(expr) {
        Expr::Index(index) if is_name(&index.expr, name) && !matches!(strip(&index.index), Expr::Range(_)) => {
            Some(&index.index)
        }
        _ => None,
    }
}

fn is_name(expr: &Expr, name: &str) -> bool {
    matches!(strip(expr), Expr::Path(path) if path.path.is_ident(name))
}

/// Whether the elements of what is called so may be meant: not its length alone.
fn mentions(tokens: &impl ToTokens, name: &str) -> bool {
    tokens_mention(tokens.to_token_stream(), name)
}

fn tokens_mention(tokens: TokenStream, name: &str) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Group(group) => tokens_mention(group.stream(), name),
        TokenTree::Ident(ident) if ident == name => {
            let member = at > 0
                && matches!(&tokens[at - 1], TokenTree::Punct(punct) if punct.as_char() == '.')
                && !(at > 1 && matches!(&tokens[at - 2], TokenTree::Punct(punct) if punct.as_char() == '.'));
            let length = matches!((tokens.get(at + 1), tokens.get(at + 2)),
                (Some(TokenTree::Punct(dot)), Some(TokenTree::Ident(len))) if dot.as_char() == '.' && len == "len");
            !member && !length
        }
        // `{name}` in a format string.
        TokenTree::Literal(literal) => literal.to_string().contains(&format!("{{{name}")),
        _ => false,
    })
}

fn ident(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => Some(&ident.ident),
        _ => None,
    }
}

fn inner(pat: &Pat) -> &Pat {
    match pat {
        Pat::Type(typed) => inner(&typed.pat),
        pat => pat,
    }
}

fn pair(pat: &Pat) -> Option<[&Pat; 2]> {
    match pat {
        Pat::Tuple(tuple) => match tuple.elems.iter().collect::<Vec<_>>().as_slice() {
            [a, b] => Some([a, b]),
            _ => None,
        },
        _ => None,
    }
}

/// `n` of `vec![x; n]`.
fn repeated(made: &syn::ExprMacro) -> Option<Expr> {
    struct Repeat(Expr);
    impl syn::parse::Parse for Repeat {
        fn parse(input: syn::parse::ParseStream) -> syn::Result<Self> {
            input.parse::<Expr>()?;
            input.parse::<syn::Token![;]>()?;
            input.parse().map(Repeat)
        }
    }
    let vector = made.mac.path.is_ident("vec");
    syn::parse2::<Repeat>(made.mac.tokens.clone()).ok().filter(|_| vector).map(|Repeat(count)| count)
}

/// A type behind a reference, if it is behind one.
fn strip_reference(ty: &Type) -> (bool, &Type) {
    match ty {
        Type::Reference(reference) => (true, strip_reference(&reference.elem).1),
        Type::Paren(inner) => strip_reference(&inner.elem),
        Type::Group(inner) => strip_reference(&inner.elem),
        ty => (false, ty),
    }
}

fn is_shared(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_none())
}

fn constant(number: i64) -> Length {
    if number == 0 { Length::new() } else { Length::from([(Vec::new(), number)]) }
}

fn atom(name: String) -> Length {
    Length::from([(vec![name], 1)])
}

fn changes(length: &Length) -> bool {
    length.keys().flatten().any(|name| name.contains(CHANGES))
}

fn sum(a: &Length, b: &Length, sign: i64) -> Length {
    let mut all = a.clone();
    for (names, count) in b {
        *all.entry(names.clone()).or_default() += sign * count;
    }
    all.retain(|_, count| *count != 0);
    all
}

fn product(a: &Length, b: &Length) -> Option<Length> {
    let mut all = Length::new();
    for (left, m) in a {
        for (right, n) in b {
            let mut names = [left.as_slice(), right.as_slice()].concat();
            names.sort_unstable();
            *all.entry(names).or_default() += m.checked_mul(*n)?;
        }
    }
    all.retain(|_, count| *count != 0);
    Some(all)
}

#[cfg(test)]
mod tests {
    use syn::Item;

    use super::*;

    /// The buffers that are private to loops of a function, with how many loops there are for each.
    fn private(file: &str, function: &str) -> Vec<String> {
        let at = file.find(&format!("fn {function}")).unwrap();
        let declared = Declared::new(file.to_owned(), at, "");
        let items = syn::parse_file(file).unwrap().items;
        let found = items.into_iter().find_map(|item| match item {
            Item::Fn(item) if item.sig.ident == function => Some(item),
            _ => None,
        });
        let mut names: Vec<String> = of(&found.unwrap(), &declared).values().flatten().map(Ident::to_string).collect();
        names.sort_unstable();
        names
    }

    const HELPERS: &str = "
        fn subtract(d: usize, x: &[f64], y: &[f64], out: &mut [f64]) { for i in 0..d { out[i] = x[i] - y[i]; } }
        fn difference(x: &[f64], y: &[f64], out: &mut [f64]) { for ((o, a), b) in out.iter_mut().zip(x).zip(y.iter()) { *o = a - b; } }
        fn shift(x: &[f64], out: &mut [f64]) { for i in 0..x.len() { out[i] = x[i] + 1.0; } for i in 1..out.len() { out[i] += out[i - 1]; } }
        fn accumulate(x: &[f64], out: &mut [f64]) { for i in 0..x.len() { out[i] += x[i]; } }
        fn most(x: &[f64], out: &mut [f64]) { for i in 1..x.len() { out[i] = x[i]; } }
        fn some(x: &[f64], out: &mut [f64]) { for i in 0..x.len() { if x[i] > 0.0 { out[i] = x[i]; } } }
        fn perhaps(x: &[f64], out: &mut [f64]) { if x[0] > 0.0 { return; } out.fill(0.0); }
        fn turned(x: &[f64], out: &mut [f64]) { for mut i in 0..x.len() { i /= 2; out[i] = x[i]; } }
        fn norm(x: &[f64]) -> f64 { x.iter().map(|x| x * x).sum() }
        mod other { pub fn away(x: &[f64], out: &mut [f64]) { out.copy_from_slice(x); } }
    ";

    /// What is private where `trip` is done for each row of data.
    fn of_trip(trip: &str) -> Vec<String> {
        of_function(&format!("let mut b = vec![0.0; d]; let mut s = 0.0; for i in 0..n {{ {trip} }} s"))
    }

    fn of_function(body: &str) -> Vec<String> {
        let head = "fn f(n: usize, d: usize, x: &[f64], y: &[f64]) -> f64";
        private(&format!("{HELPERS} {head} {{ {body} }}"), "f")
    }

    #[test]
    fn buffers_that_are_filled_in_each_trip() {
        for trip in [
            "for j in 0..d { b[j] = x[i * d + j]; } s += norm(&b);",
            "for j in 0..b.len() { let z = x[j]; b[j] = z; b[j] *= 2.0; } s += norm(&b);",
            "b.fill(0.0); b[i] += x[i]; s += norm(&b);",
            "b.copy_from_slice(&x[i * d..][..d]); s += b[0];",
            "subtract(d, &x[i * d..], y, &mut b); s += norm(&b);",
            "difference(&x[i * d..(i + 1) * d], &y[..d], &mut b); s += norm(&b);",
            "let row = &x[i * d..i * d + d]; shift(row, &mut b); s += norm(&b);",
            "shift(&x[i * d..(i + 1) * d], &mut b[..]); if s > 0.0 { continue; } s += b[1];",
            "for (j, z) in b.iter_mut().enumerate() { *z = x[j]; } if s > 1.0 { s += norm(&b); }",
            "for (z, x) in b.iter_mut().zip(&x[..d]) { *z = x * 2.0; } s += norm(&b);",
            "for j in 0..d { let mut z = 0.0; for k in 0..n { z += x[k]; } b[j] = z; } s += norm(&b);",
            "if s > 0.0 { b.fill(1.0); } else { b.fill(x[i]); } s += norm(&b);",
        ] {
            assert_eq!(of_trip(trip), ["b"], "{trip}");
        }
    }

    #[test]
    fn buffers_that_keep_something() {
        for trip in [
            "s += norm(&b); b.fill(x[i]);",
            "for j in 0..n { b[j] = x[j]; } s += norm(&b);",
            "for j in 1..d { b[j] = x[j]; } s += norm(&b);",
            "for j in 0..=d { b[j] = x[j]; } s += norm(&b);",
            "for j in 0..d { b[j] += x[j]; } s += norm(&b);",
            "for j in 0..d { b[j] = x[j]; if x[j] > 0.0 { break; } } s += norm(&b);",
            "for j in 0..d { if x[j] > 0.0 { b[j] = x[j]; } } s += norm(&b);",
            "for j in 0..d { b[j] = b[d - 1 - j]; } s += norm(&b);",
            "for j in 0..d { b[j] = x[j]; b[j] += b[d - 1]; } s += norm(&b);",
            "for j in 0..d { b[d - 1 - j] = x[j]; } s += norm(&b);",
            "for mut j in 0..d { j /= 2; b[j] = x[j]; } s += norm(&b);",
            "turned(&x[..d], &mut b); s += norm(&b);",
            "accumulate(&x[..d], &mut b); s += norm(&b);",
            "most(&x[..d], &mut b); s += norm(&b);",
            "some(&x[..d], &mut b); s += norm(&b);",
            "perhaps(&x[..d], &mut b); s += norm(&b);",
            "other::away(&x[..d], &mut b); s += norm(&b);",
            "unknown(&x[..d], &mut b); s += norm(&b);",
            "shift(&x[..n], &mut b); s += norm(&b);",
            "difference(&x[..d], y, &mut b); s += norm(&b);",
            "subtract(d, x, y, &mut b[1..]); s += norm(&b);",
            "let d = 1; subtract(d, x, y, &mut b); s += norm(&b);",
            "if s > 0.0 { b.fill(1.0); } s += norm(&b);",
            "if s > 0.0 { continue; } b.push(1.0); b.fill(1.0); s += norm(&b);",
            "let c = |b: &mut [f64]| b.fill(0.0); c(&mut b); s += norm(&b);",
            "fn subtract(d: usize, x: &[f64], y: &[f64], out: &mut [f64]) {} subtract(d, x, y, &mut b); s += norm(&b);",
            "b.fill(x[i]); std::mem::swap(&mut b, &mut c); s += norm(&b);",
            "for j in 0..d { b[j] = x[j]; } s += norm(&b); (b, c) = (c, b);",
            "for j in 0..d { b[j] = x[j]; } s += norm(&b); let ref mut r = b; r.clear();",
            "for j in 0..d { b[j] = x[j]; } s += norm(&b); match b { ref mut r => r.clear() }",
        ] {
            assert_eq!(of_trip(trip), [""; 0], "{trip}");
        }
    }

    #[test]
    fn names_that_stand_for_themselves() {
        let mut doubled = "let n0 = n + 1;".to_owned();
        for i in 1..40 {
            doubled += &format!("let n{i} = n{} + n{};", i - 1, i - 1);
        }
        let loops = "let mut s = 0.0; for i in 0..n { b.fill(x[i]); s += b[0]; } s";
        for (before, expected) in [
            ("let mut b = vec![0.0; b.len()];", vec![]),
            ("let mut b = vec![0.0; c.len()]; let mut c = vec![0.0; b.len()];", vec![]),
            ("let k = k + 1; let mut b = vec![0.0; k];", vec!["b"]),
            (&format!("{doubled} let mut b = vec![0.0; n39];"), vec!["b"]),
        ] {
            assert_eq!(of_function(&format!("{before} {loops}")), expected, "{before}");
        }
    }

    #[test]
    fn what_comes_after_a_loop() {
        let fill = "for i in 0..n { b.fill(x[i]); s += b[0]; }";
        let before = "let mut s = 0.0; let mut b = vec![0.0; d];";
        for (body, expected) in [
            (format!("{before} {fill} s"), vec!["b"]),
            (format!("{before} {fill} s + b[0]"), vec![]),
            (format!("{before} {fill} b.fill(1.0); s + b[0]"), vec!["b"]),
            (format!("{before} for k in 0..n {{ {fill} b.fill(2.0); s += norm(&b); }} s"), vec!["b", "b"]),
            (format!("{before} for k in 0..n {{ {fill} s += b[1]; }} s"), vec![]),
            (format!("{before} for k in 0..n {{ {fill} if s > 1.0 {{ break; }} b.fill(0.0); }} s + norm(&b)"), vec![]),
            (format!("{before} while s < 1.0 {{ {fill} }} s"), vec!["b"]),
            (format!("{before} while s < 1.0 {{ s += b[0]; {fill} }} s"), vec![]),
            (format!("{before} 'a: for k in 0..n {{ {fill} }} s"), vec![]),
            (
                format!(
                    "{before} for k in 0..n {{ for i in 0..n {{ b.fill(x[i]); if b[0] > 1.0 {{ break; }} }} s += b[0]; }} s"
                ),
                vec![],
            ),
        ] {
            assert_eq!(of_function(&body), expected, "{body}");
        }
    }
}
