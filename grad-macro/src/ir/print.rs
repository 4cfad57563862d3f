//! The IR as text, for tests and for people who work on the transform.

use std::fmt::Write;

use super::{
    Activity, Arm, Branch, End, Func, Head, Hint, Lend, Loop, LoopHead, Member, Mode, Op, Opaque, Operand, Pattern,
    Region, Step, Stmt, StmtKind, Tree, ValueId, View,
};

/// A region, one statement a line. Values are `%number`, with the user's name and `!` for active, `~` for cut.
pub fn region(func: &Func, region: &Region) -> String {
    let mut printer = Printer { func, text: String::new() };
    printer.region(region, 0);
    printer.text
}

struct Printer<'a> {
    func: &'a Func,
    text: String,
}

impl Printer<'_> {
    fn line(&mut self, depth: usize, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{}{line}", "  ".repeat(depth));
    }

    fn region(&mut self, region: &Region, depth: usize) {
        for stmt in &region.stmts {
            self.stmt(stmt, depth);
        }
        match &region.end {
            End::Yield(operands) => self.line(depth, &format!("yield {}", list(operands))),
            End::Return(operands) => self.line(depth, &format!("return {}", list(operands))),
            End::Next(id, operands) => self.line(depth, &format!("next {id} {}", list(operands))),
            End::Leave(id, operands) => self.line(depth, &format!("leave {id} {}", list(operands))),
            End::Diverge => self.line(depth, "diverge"),
        }
    }

    fn stmt(&mut self, stmt: &Stmt, depth: usize) {
        let mark = if stmt.generated { "+ " } else { "" };
        match &stmt.kind {
            StmtKind::Comment(text) => self.line(depth, &format!("// {text}")),
            StmtKind::Let { pattern, op: Op::Closure { seed, body, .. } } => {
                self.line(depth, &format!("{mark}{} = closure {}", self.pattern(pattern), self.pattern(seed)));
                self.region(body, depth + 1);
            }
            StmtKind::Let { pattern, op } => {
                self.line(depth, &format!("{mark}{} = {}", self.pattern(pattern), print_op(op)))
            }
            StmtKind::Branch(branch) => self.branch(branch, mark, depth),
            StmtKind::Loop(looped) => self.looped(looped, mark, depth),
        }
    }

    fn looped(&mut self, looped: &Loop, mark: &str, depth: usize) {
        let results: Vec<String> = looped.results.iter().map(|id| self.define(*id)).collect();
        let head = match &looped.head {
            LoopHead::For { pattern, iterator, .. } => {
                format!("for {} in {}", self.pattern(pattern), print_opaque(iterator))
            }
            LoopHead::While(test) => format!("while {}", print_opaque(test)),
            LoopHead::Forever => "loop".to_owned(),
            LoopHead::Unwind { stack, height, pattern } => {
                format!("unwind {} to {} as {}", print_operand(stack), print_operand(height), self.pattern(pattern))
            }
        };
        self.line(depth, &format!("{mark}({}) = {head}", results.join(", ")));
        for carried in &looped.carried {
            self.line(depth, &format!("carry {} from {}", self.define(carried.inside), print_operand(&carried.init)));
        }
        self.region(&looped.body, depth + 1);
    }

    fn branch(&mut self, branch: &Branch, mark: &str, depth: usize) {
        let results: Vec<String> = branch.results.iter().map(|id| self.define(*id)).collect();
        let head = match &branch.head {
            Head::If(operand) => format!("if {}", print_operand(operand)),
            Head::Match(tree) => format!("match {}", print_tree(tree)),
            Head::Opaque(opaque) => format!("match {}", print_opaque(opaque)),
            Head::Variant(operand) => format!("went {}", print_operand(operand)),
        };
        self.line(depth, &format!("{mark}({}) = {head}", results.join(", ")));
        for Arm { pattern, guard, region } in &branch.arms {
            let pattern = pattern.as_ref().map_or_else(|| "_".to_owned(), |pattern| self.pattern(pattern));
            let guard = guard.as_ref().map(|guard| format!(" if {}", print_opaque(guard))).unwrap_or_default();
            self.line(depth, &format!("arm {pattern}{guard}"));
            self.region(region, depth + 1);
        }
    }

    fn pattern(&self, pattern: &Pattern) -> String {
        match pattern {
            Pattern::Tree(tree) => self.tree_pattern(tree),
            Pattern::User { tokens, bindings } => {
                let bound: Vec<String> = bindings.iter().map(|(_, id)| self.define(*id)).collect();
                format!("`{tokens}` ({})", bound.join(", "))
            }
        }
    }

    fn tree_pattern(&self, tree: &Tree<Option<ValueId>>) -> String {
        match tree {
            Tree::Leaf(Some(id)) => self.define(*id),
            Tree::Leaf(None) => "_".to_owned(),
            Tree::Tuple(elements) => {
                let elements: Vec<String> = elements.iter().map(|element| self.tree_pattern(element)).collect();
                format!("({})", elements.join(", "))
            }
        }
    }

    fn define(&self, id: ValueId) -> String {
        let value = self.func.value(id);
        let name = match &value.hint {
            Hint::User(name) => format!(" {name}"),
            Hint::Cotangent(of) => format!(" d%{}", of.0),
            Hint::Pullback(of) => format!(" back%{}", of.0),
            Hint::Saved => " saved".to_owned(),
            Hint::Same(of) => format!(" like%{}", of.0),
            Hint::Temp => String::new(),
        };
        let activity = match value.activity {
            Activity::Active => "!",
            Activity::Cut => "~",
            Activity::Constant => "",
        };
        format!("%{}{activity}{name}", id.0)
    }
}

fn list(operands: &[Operand]) -> String {
    operands.iter().map(print_operand).collect::<Vec<_>>().join(", ")
}

fn print_operand(operand: &Operand) -> String {
    match operand {
        Operand::Value(id) => format!("%{}", id.0),
        Operand::Const(constant) => format!("`{}`", constant.tokens),
        Operand::Number(number) => format!("{number:?}"),
        Operand::View(view) => print_view(view),
    }
}

fn print_view(view: &View) -> String {
    let mut text = match view.mode {
        Mode::Place => String::new(),
        Mode::Shared => "&".to_owned(),
        Mode::Exclusive | Mode::Either => "&mut ".to_owned(),
    };
    text.push_str(&print_operand(&view.base));
    for step in &view.steps {
        match step {
            Step::Index(index) => text.push_str(&format!("[{}]", print_operand(index))),
            Step::Element { number, .. } => text.push_str(&format!("[element {}]", print_operand(number))),
            Step::Range { from, to, .. } => {
                let bound = |bound: &Option<Operand>| bound.as_ref().map(print_operand).unwrap_or_default();
                text.push_str(&format!("[{}..{}]", bound(from), bound(to)));
            }
            Step::Field(Member::Named(name)) => text.push_str(&format!(".{name}")),
            Step::Field(Member::Unnamed(index)) => text.push_str(&format!(".{index}")),
            Step::Part(index) => text.push_str(&format!(".part {index}")),
            Step::Call { method, .. } => text.push_str(&format!(".{method}()")),
            Step::Payload(payload) => text.push_str(&format!(".{}.{}", payload.variant, payload.member)),
        }
    }
    text
}

fn print_tree(tree: &Tree<Operand>) -> String {
    match tree {
        Tree::Leaf(operand) => print_operand(operand),
        Tree::Tuple(elements) => format!("({})", elements.iter().map(print_tree).collect::<Vec<_>>().join(", ")),
    }
}

fn print_opaque(opaque: &Opaque) -> String {
    let holes: Vec<String> =
        opaque.holes.iter().map(|(key, tree)| format!("{} = {}", key.name, print_tree(tree))).collect();
    format!("`{}` [{}]", opaque.tokens, holes.join(", "))
}

fn print_op(op: &Op) -> String {
    match op {
        Op::Use(a) => print_operand(a),
        Op::Neg(a) => format!("neg {}", print_operand(a)),
        Op::Binary(symbol, a, b) => format!("{} {symbol} {}", print_operand(a), print_operand(b)),
        Op::Method { name, args, .. } => format!("{name} {}", list(args)),
        Op::Cast { from, to } => format!("{} as {to}", print_operand(from)),
        Op::Opaque(opaque) => print_opaque(opaque),
        Op::Detach { arg, .. } => format!("detach {}", print_operand(arg)),
        Op::Call(call) => format!("call {} {}", call.path, list(&call.args)),
        Op::Vjp(call) => format!("vjp {} {}", call.path, list(&call.args)),
        Op::Pull { pullback, seed, lends, .. } => {
            let lends: Vec<String> = lends.iter().map(print_lend).collect();
            let seed = seed.as_ref().map_or_else(|| "none".to_owned(), print_operand);
            format!("pull {} {seed} ({})", print_operand(pullback), lends.join(", "))
        }
        Op::PullConst { call, seed } => format!("pull {} {} {}", call.path, list(&call.args), print_operand(seed)),
        Op::Helper { name, args } => format!("helper {name} {}", list(args)),
        Op::Select { test, then, other } => {
            format!("select {} {} {}", print_operand(test), print_operand(then), print_operand(other))
        }
        Op::Variant { arm, of, payload } => format!("way {arm} of {of} ({})", list(payload)),
        Op::Closure { .. } => "closure".to_owned(),
        Op::Rule(rule) => format!("rule {}", rule.name),
        Op::Kept { value, .. } => format!("kept {}", print_operand(value)),
        Op::Tuple(elements) => format!("({})", list(elements)),
        Op::Load(view) => format!("load {}", print_view(view)),
        Op::TwoParts { of, .. } => format!("two parts of {}", print_view(of)),
        Op::First { of, count } => format!("first {} of {}", print_operand(count), print_view(of)),
        Op::Portion(view) => format!("portion {}", print_view(view)),
        Op::Copy { from, .. } => format!("copy {}", print_view(from)),
        Op::Struct(made) => {
            let fields: Vec<String> =
                made.fields.iter().map(|(member, tree)| format!("{member:?}: {}", print_tree(tree))).collect();
            let base = made.base.as_ref().map(|base| format!(" ..{}", print_operand(base))).unwrap_or_default();
            format!("{} ({}{base})", made.path, fields.join(", "))
        }
        Op::Array { elements, .. } => format!("[{}]", list(elements)),
        Op::Repeat { value, len, .. } => format!("[{}; {}]", print_operand(value), print_operand(len)),
        Op::Store { to, value } => format!("store {} = {}", print_view(to), print_operand(value)),
        Op::Update { to, symbol, value } => format!("store {} {symbol}= {}", print_view(to), print_operand(value)),
        Op::Mutate { place, method, args } => format!("{method} {} {}", print_view(place), list(args)),
        Op::Into { name, place, args } => format!("{name} {} {}", print_view(place), list(args)),
        Op::Of { name, place } => format!("{name} {}", print_view(place)),
        Op::Blank(shape) => format!("blank {}", print_operand(shape)),
        Op::Zeros(shape) => format!("zeros {}", print_operand(shape)),
        Op::Stack { .. } => "stack".to_owned(),
        Op::Reserve { stack, .. } => format!("reserve {}", print_operand(stack)),
        Op::Push { stack, payload, .. } => format!("push {} ({})", print_operand(stack), list(payload)),
        Op::Pop { stack, .. } => format!("pop {}", print_operand(stack)),
        Op::Mark => "mark".to_owned(),
        Op::Release { mark } => format!("release {}", print_operand(mark)),
        Op::Shelve { shelf, place } => format!("shelve {} {}", print_operand(shelf), print_view(place)),
        Op::Unshelve { shelf, kept } => format!("unshelve {} {}", print_operand(shelf), print_operand(kept)),
        Op::Height { stack } => format!("height {}", print_operand(stack)),
        Op::Note(note) => format!("note {:?}", note.kind),
    }
}

fn print_lend(lend: &Lend) -> String {
    match lend {
        Lend::Held => "held".to_owned(),
        Lend::Constant(constant) => print_operand(constant),
        Lend::Shared { place, cotangent } => format!("{} with {}", print_view(place), print_view(cotangent)),
        Lend::Either { cotangent, .. } | Lend::Receiver { cotangent, .. } | Lend::Exclusive { cotangent } => {
            print_view(cotangent)
        }
    }
}
