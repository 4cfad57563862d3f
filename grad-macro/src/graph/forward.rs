//! Notes between the user's steps, before the function is differentiated.

use std::collections::{HashMap, HashSet};

use super::source::Source;
use super::{about, formula};
use crate::emit::tidy;
use crate::ir::note::{About, Condition, Note, NoteKind, Part, Slopes};
use crate::ir::{
    Activity, Arm, Branch, Call, End, Func, Head, Loop, LoopHead, Member, Mode, Op, Operand, Pattern, Region, Shape,
    Step, Stmt, StmtKind, ValueId, View, visit,
};
use crate::reverse::modified_in;
use crate::site::Site;

/// Puts notes into a function whose regions are left at their ends.
pub fn note_steps(func: &mut Func) {
    let body = std::mem::replace(&mut func.body, Region { stmts: Vec::new(), end: End::Diverge });
    let mut noter = Noter { func, source: Source::default(), wanted: HashSet::new(), conditions: HashMap::new() };
    let mut body = noter.region(body);
    if let End::Yield(operands) = &body.end {
        noter.parts(&operands.clone());
    }
    let inputs = noter.inputs();
    noter.constants(&mut body);
    body.stmts.splice(0..0, inputs);
    func.body = body;
}

struct Noter<'a> {
    func: &'a Func,
    source: Source,
    /// Constants that some note mentions.
    wanted: HashSet<ValueId>,
    /// Conditions that were asked.
    conditions: HashMap<ValueId, Condition>,
}

/// A note as a statement.
pub fn note(kind: NoteKind, operands: Vec<Operand>, site: Site) -> Stmt {
    let op = Op::Note(Box::new(Note::new(kind, operands)));
    Stmt { kind: StmtKind::Let { pattern: Pattern::none(), op }, site, generated: true }
}

/// What a step is made of.
pub fn part(operand: &Operand) -> Part {
    match operand {
        Operand::Value(id) => Part::Local(*id),
        Operand::View(view) => Part::Local(view.root()),
        constant => Part::Constant(constant.clone()),
    }
}

impl Noter<'_> {
    fn is_active(&self, id: ValueId) -> bool {
        self.func.value(id).activity == Activity::Active
    }

    fn is_number(&self, id: ValueId) -> bool {
        self.is_active(id) && self.func.value(id).place.is_none()
    }

    fn part(&mut self, operand: &Operand) -> Part {
        let part = part(operand);
        if let Part::Local(id) = part
            && !self.is_active(id)
        {
            self.wanted.insert(id);
        }
        part
    }

    fn parts(&mut self, operands: &[Operand]) -> Vec<Part> {
        operands.iter().map(|operand| self.part(operand)).collect()
    }

    /// One note for each argument.
    fn inputs(&self) -> Vec<Stmt> {
        let of_param = |id: &ValueId| {
            let site = self.func.value(*id).site;
            let about = about::step(self.func, &self.source, *id, "input".to_owned(), site);
            note(NoteKind::Input { id: *id, about, active: self.is_active(*id) }, vec![Operand::Value(*id)], site)
        };
        self.func.params.iter().map(of_param).collect()
    }

    fn region(&mut self, region: Region) -> Region {
        let mut stmts = Vec::new();
        for stmt in region.stmts {
            self.stmt(stmt, &mut stmts);
        }
        Region { stmts, end: region.end }
    }

    fn stmt(&mut self, stmt: Stmt, out: &mut Vec<Stmt>) {
        let site = stmt.site;
        match stmt.kind {
            StmtKind::Let { pattern, op: Op::Call(call) } if self.matters(&pattern, &call) => {
                self.call(pattern, call, site, out);
            }
            StmtKind::Let { pattern, op } => {
                if let (Op::Opaque(opaque), [id]) = (&op, pattern.values().as_slice()) {
                    self.conditions.insert(*id, about::condition(opaque));
                }
                let notes = self.notes(&pattern, &op, site);
                out.push(Stmt { kind: StmtKind::Let { pattern, op }, ..stmt });
                out.extend(notes);
            }
            StmtKind::Branch(branch) => self.branch(branch, site, stmt.generated, out),
            StmtKind::Loop(looped) => self.looped(looped, site, stmt.generated, out),
            StmtKind::Comment(_) => out.push(stmt),
        }
    }

    /// What follows a step.
    fn notes(&mut self, pattern: &Pattern, op: &Op, site: Site) -> Vec<Stmt> {
        let values = pattern.values();
        let [id] = values.as_slice() else { return self.change(op, site) };
        let id = *id;
        match op {
            Op::Variant { arm, payload, .. } => {
                let payload = self.parts(payload);
                return vec![note(NoteKind::Bundle { id, way: *arm, payload }, Vec::new(), site)];
            }
            _ if !self.is_active(id) => return Vec::new(),
            Op::Use(from) => {
                let part = self.part(from);
                return vec![note(NoteKind::Same { id, part }, Vec::new(), site)];
            }
            Op::Copy { from, .. } if from.steps.is_empty() && self.func.shape(from) == Shape::Unknown => {
                // Perhaps a number.
                return vec![note(NoteKind::Copy { id, of: from.root() }, Vec::new(), site)];
            }
            Op::Load(view) if self.is_number(id) => return vec![self.element(id, view, site)],
            _ => {}
        }
        if !self.is_number(id) {
            return vec![self.array(id, op, site)];
        }
        let step = match formula::of_op(op) {
            Some((operation, formula, args, slopes)) => {
                let mut about = about::step(self.func, &self.source, id, operation, site);
                about.formula = Some(formula);
                let parts = self.parts(&args);
                let mut operands = vec![Operand::Value(id)];
                operands.extend(args);
                note(NoteKind::Step { id, about, parts, slopes }, operands, site)
            }
            None => {
                let mut args = Vec::new();
                visit::op_operands(&mut op.clone(), &mut |operand| args.push(operand.clone()));
                args.retain(|arg| arg.value().is_some_and(|arg| self.is_active(arg)));
                let operation = of_matrices(op).unwrap_or("step").to_owned();
                let about = about::step(self.func, &self.source, id, operation, site);
                let parts = self.parts(&args);
                let slopes = Slopes::Given(vec![false; parts.len()]);
                note(NoteKind::Step { id, about, parts, slopes }, vec![Operand::Value(id)], site)
            }
        };
        vec![step]
    }

    /// A number that is read from an array.
    fn element(&mut self, id: ValueId, view: &View, site: Site) -> Stmt {
        let mut about = about::step(self.func, &self.source, id, self.view_text(view), site);
        if about.name.is_empty() && view.steps.is_empty() {
            about.operation = "*".to_owned() + &about.operation;
        }
        let mut operands = vec![Operand::Value(id)];
        operands.extend(indices(view));
        note(NoteKind::Element { id, about, of: view.root() }, operands, site)
    }

    /// `x[{}]`: what is in brackets is filled in when it is known.
    fn view_text(&self, view: &View) -> String {
        let mut text = about::name(self.func, view.root());
        for step in &view.steps {
            match step {
                Step::Index(_) | Step::Element { .. } => text.push_str("[{}]"),
                Step::Field(Member::Named(name)) => text.push_str(&format!(".{name}")),
                Step::Payload(payload) => text.push_str(&format!(".{}", payload.member)),
                Step::Field(Member::Unnamed(index)) | Step::Part(index) => text.push_str(&format!(".{index}")),
                Step::Call { method, .. } => text.push_str(&format!(".{method}(…)")),
                Step::Range { from, to, inclusive } => {
                    let bound = |bound: &Option<Operand>| if bound.is_some() { "{}" } else { "" };
                    let dots = if *inclusive { "..=" } else { ".." };
                    text.push_str(&format!("[{}{dots}{}]", bound(from), bound(to)));
                }
            }
        }
        text
    }

    /// An array comes into being.
    fn array(&mut self, id: ValueId, op: &Op, site: Site) -> Stmt {
        let (operation, args) = match op {
            Op::Array { elements, vector } => (if *vector { "vec![…]" } else { "[…]" }, elements.clone()),
            Op::Repeat { value, vector, .. } => (if *vector { "vec![…; _]" } else { "[…; _]" }, vec![value.clone()]),
            Op::Copy { from, .. } | Op::Load(from) => ("copy", vec![from.base.clone()]),
            op => {
                let mut args = Vec::new();
                visit::op_operands(&mut op.clone(), &mut |operand| args.push(operand.clone()));
                args.retain(|arg| arg.value().is_some_and(|arg| self.is_active(arg)));
                (of_matrices(op).unwrap_or("array"), args)
            }
        };
        let about = about::step(self.func, &self.source, id, operation.to_owned(), site);
        let parts = self.parts(&args);
        note(NoteKind::Array { id, about, parts }, vec![whole(id)], site)
    }

    /// An array changes: there is a new version of it.
    fn change(&mut self, op: &Op, site: Site) -> Vec<Stmt> {
        let (to, operation, args) = match op {
            Op::Store { to, value } => (to, format!("{} =", self.short_text(to)), vec![value.clone()]),
            Op::Update { to, symbol, value } => (to, format!("{} {symbol}=", self.short_text(to)), vec![value.clone()]),
            Op::Mutate { place, method, args } => (place, format!("{}.{method}", self.short_text(place)), args.clone()),
            _ => return Vec::new(),
        };
        let root = to.root();
        if !self.func.is_active_place(root) {
            return Vec::new();
        }
        let about = about::step(self.func, &self.source, root, operation, site);
        let mut parts = vec![Part::Local(root)];
        parts.extend(args.iter().filter(|arg| self.func.activity(arg) == Activity::Active).map(part));
        let mut operands = vec![whole(root)];
        operands.extend(indices(to));
        vec![note(NoteKind::Version { id: root, about, parts }, operands, site)]
    }

    fn short_text(&self, view: &View) -> String {
        self.view_text(view)
    }

    fn matters(&self, pattern: &Pattern, call: &Call) -> bool {
        let results = pattern.values().iter().any(|id| self.is_active(*id));
        results || call.args.iter().any(|arg| self.changed_by_call(arg).is_some())
    }

    /// The array that a call may change.
    fn changed_by_call(&self, arg: &Operand) -> Option<ValueId> {
        let view = arg.view()?;
        let changes = view.mode == Mode::Exclusive && self.func.is_active_place(view.root());
        changes.then(|| view.root())
    }

    fn call(&mut self, pattern: Pattern, call: Call, site: Site, out: &mut Vec<Stmt>) {
        let parts = self.parts(&call.args);
        let changed: Vec<(usize, ValueId)> = (call.args.iter().enumerate())
            .filter_map(|(index, arg)| Some((index, self.changed_by_call(arg)?)))
            .collect();
        let ids = pattern.values();
        let first = ids.first().copied().or(changed.first().map(|(_, id)| *id));
        let mut about = About::default();
        if let Some(id) = first {
            about = about::step(self.func, &self.source, id, tidy(&call.path), site);
        }
        let mut operands: Vec<Operand> = ids.iter().map(|id| Operand::Value(*id)).collect();
        operands.extend(changed.iter().map(|(_, id)| whole(*id)));
        out.push(note(NoteKind::Call { parts }, Vec::new(), site));
        out.push(Stmt { kind: StmtKind::Let { pattern, op: Op::Call(call) }, site, generated: false });
        out.push(note(NoteKind::Called { about, results: ids, changed }, operands, site));
    }

    fn branch(&mut self, branch: Branch, site: Site, generated: bool, out: &mut Vec<Stmt>) {
        let (line, text) = self.source.line(site);
        let parted = matches!(branch.head, Head::Variant(_)) || always(&branch.head);
        let condition = match &branch.head {
            Head::If(Operand::Value(test)) => self.conditions.get(test).cloned().or_else(|| {
                let name = about::name(self.func, *test);
                (!name.is_empty()).then(|| Condition { text: name.clone(), arguments: vec![(name, *test)] })
            }),
            _ => None,
        };
        let subject = match &branch.head {
            Head::Opaque(opaque) => tidy(&opaque.tokens),
            Head::Match(tree) => {
                let names = tree.leaves().into_iter().filter_map(Operand::value);
                names.map(|id| about::name(self.func, id)).collect::<Vec<_>>().join(", ")
            }
            _ => String::new(),
        };
        let operation = match &condition {
            Some(condition) => format!("if {}", condition.text),
            None if matches!(branch.head, Head::If(_)) => "if".to_owned(),
            None => format!("match {subject}"),
        };
        if let Some(condition) = &condition {
            let inactive = condition.arguments.iter().map(|(_, id)| *id).filter(|id| !self.is_active(*id));
            self.wanted.extend(inactive.collect::<Vec<_>>());
        }
        let mut arms = Vec::new();
        for (index, arm) in branch.arms.into_iter().enumerate() {
            let mut region = self.region(arm.region);
            let mut first = Vec::new();
            if let (Head::Variant(Operand::Value(bundle)), Some(pattern)) = (&branch.head, &arm.pattern) {
                let ids = pattern.values();
                let operands = ids.iter().map(|id| Operand::Value(*id)).collect();
                let ids = ids.into_iter().map(|id| {
                    let about = about::step(self.func, &self.source, id, String::new(), site);
                    (id, about)
                });
                first.push(note(NoteKind::Unbundle { bundle: *bundle, ids: ids.collect() }, operands, site));
            }
            if !parted {
                let pattern = arm.pattern.as_ref().map(|pattern| about::pattern(self.func, pattern));
                let label = match (&pattern, index) {
                    (Some(pattern), _) => format!("{operation}: {pattern}"),
                    (None, 0) => format!("{operation}: yes"),
                    (None, _) => format!("{operation}: no"),
                };
                first.push(note(NoteKind::Arm { label, line }, Vec::new(), site));
                if let Some(condition) = condition.clone() {
                    first.push(note(NoteKind::Guard { condition, held: index == 0, line }, Vec::new(), site));
                }
            }
            let results: Vec<(ValueId, Part)> = match &region.end {
                End::Yield(operands) => branch
                    .results
                    .iter()
                    .copied()
                    .zip(operands.clone())
                    .map(|(id, operand)| (id, self.part(&operand)))
                    .collect(),
                _ => Vec::new(),
            };
            if parted {
                for (id, part) in results {
                    region.stmts.push(note(NoteKind::Same { id, part }, Vec::new(), site));
                }
            } else {
                region.stmts.push(note(NoteKind::LeaveArm { results }, Vec::new(), site));
            }
            region.stmts.splice(0..0, first);
            arms.push(Arm { region, ..arm });
        }
        let results = branch.results.clone();
        out.push(Stmt {
            kind: StmtKind::Branch(Branch { head: branch.head, arms, results: branch.results }),
            site,
            generated,
        });
        for id in results {
            if !parted && self.is_number(id) && !self.is_variant(id) {
                let about = About {
                    operation: operation.clone(),
                    name: about::name(self.func, id),
                    line,
                    source: text.clone(),
                    formula: None,
                };
                out.push(note(NoteKind::Chosen { id, about }, vec![Operand::Value(id)], site));
            }
        }
    }

    /// Whether a value says how to go on, and is no number.
    fn is_variant(&self, id: ValueId) -> bool {
        matches!(self.func.value(id).hint, crate::ir::Hint::Saved) || self.func.value(id).float == crate::ir::Float::Not
    }

    fn looped(&mut self, looped: Loop, site: Site, generated: bool, out: &mut Vec<Stmt>) {
        let (line, _) = self.source.line(site);
        let header = self.source.header(site);
        let id = looped.id;
        let label = match &looped.head {
            _ if ["for ", "while "].iter().any(|word| header.starts_with(word)) => header,
            LoopHead::For { pattern, iterator, .. } => {
                format!("for {} in {}", about::pattern(self.func, pattern), tidy(&iterator.tokens))
            }
            LoopHead::While(test) => format!("while {}", tidy(&test.tokens)),
            _ => "loop".to_owned(),
        };
        let mut carried = Vec::new();
        for one in &looped.carried {
            if self.is_active(one.inside) {
                carried.push((one.inside, self.part(&one.init)));
            }
        }
        out.push(note(NoteKind::Loop { id, label, line, carried }, Vec::new(), site));

        let mut body = self.region(looped.body);
        let mut first = vec![note(NoteKind::Trip { id }, Vec::new(), site)];
        if let LoopHead::While(test) = &looped.head {
            let condition = about::condition(test);
            let inactive = condition.arguments.iter().map(|(_, id)| *id).filter(|id| !self.is_active(*id));
            self.wanted.extend(inactive.collect::<Vec<_>>());
            first.push(note(NoteKind::Guard { condition, held: true, line }, Vec::new(), site));
        }
        body.stmts.splice(0..0, first);
        if let End::Yield(next) = &body.end.clone() {
            let kind = match next.as_slice() {
                [Operand::Value(flow)] if looped.exits > 0 => NoteKind::Flow { id, flow: *flow },
                next => {
                    let active = looped.carried.iter().zip(next).filter(|(carried, _)| self.is_active(carried.inside));
                    let next: Vec<Operand> = active.map(|(_, next)| next.clone()).collect();
                    NoteKind::Next { id, next: self.parts(&next) }
                }
            };
            body.stmts.push(note(kind, Vec::new(), site));
        }
        let used = self.used_inside(&body);
        let results: Vec<(ValueId, About, bool)> = (looped.results.iter())
            .map(|result| {
                let about = about::step(self.func, &self.source, *result, String::new(), site);
                (*result, about, self.is_number(*result) && !self.is_variant(*result))
            })
            .collect();
        let results = if looped.exits == 0 {
            results.into_iter().filter(|(result, ..)| self.is_active(*result)).collect()
        } else {
            results
        };
        let mut operands: Vec<Operand> =
            results.iter().filter(|(.., number)| *number).map(|(id, ..)| Operand::Value(*id)).collect();
        let changed = self.changed_inside(&body);
        operands.extend(changed.iter().map(|id| whole(*id)));
        let changed = changed.into_iter().map(|id| {
            let about = about::step(self.func, &self.source, id, String::new(), site);
            (id, about)
        });
        let changed = changed.collect();
        let ways = looped.exits;
        out.push(Stmt { kind: StmtKind::Loop(Loop { body, ..looped }), site, generated });
        out.push(note(NoteKind::LoopEnd { id, ways, results, used, changed }, operands, site));
    }

    /// Active values from outside that a trip uses.
    fn used_inside(&self, body: &Region) -> Vec<ValueId> {
        let mut inside = HashSet::new();
        visit::region_definitions(body, &mut |id| {
            inside.insert(id);
        });
        let mut used = visit::used_values(body);
        used.retain(|id| self.is_active(*id) && !inside.contains(id));
        used.sort_unstable();
        used.dedup();
        used
    }

    /// Arrays from outside that a trip changes.
    fn changed_inside(&self, body: &Region) -> Vec<ValueId> {
        let mut inside = HashSet::new();
        visit::region_definitions(body, &mut |id| {
            inside.insert(id);
        });
        let mut changed = Vec::new();
        modified_in(body, &mut |id| changed.push(id));
        changed.retain(|id| self.func.is_active_place(*id) && !inside.contains(id));
        changed.sort_unstable();
        changed.dedup();
        changed
    }

    /// Notes for the constants that others mention, right where they are made.
    fn constants(&mut self, body: &mut Region) {
        // What these are made of is wanted too.
        loop {
            let before = self.wanted.len();
            let mut more = Vec::new();
            each_let(body, &mut |id, op, site| {
                if self.wanted.contains(&id) {
                    more.extend(about::constant(self.func, &self.source, id, Some(op), site).1);
                }
            });
            let inactive = more.into_iter().filter(|id| !self.is_active(*id));
            let inactive: Vec<ValueId> = inactive.collect();
            self.wanted.extend(inactive);
            if self.wanted.len() == before {
                break;
            }
        }
        self.place_constants(body);
    }

    fn place_constants(&self, region: &mut Region) {
        let stmts = std::mem::take(&mut region.stmts);
        for mut stmt in stmts {
            let site = stmt.site;
            let mut after: Vec<(ValueId, Option<Op>)> = Vec::new();
            match &mut stmt.kind {
                StmtKind::Let { pattern, op } => {
                    let alone = pattern.values().len() == 1;
                    after.extend(pattern.values().into_iter().map(|id| (id, alone.then(|| op.clone()))));
                }
                StmtKind::Branch(branch) => {
                    let variant = matches!(branch.head, Head::Variant(_));
                    for arm in &mut branch.arms {
                        self.place_constants(&mut arm.region);
                        if let (Some(pattern), false) = (&arm.pattern, variant) {
                            self.at_start(&mut arm.region, &pattern.values(), 1);
                        }
                    }
                    after.extend(branch.results.iter().map(|id| (*id, None)));
                }
                StmtKind::Loop(looped) => {
                    self.place_constants(&mut looped.body);
                    let bound = visit::bound_by_trip(looped);
                    self.at_start(&mut looped.body, &bound, 1);
                    after.extend(looped.results.iter().map(|id| (*id, None)));
                }
                StmtKind::Comment(_) => {}
            }
            region.stmts.push(stmt);
            for (id, op) in after {
                region.stmts.extend(self.constant(id, op.as_ref(), site));
            }
        }
    }

    fn at_start(&self, region: &mut Region, ids: &[ValueId], at: usize) {
        let site = region.stmts.first().map_or_else(Site::call_site, |stmt| stmt.site);
        let at = at.min(region.stmts.len());
        let notes: Vec<Stmt> = ids.iter().filter_map(|id| self.constant(*id, None, site)).collect();
        region.stmts.splice(at..at, notes);
    }

    fn constant(&self, id: ValueId, op: Option<&Op>, site: Site) -> Option<Stmt> {
        let variant = matches!(op, Some(Op::Variant { .. })) || self.is_variant(id) && op.is_none();
        if let Some(Op::Opaque(opaque)) = op
            && type_comes_later(&opaque.tokens)
        {
            return None;
        }
        if self.is_active(id) || !self.wanted.contains(&id) || variant {
            return None;
        }
        let (about, made_of) = about::constant(self.func, &self.source, id, op, site);
        let parts = made_of.into_iter().map(Part::Local).collect();
        Some(note(NoteKind::Constant { id, about, parts }, vec![Operand::Value(id)], site))
    }
}

/// What an operation on vectors or matrices is called.
fn of_matrices(op: &Op) -> Option<&'static str> {
    match op {
        Op::Rule(rule) => Some(rule.operation.written.trim_start_matches("part ").trim_start_matches("own ")),
        _ => None,
    }
}

/// An array, as a note looks at it.
fn whole(id: ValueId) -> Operand {
    Operand::of_view(View::whole(id).with_mode(Mode::Shared))
}

fn indices(view: &View) -> Vec<Operand> {
    let mut indices = Vec::new();
    for step in &view.steps {
        match step {
            Step::Index(index) | Step::Element { number: index, .. } => indices.push(index.clone()),
            Step::Range { from, to, .. } => indices.extend(from.iter().chain(to).cloned()),
            Step::Field(_) | Step::Part(_) | Step::Payload(_) | Step::Call { .. } => {}
        }
    }
    indices
}

/// Whether rustc learns the type of an expression only from what is done with it, so that nothing can look at it before.
fn type_comes_later(tokens: &proc_macro2::TokenStream) -> bool {
    let mut idents = HashSet::new();
    crate::lower::collect_idents(tokens.clone(), &mut idents);
    ["into", "try_into", "parse", "collect", "sum", "product", "default"].iter().any(|name| idents.contains(*name))
}

/// `if true`, which early exits leave behind.
fn always(head: &Head) -> bool {
    matches!(head, Head::If(Operand::Const(constant)) if constant.tokens.to_string() == "true")
}

fn each_let(region: &Region, found: &mut dyn FnMut(ValueId, &Op, Site)) {
    for stmt in &region.stmts {
        match &stmt.kind {
            StmtKind::Let { pattern, op } => {
                if let [id] = pattern.values().as_slice() {
                    found(*id, op, stmt.site);
                }
            }
            StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| each_let(&arm.region, found)),
            StmtKind::Loop(looped) => each_let(&looped.body, found),
            StmtKind::Comment(_) => {}
        }
    }
}
