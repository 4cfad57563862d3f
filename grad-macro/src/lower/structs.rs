//! Structs: places whose fields have names.

use quote::ToTokens;
use syn::{Expr, ExprCall, ExprPath, ExprStruct, Pat, PatStruct, PatTupleStruct};

use super::place::strip;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, Float, Holder, Member, Mode, Op, Operand, Shape, Step, Struct, Tree, View};
use crate::site::{Site, Sited};

impl Lowerer<'_> {
    /// `Point { x, y: 2.0 * x, ..base }`
    pub(super) fn struct_literal(&mut self, literal: &ExprStruct) -> Flow<Tree<Operand>> {
        let mut fields = Vec::new();
        for field in &literal.fields {
            let tree = self.field_value(&field.expr)?;
            fields.push((Member::of(&field.member), tree));
        }
        let base = match &literal.rest {
            Some(rest) if self.activity_of(rest) == Activity::Constant => Some(self.opaque(rest)),
            Some(rest) => {
                let view = self.place(rest)?.with_mode(Mode::Place);
                // What is assigned again is looked at before that: `state = State { x, ..state }`.
                let copied = self.func.value(view.root()).mutable && !self.const_fn;
                let op = Op::Copy { from: view.clone(), method: None };
                let base = if copied { self.new_place(op, Shape::Unknown, rest.site()) } else { view };
                Some(Operand::of_view(base))
            }
            None => None,
        };
        let variant = self.variant_of(&literal.path);
        let path = match &literal.qself {
            Some(_) => ExprPath { attrs: Vec::new(), qself: literal.qself.clone(), path: literal.path.clone() }
                .to_token_stream(),
            None => literal.path.to_token_stream(),
        };
        let sites = literal.fields.iter().map(|field| field.expr.site()).collect();
        Some(self.put_together(Struct { path, variant, tuple: false, fields, sites, base }, literal.site()))
    }

    /// `Pair(x, y)`
    pub(super) fn tuple_struct(&mut self, call: &ExprCall, path: &ExprPath) -> Flow<Tree<Operand>> {
        let mut fields = Vec::new();
        for (index, arg) in call.args.iter().enumerate() {
            let tree = self.field_value(arg)?;
            fields.push((Member::Unnamed(index), tree));
        }
        let sites = call.args.iter().map(Sited::site).collect();
        let variant = self.variant_of(&path.path);
        let shape = match (variant.as_deref(), fields.as_slice()) {
            (Some("Some"), [(_, value)]) => self.shape_of_some(value),
            _ => Shape::Unknown,
        };
        let made = Struct { path: path.to_token_stream(), variant, tuple: true, fields, sites, base: None };
        Some(Tree::Leaf(Operand::of_view(self.new_place(Op::Struct(Box::new(made)), shape, call.site()))))
    }

    /// `Some(value)`
    pub(super) fn made_some(&mut self, value: Tree<Operand>, site: Site) -> Tree<Operand> {
        let shape = self.shape_of_some(&value);
        let (path, variant) = (quote::quote!(::core::option::Option::Some), Some("Some".to_owned()));
        let fields = vec![(Member::Unnamed(0), value)];
        let made = Struct { path, variant, tuple: true, fields, sites: vec![site], base: None };
        Tree::Leaf(Operand::of_view(self.new_place(Op::Struct(Box::new(made)), shape, site)))
    }

    fn shape_of_some(&self, value: &Tree<Operand>) -> Shape {
        let payload = match value {
            Tree::Leaf(Operand::Value(id)) => match &self.func.value(*id).place {
                Some(place) => place.shape.clone(),
                None if self.func.value(*id).float.is_known() => Shape::Scalar(self.func.value(*id).float),
                None => Shape::Unknown,
            },
            _ => Shape::Unknown,
        };
        Shape::Option { payload: Box::new(payload), reference: false }
    }

    /// `(a, b)`, kept as a whole: in a place of its own. Integers in it carry nothing.
    pub(super) fn whole_tuple(&mut self, elements: Vec<Tree<Operand>>, site: Site) -> View {
        let (mut fields, mut shapes) = (Vec::new(), Vec::new());
        for (index, element) in elements.into_iter().enumerate() {
            let leaf = match self.settle(element, site) {
                Tree::Leaf(leaf) => self.moved(leaf, site),
                Tree::Tuple(elements) => self.whole_tuple(elements, site).base,
            };
            let place = leaf.value().and_then(|id| self.func.value(id).place.clone());
            let float = if is_integer(&leaf) { Float::Not } else { self.func.float(&leaf) };
            shapes.push(place.map_or(Shape::Scalar(float), |place| place.shape));
            fields.push((Member::Unnamed(index), Tree::Leaf(leaf)));
        }
        let sites = vec![site; fields.len()];
        let made = Struct { path: Default::default(), variant: None, tuple: true, fields, sites, base: None };
        self.new_place(Op::Struct(Box::new(made)), Shape::Tuple(shapes), site)
    }

    fn put_together(&mut self, made: Struct, site: Site) -> Tree<Operand> {
        let view = self.new_place(Op::Struct(Box::new(made)), Shape::Unknown, site);
        self.own.insert(view.root());
        Tree::Leaf(Operand::of_view(view))
    }

    /// What a field is given; a place is moved into it.
    fn field_value(&mut self, expr: &Expr) -> Flow<Tree<Operand>> {
        let tree = self.expr(expr)?;
        let mut tree = self.settle(tree, expr.site());
        for leaf in tree.leaves_mut() {
            *leaf = self.moved(leaf.clone(), expr.site());
        }
        Some(tree)
    }

    /// Whether a call is that of a tuple struct or of a variant (`Some(x)`, `Shape::Circle(r)`).
    pub(super) fn is_tuple_struct(&self, path: &ExprPath) -> bool {
        let Some(last) = path.path.segments.last() else { return false };
        let result = ["Ok", "Err"].iter().any(|name| last.ident == name);
        last.ident.to_string().starts_with(char::is_uppercase) && !result && path.qself.is_none()
    }

    /// `let Point { x, y } = point;`
    pub(super) fn bind_struct(&mut self, pat: &PatStruct, view: &View, site: Site) {
        for (inner, step) in self.members_of_struct(pat) {
            self.bind_member(inner, step, view, site);
        }
    }

    /// `let Pair(x, y) = pair;`
    pub(super) fn bind_tuple_struct(&mut self, pat: &PatTupleStruct, view: &View, site: Site) {
        if pat.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))) && !matches!(pat.elems.last(), Some(Pat::Rest(_))) {
            self.fail(&catalogue::PATTERN, pat.site());
            return;
        }
        for (inner, step) in self.members_of_tuple_struct(pat) {
            self.bind_member(inner, step, view, site);
        }
    }

    fn bind_member(&mut self, pat: &Pat, step: Step, view: &View, site: Site) {
        if !super::variants::binds(pat) {
            return;
        }
        let part = self.member_of(view, step);
        let item = match (view.mode, part.extra) {
            (Mode::Place, _) | (_, 1..) => Operand::of_view(part),
            // What is behind a reference is bound by reference.
            (mode, _) => self.referred(part, mode, site),
        };
        self.bind(pat, None, Tree::Leaf(item), site);
    }

    /// Whether a place is the same wherever the function looks at it: it is behind a shared reference, or was not declared `mut`.
    pub(super) fn is_fixed(&self, view: &View) -> bool {
        let value = self.func.value(view.root());
        match &value.place {
            Some(place) => match place.holder {
                Holder::Shared => true,
                Holder::Owned => !value.mutable,
                Holder::Exclusive | Holder::Optional => false,
            },
            None => false,
        }
    }

    /// Whether a name can stand for the field itself: nothing is copied, and what is owed to it goes to the field at once, where a
    /// constant member can take it.
    pub(super) fn may_stand_for(&self, view: &View, name: &str) -> bool {
        let field = view.steps.last().is_some_and(Step::is_member);
        // What a variant holds is not moved out of it.
        let held = matches!(view.steps.last(), Some(Step::Payload(_))) && !self.numbers.contains(name);
        let wanted = self.many.contains(name) && !self.numbers.contains(name) || self.handed_on.contains(name);
        field && (wanted || held) && self.func.shape(view) == Shape::Unknown && self.is_fixed(view)
    }

    /// Whether what stands in a place is moved out of it by its use, as far as the file tells.
    fn is_moved_out(&self, view: &View) -> bool {
        self.type_of_view(view).is_some_and(|ty| {
            let vector = matches!(&ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Vec"));
            vector || !matches!(ty, syn::Type::Reference(_)) && self.declared.is_moved(&ty)
        })
    }

    /// A field as a whole in an argument: what the user's code moves or copies there.
    pub(super) fn passed_field(&mut self, tree: Tree<Operand>, site: Site) -> Tree<Operand> {
        match tree {
            Tree::Leaf(Operand::View(view))
                if view.mode == Mode::Place
                    && view.steps.last().is_some_and(Step::is_member)
                    && self.func.shape(&view) == Shape::Unknown
                    && !self.is_moved_out(&view) =>
            {
                Tree::Leaf(self.read(&view, site))
            }
            tree => self.settle(tree, site),
        }
    }
}

/// The names of variables that are cast or handed to functions: they may be integers, or anything.
pub fn handed_on(block: &syn::Block) -> std::collections::HashSet<String> {
    use syn::visit::{self, Visit};
    struct HandedOn(std::collections::HashSet<String>);
    impl HandedOn {
        fn add(&mut self, expr: &Expr) {
            if let Expr::Path(path) = strip(expr) {
                self.0.extend(path.path.get_ident().map(ToString::to_string));
            }
        }
    }
    impl<'ast> Visit<'ast> for HandedOn {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            match expr {
                Expr::Cast(cast) => self.add(&cast.expr),
                Expr::Call(call) => call.args.iter().for_each(|arg| self.add(arg)),
                _ => {}
            }
            visit::visit_expr(self, expr);
        }
    }
    let mut found = HandedOn(std::collections::HashSet::new());
    found.visit_block(block);
    found.0
}

/// Whether an operand is written as an integer.
fn is_integer(operand: &Operand) -> bool {
    matches!(operand, Operand::Const(constant) if syn::parse2::<syn::LitInt>(constant.tokens.clone()).is_ok())
}
