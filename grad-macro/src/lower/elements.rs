//! The elements and parts of vectors and matrices, one after another: what iterators go through, `Zip`, and methods that change each element. All of it
//! becomes loops over the number of an element.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, ExprMethodCall};

use super::iterate::Source;
use super::matrix::UNKNOWN;
use super::place::strip;
use super::stages::Pipeline;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{
    Activity, Float, Hint, How, Library, Matrix, Mode, Op, Opaque, Operand, Passed, Pattern, Rule, Shape, Step, Tree,
    View,
};
use crate::site::{Site, Sited};

/// Which part of a place an item is.
#[derive(Clone)]
pub(super) enum Part {
    /// `x[i]`
    Index,
    /// The element of a vector or matrix by its number, which may be repeated to a shape.
    Element { repeated: Option<Operand> },
    /// `x.row(i)`: the method, and what it is given before the index.
    Lane { method: &'static str, library: Library, before: Vec<Operand> },
    /// A copy of `x.column(i)` of nalgebra: the method.
    Copied(&'static str),
}

impl Part {
    /// The step to the part of this number.
    pub(super) fn step(&self, number: Operand) -> Step {
        match self {
            Part::Index | Part::Copied(_) => Step::Index(number),
            Part::Element { repeated } => Step::Element { number, repeated: repeated.clone() },
            Part::Lane { method, library, before } => {
                let mut args = before.clone();
                args.push(number);
                Step::Call { method: (*method).to_owned(), library: *library, args }
            }
        }
    }
}

/// `Zip::from(&a).and(&b)`
struct Zipped<'e> {
    /// `Zip`
    path: TokenStream,
    indexed: bool,
    /// What it goes through, and whether that is repeated to the shape of the first.
    parts: Vec<(&'e Expr, bool)>,
}

impl<'e> Zipped<'e> {
    fn of(expr: &'e Expr) -> Option<Zipped<'e>> {
        if !cfg!(feature = "ndarray") {
            return None;
        }
        match strip(expr) {
            Expr::Call(call) => {
                let Expr::Path(path) = strip(&call.func) else { return None };
                let (last, owner) = (path.path.segments.last()?, path.path.segments.iter().rev().nth(1)?);
                let indexed = last.ident == "indexed";
                if owner.ident != "Zip" || !(indexed || last.ident == "from") {
                    return None;
                }
                let mut path = path.path.clone();
                path.segments.pop();
                path.segments.pop_punct();
                Some(Zipped { path: path.to_token_stream(), indexed, parts: vec![(call.args.first()?, false)] })
            }
            Expr::MethodCall(call) if call.method == "and" || call.method == "and_broadcast" => {
                let mut zipped = Zipped::of(&call.receiver)?;
                zipped.parts.push((call.args.first()?, call.method == "and_broadcast"));
                Some(zipped)
            }
            _ => None,
        }
    }
}

/// Whether a method is called on what `Zip` gives.
pub(super) fn is_zip(call: &ExprMethodCall) -> bool {
    Zipped::of(&call.receiver).is_some()
}

impl Lowerer<'_> {
    /// What is known of a vector or matrix that an iterator goes through.
    pub(super) fn iterated_matrix(&self, expr: &Expr) -> Option<Matrix> {
        if self.matrices { self.matrix(expr) } else { None }
    }

    /// The elements of a place.
    pub(super) fn elements<'e>(&mut self, view: View, mode: Mode, known: Option<Matrix>, site: Site) -> Source<'e> {
        let matrix = match self.func.shape(&view) {
            Shape::Matrix(matrix) => {
                Some(Matrix { rank: matrix.rank.or(known.and_then(|known| known.rank)), ..matrix })
            }
            _ => known,
        };
        let unknown = self.matrices && self.func.shape(&view) == Shape::Unknown;
        let part = match matrix {
            Some(Matrix { rank: Some(1), .. } | Matrix { library: Library::Nalgebra, .. }) => Part::Index,
            None if !unknown => Part::Index,
            _ => Part::Element { repeated: None },
        };
        let len = self.len(&view, site);
        Source::Elements { view, mode, part, len, taken: None }
    }

    /// `x.rows()`, `x.outer_iter()`, `x.indexed_iter()`: what only iterators of vectors and matrices are made by.
    pub(super) fn lanes<'e>(&mut self, call: &'e ExprMethodCall) -> Option<Flow<Source<'e>>> {
        if !self.matrices {
            return None;
        }
        let name = call.method.to_string();
        let mode = if name.ends_with("_mut") { Mode::Exclusive } else { Mode::Shared };
        Some(match (name.trim_end_matches("_mut"), call.args.first()) {
            ("rows", None) => self.rows(call, "row", "nrows", mode),
            ("columns", None) => self.rows(call, "column", "ncols", mode),
            ("column_iter", None) if mode == Mode::Shared => self.rows(call, "part column", "ncols", mode),
            ("row_iter", None) if mode == Mode::Shared => self.rows(call, "part row", "nrows", mode),
            ("column_iter", None) => self.rows(call, "column", "ncols", mode),
            ("row_iter", None) => self.rows(call, "row", "nrows", mode),
            ("outer_iter", None) => self.outer(call, mode),
            ("axis_iter", Some(axis)) => self.along(call, axis, mode),
            ("indexed_iter", None) => self.indexed_iter(call, mode),
            _ => return None,
        })
    }

    fn rows<'e>(&mut self, call: &ExprMethodCall, method: &'static str, count: &str, mode: Mode) -> Flow<Source<'e>> {
        let site = call.method.site();
        let view = self.iterated(&call.receiver)?;
        let known = self.iterated_matrix(&call.receiver);
        if known.is_some_and(|known| known.rank.is_some_and(|rank| rank != 2)) {
            self.fail_about(&catalogue::MATRIX_LANES, site, &call.method);
            return None;
        }
        let op = Op::Method { name: count.to_owned(), path: None, args: vec![Operand::of_view(view.clone())] };
        let part = match method {
            "part row" | "part column" => Part::Copied(method),
            method => {
                let library = known.map_or(Library::Ndarray, |known| known.library);
                Part::Lane { method, library, before: Vec::new() }
            }
        };
        Some(self.lanes_of(view, mode, part, op, site))
    }

    fn outer<'e>(&mut self, call: &ExprMethodCall, mode: Mode) -> Flow<Source<'e>> {
        let site = call.method.site();
        let view = self.iterated(&call.receiver)?;
        let of = Operand::of_view(view.with_mode(Mode::Shared));
        let len = Op::Opaque(self.tokens_with("x", of, site, quote_spanned!(site.start=> (x).shape()[0])));
        Some(self.lanes_of(
            view,
            mode,
            Part::Lane { method: "outer", library: Library::Ndarray, before: Vec::new() },
            len,
            site,
        ))
    }

    fn along<'e>(&mut self, call: &ExprMethodCall, axis: &Expr, mode: Mode) -> Flow<Source<'e>> {
        let site = call.method.site();
        let view = self.iterated(&call.receiver)?;
        if self.activity_of(axis) != Activity::Constant {
            self.fail(&catalogue::INDEX, axis.site());
            return None;
        }
        let axis = self.view_argument(axis);
        let args = vec![Operand::of_view(view.clone()), axis.clone()];
        let len = Op::Method { name: "len_of".to_owned(), path: None, args };
        Some(self.lanes_of(
            view,
            mode,
            Part::Lane { method: "index_axis", library: Library::Ndarray, before: vec![axis] },
            len,
            site,
        ))
    }

    fn lanes_of<'e>(&mut self, view: View, mode: Mode, part: Part, len: Op, site: Site) -> Source<'e> {
        let len = self.told(len, site);
        Source::Elements { view, mode, part, len, taken: None }
    }

    /// What tells of lengths depends on nothing active.
    fn told(&mut self, op: Op, site: Site) -> Operand {
        let id = self.func.fresh(Hint::Temp, site, Float::Not, Activity::Constant);
        self.push(Pattern::one(id), op, site);
        Operand::Value(id)
    }

    /// Whether an expression is an argument that is a reference to a matrix, which no method can change.
    pub(super) fn is_shared_matrix(&self, expr: &Expr) -> bool {
        let Expr::Path(path) = strip(expr) else { return false };
        let var = path.path.get_ident().and_then(|ident| self.find_ident(ident));
        match var.and_then(|var| self.vars[var].ty.as_ref()) {
            Some(ty @ syn::Type::Reference(reference)) => {
                reference.mutability.is_none() && super::matrix::of_type(ty).is_some()
            }
            _ => false,
        }
    }

    /// A constant part of a matrix of nalgebra as a value: its views have no rules.
    pub(super) fn constant_part(&self, init: &Expr) -> Option<Expr> {
        let Expr::MethodCall(call) = strip(init) else { return None };
        let nalgebra = self.iterated_matrix(&call.receiver)?.library == Library::Nalgebra;
        let part = nalgebra && self.gives_view(call) && self.activity_of(init) == Activity::Constant;
        part.then(|| syn::parse_quote!((#init).clone_owned()))
    }

    /// A row or column of a matrix of nalgebra, as a value.
    pub(super) fn copied_part(&mut self, view: &View, method: &str, index: Operand, site: Site) -> Tree<Operand> {
        let of = view.with_mode(Mode::Shared);
        let shape = Matrix { library: Library::Nalgebra, ..UNKNOWN };
        if self.func.value(view.root()).activity != Activity::Active {
            let name = method.trim_start_matches("part ").to_owned();
            let part =
                self.step(Op::Method { name, path: None, args: vec![Operand::of_view(of), index] }, site, Float::Not);
            let op = Op::Method { name: "into_owned".to_owned(), path: None, args: vec![part] };
            let part = self.told(op, site);
            self.lanes.extend(part.value().map(|id| (id, shape)));
            return Tree::Leaf(part);
        }
        let Some(operation) = crate::matrices::operation(method) else { return Tree::unit() };
        let with = self.tokens_with("i", index, site, quote_spanned!(site.start=> (i,)));
        let with = self.step(Op::Opaque(with), site, Float::Not);
        let args = [Operand::of_view(of), with].map(|operand| Passed { operand, how: How::Shared });
        let rule = Rule { operation, name: format!("{}_of", operation.name), args: args.to_vec(), elements: None };
        Tree::Leaf(Operand::of_view(self.new_place(Op::Rule(Box::new(rule)), Shape::Matrix(shape), site)))
    }

    /// An operand of a rule: a part of a matrix of nalgebra that is changed by a name is copied as it is now, since rules are there for owned matrices only.
    pub(super) fn as_it_is(&mut self, view: &View, site: Site) -> View {
        let copied = match view.steps.split_last() {
            Some((Step::Call { method, library: Library::Nalgebra, args }, before)) => {
                Some((crate::matrices::operation(&format!("part {method}")), before, args))
            }
            _ => None,
        };
        let Some((Some(operation), before, args)) = copied else { return view.with_mode(Mode::Shared) };
        let of = View { steps: before.to_vec(), ..view.clone() };
        let of = Operand::of_view(self.as_it_is(&of, site));
        let names: Vec<Ident> = (0..args.len()).map(|at| Ident::new(&format!("arg_{at}"), site.start)).collect();
        let holes = names.iter().zip(args).map(|(name, arg)| (Key::of(name), Tree::Leaf(arg.clone()))).collect();
        let tokens = quote_spanned!(site.start=> (#(#names,)*));
        let with = self.step(Op::Opaque(Opaque { tokens, holes, pure: false }), site, Float::Not);
        let args = [of, with].map(|operand| Passed { operand, how: How::Shared });
        let rule = Rule { operation, name: format!("{}_of", operation.name), args: args.to_vec(), elements: None };
        let shape = self.func.shape(view);
        self.new_place(Op::Rule(Box::new(rule)), shape, site).with_mode(Mode::Shared)
    }

    /// A part of a constant, which is a vector or matrix again.
    pub(super) fn note_lane(&mut self, item: &Operand, step: &Step) {
        if let (Operand::Value(id), Step::Call { method, .. }) = (item, step) {
            let rank = matches!(method.as_str(), "row" | "column").then_some(1);
            self.lanes.insert(*id, Matrix { rank, library: Library::Ndarray, float: Float::Unknown });
        }
    }

    fn indexed_iter<'e>(&mut self, call: &'e ExprMethodCall, mode: Mode) -> Flow<Source<'e>> {
        let site = call.method.site();
        let known = self.iterated_matrix(&call.receiver);
        let view = self.iterated(&call.receiver)?;
        let source = self.elements(view.clone(), mode, known, site);
        self.numbered(source, &view, known, site)
    }

    /// The elements with their indices.
    fn numbered<'e>(&mut self, source: Source<'e>, view: &View, known: Option<Matrix>, site: Site) -> Flow<Source<'e>> {
        match known.and_then(|known| known.rank) {
            Some(1) => Some(Source::Enumerate(Box::new(source))),
            Some(2) => {
                let args = vec![Operand::of_view(view.clone())];
                let columns = self.told(Op::Method { name: "ncols".to_owned(), path: None, args }, site);
                Some(Source::Indexed(Box::new(source), columns))
            }
            _ => {
                self.fail_about(&catalogue::MATRIX_LANES, site, "indexed_iter");
                None
            }
        }
    }

    /// `Zip::from(&a).and(&b).for_each(|a, &b| …)`, `….map_collect(…)`
    pub(super) fn zip(&mut self, call: &ExprMethodCall) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let zipped = Zipped::of(&call.receiver)?;
        let collects = call.method == "map_collect";
        if !collects && call.method != "for_each" {
            return Some(self.fail_about(&catalogue::MATRIX_ZIP, site, &call.method));
        }
        let function = call.args.first()?;
        let known = self.producer_matrix(zipped.parts.first()?.0);
        let mut sources: Vec<Source> = Vec::new();
        for (part, repeated) in &zipped.parts {
            self.activate_target(part, site)?;
            let mut source = self.producer(part)?;
            if *repeated {
                let Some(Source::Elements { view, part: Part::Index | Part::Element { .. }, .. }) = sources.first()
                else {
                    return Some(self.fail_about(&catalogue::MATRIX_ZIP, site, "and_broadcast"));
                };
                let shape = self.raw_dim(&view.clone(), site);
                repeat(&mut source, shape);
            }
            sources.push(source);
        }
        let one_axis = known.is_some_and(|known| known.rank == Some(1));
        if !one_axis && self.has_effects(&self.unshadowed(function).0) {
            return Some(self.fail(&catalogue::MATRIX_ORDER, function.site()));
        }
        let opaque = self.zip_tokens(&zipped, &sources, collects, site);
        let mut first = sources.remove(0);
        if zipped.indexed {
            let Source::Elements { view, .. } = &first else {
                return Some(self.fail_about(&catalogue::MATRIX_ZIP, site, "indexed"));
            };
            let view = view.clone();
            first = self.numbered(first, &view, known, site)?;
        }
        let depth = sources.len();
        let mut source = first;
        for other in sources {
            let len = source.len();
            source = Source::Zip(Box::new(source), Box::new(other), len);
        }
        let apply = |this: &mut Self, item: Tree<Operand>| {
            let mut args = flat(item, depth);
            if let (true, Some(Tree::Tuple(_))) = (zipped.indexed, args.first()) {
                let Tree::Tuple(pair) = args.remove(0) else { return None };
                args.splice(0..0, pair);
            }
            this.apply(function, args)
        };
        if !collects {
            self.push(Pattern::none(), Op::Opaque(opaque), site);
            self.for_each_of(source, function, site, &mut |this, item| apply(this, item).map(|_| ()))?;
            return Some(Tree::unit());
        }
        let known = Matrix { library: Library::Ndarray, ..known.unwrap_or(UNKNOWN) };
        self.collected(Op::Opaque(opaque), known, source, function, site, &mut |this, item| apply(this, item))
    }

    /// An array that is made element by element: the operation gives one of the same form.
    fn collected(
        &mut self,
        form: Op,
        known: Matrix,
        source: Source,
        function: &Expr,
        site: Site,
        apply: &mut impl FnMut(&mut Self, Tree<Operand>) -> Flow<Tree<Operand>>,
    ) -> Flow<Tree<Operand>> {
        let made = self.new_place(form, Shape::Matrix(known), site);
        let id = made.root();
        self.func.values[id.0].activity = Activity::Active;
        self.func.values[id.0].mutable = true;
        self.func.values[id.0].hint = Hint::User("collected".to_owned());
        let Source::Elements { part, len, .. } = self.elements(made.clone(), Mode::Exclusive, Some(known), site) else {
            return None;
        };
        let to = Source::Elements { view: made.clone(), mode: Mode::Exclusive, part, len: len.clone(), taken: None };
        let source = Source::Zip(Box::new(to), Box::new(source), len);
        self.for_each_of(source, function, site, &mut |this, item| {
            let Tree::Tuple(mut pair) = item else { return None };
            let item = pair.pop()?;
            let Some(Tree::Leaf(Operand::View(to))) = pair.pop() else { return None };
            let value = apply(this, item)?;
            let value = this.leaf(value, site);
            this.push(Pattern::none(), Op::Store { to: to.with_mode(Mode::Place), value }, site);
            Some(())
        })?;
        Some(Tree::Leaf(Operand::of_view(made)))
    }

    /// A loop over what a source gives, for a function that may change variables.
    fn for_each_of(
        &mut self,
        source: Source,
        function: &Expr,
        site: Site,
        body: &mut dyn FnMut(&mut Self, Tree<Operand>) -> Flow<()>,
    ) -> Flow<()> {
        let names = super::opaque::assigned_in(&self.unshadowed(function).0);
        self.each(Pipeline::of(source), &names, &[], None, site, body)
    }

    /// What `Zip` goes through.
    fn producer<'e>(&mut self, expr: &'e Expr) -> Flow<Source<'e>> {
        let (inner, mode) = match strip(expr) {
            Expr::MethodCall(call) if call.method == "view" && call.args.is_empty() => (&*call.receiver, Mode::Shared),
            Expr::MethodCall(call) if call.method == "view_mut" => (&*call.receiver, Mode::Exclusive),
            _ => return self.source(expr),
        };
        let known = self.iterated_matrix(inner);
        let view = self.iterated(inner)?;
        Some(self.elements(view, mode, known, expr.site()))
    }

    /// What is known of that: of rows and the like, that there is one after another.
    fn producer_matrix(&self, expr: &Expr) -> Option<Matrix> {
        let known = self.iterated_matrix(expr);
        match strip(expr) {
            Expr::MethodCall(call) if crate::matrices::is_iterated(&call.method.to_string()) => {
                Some(Matrix { rank: Some(1), ..UNKNOWN })
            }
            _ => known,
        }
    }

    /// The user's own `Zip`, which checks the shapes, or makes an array of theirs.
    fn zip_tokens(&self, zipped: &Zipped, sources: &[Source], collects: bool, site: Site) -> Opaque {
        let span = site.start;
        let mut holes = Vec::new();
        let mut parts = Vec::new();
        for (at, source) in sources.iter().enumerate() {
            let Source::Elements { view, part, .. } = source else { continue };
            let name = Ident::new(&format!("part_{at}"), span);
            holes.push((Key::of(&name), Tree::Leaf(Operand::of_view(view.with_mode(Mode::Shared)))));
            parts.push(match part {
                Part::Lane { method: "row", .. } => quote_spanned!(span=> (#name).rows()),
                Part::Lane { method: "column", .. } => quote_spanned!(span=> (#name).columns()),
                Part::Lane { before, .. } => match before.first() {
                    Some(axis) => {
                        let of = Ident::new(&format!("axis_{at}"), span);
                        holes.push((Key::of(&of), Tree::Leaf(axis.clone())));
                        quote_spanned!(span=> (#name).axis_iter(#of))
                    }
                    None => quote_spanned!(span=> (#name).outer_iter()),
                },
                _ => quote_spanned!(span=> (#name).view()),
            });
        }
        let path = &zipped.path;
        let mut parts = parts.into_iter().zip(&zipped.parts);
        let first = parts.next().map(|(first, _)| first);
        let rest = parts.map(|(part, (_, repeated))| match repeated {
            true => quote_spanned!(span=> .and_broadcast(#part)),
            false => quote_spanned!(span=> .and(#part)),
        });
        let mut tokens = quote_spanned!(span=> #path::from(#first) #(#rest)*);
        tokens = if collects {
            let items = zipped.parts.iter().map(|_| quote!(_));
            quote_spanned!(span=> #tokens.map_collect(|#(#items),*| ::core::default::Default::default()))
        } else {
            quote_spanned!(span=> let _ = #tokens)
        };
        Opaque { tokens, holes, pure: false }
    }

    fn raw_dim(&mut self, view: &View, site: Site) -> Operand {
        let args = vec![Operand::of_view(view.with_mode(Mode::Shared))];
        self.told(Op::Method { name: "raw_dim".to_owned(), path: None, args }, site)
    }

    /// A constant that is changed where something active goes in is none: the function is read again.
    fn activate_target(&mut self, expr: &Expr, site: Site) -> Flow<()> {
        let target = match strip(expr) {
            Expr::Reference(reference) if reference.mutability.is_some() => &*reference.expr,
            Expr::MethodCall(call) if call.method.to_string().ends_with("_mut") => &*call.receiver,
            _ => return Some(()),
        };
        if self.activity_of(target) == Activity::Constant {
            self.must_be_active(target, site);
            return None;
        }
        Some(())
    }

    /// `x.zip_mut_with(&y, |x, &y| …)` and others that change each element of an array.
    pub(super) fn change_each(&mut self, call: &ExprMethodCall) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        if self.activity_of(&call.receiver) == Activity::Constant {
            self.must_be_active(&call.receiver, site);
            return Some(Tree::unit());
        }
        let name = call.method.to_string();
        let (first, last) = match (call.args.first(), call.args.last()) {
            (Some(first), Some(last)) => (first, last),
            _ => (&*call.receiver, &*call.receiver),
        };
        if name == "mapv_inplace" && self.names_place(&call.receiver) && self.is_whole(&call.receiver) {
            return self.mapv_whole(call);
        }
        let function = matches!(name.as_str(), "map_inplace" | "mapv_inplace" | "zip_mut_with" | "apply" | "zip_apply");
        if function && self.has_effects(&self.unshadowed(last).0) {
            return Some(self.fail(&catalogue::MATRIX_ORDER, last.site()));
        }
        let known = self.iterated_matrix(&call.receiver);
        let view = self.iterated(&call.receiver)?;
        match name.as_str() {
            "zip_mut_with" | "zip_apply" => {
                let by_value = name == "zip_apply";
                self.change_with(view, known, first, site, last, &mut |this, to, other| {
                    let other = if by_value { Tree::Leaf(this.leaf(other, site)) } else { other };
                    this.apply(last, vec![Tree::Leaf(Operand::of_view(to)), other]).map(|_| ())
                })
            }
            "assign" | "copy_from" => self.change_with(view, known, first, site, last, &mut |this, to, other| {
                let value = this.leaf(other, site);
                this.push(Pattern::none(), Op::Store { to: to.with_mode(Mode::Place), value }, site);
                Some(())
            }),
            "axpy" => {
                let [_, second, _] = call.args.iter().collect::<Vec<_>>()[..] else { return None };
                let Some(keeps) = literal(last) else {
                    return Some(self.fail_about(&catalogue::MATRIX_METHOD, site, "axpy"));
                };
                let (factor, kept) = (self.operand(first)?, self.operand(last)?);
                self.change_with(view, known, second, site, second, &mut |this, to, other| {
                    let to = to.with_mode(Mode::Place);
                    let other = this.leaf(other, site);
                    let mut value = this.arithmetic("*", factor.clone(), other, site);
                    if keeps != 0.0 {
                        let before = this.read(&to, site);
                        let before = this.arithmetic("*", kept.clone(), before, site);
                        value = this.arithmetic("+", value, before, site);
                    }
                    this.push(Pattern::none(), Op::Store { to, value }, site);
                    Some(())
                })
            }
            "scale_mut" | "unscale_mut" | "add_scalar_mut" => {
                let symbol = match name.as_str() {
                    "scale_mut" => "*",
                    "unscale_mut" => "/",
                    _ => "+",
                };
                let by = self.operand(first)?;
                self.change_alone(view, known, site, last, &mut |this, to| {
                    this.update(to.with_mode(Mode::Place), symbol, by.clone(), site);
                    Some(())
                })
            }
            "neg_mut" => self.change_alone(view, known, site, last, &mut |this, to| {
                let negative: Expr = syn::parse_quote!(|element| -element);
                let to = to.with_mode(Mode::Place);
                let before = this.read(&to, site);
                let after = this.apply(&negative, vec![Tree::Leaf(before)])?;
                let value = this.leaf(after, site);
                this.push(Pattern::none(), Op::Store { to, value }, site);
                Some(())
            }),
            "scaled_add" => {
                let factor = self.operand(first)?;
                self.change_with(view, known, last, site, last, &mut |this, to, other| {
                    let other = this.leaf(other, site);
                    let value = this.arithmetic("*", factor.clone(), other, site);
                    this.update(to.with_mode(Mode::Place), "+", value, site);
                    Some(())
                })
            }
            "fill" => {
                let value = self.operand(first)?;
                self.change_alone(view, known, site, last, &mut |this, to| {
                    let op = Op::Store { to: to.with_mode(Mode::Place), value: value.clone() };
                    this.push(Pattern::none(), op, site);
                    Some(())
                })
            }
            "mapv_inplace" => self.change_alone(view, known, site, last, &mut |this, to| {
                let to = to.with_mode(Mode::Place);
                let before = this.read(&to, site);
                let after = this.apply(last, vec![Tree::Leaf(before)])?;
                let value = this.leaf(after, site);
                this.push(Pattern::none(), Op::Store { to, value }, site);
                Some(())
            }),
            _ => self.change_alone(view, known, site, last, &mut |this, to| {
                this.apply(last, vec![Tree::Leaf(Operand::of_view(to))]).map(|_| ())
            }),
        }
    }

    /// `row += &x`, where `row` is a name for a part that is changed.
    pub(super) fn change_part(
        &mut self,
        view: View,
        symbol: &'static str,
        right: &Expr,
        site: Site,
    ) -> Flow<Tree<Operand>> {
        let known = match self.func.shape(&view) {
            Shape::Matrix(matrix) => Some(matrix),
            _ => None,
        };
        if self.matrix(right).is_some() {
            return self.change_with(view, known, right, site, right, &mut |this, to, other| {
                let value = this.leaf(other, site);
                this.update(to.with_mode(Mode::Place), symbol, value, site);
                Some(())
            });
        }
        let value = self.operand(right)?;
        self.change_alone(view, known, site, right, &mut |this, to| {
            this.update(to.with_mode(Mode::Place), symbol, value.clone(), site);
            Some(())
        })
    }

    fn change_alone(
        &mut self,
        view: View,
        known: Option<Matrix>,
        site: Site,
        function: &Expr,
        body: &mut dyn FnMut(&mut Self, View) -> Flow<()>,
    ) -> Flow<Tree<Operand>> {
        let source = self.elements(view, Mode::Exclusive, known, site);
        self.for_each_of(source, function, site, &mut |this, item| match item {
            Tree::Leaf(Operand::View(view)) => body(this, *view),
            _ => None,
        })?;
        Some(Tree::unit())
    }

    /// Each element with the one of another array, which may be repeated.
    fn change_with(
        &mut self,
        view: View,
        known: Option<Matrix>,
        other: &Expr,
        site: Site,
        function: &Expr,
        body: &mut impl FnMut(&mut Self, View, Tree<Operand>) -> Flow<()>,
    ) -> Flow<Tree<Operand>> {
        let mut second = self.producer(other)?;
        let to = self.elements(view.clone(), Mode::Exclusive, known, site);
        if let Source::Elements { view: from, .. } = &second {
            let from = from.clone();
            if known.is_some_and(|known| known.library == Library::Nalgebra) {
                return self.change_fitting(to, second, (&from, &view), function, site, body);
            }
            self.must_broadcast(&from, &view, site);
            let shape = self.raw_dim(&view, site);
            repeat(&mut second, shape);
        }
        self.change_pairs(to, second, function, site, body)
    }

    /// The same of matrices of nalgebra, which have one shape.
    fn change_fitting(
        &mut self,
        to: Source,
        second: Source,
        (from, view): (&View, &View),
        function: &Expr,
        site: Site,
        body: &mut impl FnMut(&mut Self, View, Tree<Operand>) -> Flow<()>,
    ) -> Flow<Tree<Operand>> {
        self.compared(from, view, site, &|from, to| {
            quote_spanned!(site.start=> ::core::assert_eq!((#from).shape(), (#to).shape(), "matrices of different shapes"))
        });
        self.change_pairs(to, second, function, site, body)
    }

    fn change_pairs(
        &mut self,
        to: Source,
        second: Source,
        function: &Expr,
        site: Site,
        body: &mut impl FnMut(&mut Self, View, Tree<Operand>) -> Flow<()>,
    ) -> Flow<Tree<Operand>> {
        let len = to.len();
        let source = Source::Zip(Box::new(to), Box::new(second), len);
        self.for_each_of(source, function, site, &mut |this, item| {
            let Tree::Tuple(mut pair) = item else { return None };
            let other = pair.pop()?;
            match pair.pop() {
                Some(Tree::Leaf(Operand::View(to))) => body(this, *to, other),
                _ => None,
            }
        })?;
        Some(Tree::unit())
    }

    /// Panics as the library does where a shape cannot be repeated to another.
    fn must_broadcast(&mut self, from: &View, to: &View, site: Site) {
        let text = "ndarray: could not broadcast array from shape: {:?} to: {:?}";
        self.compared(from, to, site, &|a, b| {
            quote_spanned!(site.start=>
                ::core::assert!((#a).broadcast((#b).raw_dim()).is_some(), #text, (#a).shape(), (#b).shape())
            )
        });
    }

    /// A statement about two places.
    fn compared(&mut self, from: &View, to: &View, site: Site, tokens: &dyn Fn(&Ident, &Ident) -> TokenStream) {
        let (a, b) = (Ident::new("from", site.start), Ident::new("to", site.start));
        let holes = [(&a, from), (&b, to)]
            .map(|(name, view)| (Key::of(name), Tree::Leaf(Operand::of_view(view.with_mode(Mode::Shared)))));
        let tokens = tokens(&a, &b);
        self.push(Pattern::none(), Op::Opaque(Opaque { tokens, holes: holes.to_vec(), pure: false }), site);
    }

    /// What a name stands for that is a part which is changed through it.
    pub(super) fn changed_part(&self, expr: &Expr) -> Option<View> {
        let Expr::Path(path) = strip(expr) else { return None };
        let var = path.path.get_ident().and_then(|ident| self.find_ident(ident))?;
        match &self.vars[var].now {
            Some(Tree::Leaf(Operand::View(view))) if view.mode == Mode::Exclusive && view.extra == 0 => {
                Some((**view).clone())
            }
            _ => None,
        }
    }

    /// `x.mapv(|v| …)` where the function depends on other active variables too.
    pub(super) fn mapped(&mut self, call: &ExprMethodCall, function: &Expr, known: Matrix) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        if self.has_effects(&self.unshadowed(function).0) {
            return Some(self.fail(&catalogue::MATRIX_ORDER, function.site()));
        }
        let view = self.iterated(&call.receiver)?;
        let source = self.elements(view.clone(), Mode::Shared, Some(known), site);
        let name = Ident::new("of", site.start);
        let method = if known.library == Library::Nalgebra { quote!(map) } else { quote!(mapv) };
        let tokens = quote_spanned!(site.start=> (#name).#method(|_| ::core::default::Default::default()));
        let holes = vec![(Key::of(&name), Tree::Leaf(Operand::of_view(view.with_mode(Mode::Shared))))];
        let form = Op::Opaque(Opaque { tokens, holes, pure: false });
        let by_reference = call.method == "map" && known.library != Library::Nalgebra;
        self.collected(form, known, source, function, site, &mut |this, item| {
            let item = if by_reference { item } else { Tree::Leaf(this.leaf(item, site)) };
            this.apply(function, vec![item])
        })
    }

    /// What is known of what `map_collect` gives.
    pub(super) fn zipped_matrix(&self, call: &ExprMethodCall) -> Matrix {
        let first = Zipped::of(&call.receiver).and_then(|zipped| self.producer_matrix(zipped.parts.first()?.0));
        Matrix { library: Library::Ndarray, ..first.unwrap_or(UNKNOWN) }
    }

    /// Whether an expression names all of a local, owned or behind a reference.
    fn is_whole(&self, expr: &Expr) -> bool {
        match strip(expr) {
            Expr::Path(path) => {
                let var = path.path.get_ident().and_then(|ident| self.find_ident(ident));
                match var.and_then(|var| self.vars[var].now.as_ref()) {
                    Some(Tree::Leaf(Operand::View(view))) => view.steps.is_empty(),
                    _ => false,
                }
            }
            Expr::Unary(unary) => self.is_whole(&unary.expr),
            _ => false,
        }
    }

    /// `x.mapv_inplace(f)` as `x = x.mapv_into(f)`.
    fn mapv_whole(&mut self, call: &ExprMethodCall) -> Flow<Tree<Operand>> {
        let (receiver, function) = (strip(&call.receiver), call.args.first()?);
        let whole: Expr = syn::parse_quote!(#receiver.mapv_into(#function));
        let Expr::MethodCall(mapped) = &whole else { return None };
        let value = self.of_elements(crate::matrices::operation("mapv")?, mapped, function, &whole)?;
        let place = self.place(receiver)?;
        match place.mode {
            Mode::Place => self.assign(receiver, value),
            _ => self.assign(&syn::parse_quote!(*#receiver), value),
        }
        Some(Tree::unit())
    }
}

/// The number that is written.
fn literal(expr: &Expr) -> Option<f64> {
    match strip(expr) {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Float(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => literal(&unary.expr).map(|number| -number),
        _ => None,
    }
}

/// An array goes through its elements as if it had this shape.
fn repeat(source: &mut Source, shape: Operand) {
    if let Source::Elements { part, .. } = source {
        *part = Part::Element { repeated: Some(shape) };
    }
}

/// `((a, b), c)` as `a, b, c`.
fn flat(item: Tree<Operand>, depth: usize) -> Vec<Tree<Operand>> {
    match item {
        Tree::Tuple(mut pair) if depth > 0 && pair.len() == 2 => {
            let last = pair.pop();
            let mut items = pair.pop().map(|first| flat(first, depth - 1)).unwrap_or_default();
            items.extend(last);
            items
        }
        item => vec![item],
    }
}
