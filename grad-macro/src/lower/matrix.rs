//! Operations on vectors and matrices: rules of the runtime. Which rule it is, rustc finds by the operands' types; here it is told only that an operation is
//! one on these, since an operand's type is named in the signature, or since it is what such an operation gave.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{BinOp, Expr, ExprBinary, ExprCall, ExprClosure, ExprIndex, ExprMethodCall, Token, UnOp};

use super::elements::is_zip;
use super::place::strip;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{
    Activity, Const, Elements, End, Float, Hint, How, Library, Matrix, Mode, Op, Operand, Passed, Region, Rule, Shape,
    Step, Tree, visit,
};
use crate::matrices::{self, Kind, Operation};
use crate::site::{Site, Sited};

impl Lowerer<'_> {
    /// Whether an expression is such an operation, with active operands.
    pub(super) fn is_matrix_operation(&self, expr: &Expr) -> bool {
        if self.own_operation(expr).is_some() {
            return true;
        }
        if !self.matrices || self.activity_of(expr) == Activity::Constant {
            return false;
        }
        if self.written_out(expr).is_some() {
            return true;
        }
        if let Some(joining) = Joining::of(expr) {
            return joining.operands.iter().any(|operand| self.matrix(operand).is_some());
        }
        if made_of(expr).is_some() {
            return true;
        }
        match expr {
            Expr::Binary(binary) => {
                symbol(&binary.op).is_some()
                    && (self.matrix(&binary.left).is_some() || self.matrix(&binary.right).is_some())
            }
            Expr::Unary(unary) => matches!(unary.op, UnOp::Neg(_)) && self.matrix(&unary.expr).is_some(),
            Expr::MethodCall(call) => self.is_matrix_method(call),
            Expr::Call(call) => rotated(call).is_some() || other_rotation(call).is_some(),
            _ => false,
        }
    }

    fn is_matrix_method(&self, call: &ExprMethodCall) -> bool {
        let name = call.method.to_string();
        if matches!(name.as_str(), "unwrap" | "expect") {
            let Expr::MethodCall(inner) = strip(&call.receiver) else { return false };
            let unknown = matrices::is_without_rule(&inner.method.to_string(), Library::Unknown);
            return (is_optional(inner) || unknown) && self.is_matrix_method(inner);
        }
        if let Some((_, of, right)) = solved(call) {
            return self.matrix(of).is_some() || self.matrix(right).is_some();
        }
        if is_zip(call) {
            return true;
        }
        let Some(matrix) = self.receiver_matrix(call) else {
            let binary = matrices::operation(&name).is_some_and(|operation| operation.kind == Kind::Product);
            return binary && call.args.len() == 1 && self.matrix(&call.args[0]).is_some();
        };
        matrices::operation(&name).is_some()
            || matrices::synonym(&name, call.args.len(), matrix.library).is_some()
            || matrices::is_view(&name, matrix.library)
            || matrices::part(&name, matrix.library).is_some()
            || matrices::is_length(&name)
            || matrices::is_change(&name)
            || matches!(name.as_str(), "view" | "view_mut" | "into_owned" | "clone" | "to_owned" | "clone_owned")
            || matrices::is_turned(&name)
            || of_each_element(&name, matrix.library)
            || matrices::is_without_rule(&name, matrix.library)
    }

    /// The same of what stands before a method's dot: a member of a struct is taken for one where nothing else has such a method.
    pub(super) fn receiver_matrix(&self, call: &ExprMethodCall) -> Option<Matrix> {
        let member = || {
            let named = matches!(strip(&call.receiver), Expr::Field(_)) && self.names_place(&call.receiver);
            (named && matrices::is_telling(&call.method.to_string())).then_some(UNKNOWN)
        };
        self.matrix(&call.receiver).or_else(member)
    }

    /// What is known of a vector or matrix, if an expression is taken for one.
    pub(super) fn matrix(&self, expr: &Expr) -> Option<Matrix> {
        if let Some(joining) = Joining::of(expr) {
            let matrix = joining.operands.iter().find_map(|operand| self.matrix(operand))?;
            return Some(Matrix { rank: matrix.rank.map(|rank| rank + usize::from(joining.stacked)), ..matrix });
        }
        if let Some(("array!", _)) = made_of(expr) {
            return Some(Matrix { rank: Some(1), library: Library::Ndarray, ..UNKNOWN });
        }
        match strip(expr) {
            // A number would not be borrowed.
            Expr::Reference(reference)
                if matches!(strip(&reference.expr), Expr::Field(_)) && self.names_place(&reference.expr) =>
            {
                Some(UNKNOWN)
            }
            Expr::Reference(reference) => self.matrix(&reference.expr),
            Expr::Unary(unary) if !matches!(unary.op, UnOp::Not(_)) => self.matrix(&unary.expr),
            Expr::Path(path) => {
                let var = &self.vars[path.path.get_ident().and_then(|ident| self.find_ident(ident))?];
                let written = || var.matrix.or_else(|| var.ty.as_ref().and_then(of_type));
                match &var.now {
                    Some(Tree::Leaf(Operand::View(view))) => match self.func.shape(view) {
                        Shape::Matrix(matrix) => Some(matrix),
                        Shape::Unknown => written().or_else(|| self.guessed_matrix(expr)),
                        _ => None,
                    },
                    Some(Tree::Leaf(Operand::Value(id))) => written().or_else(|| self.lanes.get(id).copied()),
                    _ => written(),
                }
            }
            Expr::Binary(binary) => {
                symbol(&binary.op)?;
                match (self.matrix(&binary.left), self.matrix(&binary.right)) {
                    (Some(a), Some(b)) => Some(joined(a, b)),
                    (a, b) => a.or(b),
                }
            }
            Expr::MethodCall(call) => self.matrix_of_method(call).or_else(|| self.guessed_matrix(expr)),
            Expr::Call(call) => of_constructor(call)
                .or_else(|| rotated(call).map(|_| Matrix { library: Library::Nalgebra, ..UNKNOWN }))
                .or_else(|| self.guessed_matrix(expr)),
            Expr::Macro(mac) => made_by_macro(&mac.mac),
            Expr::Index(index) if self.matrix(&index.expr).is_some() => None,
            Expr::Index(index) => self.element_matrix(index).or_else(|| self.guessed_matrix(expr)),
            Expr::Field(_) => self.guessed_matrix(expr),
            _ => None,
        }
    }

    /// What is known of an element of an array or a vector that holds matrices.
    fn element_matrix(&self, index: &ExprIndex) -> Option<Matrix> {
        let Expr::Path(path) = strip(&index.expr) else { return None };
        let var = path.path.get_ident().and_then(|ident| self.find_ident(ident))?;
        let Some(Tree::Leaf(Operand::View(view))) = &self.vars[var].now else { return None };
        match self.func.shape(view) {
            Shape::Array(element) | Shape::Vector(element) => match *element {
                Shape::Matrix(matrix) if !matches!(strip(&index.index), Expr::Range(_)) => Some(matrix),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a method of a vector or matrix gives an `Option`.
    pub(super) fn is_optional_matrix(&self, call: &ExprMethodCall) -> bool {
        let of = match (call.method.to_string().as_str(), strip(&call.receiver)) {
            ("try_inverse" | "mean" | "mean_axis", _) => self.receiver_matrix(call),
            ("solve", Expr::MethodCall(lu)) if lu.method == "lu" => self.receiver_matrix(lu),
            _ => None,
        };
        of.is_some_and(|of| call.method != "mean" || of.library == Library::Ndarray)
    }

    fn matrix_of_method(&self, call: &ExprMethodCall) -> Option<Matrix> {
        let name = call.method.to_string();
        if matches!(name.as_str(), "unwrap" | "expect") {
            return match strip(&call.receiver) {
                Expr::MethodCall(inner) if is_optional(inner) => self.matrix_of_method(inner),
                Expr::MethodCall(inner) if matrices::is_without_rule(&inner.method.to_string(), Library::Unknown) => {
                    self.matrix_of_method(inner)
                }
                _ => None,
            };
        }
        if call.method == "map_collect" && is_zip(call) {
            return Some(self.zipped_matrix(call));
        }
        let receiver = self.receiver_matrix(call);
        let other = || call.args.first().and_then(|arg| self.matrix(arg));
        let library = receiver.map_or(Library::Unknown, |matrix| matrix.library);
        let written = matrices::synonym(&name, call.args.len(), library).unwrap_or(&name);
        if let Some(operation) = matrices::operation(written) {
            let matrix = match operation.kind {
                Kind::Product | Kind::Quotient => receiver.or_else(other)?,
                _ => receiver?,
            };
            if operation.number || name == "dot" && self.dot_is_number(receiver, other()) {
                return None;
            }
            let rank = match name.as_str() {
                "sum_axis" | "mean_axis" => matrix.rank.and_then(|rank| rank.checked_sub(1)),
                "into_shape_with_order" => match call.args.first() {
                    Some(Expr::Tuple(shape)) => Some(shape.elems.len()),
                    Some(Expr::Array(shape)) => Some(shape.elems.len()),
                    _ => None,
                },
                "dot" => match (receiver.and_then(|a| a.rank), other().and_then(|b| b.rank)) {
                    (Some(a), Some(b)) => (a + b).checked_sub(2),
                    _ => None,
                },
                _ => matrix.rank,
            };
            return Some(Matrix { rank, ..matrix });
        }
        let matrix = receiver?;
        let part = matrices::part(&name, matrix.library).is_some();
        if matrices::is_length(&name) || name == "fold" || matrices::is_iterated(&name) && !part {
            return None;
        }
        let rank = match name.trim_end_matches("_mut") {
            "row" | "column" | "diag" if matrix.library == Library::Ndarray => Some(1),
            "index_axis" | "remove_axis" => matrix.rank.and_then(|rank| rank.checked_sub(1)),
            "insert_axis" => matrix.rank.map(|rank| rank + 1),
            "slice" => None,
            _ => matrix.rank,
        };
        Some(Matrix { rank, ..matrix })
    }

    /// Whether `dot` gives a number for sure.
    fn dot_is_number(&self, a: Option<Matrix>, b: Option<Matrix>) -> bool {
        let vector = |matrix: Option<Matrix>| matrix.is_some_and(|matrix| matrix.rank == Some(1));
        let nalgebra = |matrix: Option<Matrix>| matrix.is_some_and(|matrix| matrix.library == Library::Nalgebra);
        vector(a) && vector(b) || nalgebra(a) || nalgebra(b)
    }

    /// The operation's value, if the expression is one.
    pub(super) fn matrix_operation(&mut self, expr: &Expr) -> Option<Flow<Tree<Operand>>> {
        if let Some(operation) = self.own_operation(expr) {
            return Some(self.own(&operation, expr.site()));
        }
        if !self.is_matrix_operation(expr) {
            return None;
        }
        if let Some(written) = self.written_out(expr) {
            return Some(self.expr(&written));
        }
        if let Some(joining) = Joining::of(expr) {
            return Some(self.matrix_joined(&joining, expr));
        }
        if let Some((written, elements)) = made_of(expr) {
            let made = self.matrix_rule(written, &[&elements], None, expr);
            return Some(self.made_by_name(made, expr));
        }
        Some(match expr {
            Expr::Binary(binary) => self.matrix_binary(binary, expr.site()),
            Expr::Unary(unary) => self.matrix_rule("neg", &[&*unary.expr], None, expr),
            Expr::MethodCall(call) => self.matrix_method(call, expr),
            Expr::Call(call) => {
                if let Some(function) = other_rotation(call) {
                    return Some(Some(self.fail_about(&catalogue::ROTATION, call.func.site(), function)));
                }
                let (rotation, of) = rotated(call)?;
                let made = self.matrix_rule(rotation, &[&of], None, expr);
                self.made_by_name(made, expr)
            }
            _ => return None,
        })
    }

    /// What a rule made where the user wrote `Vector3::new(…)`: rustc is asked whether it is a `Vector3`, since there may be another type of that name.
    fn made_by_name(&mut self, made: Flow<Tree<Operand>>, expr: &Expr) -> Flow<Tree<Operand>> {
        if let Some(Tree::Leaf(Operand::View(view))) = &made
            && let Operand::Value(id) = &view.base
            && let Some(other) = made_otherwise(expr)
        {
            self.func.made.insert(*id, other);
        }
        made
    }

    fn matrix_binary(&mut self, binary: &ExprBinary, site: Site) -> Flow<Tree<Operand>> {
        let symbol = symbol(&binary.op)?;
        let whole = Expr::Binary(binary.clone());
        if symbol == "%" {
            return Some(self.fail_about(&catalogue::MATRIX_METHOD, site, "%"));
        }
        self.matrix_rule(symbol, &[&*binary.left, &*binary.right], None, &whole)
    }

    fn matrix_method(&mut self, call: &ExprMethodCall, whole: &Expr) -> Flow<Tree<Operand>> {
        let name = call.method.to_string();
        if matches!(name.as_str(), "unwrap" | "expect")
            && let Expr::MethodCall(inner) = strip(&call.receiver)
        {
            return self.matrix_method(inner, whole);
        }
        if let Some((written, of, right)) = solved(call) {
            return self.matrix_rule(written, &[right, of], None, whole);
        }
        if is_zip(call) {
            return self.zip(call);
        }
        if matrices::is_change(&name) {
            return self.change_each(call);
        }
        let library = self.receiver_matrix(call).map_or(Library::Unknown, |matrix| matrix.library);
        let written = matrices::synonym(&name, call.args.len(), library).unwrap_or(&name);
        if let Some(operation) = matrices::operation(written) {
            return match operation.kind {
                Kind::Elements => self.of_elements(operation, call, call.args.first()?, whole),
                Kind::Along => self.matrix_rule(written, &[&*call.receiver], call.args.first(), whole),
                Kind::Linear | Kind::Curve => self.matrix_rule(written, &[&*call.receiver], None, whole),
                _ => self.matrix_rule(written, &[&*call.receiver, call.args.first()?], None, whole),
            };
        }
        if let Some(lengths) = self.lengths(call) {
            return Some(Tree::Leaf(self.opaque_of_activity(&lengths, Activity::Constant)));
        }
        if matrices::is_length(&name) {
            return Some(Tree::Leaf(self.opaque_of_activity(whole, Activity::Constant)));
        }
        if matrices::is_of_elements(&name) {
            let mut each = call.clone();
            *each.receiver = syn::parse_quote!(element);
            let closure: ExprClosure = syn::parse_quote!(|element| #each);
            return self.of_elements(matrices::operation("mapv")?, call, &Expr::Closure(closure), whole);
        }
        if matrices::part(&name, library).is_some() {
            return self.matrix_part(call, whole);
        }
        if matrices::is_without_rule(&name, library) {
            return Some(self.fail_about(&catalogue::MATRIX_METHOD, call.method.site(), name));
        }
        if let Some(sized) = sized_part(call) {
            return self.matrix_method(&sized, whole);
        }
        let tree = self.expr(&call.receiver)?;
        let view = self.placed(tree, call.receiver.site());
        match name.as_str() {
            "clone" | "to_owned" | "into_owned" | "clone_owned" => {
                let copy = self.as_it_is(&view, whole.site());
                if copy.root() != view.root() {
                    return Some(Tree::Leaf(Operand::of_view(copy.with_mode(Mode::Place))));
                }
                let shape = self.func.shape(&view);
                let method = if name == "into_owned" { "to_owned".to_owned() } else { name };
                let op = Op::Copy { from: view.with_mode(Mode::Place), method: Some(method) };
                Some(Tree::Leaf(Operand::of_view(self.new_place(op, shape, whole.site()))))
            }
            "view" => Some(Tree::Leaf(Operand::of_view(view.with_mode(Mode::Shared)))),
            "view_mut" if call.args.is_empty() => Some(Tree::Leaf(Operand::of_view(view.with_mode(Mode::Exclusive)))),
            _ => {
                let mode = if name.ends_with("_mut") { Mode::Exclusive } else { Mode::Shared };
                let name = name.trim_end_matches("_mut").to_owned();
                let mut args = Vec::new();
                for arg in &call.args {
                    if self.activity_of(arg) != Activity::Constant {
                        return Some(self.fail(&catalogue::INDEX, arg.site()));
                    }
                    // Lengths and axes are cheap to write again; what they depend on is not.
                    args.push(self.view_argument(arg));
                }
                // `x.t()` in a spelling that there is for views to be changed as well.
                let method = if name == "t" { "reversed_axes".to_owned() } else { name };
                Some(Tree::Leaf(Operand::of_view(view.with_mode(mode).then(Step::Call { method, library, args }))))
            }
        }
    }

    /// `x.shape()` of an array by value: what borrows the array could not be kept for the way back.
    fn lengths(&self, call: &ExprMethodCall) -> Option<Expr> {
        let matrix = self.receiver_matrix(call)?;
        let named = matches!(strip(&call.receiver), Expr::Path(_) | Expr::Field(_));
        if call.method != "shape" || matrix.library != Library::Ndarray || !named {
            return None;
        }
        let Some(rank) = matrix.rank else { return Some(syn::parse_quote!(#call.to_vec())) };
        let lengths = (0..rank).map(|axis| quote!(#call[#axis]));
        Some(syn::parse_quote!([#(#lengths),*]))
    }

    /// `a.column(i)`, `a.fixed_rows::<2>(i)` of nalgebra: a copy of the part.
    fn matrix_part(&mut self, call: &ExprMethodCall, whole: &Expr) -> Flow<Tree<Operand>> {
        if let Some(arg) = call.args.iter().find(|arg| self.activity_of(arg) != Activity::Constant) {
            return Some(self.fail(&catalogue::INDEX, arg.site()));
        }
        let lengths = call.turbofish.iter().flat_map(|turbofish| &turbofish.args);
        let lengths = lengths.map(|length| quote_spanned!(length.site().start=> [(); #length]));
        let args = call.args.iter();
        let with: Expr = syn::parse_quote!((#(#lengths,)* #(#args,)*));
        self.matrix_rule(&format!("part {}", call.method), &[&*call.receiver], Some(&with), whole)
    }

    /// An index, an axis or `s![…]`.
    pub(super) fn view_argument(&mut self, arg: &Expr) -> Operand {
        let mut variables = false;
        super::each_variable(arg.to_token_stream(), &mut |ident| variables |= self.find_ident(ident).is_some());
        if variables {
            return self.opaque(arg);
        }
        Operand::Const(Const { tokens: arg.to_token_stream(), number: None, atomic: false })
    }

    /// A rule with these operands, and something constant.
    fn matrix_rule(
        &mut self,
        written: &str,
        operands: &[&Expr],
        with: Option<&Expr>,
        whole: &Expr,
    ) -> Flow<Tree<Operand>> {
        let operation = matrices::operation(written)?;
        let known = operands.iter().filter_map(|operand| self.matrix(operand)).reduce(joined).unwrap_or(UNKNOWN);
        let mut args = Vec::new();
        for operand in operands {
            let operand = self.matrix_operand(operand, known.float)?;
            args.push(Passed { operand, how: How::Shared });
        }
        match operation.kind {
            Kind::Along => {
                let with = self.opaque(with?);
                args.push(Passed { operand: with, how: How::Shared });
            }
            Kind::Linear => {
                let tokens = quote!(());
                let nothing = Operand::Const(Const { tokens, number: None, atomic: true });
                args.push(Passed { operand: nothing, how: How::Shared });
            }
            _ => {}
        }
        let name = format!("{}_of", operation.name);
        let rule = Rule { operation, name, args, elements: None };
        Some(self.matrix_result(rule, known, whole))
    }

    /// Arrays are put together two by two; those that are stacked get the axis first.
    fn matrix_joined(&mut self, joining: &Joining, whole: &Expr) -> Flow<Tree<Operand>> {
        let axis = &joining.axis;
        if self.activity_of(axis) != Activity::Constant {
            return Some(self.fail(&catalogue::INDEX, axis.site()));
        }
        let operation = matrices::operation("concatenate")?;
        let known = self.matrix(whole).unwrap_or(UNKNOWN);
        let mut parts = joining.operands.iter().map(|operand| match joining.stacked {
            true => syn::parse_quote!((#operand).view().insert_axis(#axis)),
            false => operand.clone(),
        });
        let first: Expr = parts.next()?;
        let Some(second) = parts.next() else {
            return self.expr(&syn::parse_quote!((#first).to_owned()));
        };
        let mut joined = self.matrix_operand(&first, known.float)?;
        let mut result = Tree::unit();
        for part in std::iter::once(second).chain(parts) {
            let part = self.matrix_operand(&part, known.float)?;
            let operands = [joined, part, self.opaque(axis)];
            let args = operands.into_iter().map(|operand| Passed { operand, how: How::Shared }).collect();
            let rule = Rule { operation, name: format!("{}_of", operation.name), args, elements: None };
            result = self.matrix_result(rule, known, whole);
            joined = match &result {
                Tree::Leaf(Operand::View(view)) => Operand::of_view(view.with_mode(Mode::Shared)),
                Tree::Leaf(operand) => operand.clone(),
                Tree::Tuple(_) => return None,
            };
        }
        Some(result)
    }

    fn matrix_result(&mut self, rule: Rule, known: Matrix, whole: &Expr) -> Tree<Operand> {
        let op = Op::Rule(Box::new(rule));
        match self.matrix(whole) {
            Some(matrix) => Tree::Leaf(Operand::of_view(self.new_place(op, Shape::Matrix(matrix), whole.site()))),
            None => Tree::Leaf(self.step(op, whole.site(), known.float)),
        }
    }

    /// An operand of a rule, which takes it by reference.
    fn matrix_operand(&mut self, expr: &Expr, float: Float) -> Flow<Operand> {
        let inner = unreferenced(expr);
        if self.activity_of(inner) == Activity::Constant && !self.escapes(inner) {
            return self.constant_operand(inner, float);
        }
        let tree = self.expr(inner)?;
        Some(match tree {
            Tree::Leaf(Operand::View(view)) => Operand::of_view(self.as_it_is(&view, inner.site())),
            Tree::Leaf(Operand::Value(id)) if !self.func.value(id).float.is_known() && self.is_call(id) => {
                let view = self.placed(Tree::Leaf(Operand::Value(id)), inner.site());
                Operand::of_view(view.with_mode(Mode::Shared))
            }
            Tree::Leaf(operand) => operand,
            Tree::Tuple(_) => {
                self.fail(&catalogue::TUPLE_SHAPE, inner.site());
                return None;
            }
        })
    }

    /// A constant operand. The pullback cannot hold a reference to something of the function's own, nor one that it is not lent again.
    fn constant_operand(&mut self, expr: &Expr, float: Float) -> Flow<Operand> {
        match expr {
            Expr::Path(path) => {
                let var = path.path.get_ident().and_then(|ident| self.find_ident(ident));
                if let Some(Tree::Leaf(Operand::Value(id))) = var.and_then(|var| self.vars[var].now.clone()) {
                    let changes = self.func.value(id).mutable && !self.func.borrowed.contains(&id);
                    return Some(match changes {
                        false => Operand::Value(id),
                        true => self.opaque(&syn::parse_quote!(#expr.clone())),
                    });
                }
            }
            // A part of something, which is referred to again on the way back.
            Expr::Field(_) | Expr::Index(_) => return Some(self.opaque(&syn::parse_quote!(&#expr))),
            Expr::MethodCall(call) if self.gives_view(call) => {
                let own = self.matrix(&call.receiver).is_some_and(|matrix| matrix.library == Library::Nalgebra);
                return Some(match own {
                    true => self.opaque(&syn::parse_quote!((#expr).clone_owned())),
                    false => self.opaque(&syn::parse_quote!((#expr).to_owned())),
                });
            }
            _ => {}
        }
        Some(match self.expr(expr)? {
            Tree::Leaf(Operand::Const(constant)) => Operand::Const(typed(constant, expr, float)),
            Tree::Leaf(operand) => operand,
            Tree::Tuple(_) => self.opaque(expr),
        })
    }

    pub(super) fn gives_view(&self, call: &ExprMethodCall) -> bool {
        let name = call.method.to_string();
        let Some(matrix) = self.matrix(&call.receiver) else { return false };
        matrices::is_view(&name, matrix.library)
            || matrices::part(&name, matrix.library).is_some()
            || name == "view"
            || matrices::is_turned(&name)
    }

    /// `a.mapv(f)`: the function is written out, for one element.
    pub(super) fn of_elements(
        &mut self,
        operation: &'static Operation,
        call: &ExprMethodCall,
        function: &Expr,
        whole: &Expr,
    ) -> Flow<Tree<Operand>> {
        let known = self.receiver_matrix(call)?;
        let operand = self.matrix_operand(&call.receiver, known.float)?;
        if self.func.activity(&operand) != Activity::Active {
            return self.mapped(call, function, known);
        }
        let site = function.site();
        // What `map` of ndarray refers to.
        let referred = by_value(function).filter(|_| call.method == "map" && known.library != Library::Nalgebra);
        let function = referred.as_ref().unwrap_or(function);
        let param = self.func.fresh(Hint::User("element".to_owned()), site, known.float, Activity::Active);
        if let Expr::Closure(closure) = strip(function)
            && let Some(syn::Pat::Ident(name)) = closure.inputs.first().map(super::stmt::strip)
        {
            self.func.values[param.0].hint = Hint::User(Key::of(&name.ident).name);
        }
        let (stmts, value) = self.region(|this| {
            let tree = this.apply(function, vec![Tree::Leaf(Operand::Value(param))])?;
            let leaf = this.leaf(tree, site);
            Some(leaf)
        });
        let Ok(value) = value else {
            self.fail(&catalogue::CLOSURE, site);
            return None;
        };
        let body = Region { stmts, end: End::Yield(vec![value]) };
        if self.uses_active(&body, param) {
            return self.mapped(call, function, known);
        }
        let name = format!("{}_of", operation.name);
        let args = vec![Passed { operand, how: How::Shared }];
        let rule = Rule { operation, name, args, elements: Some(Elements { param, body }) };
        Some(self.matrix_result(rule, known, whole))
    }

    /// Whether a function of each element uses active variables from around it.
    fn uses_active(&self, body: &Region, param: crate::ir::ValueId) -> bool {
        let mut own = std::collections::HashSet::from([param]);
        visit::region_definitions(body, &mut |id| {
            own.insert(id);
        });
        visit::used_values(body)
            .into_iter()
            .any(|id| !own.contains(&id) && self.func.value(id).activity == Activity::Active)
    }

    /// `a += b` and the like.
    pub(super) fn matrix_assign(
        &mut self,
        symbol: &'static str,
        binary: &ExprBinary,
        whole: &Expr,
    ) -> Option<Flow<Tree<Operand>>> {
        let variable = matches!(strip(&binary.left), Expr::Path(_)) || self.names_place(&binary.left);
        if !self.matrices || !variable || self.matrix(&binary.left).is_none() {
            return None;
        }
        if let Some(part) = self.changed_part(&binary.left) {
            return Some(match matches!(symbol, "+" | "-" | "*" | "/") {
                true => self.change_part(part, symbol, &binary.right, whole.site()),
                false => Some(self.fail(&catalogue::OPERATOR, whole.site())),
            });
        }
        if !matches!(symbol, "+" | "-" | "*" | "/") {
            return Some(Some(self.fail(&catalogue::OPERATOR, whole.site())));
        }
        let value = self.matrix_rule(symbol, &[&*binary.left, &*binary.right], None, &binary.left);
        Some(value.map(|value| {
            self.assign(&binary.left, value);
            Tree::unit()
        }))
    }

    /// Notes that a constant is a vector or a matrix.
    pub(super) fn note_matrix(&mut self, before: usize, init: &Expr) {
        let matrix = if self.matrices { self.matrix(init) } else { None };
        for var in &mut self.vars[before..] {
            var.matrix = matrix;
        }
    }
}

/// Nothing but that it is one.
pub(super) const UNKNOWN: Matrix = Matrix { float: Float::Unknown, rank: None, library: Library::Unknown };

fn symbol(op: &BinOp) -> Option<&'static str> {
    Some(match op {
        BinOp::Add(_) => "+",
        BinOp::Sub(_) => "-",
        BinOp::Mul(_) => "*",
        BinOp::Div(_) => "/",
        BinOp::Rem(_) => "%",
        _ => return None,
    })
}

fn joined(a: Matrix, b: Matrix) -> Matrix {
    let rank = match (a.rank, b.rank) {
        (Some(a), Some(b)) => Some(a.max(b)),
        _ => None,
    };
    let library = if a.library == Library::Unknown { b.library } else { a.library };
    Matrix { float: a.float.join(b.float), rank, library }
}

/// `concatenate![axis, a, b]`, `stack(axis, &[a.view(), b.view()]).unwrap()`
struct Joining {
    stacked: bool,
    axis: Expr,
    operands: Vec<Expr>,
}

impl Joining {
    fn of(expr: &Expr) -> Option<Joining> {
        if !cfg!(feature = "ndarray") {
            return None;
        }
        match strip(expr) {
            Expr::Macro(mac) => {
                let stacked = is_stack(&mac.mac.path)?;
                let args = mac.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated).ok()?;
                let mut args = args.into_iter();
                Some(Joining { stacked, axis: args.next()?, operands: args.collect() })
            }
            Expr::MethodCall(call) if call.method == "unwrap" || call.method == "expect" => {
                let Expr::Call(inner) = strip(&call.receiver) else { return None };
                let Expr::Path(path) = strip(&inner.func) else { return None };
                let stacked = is_stack(&path.path)?;
                let (axis, list) = (inner.args.first()?, inner.args.get(1)?);
                let Expr::Array(list) = unreferenced(list) else { return None };
                Some(Joining { stacked, axis: axis.clone(), operands: list.elems.iter().cloned().collect() })
            }
            _ => None,
        }
    }
}

fn is_stack(path: &syn::Path) -> Option<bool> {
    match path.segments.last()?.ident.to_string().as_str() {
        "concatenate" => Some(false),
        "stack" => Some(true),
        _ => None,
    }
}

/// `array![a, b]`, `Vector2::new(a, b)`, `Array1::from_vec(v)`: the rule, and the list of elements.
fn made_of(expr: &Expr) -> Option<(&'static str, Expr)> {
    match strip(expr) {
        Expr::Macro(mac) if cfg!(feature = "ndarray") && mac.mac.path.segments.last()?.ident == "array" => {
            let elements = mac.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated).ok()?;
            let flat = !elements.iter().any(|element| matches!(element, Expr::Array(_)));
            let elements = elements.iter();
            flat.then(|| ("array!", syn::parse_quote!([#(#elements),*])))
        }
        Expr::Call(call) => {
            let Expr::Path(path) = strip(&call.func) else { return None };
            let owner = path.path.segments.iter().rev().nth(1)?.ident.to_string();
            let (library, rank) = matrices::known(&owner)?;
            match (library, path.path.segments.last()?.ident.to_string().as_str()) {
                (Library::Nalgebra, "new") if owner == format!("Vector{}", call.args.len()) => {
                    let elements = call.args.iter();
                    Some(("vector!", syn::parse_quote!([#(#elements),*])))
                }
                (Library::Nalgebra, "from") if is_fixed_vector(&owner) => Some(("vector!", call.args.first()?.clone())),
                (Library::Nalgebra, "from_row_slice" | "from_column_slice") if is_fixed_vector(&owner) => {
                    let elements = unreferenced(call.args.first()?);
                    matches!(elements, Expr::Array(_)).then(|| ("vector!", elements.clone()))
                }
                (Library::Nalgebra, "from_vec") if owner == "DVector" => Some(("vector!", call.args.first()?.clone())),
                (Library::Nalgebra, "from_row_slice" | "from_column_slice") if owner == "DVector" => {
                    let slice = call.args.first()?;
                    Some(("vector!", syn::parse_quote!((#slice).to_vec())))
                }
                (Library::Ndarray, "from_vec" | "from") if rank == Some(1) => {
                    Some(("array!", call.args.first()?.clone()))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// `Vector3::new(unreachable!(), …)` for `Vector3::new(a, b, c)`: what gives a value of the type and looks at nothing.
fn made_otherwise(expr: &Expr) -> Option<TokenStream> {
    let Expr::Call(call) = strip(expr) else { return None };
    let Expr::Path(path) = strip(&call.func) else { return None };
    let owner = path.path.segments.iter().rev().nth(1)?.ident.to_string();
    let mut path = path.clone();
    let last = path.path.segments.last_mut()?;
    let (function, arguments) = match matrices::known(&owner)?.0 {
        Library::Nalgebra if is_fixed_vector(&owner) && last.ident == "new" => ("new", call.args.len()),
        Library::Nalgebra if is_fixed_vector(&owner) => ("from_element", 1),
        Library::Nalgebra if owner != "DVector" => ("identity", 0),
        _ => ("from_vec", 1),
    };
    *last = syn::Ident::new(function, last.ident.span()).into();
    let arguments = std::iter::repeat_n(quote!(::core::unreachable!()), arguments);
    Some(quote_spanned!(call.site().ours()=> #path(#(#arguments),*)))
}

/// `Vector3`, of any number.
fn is_fixed_vector(owner: &str) -> bool {
    owner == "SVector" || owner.strip_prefix("Vector").is_some_and(|length| length.parse::<usize>().is_ok())
}

/// `Rotation3::new(w)`, `UnitQuaternion::from_euler_angles(a, b, c)`: which rotation it is, and what it is made of.
fn rotated(call: &ExprCall) -> Option<(&'static str, Expr)> {
    let Expr::Path(path) = strip(&call.func) else { return None };
    let rotation = matrices::rotation(&path.path)?;
    let mut args = call.args.iter();
    Some((rotation, if call.args.len() == 1 { args.next()?.clone() } else { syn::parse_quote!([#(#args),*]) }))
}

/// `Rotation3::from_axis_angle(&axis, angle)`: the function's name.
fn other_rotation(call: &ExprCall) -> Option<String> {
    let Expr::Path(path) = strip(&call.func) else { return None };
    let name = path.path.segments.last()?.ident.to_string();
    matrices::is_other_rotation(&path.path).then_some(name)
}

/// `a.lu().solve(&b)`, `a.cholesky().unwrap().solve(&b)`: the operation, the matrix and the right-hand side. A copy that is made for the decomposition is none
/// of ours.
fn solved(call: &ExprMethodCall) -> Option<(&'static str, &Expr, &Expr)> {
    let Expr::MethodCall(receiver) = strip(&call.receiver) else { return None };
    if call.method != "solve" || call.args.len() != 1 {
        return None;
    }
    let (written, decomposed) = match strip(&receiver.receiver) {
        Expr::MethodCall(inner) if inner.method == "cholesky" => {
            let taken = receiver.method == "unwrap" || receiver.method == "expect";
            ("cholesky solve", taken.then_some(inner)?)
        }
        _ if receiver.method == "lu" => ("solve", receiver),
        _ => return None,
    };
    let of = match strip(&decomposed.receiver) {
        Expr::MethodCall(copy) if copy.method == "clone" || copy.method == "clone_owned" => &*copy.receiver,
        of => of,
    };
    Some((written, of, call.args.first()?))
}

/// `m.fixed_view_mut::<2, 3>(i, j)` as `m.view_mut((i, j), (2, 3))`: what is changed are the same elements.
fn sized_part(call: &ExprMethodCall) -> Option<ExprMethodCall> {
    let lengths: Vec<_> = call.turbofish.iter().flat_map(|turbofish| &turbofish.args).collect();
    let (of, args): (_, Vec<_>) = (&call.receiver, call.args.iter().collect());
    Some(match (call.method.to_string().as_str(), lengths.as_slice(), args.as_slice()) {
        ("fixed_rows_mut", [rows], [at]) => syn::parse_quote!(#of.rows_mut(#at, #rows)),
        ("fixed_columns_mut", [columns], [at]) => syn::parse_quote!(#of.columns_mut(#at, #columns)),
        ("fixed_view_mut", [rows, columns], [i, j]) => syn::parse_quote!(#of.view_mut((#i, #j), (#rows, #columns))),
        _ => return None,
    })
}

/// Whether a method is short for `map`.
fn of_each_element(method: &str, library: Library) -> bool {
    match library {
        Library::Ndarray => matrices::is_of_elements(method),
        Library::Nalgebra => method == "abs",
        Library::Unknown => false,
    }
}

/// `a.mean()`, which gives an `Option`.
fn is_optional(call: &ExprMethodCall) -> bool {
    ["mean", "mean_axis", "try_inverse", "solve", "into_shape_with_order"].iter().any(|name| call.method == name)
}

pub(super) fn of_type(ty: &syn::Type) -> Option<Matrix> {
    match ty {
        syn::Type::Reference(reference) => of_type(&reference.elem),
        syn::Type::Paren(inner) => of_type(&inner.elem),
        syn::Type::Group(inner) => of_type(&inner.elem),
        syn::Type::Path(path) => crate::types::matrix_of(path, &syn::Generics::default()),
        _ => None,
    }
}

/// `Array1::zeros(n)`
pub(super) fn of_constructor(call: &ExprCall) -> Option<Matrix> {
    let Expr::Path(path) = strip(&call.func) else { return None };
    let owner = path.path.segments.iter().rev().nth(1)?.ident.to_string();
    let (library, rank) = matrices::known(&owner)?;
    Some(Matrix { float: Float::Unknown, rank, library })
}

/// `|&v| …` as `|v| …`
fn by_value(function: &Expr) -> Option<Expr> {
    let Expr::Closure(closure) = strip(function) else { return None };
    let Some(syn::Pat::Reference(reference)) = closure.inputs.first().map(super::stmt::strip) else { return None };
    let mut closure = closure.clone();
    closure.inputs = std::iter::once((*reference.pat).clone()).collect();
    Some(Expr::Closure(closure))
}

/// `array!`, `matrix!` and the like: the macro's name.
pub(super) fn of_macro(mac: &syn::Macro) -> Option<String> {
    let name = mac.path.segments.last()?.ident.to_string();
    let of_ndarray = cfg!(feature = "ndarray") && name == "array";
    let of_nalgebra = cfg!(feature = "nalgebra") && ["matrix", "vector", "dmatrix", "dvector"].contains(&name.as_str());
    (of_ndarray || of_nalgebra).then_some(name)
}

/// What such a macro makes.
pub(super) fn made_by_macro(mac: &syn::Macro) -> Option<Matrix> {
    let library = if of_macro(mac)? == "array" { Library::Ndarray } else { Library::Nalgebra };
    Some(Matrix { library, ..UNKNOWN })
}

/// Without `&`.
fn unreferenced(expr: &Expr) -> &Expr {
    match strip(expr) {
        Expr::Reference(reference) if reference.mutability.is_none() => unreferenced(&reference.expr),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => unreferenced(&unary.expr),
        inner => inner,
    }
}

/// A literal of the elements' type: next to a reference rustc would not know it.
fn typed(constant: Const, expr: &Expr, float: Float) -> Const {
    let suffix = match float {
        Float::F32 => "f32",
        Float::F64 => "f64",
        _ => return constant,
    };
    let (literal, negative) = match strip(expr) {
        Expr::Unary(unary) => (strip(&unary.expr), true),
        inner => (inner, false),
    };
    let Expr::Lit(syn::ExprLit { lit: syn::Lit::Float(literal), .. }) = literal else { return constant };
    if !literal.suffix().is_empty() {
        return constant;
    }
    let literal = syn::LitFloat::new(&format!("{}{suffix}", literal.base10_digits()), literal.span());
    let tokens = if negative { quote!(-#literal) } else { quote!(#literal) };
    Const { tokens, ..constant }
}
