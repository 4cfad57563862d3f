//! Other names of types, `type Vec3 = [f64; 3];`, that are declared in the file that a function stands in: they are read as what they stand for.
//!
//! A name may stand for something else where the function is, so it is taken for what the file says only where one declaration alone is in sight; and rustc is asked whether the two
//! are the same.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, GenericParam, Ident, Item, ItemFn, ItemType, Pat, Path, Stmt, Type};

use crate::context::braces_around;
use crate::declared::{end, heads};
use crate::lower::collect_idents;

/// The names of a function's text that were read as what they stand for: the name, and the type.
pub type Seen = Vec<(TokenStream, TokenStream)>;

/// Reads the names of types in a function's signature and body as what they stand for. The function itself stays as it was written: this is for its companions.
pub fn seen_through(
    function: &mut ItemFn,
    around: Option<&syn::Generics>,
    find: &dyn Fn(&str) -> Option<ItemType>,
) -> Seen {
    let generics = around.iter().flat_map(|generics| &generics.params).chain(&function.sig.generics.params);
    let parameters = generics.filter_map(|param| match param {
        GenericParam::Type(ty) => Some(ty.ident.to_string()),
        GenericParam::Const(constant) => Some(constant.ident.to_string()),
        GenericParam::Lifetime(_) => None,
    });
    let mut names = Names { find, taken: parameters.collect(), known: HashMap::new(), seen: Vec::new() };
    names.visit_signature_mut(&mut function.sig);
    // Items of the body come before those around it.
    for stmt in &function.block.stmts {
        if let Stmt::Item(item) = stmt {
            names.item(item);
        }
    }
    names.visit_block_mut(&mut function.block);
    names.seen
}

/// A type that the file tells, with the names in it read as what they stand for where it stands.
pub fn meant(ty: &Type, find: &dyn Fn(&str) -> Option<ItemType>) -> Type {
    let mut names = Names { find, taken: HashSet::new(), known: HashMap::new(), seen: Vec::new() };
    let mut ty = ty.clone();
    names.visit_type_mut(&mut ty);
    ty
}

/// The declaration of a name that is in sight at a position of a file, if there is just one.
pub fn in_sight(source: &str, name: &str, from: usize) -> Option<ItemType> {
    let around = braces_around(source, from)?;
    let mut found = None;
    for start in heads(source, "type", name) {
        let Some(braces) = braces_around(source, start) else { continue };
        if !around.starts_with(&braces) {
            continue;
        }
        // From inside of a module, the names around it are only there if they are brought in.
        let hidden = around[braces.len()..].windows(2).map(|pair| (pair[0], pair[1]));
        let last = around[braces.len()..].last().map(|&last| (last, from));
        let hidden =
            hidden.chain(last).any(|(brace, to)| is_module(source, brace) && !source[brace..to].contains("super::*"));
        let before = &source[..start];
        let conditional = before[before.rfind([';', '}', '{']).unwrap_or(0)..].contains("cfg");
        let text = &source[start..];
        let declared = end(text).and_then(|end| syn::parse_str::<ItemType>(&text[..end]).ok());
        let plain = declared.filter(|declared| {
            let mut inside = HashSet::new();
            collect_idents(declared.ty.to_token_stream(), &mut inside);
            // What is left out of a `dyn` depends on where it stands.
            declared.generics.params.is_empty() && !["dyn", "Self", "_"].iter().any(|word| inside.contains(*word))
        });
        if hidden {
            continue;
        }
        if conditional || plain.is_none() || found.is_some() {
            return None;
        }
        found = plain;
    }
    found
}

fn is_module(source: &str, brace: usize) -> bool {
    let head = &source[..brace];
    let head = &head[head.rfind([';', '}', '{']).map_or(0, |at| at + 1)..];
    head.split_whitespace().any(|word| word == "mod")
}

struct Names<'a> {
    find: &'a dyn Fn(&str) -> Option<ItemType>,
    /// Names of something else.
    taken: HashSet<String>,
    known: HashMap<String, Option<Type>>,
    seen: Seen,
}

impl Names<'_> {
    fn item(&mut self, item: &Item) {
        let name = match item {
            Item::Type(item) => {
                let plain = item.generics.params.is_empty();
                self.known.insert(item.ident.to_string(), plain.then(|| (*item.ty).clone()));
                return;
            }
            Item::Struct(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Union(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            _ => return,
        };
        self.taken.insert(name.to_string());
    }

    /// What a name stands for.
    fn find(&mut self, ident: &Ident) -> Option<Type> {
        let name = ident.to_string();
        if self.taken.contains(&name) {
            return None;
        }
        if !self.known.contains_key(&name) {
            // One that stands for itself has no end.
            self.known.insert(name.clone(), None);
            let found = (self.find)(&name).map(|declared| *declared.ty).filter(|ty| {
                let mut inside = HashSet::new();
                collect_idents(ty.to_token_stream(), &mut inside);
                inside.is_disjoint(&self.taken)
            });
            self.known.insert(name.clone(), found);
        }
        let mut ty = self.known[&name].clone()?;
        let before = self.known.insert(name.clone(), None);
        let seen = std::mem::take(&mut self.seen);
        self.visit_type_mut(&mut ty);
        self.seen = seen;
        self.known.insert(name, before?);
        let ty: Type = syn::parse2(located(ty.to_token_stream(), ident.span())).ok()?;
        let (written, meant) = (ident.to_token_stream(), ty.to_token_stream());
        if self.seen.iter().all(|(other, _)| other.to_string() != written.to_string()) {
            self.seen.push((written, meant));
        }
        Some(ty)
    }

    /// The first of a path's names, if what it stands for is a path too.
    fn lead(&mut self, path: &mut Path) {
        let Some(first) = path.segments.first().filter(|first| first.arguments.is_none()) else { return };
        let count = self.seen.len();
        match self.find(&first.ident.clone()) {
            Some(Type::Path(meant))
                if meant.qself.is_none() && meant.path.segments.last().is_some_and(|last| last.arguments.is_none()) =>
            {
                let rest = path.segments.iter().skip(1).cloned();
                path.segments = meant.path.segments.iter().cloned().chain(rest).collect();
                path.leading_colon = meant.path.leading_colon;
            }
            _ => self.seen.truncate(count),
        }
    }
}

impl VisitMut for Names<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty
            && path.qself.is_none()
            && let Some(name) = path.path.get_ident().cloned()
        {
            if let Some(meant) = self.find(&name) {
                *ty = meant;
            }
            return;
        }
        visit_mut::visit_type_mut(self, ty);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Path(path) if path.qself.is_none() && path.path.segments.len() > 1 => self.lead(&mut path.path),
            Expr::Struct(made) if made.qself.is_none() => self.lead(&mut made.path),
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        match pat {
            Pat::Path(path) if path.qself.is_none() && path.path.segments.len() > 1 => self.lead(&mut path.path),
            Pat::TupleStruct(parts) if parts.path.segments.len() > 1 => self.lead(&mut parts.path),
            Pat::Struct(parts) => self.lead(&mut parts.path),
            _ => {}
        }
        visit_mut::visit_pat_mut(self, pat);
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// Tokens that stand at the user's own name.
fn located(tokens: TokenStream, span: Span) -> TokenStream {
    let at = |token: TokenTree| match token {
        TokenTree::Group(group) => {
            let mut same = proc_macro2::Group::new(group.delimiter(), located(group.stream(), span));
            same.set_span(span);
            TokenTree::Group(same)
        }
        mut token => {
            token.set_span(span);
            token
        }
    };
    tokens.into_iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::{in_sight, seen_through};

    const SOURCE: &str = "
        type Vec3 = [f64; 3]; pub type Mat3 = [Vec3; 3];
        // type Real = f32;
        #[cfg(a)] type Real = f64;
        type Pairs<T> = Vec<(T, T)>; type Any = &'static dyn Fn();
        impl Add for Point { type Output = Point; fn add() { THERE } }
        type P = geometry::Point;
        mod other { type Vec3 = f32; type Inner = f32; fn f() { OTHER } }
        mod tests { use super::*; fn f() { TESTS } }
        type Twice = f32; mod a { mod b { type Twice = f64; use super::*; fn f() { A } } }
        END
    ";

    fn sees(marker: &str, name: &str) -> Option<String> {
        let from = SOURCE.find(marker).expect("the test marks a place");
        in_sight(SOURCE, name, from).map(|declared| declared.ty.to_token_stream().to_string())
    }

    #[test]
    fn finds_what_is_in_sight() {
        for (marker, name, expected) in [
            ("END", "Vec3", Some("[f64 ; 3]")),
            ("THERE", "Vec3", Some("[f64 ; 3]")),
            ("TESTS", "Vec3", Some("[f64 ; 3]")),
            ("OTHER", "Inner", Some("f32")),
            ("OTHER", "Vec3", Some("f32")),
            ("OTHER", "Mat3", None),
            ("END", "Inner", None),
            ("END", "Real", None),
            ("END", "Pairs", None),
            ("END", "Any", None),
            ("END", "Output", None),
            ("END", "Twice", Some("f32")),
            ("A }", "Twice", Some("f64")),
        ] {
            assert_eq!(sees(marker, name).as_deref(), expected, "{name} at {marker}");
        }
    }

    #[test]
    fn reads_names_as_what_they_stand_for() {
        let seen = |text: &str| {
            let mut function: syn::ItemFn = syn::parse_str(text).unwrap();
            let from = SOURCE.find("END").unwrap();
            let seen = seen_through(&mut function, None, &|name| in_sight(SOURCE, name, from));
            let names: Vec<String> = seen.into_iter().map(|(name, _)| name.to_string()).collect();
            (function.to_token_stream().to_string(), names.join(" "))
        };
        let plain = |text: &str| syn::parse_str::<syn::ItemFn>(text).unwrap().to_token_stream().to_string();
        for (text, expected, names) in [
            (
                "fn f(m: &Mat3, v: Vec<Vec3>) -> Vec3 { let p: P = P::new(P { x: 1.0 }); Vec3::default() }",
                "fn f(m: &[[f64; 3]; 3], v: Vec<[f64; 3]>) -> [f64; 3] { let p: geometry::Point = geometry::Point::new(geometry::Point { x: 1.0 }); Vec3::default() }",
                "Mat3 Vec3 P",
            ),
            ("fn f<Vec3>(x: Vec3, o: Own) {}", "fn f<Vec3>(x: Vec3, o: Own) {}", ""),
            (
                "fn f(x: Vec3) { type Vec3 = f32; struct Mat3; let y: Vec3 = 1.0; let m: Mat3 = Mat3; }",
                "fn f(x: [f64; 3]) { type Vec3 = f32; struct Mat3; let y: f32 = 1.0; let m: Mat3 = Mat3; }",
                "Vec3",
            ),
        ] {
            assert_eq!(seen(text), (plain(expected), names.to_owned()));
        }
    }
}
