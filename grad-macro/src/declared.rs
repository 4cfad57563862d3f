//! Structs that are declared in the file that a function stands in: an attribute macro is not told the types of their members, and the file tells them.
//!
//! What is found is a guess, since a name may stand for something else where the function is. It only ever decides that something may be a vector, a matrix or a value with operators of
//! its own; rules of these are there for numbers too, and where there is no rule rustc says so.

use std::cell::RefCell;
use std::collections::HashMap;

use syn::{Fields, ItemStruct, Type};

use crate::context::skip;
use crate::ir::Member;
use crate::matrices;

/// The structs of a file.
#[derive(Clone, Default)]
pub struct Declared {
    source: String,
    /// What `Self` stands for.
    own: Option<Type>,
    found: RefCell<HashMap<String, Option<ItemStruct>>>,
}

impl Declared {
    /// The structs of a file, as seen from a block with this head.
    pub fn new(source: String, header: &str) -> Declared {
        let block = syn::parse_str::<syn::ItemImpl>(&format!("{header} {{}}")).ok();
        Declared { source, own: block.map(|block| *block.self_ty), found: RefCell::default() }
    }

    /// The type of a member.
    pub fn member(&self, of: &Type, member: &Member) -> Option<Type> {
        let declared = self.declared(of)?;
        let field = match (&declared.fields, member) {
            (Fields::Named(fields), Member::Named(name)) => {
                fields.named.iter().find(|field| field.ident.as_ref().is_some_and(|ident| ident == name))
            }
            (Fields::Unnamed(fields), Member::Unnamed(index)) => fields.unnamed.iter().nth(*index),
            _ => None,
        };
        let ty = &field?.ty;
        let parameter = |ty: &Type| matches!(ty, Type::Path(path) if declared.generics.type_params().any(|param| path.path.is_ident(&param.ident)));
        (!parameter(ty)).then(|| ty.clone())
    }

    /// Whether a type's name is that of a struct of the file.
    pub fn is_struct(&self, ty: &Type) -> bool {
        self.declared(ty).is_some()
    }

    /// Whether something of this type may hold vectors or matrices.
    pub fn holds_matrices(&self, ty: &Type) -> bool {
        self.may_hold(ty, &mut Vec::new())
    }

    fn may_hold(&self, ty: &Type, seen: &mut Vec<String>) -> bool {
        match self.seen_through(ty) {
            Type::Slice(slice) => self.may_hold(&slice.elem, seen),
            Type::Array(array) => self.may_hold(&array.elem, seen),
            Type::Tuple(tuple) => tuple.elems.iter().any(|ty| self.may_hold(ty, seen)),
            inner @ Type::Path(path) => {
                let Some(last) = path.path.segments.last() else { return false };
                let name = last.ident.to_string();
                if matrices::known(&name).is_some() {
                    return true;
                }
                if let syn::PathArguments::AngleBracketed(arguments) = &last.arguments {
                    let inside = arguments
                        .args
                        .iter()
                        .any(|argument| matches!(argument, syn::GenericArgument::Type(ty) if self.may_hold(ty, seen)));
                    if inside {
                        return true;
                    }
                }
                if seen.contains(&name) {
                    return false;
                }
                seen.push(name);
                self.declared(inner).is_some_and(|of| of.fields.iter().any(|field| self.may_hold(&field.ty, seen)))
            }
            _ => false,
        }
    }

    /// A type without references, and with what `Self` stands for.
    pub fn seen_through<'a>(&'a self, ty: &'a Type) -> &'a Type {
        match ty {
            Type::Reference(reference) => self.seen_through(&reference.elem),
            Type::Paren(inner) => self.seen_through(&inner.elem),
            Type::Group(inner) => self.seen_through(&inner.elem),
            Type::Path(path) if path.path.is_ident("Self") => self.own.as_ref().unwrap_or(ty),
            ty => ty,
        }
    }

    fn declared(&self, ty: &Type) -> Option<ItemStruct> {
        let Type::Path(path) = self.seen_through(ty) else { return None };
        let name = path.path.segments.last()?.ident.to_string();
        self.found.borrow_mut().entry(name).or_insert_with_key(|name| find(&self.source, name)).clone()
    }
}

/// The declaration of a struct, if there is just one of this name.
fn find(source: &str, name: &str) -> Option<ItemStruct> {
    let head = format!("struct {name}");
    let mut starts = source.match_indices(&head).map(|(at, _)| at).filter(|at| {
        let continues = |c: char| c.is_alphanumeric() || c == '_';
        !source[at + head.len()..].starts_with(continues) && !source[..*at].ends_with(continues)
    });
    let (start, None) = (starts.next()?, starts.next()) else { return None };
    let text = &source[start..];
    syn::parse_str(&text[..end(text)?]).ok()
}

/// Where an item ends: after its braces, or its semicolon.
fn end(text: &str) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_usize);
    while at < text.len() {
        let length = skip(&text[at..]).unwrap_or_else(|| text[at..].chars().next().map_or(1, char::len_utf8));
        match &text[at..at + length] {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 && matches!(&text[at..at + length], "}" | ";") {
            return Some(at + length);
        }
        at += length;
    }
    None
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::Declared;
    use crate::ir::Member;

    const SOURCE: &str = "
        /// A struct Model of { braces.
        pub struct Kalman<const N: usize> where [(); N]: Sized { /* } */ pub f: SMatrix<f64, N, N>, name: &'static str }
        struct Pair(Array1<f64>, [f64; { 2 }]);
        struct Generic<T> { x: T, y: Vec<T> }
        struct Twice; mod m { struct Twice { x: f64 } }
        struct Deep { pairs: Vec<Option<Pair>>, next: Option<Box<Deep>> }
        struct Plain { x: f64, next: Vec<Plain> }
    ";

    fn member(ty: &str, member: &str) -> Option<String> {
        let declared = Declared::new(SOURCE.to_owned(), "impl<const N: usize> Kalman<N>");
        let (ty, member) = (syn::parse_str(ty).unwrap(), syn::parse_str(member).unwrap());
        declared.member(&ty, &Member::of(&member)).map(|ty| ty.into_token_stream().to_string().replace(' ', ""))
    }

    #[test]
    fn finds_members() {
        assert_eq!(member("&Kalman<2>", "f").as_deref(), Some("SMatrix<f64,N,N>"));
        assert_eq!(member("&mut Self", "name").as_deref(), Some("&'staticstr"));
        assert_eq!(member("m::Pair", "1").as_deref(), Some("[f64;{2}]"));
        assert_eq!(member("Generic<f64>", "y").as_deref(), Some("Vec<T>"));
        for (ty, name) in [
            ("Generic<f64>", "x"),
            ("Twice", "x"),
            ("Model", "x"),
            ("Kalman<2>", "g"),
            ("Unknown", "x"),
            ("[f64]", "x"),
        ] {
            assert_eq!(member(ty, name), None, "{ty}");
        }
    }

    #[test]
    #[cfg(all(feature = "ndarray", feature = "nalgebra"))]
    fn tells_who_holds_matrices() {
        let declared = Declared::new(SOURCE.to_owned(), "");
        let holds = |ty: &str| declared.holds_matrices(&syn::parse_str(ty).unwrap());
        assert!(holds("Kalman<3>") && holds("&[Deep]") && holds("Generic<Array1<f64>>") && holds("(f64, Pair)"));
        assert!(!holds("Plain") && !holds("Generic<f64>") && !holds("Self"));
    }
}
