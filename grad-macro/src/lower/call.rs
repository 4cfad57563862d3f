//! Calls of functions and float methods.

use crate::site::{Site, Sited};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprCall, ExprMethodCall, ExprPath, PathArguments, Token, Type};

use super::opaque::is_mutable_reference;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, Call, Companion, Float, Library, Mode, Op, Operand, Step, Tree, View};
use crate::{matrices, rules, types};

impl Lowerer<'_> {
    /// Whether a method's receiver is to be lowered by itself: it carries an active value, and the method's answer is one.
    pub(super) fn continues(&self, call: &ExprMethodCall) -> bool {
        !rules::is_cut(&call.method.to_string())
            && !self.is_special(call)
            && !self.is_users_method(call)
            && (self.activity_of(&call.receiver) != Activity::Constant || self.escapes(&call.receiver))
    }

    /// A method call whose receiver is constant, or whose answer is no float.
    pub(super) fn method_on_constant(&mut self, call: &ExprMethodCall, whole: &Expr) -> Flow<Operand> {
        let name = call.method.to_string();
        let constant = self.activity_of(whole) == Activity::Constant && !self.escapes(whole);
        if rules::is_cut(&name) || constant {
            return Some(self.opaque(whole));
        }
        if super::method::CHANGES.contains(&name.as_str())
            && let Some(var) = self.root_variable(&call.receiver)
        {
            let activity = self.activity_of(&call.args);
            self.activate(var, activity, call.method.site());
            return Some(Operand::Number(0.0));
        }
        if self.moves_in(call) {
            return Some(Operand::Number(0.0));
        }
        if !rules::is_known(&name) {
            self.fail_about(&catalogue::METHOD_STORES, call.method.site(), name);
            return Some(Operand::Number(0.0));
        }
        if self.may_keep(&call.receiver) {
            self.fail_about(&catalogue::METHOD_STORES, call.method.site(), name);
            return Some(Operand::Number(0.0));
        }
        let receiver = self.operand(&call.receiver)?;
        let receiver = self.surely_float(receiver, call);
        match self.method_on(call, receiver, whole.site())? {
            Tree::Leaf(operand) => Some(operand),
            Tree::Tuple(_) => {
                self.fail(&catalogue::TUPLE_SHAPE, whole.site());
                Some(Operand::Number(0.0))
            }
        }
    }

    /// A method call on a value.
    pub(super) fn method_on(&mut self, call: &ExprMethodCall, receiver: Operand, site: Site) -> Flow<Tree<Operand>> {
        let mut args = vec![receiver];
        for arg in &call.args {
            args.push(self.operand(arg)?);
        }
        let name = call.method.to_string();
        if rules::operator_trait(&name).is_some() && rules::find(&name, args.len()).is_some() {
            let float = args.iter().fold(Float::Unknown, |float, arg| float.join(self.func.float(arg)));
            return Some(Tree::Leaf(self.step(Op::Method { name, path: None, args }, site, float)));
        }
        self.float_function(&name, None, args, site, call.method.site())
    }

    /// A constant that a float method with active arguments is called on. If its type is not known, rustc is made to
    /// check that it is a float: a type of the user's may have a method of the same name that keeps what it is given.
    fn surely_float(&mut self, receiver: Operand, call: &ExprMethodCall) -> Operand {
        let known = receiver.number().is_some() || self.func.float(&receiver).is_known();
        if known {
            return receiver;
        }
        let site = call.receiver.site();
        let name = if self.const_fn { "const_float" } else { "float" };
        let op = Op::Helper { name, args: vec![receiver] };
        self.step(op, site, Float::Unknown)
    }

    pub(super) fn call(&mut self, call: &ExprCall, whole: &Expr) -> Flow<Tree<Operand>> {
        let Expr::Path(path) = strip(&call.func) else {
            if self.activity_of(whole) == Activity::Constant {
                return Some(Tree::Leaf(self.opaque(whole)));
            }
            return Some(self.fail(&catalogue::INDIRECT_CALL, call.func.site()));
        };
        if self.activity_of(whole) == Activity::Constant && !self.escapes(whole) {
            return Some(Tree::Leaf(self.opaque(whole)));
        }
        if self.named_closure(path).is_some() {
            let mut args = Vec::new();
            for arg in &call.args {
                let tree = self.expr(arg)?;
                args.push(self.settle(tree, arg.site()));
            }
            return self.apply_named(path, args);
        }
        if let Some(made) = self.array_of_type(whole, None) {
            return made;
        }
        if let Some(failed) = self.unknown_function(path) {
            return Some(failed);
        }
        if let Some(written) = self.small_call(call) {
            return written;
        }
        let Some(last) = path.path.segments.last() else {
            return Some(self.fail(&catalogue::INDIRECT_CALL, call.func.site()));
        };
        let name = last.ident.to_string();
        if self.is_float_path(path) && (is_float_type(path) || rules::is_known(&name)) {
            if rules::is_cut(&name) {
                return Some(Tree::Leaf(self.opaque(whole)));
            }
            let args = call.args.iter().map(|arg| self.operand(arg)).collect::<Option<Vec<_>>>()?;
            if name == "from" {
                return Some(self.convert(path, args, whole));
            }
            if rules::operator_trait(&name).is_some() && rules::find(&name, args.len()).is_some() {
                let op = Op::Method { name, path: Some(path.to_token_stream()), args };
                return Some(Tree::Leaf(self.step(op, whole.site(), Float::Unknown)));
            }
            return self.float_function(&name, Some(path.to_token_stream()), args, whole.site(), last.ident.site());
        }
        if name == "detach" && call.args.len() == 1 {
            if matches!(strip(&call.args[0]), Expr::Reference(_)) {
                // What is behind a reference is held constant as a whole.
                return Some(Tree::Leaf(self.opaque_of_activity(whole, Activity::Constant)));
            }
            let arg = self.operand(&call.args[0])?;
            let float = self.func.float(&arg);
            let mut bare = path.clone();
            if let Some(last) = bare.path.segments.last_mut() {
                last.arguments = PathArguments::None;
            }
            return Some(Tree::Leaf(self.step(Op::Detach { path: bare.to_token_stream(), arg }, whole.site(), float)));
        }
        if is_operator_trait(path, &name) {
            let args = call.args.iter().map(|arg| self.operand(arg)).collect::<Option<Vec<_>>>()?;
            return self.float_function(&name, None, args, whole.site(), last.ident.site());
        }
        if self.is_tuple_struct(path) {
            return self.tuple_struct(call, path);
        }
        if name.starts_with(char::is_uppercase) {
            return Some(self.fail_about(&catalogue::CONSTRUCTOR, path.site(), name));
        }
        if let Some(holder) = holder(path) {
            return Some(self.fail_about(&catalogue::CONSTRUCTOR, path.site(), holder));
        }
        if let Some(tree) = self.vector_function(call, path, whole) {
            return tree;
        }
        let mut args = Vec::new();
        for arg in &call.args {
            args.push(self.call_argument(arg)?);
        }
        // A function of the library that has no rule.
        let owner = path.path.segments.iter().rev().nth(1).and_then(|owner| matrices::known(&owner.ident.to_string()));
        let active = args.iter().any(|arg| self.func.activity(arg) == Activity::Active);
        if let (true, Some((Library::Ndarray, _))) = (active, owner) {
            return Some(self.fail_about(&catalogue::MATRIX_METHOD, last.ident.site(), name));
        }
        self.call_with(path, args, call.args.iter().map(Sited::site).collect(), whole.site())
    }

    /// An argument of an annotated function.
    pub(super) fn call_argument(&mut self, arg: &Expr) -> Flow<Operand> {
        if let (Expr::Reference(reference), true) = (arg, is_mutable_reference(arg))
            && self.activity_of(arg) == Activity::Constant
        {
            // Something active may be written to it.
            self.must_be_active(&reference.expr, arg.site());
            return Some(Operand::Number(0.0));
        }
        if self.is_constant_output(arg) {
            self.must_be_active(arg, arg.site());
            return Some(Operand::Number(0.0));
        }
        self.argument(arg)
    }

    /// `f64::max`, and in generic functions `T::max` and `Float::max`.
    fn is_float_path(&self, path: &ExprPath) -> bool {
        let segments = &path.path.segments;
        let owner = segments.len().checked_sub(2).map(|index| &segments[index].ident);
        let of_trait = ["Float", "FloatCore", "Real"];
        is_float_type(path)
            || owner.is_some_and(|owner| {
                let parameter = path.qself.is_none() && self.floats.iter().any(|name| owner == name);
                parameter || !self.floats.is_empty() && of_trait.iter().any(|name| owner == name)
            })
    }

    /// Whether an argument is a variable that is a mutable reference to a constant.
    fn is_constant_output(&self, arg: &Expr) -> bool {
        let Expr::Path(path) = strip(arg) else { return false };
        let Some(var) = path.path.get_ident().and_then(|ident| self.find_ident(ident)) else { return false };
        let var = &self.vars[var];
        let exclusive = var.borrows.is_some() || var.ty.as_ref().is_some_and(crate::signature::is_mutable_reference);
        exclusive && self.activity_of(arg) == Activity::Constant
    }

    /// A call for its effect alone, with an active value: what else it is given must be nothing that could keep the value.
    pub(super) fn check_kept(&mut self, site: Site) {
        let Some(crate::ir::StmtKind::Let { op: Op::Call(call), .. }) = self.stmts.last().map(|stmt| &stmt.kind) else {
            return;
        };
        let active = call.args.iter().any(|arg| self.func.activity(arg) == Activity::Active);
        let writes = call.args.iter().any(|arg| {
            matches!(arg, Operand::View(view) if view.changes()) && self.func.activity(arg) == Activity::Active
        });
        let could_keep = call.args.iter().any(|arg| match arg {
            Operand::Value(id) => {
                let value = self.func.value(*id);
                value.activity == Activity::Constant && value.float == Float::Unknown
            }
            _ => false,
        });
        if active && could_keep && !writes {
            let name = call.path.to_string();
            self.fail_about(&catalogue::METHOD_STORES, site, name);
        }
    }

    /// An argument: a number, a reference, or a whole array.
    fn argument(&mut self, arg: &Expr) -> Flow<Operand> {
        if let Some(reference) = self.reference_to_number(arg).or_else(|| self.reference_to_made(arg)) {
            return Some(reference);
        }
        let variable = matches!(strip(arg), Expr::Path(_)) && self.activity_of(arg) != Activity::Constant;
        if variable && self.guessed_type(arg).is_some_and(|ty| types::is_view(&ty)) {
            return Some(match self.place(arg)? {
                view if self.func.activity(&view.base) == Activity::Constant => self.opaque(arg),
                view => self.view_of_array(arg, view),
            });
        }
        let tree = self.expr(arg)?;
        let leaf = match self.passed_field(tree, arg.site()) {
            Tree::Leaf(leaf) => leaf,
            Tree::Tuple(_) if self.activity_of(arg) == Activity::Constant => return Some(self.opaque(arg)),
            Tree::Tuple(elements) => return Some(self.whole_tuple(elements, arg.site()).base),
        };
        Some(match leaf {
            Operand::View(view) if self.is_view_of_array(arg, &view) => self.view_of_array(arg, *view),
            Operand::View(view) if view.mode == Mode::Place => view.base,
            Operand::View(view) if view.mode == Mode::Exclusive && !matches!(strip(arg), Expr::Reference(_)) => {
                Operand::of_view(view.with_mode(Mode::Either))
            }
            leaf => leaf,
        })
    }

    /// Whether an argument is `x.view()`, `x.row(i)` or a variable of such a type, by value or by reference.
    fn is_view_of_array(&self, arg: &Expr, view: &View) -> bool {
        match strip(arg) {
            Expr::Reference(reference) => self.is_view_of_array(&reference.expr, view),
            Expr::MethodCall(call) if matches!(&*call.method.to_string(), "view" | "view_mut") => call.args.is_empty(),
            _ => matches!(view.steps.last(), Some(Step::Call { .. })),
        }
    }

    /// A view of an array, handed on by value: on the way back it is made again.
    fn view_of_array(&mut self, arg: &Expr, view: View) -> Operand {
        if view.mode == Mode::Exclusive || matches!(strip(arg), Expr::Reference(_)) {
            self.fail(&catalogue::MATRIX_VIEW, arg.site());
        }
        Operand::of_view(view.with_mode(Mode::Place).as_view())
    }

    /// A variable that is a reference to a constant number, handed on as it is.
    fn reference_to_number(&self, arg: &Expr) -> Option<Operand> {
        let Expr::Path(path) = strip(arg) else { return None };
        let var = &self.vars[path.path.get_ident().and_then(|ident| self.find_ident(ident))?];
        let reference = var.ty.as_ref().is_some_and(super::expr::is_reference_to_number);
        match &var.now {
            Some(Tree::Leaf(leaf)) if reference && self.func.activity(leaf) == Activity::Constant => Some(leaf.clone()),
            _ => None,
        }
    }

    /// `&[a, b]` of constants, which is made here: the way back may need it, so it is a value of its own.
    fn reference_to_made(&mut self, arg: &Expr) -> Option<Operand> {
        let Expr::Reference(reference) = strip(arg) else { return None };
        let made = match strip(&reference.expr) {
            Expr::Array(array) => !array.elems.iter().all(|element| matches!(element, Expr::Lit(_))),
            Expr::Repeat(repeat) => !matches!(*repeat.expr, Expr::Lit(_)),
            Expr::Macro(mac) => mac.mac.path.is_ident("vec"),
            _ => false,
        };
        if !made || reference.mutability.is_some() || self.activity_of(arg) != Activity::Constant || self.escapes(arg) {
            return None;
        }
        let made = self.opaque(&reference.expr);
        let site = arg.site();
        let opaque = self.tokens_with("made", made, site, quote_spanned!(site.start=> &made));
        Some(self.step(Op::Opaque(opaque), site, Float::Unknown))
    }

    /// `Vec::new()` and the like.
    fn vector_function(&mut self, call: &ExprCall, path: &ExprPath, whole: &Expr) -> Option<Flow<Tree<Operand>>> {
        let segments = &path.path.segments;
        let owner = segments.len().checked_sub(2).map(|index| segments[index].ident.to_string())?;
        let name = segments.last()?.ident.to_string();
        if owner == "Vec" && name == "from" && call.args.len() == 1 {
            let tree = self.expr(&call.args[0])?;
            let view = self.placed(tree, whole.site());
            let shape = crate::ir::Shape::Vector(Box::new(self.func.shape(&view).element()));
            let op = Op::Copy { from: view, method: Some("to_vec".to_owned()) };
            return Some(Some(Tree::Leaf(Operand::of_view(self.new_place(op, shape, whole.site())))));
        }
        if owner == "Vec" && name == "with_capacity" && call.args.len() == 1 {
            let count = self.steering(&call.args[0])?;
            let op = Op::Method { name, path: Some(path.to_token_stream()), args: vec![count] };
            return Some(Some(Tree::Leaf(self.step(op, whole.site(), Float::Not))));
        }
        if owner == "mem" && name == "swap" && call.args.len() == 2 {
            // `mem::swap(&mut a, &mut b)`: each takes the other's value.
            let places: Vec<Expr> = call.args.iter().filter_map(|arg| self.referred_to(arg)).collect();
            if let [a, b] = places.as_slice() {
                self.must_be(path, &name);
                return Some(self.swap(a, b));
            }
        }
        if let ("mem", Some(place)) = (owner.as_str(), call.args.first().and_then(|arg| self.referred_to(arg))) {
            let taken = match (name.as_str(), call.args.get(1)) {
                ("replace", Some(value)) => Some(self.replace(&place, value)),
                ("take", None) => self.take(&place, whole.site()),
                _ => None,
            };
            if taken.is_some() {
                self.must_be(path, &name);
            }
            return taken;
        }
        None
    }

    /// What `&mut a`, or a name for that, refers to.
    fn referred_to(&self, arg: &Expr) -> Option<Expr> {
        match arg {
            Expr::Reference(reference) => Some((*reference.expr).clone()),
            Expr::Path(_) if self.names_place(arg) => Some(syn::parse_quote!(*#arg)),
            _ => None,
        }
    }

    /// Has rustc asked whether a path is that of the standard library's `mem`: there are other modules of that name.
    fn must_be(&mut self, path: &ExprPath, name: &str) {
        let mut written = path.clone();
        if let Some(last) = written.path.segments.last_mut() {
            last.arguments = PathArguments::None;
        }
        let name = syn::Ident::new(name, proc_macro2::Span::mixed_site());
        let known =
            |(known, _): &(TokenStream, TokenStream)| known.to_string() == written.to_token_stream().to_string();
        if !self.func.functions.iter().any(known) {
            self.func.functions.push((written.to_token_stream(), quote!(::core::mem::#name::<()>)));
        }
    }

    /// `mem::replace(&mut a[i], b)`: which place it is, is known before the value is.
    fn replace(&mut self, place: &Expr, value: &Expr) -> Flow<Tree<Operand>> {
        if self.assigns_variable(value) {
            return Some(self.fail(&catalogue::CONTROL_FLOW_INSIDE, value.site()));
        }
        let old = self.expr(place)?;
        let old = self.settle(old, place.site());
        let new = self.expr(value)?;
        let new = self.settle(new, value.site());
        self.assign(place, new);
        Some(old)
    }

    /// `mem::take(&mut a)`: a number becomes zero, a vector empty.
    fn take(&mut self, place: &Expr, site: Site) -> Option<Flow<Tree<Operand>>> {
        if self.names_place(place) {
            let view = self.place(place)?.with_mode(crate::ir::Mode::Place);
            if matches!(self.func.shape(&view), crate::ir::Shape::Vector(_)) {
                let old = self.settle(Tree::Leaf(Operand::of_view(view.clone())), site);
                self.cut_off(&view, super::iterate::integer(0), site);
                return Some(Some(old));
            }
        }
        let float = matches!(self.shape_at(place), crate::ir::Shape::Scalar(_)) || !self.names_place(place);
        float.then(|| self.replace(place, &syn::parse_quote_spanned!(site.start=> 0.0)))
    }

    fn swap(&mut self, a: &Expr, b: &Expr) -> Flow<Tree<Operand>> {
        let first = self.expr(a)?;
        let first = self.settle(first, a.site());
        let second = self.expr(b)?;
        let second = self.settle(second, b.site());
        self.assign(a, second);
        self.assign(b, first);
        Some(Tree::unit())
    }

    /// A call by a function's path, with arguments that were read.
    pub(super) fn call_of(&mut self, path: &ExprPath, args: Vec<Operand>, site: Site) -> Flow<Tree<Operand>> {
        let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        if self.is_float_path(path) {
            return self.float_function(&name, Some(path.to_token_stream()), args, site, path.site());
        }
        let sites = vec![site; args.len()];
        self.call_with(path, args, sites, site)
    }

    fn call_with(
        &mut self,
        path: &ExprPath,
        args: Vec<Operand>,
        arg_spans: Vec<Site>,
        site: Site,
    ) -> Flow<Tree<Operand>> {
        let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        if args.iter().all(|arg| self.func.activity(arg) != Activity::Active) {
            // Nothing to differentiate: an ordinary call, of any function (`usize::from(x > 0.5)`).
            let op = Op::Method { name, path: Some(path.to_token_stream()), args };
            return Some(Tree::Leaf(self.step(op, site, Float::Unknown)));
        }
        let first = path.path.segments.first().filter(|_| path.path.segments.len() > 1);
        if first.is_some_and(|first| first.ident == "std" || first.ident == "core") {
            return Some(self.fail_about(&catalogue::STANDARD_FUNCTION, path.site(), name));
        }
        let args = shared_where_repeated(args);
        let call = self.companion_call(path, args, arg_spans);
        let result = self.step(Op::Call(call), site, Float::Unknown);
        if path.path.get_ident().is_some() {
            let ty = self.declared.result(&name);
            self.counts_as_number(&result, ty);
        }
        Some(Tree::Leaf(result))
    }

    /// What a called function gave is a number, if the file says so: rustc is asked whether it is that function.
    pub(super) fn counts_as_number(&mut self, result: &Operand, ty: Option<Type>) {
        let (Operand::Value(id), Some(ty)) = (result, ty) else { return };
        if let Some(crate::ir::Shape::Scalar(float)) = types::shape(&ty, &syn::Generics::default())
            && float.is_known()
        {
            self.func.told.insert(*id, ty.to_token_stream());
            self.func.values[id.0].float = float;
        }
    }

    /// `f64::from(x)`
    fn convert(&mut self, path: &ExprPath, args: Vec<Operand>, whole: &Expr) -> Tree<Operand> {
        let [from] = <[Operand; 1]>::try_from(args).unwrap_or([Operand::Number(0.0)]);
        if self.func.activity(&from) != Activity::Active {
            // From an integer or a `bool`, which `as` would not take.
            let op = Op::Method { name: "from".to_owned(), path: Some(path.to_token_stream()), args: vec![from] };
            return Tree::Leaf(self.step(op, whole.site(), Float::Unknown));
        }
        let to = match &path.qself {
            Some(qself) => qself.ty.to_token_stream(),
            None => path.path.segments[path.path.segments.len() - 2].ident.to_token_stream(),
        };
        let float = if to.to_string() == "f32" { Float::F32 } else { Float::F64 };
        Tree::Leaf(self.step(Op::Cast { from, to }, whole.site(), float))
    }

    /// A method or associated function of `f32` and `f64`.
    fn float_function(
        &mut self,
        name: &str,
        path: Option<TokenStream>,
        args: Vec<Operand>,
        whole: Site,
        site: Site,
    ) -> Flow<Tree<Operand>> {
        let float = args.iter().fold(Float::Unknown, |float, arg| float.join(self.func.float(arg)));
        let count = args.len();
        match (name, args.as_slice()) {
            // The standard library defines it as the pair of both.
            ("sin_cos", [x]) => {
                let mut half = |name: &str| {
                    let op = Op::Method { name: name.to_owned(), path: None, args: vec![x.clone()] };
                    Tree::Leaf(self.step(op, whole, float))
                };
                return Some(Tree::Tuple(vec![half("sin"), half("cos")]));
            }
            ("clone" | "to_owned", [x]) => return Some(Tree::Leaf(x.clone())),
            ("neg", [x]) => return Some(Tree::Leaf(self.step(Op::Neg(x.clone()), whole, float))),
            ("add" | "sub" | "mul" | "div" | "rem", [a, b]) => {
                let symbol = rules::operator(name);
                return Some(Tree::Leaf(self.step(Op::Binary(symbol, a.clone(), b.clone()), whole, float)));
            }
            _ => {}
        }
        if rules::find(name, count).is_none() {
            let entry = if rules::is_without_rule(name) || rules::is_known(name) {
                &catalogue::METHOD_WITHOUT_RULE
            } else {
                &catalogue::UNKNOWN_METHOD
            };
            return Some(self.fail_about(entry, site, name));
        }
        let op = Op::Method { name: name.to_owned(), path, args };
        Some(Tree::Leaf(self.step(op, whole, float)))
    }

    fn companion_call(&mut self, path: &ExprPath, args: Vec<Operand>, arg_spans: Vec<Site>) -> Call {
        let segments = &path.path.segments;
        let last = segments.last().expect("checked by the caller");
        let name = last.ident.to_string();
        let turbofish = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => {
                let arguments = &arguments.args;
                quote!(::<#arguments>)
            }
            _ => TokenStream::new(),
        };
        let owner = segments.len().checked_sub(2).map(|index| &segments[index]);
        let of_type = path.qself.is_some()
            || owner.is_some_and(|owner| {
                owner.ident.to_string().starts_with(char::is_uppercase) || !owner.arguments.is_none()
            });
        let returns_nothing = !of_type && self.declared.returns_nothing(&name);
        let companion = if of_type {
            let mut owner = path.clone();
            let kept: Punctuated<_, Token![::]> = segments.iter().take(segments.len() - 1).cloned().collect();
            owner.path.segments = kept;
            // `Type::f` inside `f` is taken for a call of itself: if it is not, the box costs little.
            let of = match path.qself.as_ref().map(|qself| &*qself.ty) {
                Some(Type::Path(ty)) => ty.path.get_ident(),
                Some(_) => None,
                None => owner.path.get_ident(),
            };
            let parameter =
                of.is_some_and(|of| of != "Self" && self.type_parameters.iter().any(|parameter| of == parameter));
            self.recursive |= name == self.own_name && !parameter;
            let owner = match &path.qself {
                // `<T>::f` has nothing but the type left, `<T as Trait>::f` keeps the trait.
                Some(qself) if owner.path.segments.is_empty() => {
                    let ty = &qself.ty;
                    quote!(<#ty>)
                }
                _ => owner.to_token_stream(),
            };
            Companion::Associated { owner, name }
        } else {
            let here = segments.len() == 1 || ["self", "super", "crate"].iter().any(|word| segments[0].ident == word);
            self.recursive |= here && name == self.own_name;
            let mut bare = path.path.clone();
            if let Some(last) = bare.segments.last_mut() {
                last.arguments = PathArguments::None;
            }
            Companion::Free(self.callee(bare.to_token_stream()))
        };
        let mut bare = path.clone();
        if let Some(last) = bare.path.segments.last_mut() {
            last.arguments = PathArguments::None;
        }
        Call { path: bare.to_token_stream(), companion, turbofish, args, arg_spans, stores: false, returns_nothing }
    }

    /// The number of a called function's path.
    fn callee(&mut self, path: TokenStream) -> usize {
        let text = path.to_string();
        if let Some(index) = self.callees.iter().position(|known| known.to_string() == text) {
            return index;
        }
        self.callees.push(path);
        self.callees.len() - 1
    }
}

/// `Box::new` and the like, with the holder's name.
fn holder(path: &ExprPath) -> Option<String> {
    let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let (function, owner) = (names.next()?, names.next()?);
    let holders = ["Box", "Rc", "Arc", "Cell", "RefCell", "Mutex"];
    (function == "new" && holders.contains(&owner.as_str())).then_some(owner)
}

/// A place that is passed twice can only be passed by shared reference.
fn shared_where_repeated(args: Vec<Operand>) -> Vec<Operand> {
    let roots: Vec<_> = args.iter().map(|arg| arg.view().map(View::root)).collect();
    let repeated = |root| roots.iter().filter(|other| **other == Some(root)).count() > 1;
    args.into_iter()
        .map(|arg| match arg {
            Operand::View(view) if view.mode == Mode::Either && view.steps.is_empty() && repeated(view.root()) => {
                Operand::of_view(view.with_mode(Mode::Shared))
            }
            arg => arg,
        })
        .collect()
}

fn strip(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => strip(&paren.expr),
        Expr::Group(group) => strip(&group.expr),
        _ => expr,
    }
}

/// `f64::max`, `std::primitive::f32::max`, `<f64>::max`.
pub(super) fn is_float_type(path: &ExprPath) -> bool {
    let is_float = |ident: &proc_macro2::Ident| ident == "f32" || ident == "f64";
    if let Some(qself) = &path.qself {
        return matches!(&*qself.ty, Type::Path(ty) if ty.path.get_ident().is_some_and(is_float));
    }
    let segments = &path.path.segments;
    segments.len() >= 2 && is_float(&segments[segments.len() - 2].ident)
}

/// `std::ops::Sub::sub` and the like.
fn is_operator_trait(path: &ExprPath, method: &str) -> bool {
    let segments = &path.path.segments;
    let owner = segments.len().checked_sub(2).map(|index| segments[index].ident.to_string());
    let pairs = [("Add", "add"), ("Sub", "sub"), ("Mul", "mul"), ("Div", "div"), ("Rem", "rem"), ("Neg", "neg")];
    let std = segments.len() >= 3 && segments[segments.len() - 3].ident == "ops";
    std && pairs.iter().any(|(name, function)| *function == method && owner.as_deref() == Some(*name))
}
