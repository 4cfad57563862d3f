//! Structs and functions that are declared in the file that a function stands in: an attribute macro is not told the types of members and results, and the file tells them.
//!
//! What is found is a guess, since a name may stand for something else where the function is. It only ever decides that something may be a vector, a matrix or a value with operators of
//! its own; rules of these are there for numbers too, and where there is no rule rustc says so.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use quote::ToTokens;
use syn::{Fields, ItemEnum, ItemImpl, ItemStruct, ItemType, ReturnType, Signature, Type};

use crate::alias;
use crate::context::{Place, braces_around, place_at, skip};
use crate::ir::Member;
use crate::lower::collect_idents;
use crate::matrices;
use crate::types::{Class, classify};

/// The structs of a file.
#[derive(Clone, Default)]
pub struct Declared {
    source: String,
    /// Where the function stands in it.
    at: usize,
    /// What `Self` stands for.
    own: Option<Type>,
    /// Whether that is where its block starts.
    at_block: bool,
    found: RefCell<HashMap<String, Option<ItemStruct>>>,
    /// What other names of types stand for, by where they are read.
    aliases: RefCell<HashMap<(String, usize), Option<ItemType>>>,
    functions: RefCell<HashMap<String, Vec<Function>>>,
}

/// A function of the file.
#[derive(Clone)]
struct Function {
    signature: Signature,
    /// The block that it stands in.
    block: Option<ItemImpl>,
    /// Where it stands.
    at: usize,
}

impl Declared {
    /// The structs of a file, as seen from a block with this head.
    pub fn new(source: String, at: usize, header: &str) -> Declared {
        let block = syn::parse_str::<syn::ItemImpl>(&format!("{header} {{}}")).ok();
        let declared = Declared { source, at, ..Declared::default() };
        let own = block.map(|block| declared.meant(&block.self_ty, at));
        Declared { own, ..declared }
    }

    /// The same as seen from inside of a block.
    pub fn inside(&self, block: &ItemImpl) -> Declared {
        Declared { own: Some(self.meant(&block.self_ty, self.at)), at_block: true, ..self.clone() }
    }

    /// What another name of a type stands for where the function stands.
    pub fn alias(&self, name: &str) -> Option<ItemType> {
        self.alias_at(name, self.at)
    }

    fn alias_at(&self, name: &str, at: usize) -> Option<ItemType> {
        let mut aliases = self.aliases.borrow_mut();
        aliases.entry((name.to_owned(), at)).or_insert_with(|| alias::in_sight(&self.source, name, at)).clone()
    }

    /// A type that is written somewhere in the file.
    fn meant(&self, ty: &Type, at: usize) -> Type {
        alias::meant(ty, &|name| self.alias_at(name, at))
    }

    /// Whether all names in a type mean the same where the function stands, as far as can be seen.
    pub fn can_be_named(&self, ty: &Type) -> bool {
        const EVERYWHERE: &[&str] = &["f32", "f64", "usize", "bool", "u8", "u32", "u64", "i32", "i64", "Vec", "Option"];
        let mut names = HashSet::new();
        collect_idents(ty.to_token_stream(), &mut names);
        let here = braces_around(&self.source, self.at);
        let in_reach = |name: &String| {
            let mut declared = ["struct", "enum", "const"].into_iter().flat_map(|word| heads(&self.source, word, name));
            here.as_ref().is_some_and(|here| {
                declared.any(|at| braces_around(&self.source, at).is_some_and(|braces| here.starts_with(&braces)))
            })
        };
        names.iter().all(|name| EVERYWHERE.contains(&name.as_str()) || in_reach(name))
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
        let at = heads(&self.source, "struct", &declared.ident.to_string()).next()?;
        (!parameter(ty)).then(|| self.meant(ty, at))
    }

    /// The type of what a variant holds: of an `Option`, or of an enum of the file.
    pub fn payload(&self, of: &Type, variant: &str, member: &Member) -> Option<Type> {
        let Type::Path(path) = self.seen_through(of) else { return None };
        let last = path.path.segments.last()?;
        if variant == "Some" && last.ident == "Option" {
            return inside(last).cloned();
        }
        let name = last.ident.to_string();
        let start = heads(&self.source, "enum", &name).next()?;
        let text = &self.source[start..];
        let declared: ItemEnum = syn::parse_str(&text[..end(text)?]).ok()?;
        let variant = declared.variants.iter().find(|declared| declared.ident == variant)?;
        let field = match member {
            Member::Named(name) => {
                variant.fields.iter().find(|field| field.ident.as_ref().is_some_and(|ident| ident == name))
            }
            Member::Unnamed(index) => variant.fields.iter().nth(*index),
        };
        field.map(|field| self.meant(&field.ty, start))
    }

    /// Whether a type is the one that the function belongs to, boxed or not.
    pub fn is_own(&self, ty: &Type) -> bool {
        let ty = self.seen_through(ty);
        if let Type::Path(path) = ty
            && let Some(last) = path.path.segments.last().filter(|last| last.ident == "Box")
        {
            return inside(last).is_some_and(|ty| self.is_own(ty));
        }
        let name = name_of(ty);
        name.is_some() && self.own.as_ref().and_then(name_of) == name
    }

    /// Whether a type's name is that of a struct of the file.
    pub fn is_struct(&self, ty: &Type) -> bool {
        self.declared(ty).is_some()
    }

    /// Whether a type is a struct of the file that is moved when it is handed on.
    pub fn is_moved(&self, ty: &Type) -> bool {
        let Some(declared) = self.declared(ty) else { return false };
        let name = declared.ident.to_string();
        let start = heads(&self.source, "struct", &name).next().unwrap_or(0);
        let before = &self.source[..start];
        let attributes = &before[before.rfind(['}', ';']).unwrap_or(0)..];
        !attributes.contains("Copy") && !self.source.contains(&format!("Copy for {name}"))
    }

    /// The type that a function of the file gives.
    pub fn result(&self, function: &str) -> Option<Type> {
        let functions = self.functions(function);
        let mut free = functions.iter().filter(|function| function.block.is_none());
        let (function, None) = (free.next()?, free.next()) else { return None };
        given(function, None).map(|ty| self.meant(&ty, function.at))
    }

    /// Whether a function is one of the file, and gives nothing.
    pub fn returns_nothing(&self, function: &str) -> bool {
        let functions = self.functions(function);
        let nothing = |function: &Function| matches!(function.signature.output, ReturnType::Default);
        !functions.is_empty() && functions.iter().all(nothing)
    }

    /// The type that a method or an associated function of the file gives.
    pub fn method_result(&self, of: &Type, method: &str) -> Option<Type> {
        let function = self.method(of, method)?;
        given(&function, Some(self.seen_through(of))).map(|ty| self.meant(&ty, function.at))
    }

    /// The type that an operator of the file gives, `add` of these two: what each of its implementations that may be meant gives.
    pub fn operation(&self, left: Option<&Type>, right: Option<&Type>, method: &str) -> Option<Type> {
        let name = |ty: Option<&Type>| ty.and_then(|ty| name_of(self.seen_through(ty)));
        let (left, right) = (name(left), name(right));
        if !left.iter().chain(&right).any(|name| heads(&self.source, "struct", name).next().is_some()) {
            return None;
        }
        let given = self.functions(method).into_iter().filter_map(|function| {
            let block = function.block.as_ref()?;
            let (path, _) = block.trait_.as_ref()?;
            let own = name_of(self.seen_through(&block.self_ty))?;
            let other =
                path.segments.last().and_then(inside).map_or(Some(own.clone()), |ty| name_of(self.seen_through(ty)));
            let fits = |known: &Option<String>, name: &str| known.as_ref().is_none_or(|known| known == name);
            let meant = fits(&left, &own) && other.is_none_or(|other| fits(&right, &other));
            meant.then(|| self.output(&function, block))
        });
        let given: Vec<Option<Type>> = given.collect();
        let first = given.first()?.clone()?;
        let text = |ty: &Type| ty.to_token_stream().to_string();
        given.iter().all(|ty| ty.as_ref().is_some_and(|ty| text(ty) == text(&first))).then_some(first)
    }

    /// What an operator's function gives.
    fn output(&self, function: &Function, block: &ItemImpl) -> Option<Type> {
        let ReturnType::Type(_, ty) = &function.signature.output else { return None };
        let mut ty = (**ty).clone();
        if ty.to_token_stream().to_string().ends_with(":: Output") {
            let braces = *braces_around(&self.source, function.at)?.last()?;
            let mut outputs = heads(&self.source, "type", "Output")
                .filter(|at| braces_around(&self.source, *at).is_some_and(|around| around.last() == Some(&braces)));
            let text = &self.source[outputs.next()?..];
            ty = *syn::parse_str::<ItemType>(&text[..end(text)?]).ok()?.ty;
        }
        let ty =
            if matches!(&ty, Type::Path(path) if path.path.is_ident("Self")) { (*block.self_ty).clone() } else { ty };
        let parameter = |name: &String| block.generics.type_params().any(|param| param.ident == name);
        let name = name_of(self.seen_through(&ty))?;
        (!parameter(&name)).then(|| self.meant(&ty, function.at))
    }

    /// Whether a method takes what it is called on by value.
    pub fn takes_self(&self, of: &Type, method: &str) -> bool {
        let receiver = self.method(of, method).and_then(|function| function.signature.receiver().cloned());
        receiver.is_some_and(|receiver| matches!(receiver.kind, syn::ReceiverKind::Value))
    }

    /// Whether the file declares a function of this name.
    pub fn has_function(&self, name: &str) -> bool {
        !self.functions(name).is_empty()
    }

    /// Whether the file declares a method of this name for one of its own structs or enums, which no method of the standard library comes before. One that gives an
    /// integer or the like is none: it gives that by any name.
    pub fn has_method(&self, of: &Type, method: &str) -> bool {
        let Some(name) = name_of(self.seen_through(of)) else { return false };
        let own = |word: &str, name: &str| heads(&self.source, word, name).next().is_some();
        (own("struct", &name) || own("enum", &name))
            && self.functions(method).iter().any(|function| {
                let Some(block) = &function.block else { return false };
                let of_trait = block.trait_.as_ref().map(|(path, _)| path);
                let ours = of_trait.is_none_or(|path| {
                    path.segments.last().is_some_and(|last| own("trait", &last.ident.to_string()))
                });
                let constant = matches!(&function.signature.output, ReturnType::Type(_, ty) if classify(ty, &block.generics) == Class::Constant);
                function.signature.receiver().is_some()
                    && ours
                    && !constant
                    && name_of(&block.self_ty).is_some_and(|own| own == name)
            })
    }

    fn method(&self, of: &Type, method: &str) -> Option<Function> {
        let name = name_of(self.seen_through(of))?;
        let functions = self.functions(method);
        let mut found = functions.into_iter().filter(|function| {
            function.block.as_ref().and_then(|block| name_of(&block.self_ty)).is_some_and(|own| own == name)
        });
        let (function, None) = (found.next()?, found.next()) else { return None };
        Some(function)
    }

    /// Whether the function stands in an `impl` block.
    pub fn is_in_block(&self) -> bool {
        self.own.is_some()
    }

    /// The braces around the function, or around the block that it stands in.
    fn module(&self) -> Option<Vec<usize>> {
        let mut here = braces_around(&self.source, self.at)?;
        if self.is_in_block() && !self.at_block {
            here.pop();
        }
        Some(here)
    }

    /// The whole of a function that stands in the same module, if a call of this name can mean no other.
    pub fn function(&self, name: &str) -> Option<syn::ItemFn> {
        let free = |at: &usize| matches!(place_at(&self.source, *at).0, Place::Free);
        let mut found = heads(&self.source, "fn", name).filter(free);
        let (at, None) = (found.next()?, found.next()) else { return None };
        let here = self.module()?;
        let imported = self.source.match_indices("use ").any(|(start, _)| {
            let end = self.source[start..].find(';').map_or(self.source.len(), |end| start + end);
            self.source[start..end].split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
        });
        if imported || braces_around(&self.source, at)? != here {
            return None;
        }
        let text = &self.source[at..];
        syn::parse_str(&text[..end(text)?]).ok()
    }

    /// The same, if it is annotated and nothing is said of how.
    pub fn annotated(&self, name: &str) -> Option<syn::ItemFn> {
        let function = self.function(name)?;
        let at = heads(&self.source, "fn", name).find(|at| matches!(place_at(&self.source, *at).0, Place::Free))?;
        self.is_just_annotated(at).then_some(function)
    }

    /// The whole of an annotated method of a type in the same module, if the file has just one of this name, and nothing is said of how.
    pub fn annotated_method(&self, of: &Type, name: &str) -> Option<syn::ItemFn> {
        let mut found = heads(&self.source, "fn", name);
        let (at, None) = (found.next()?, found.next()) else { return None };
        let function = self.method(of, name)?;
        let block =
            function.block.as_ref().filter(|block| block.trait_.is_none() && block.generics.params.is_empty())?;
        let of_type = name_of(&block.self_ty)?;
        let mut structs = heads(&self.source, "struct", &of_type);
        let (declared, None) = (structs.next()?, structs.next()) else { return None };
        let here = self.module()?;
        let there = braces_around(&self.source, at)?;
        let (open, around) = there.split_last()?;
        if around != here || braces_around(&self.source, declared)? != here {
            return None;
        }
        // The attribute stands before the function, or before the block.
        let block_at = self.source[..*open].rfind("impl")?;
        let with_block = self.attributes(at).is_empty() && self.is_just_annotated(block_at);
        if !with_block && !self.is_just_annotated(at) {
            return None;
        }
        let text = &self.source[at..];
        syn::parse_str(&text[..end(text)?]).ok()
    }

    fn is_just_annotated(&self, at: usize) -> bool {
        self.attributes(at) == ["differentiable"]
    }

    /// The attributes before an item, but for those that say nothing of what it is.
    fn attributes(&self, at: usize) -> Vec<String> {
        let before = &self.source[..at];
        let start = before.rfind(['}', ';', '{']).map_or(0, |end| end + 1);
        let lines = before[start..].lines().map(str::trim).filter(|line| !line.starts_with("//"));
        let text: String = lines.collect::<Vec<_>>().join(" ");
        let attributes = text
            .split("#[")
            .skip(1)
            .map(|rest| rest.rsplit_once(']').map_or(rest, |(inside, _)| inside).trim().to_owned());
        attributes.filter(|attribute| !matches!(attribute.as_str(), "inline" | "must_use")).collect()
    }

    fn functions(&self, name: &str) -> Vec<Function> {
        let read = |start: usize| {
            let text = &self.source[start..];
            let end = until(text, &["{", ";"])?;
            let (place, header) = place_at(&self.source, start);
            let block = match place {
                Place::Free => None,
                Place::Impl | Place::TraitImpl => {
                    let mut block: ItemImpl = syn::parse_str(&format!("{header} {{}}")).ok()?;
                    *block.self_ty = self.meant(&block.self_ty, start);
                    Some(block)
                }
                Place::Trait => return None,
            };
            Some(Function { signature: syn::parse_str(text[..end].trim_end()).ok()?, block, at: start })
        };
        let mut functions = self.functions.borrow_mut();
        functions
            .entry(name.to_owned())
            .or_insert_with_key(|name| heads(&self.source, "fn", name).filter_map(read).collect())
            .clone()
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

    /// Whether nothing in a value of this type can change behind a shared reference, as far as the file tells; `floats` are
    /// type parameters that stand for floats.
    pub fn stays(&self, ty: &Type, floats: &[String]) -> bool {
        self.stays_but_for(ty, floats, &mut Vec::new())
    }

    fn stays_but_for(&self, ty: &Type, floats: &[String], seen: &mut Vec<String>) -> bool {
        let ty = match self.seen_through(ty) {
            Type::Slice(slice) => return self.stays_but_for(&slice.elem, floats, seen),
            Type::Array(array) => return self.stays_but_for(&array.elem, floats, seen),
            Type::Tuple(tuple) => return tuple.elems.iter().all(|ty| self.stays_but_for(ty, floats, seen)),
            ty => ty,
        };
        let Some(name) = name_of(ty) else { return false };
        if seen.contains(&name) || floats.contains(&name) {
            return true;
        }
        let inside = match ty {
            Type::Path(path) => arguments(path).all(|ty| self.stays_but_for(ty, floats, seen)),
            _ => false,
        };
        let Some((fields, mut parameters)) = self.fields(&name) else {
            let declared =
                ["struct", "enum", "type"].iter().any(|word| heads(&self.source, word, &name).next().is_some());
            return inside && !declared && (FIXED.contains(&name.as_str()) || matrices::known(&name).is_some());
        };
        parameters.extend_from_slice(floats);
        seen.push(name);
        inside && fields.iter().all(|ty| self.stays_but_for(ty, &parameters, seen))
    }

    /// What a struct or an enum is made of, and its type parameters, if the file declares just one thing of this name.
    fn fields(&self, name: &str) -> Option<(Vec<Type>, Vec<String>)> {
        let starts = |word| heads(&self.source, word, name).collect::<Vec<_>>();
        let text = |start: usize| self.source[start..].get(..end(&self.source[start..])?);
        let (fields, generics, at): (Vec<Fields>, _, _) = match (starts("struct").as_slice(), starts("enum").as_slice())
        {
            ([start], []) => {
                let declared: ItemStruct = syn::parse_str(text(*start)?).ok()?;
                (vec![declared.fields], declared.generics, *start)
            }
            ([], [start]) => {
                let declared: ItemEnum = syn::parse_str(text(*start)?).ok()?;
                let fields = declared.variants.into_iter().map(|variant| variant.fields).collect();
                (fields, declared.generics, *start)
            }
            _ => return None,
        };
        let types = fields.iter().flatten().map(|field| self.meant(&field.ty, at)).collect();
        Some((types, generics.type_params().map(|param| param.ident.to_string()).collect()))
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

/// Types of the standard library that change behind no shared reference, if what they are made of does not.
const FIXED: &[&str] = &[
    "f32",
    "f64",
    "bool",
    "char",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "str",
    "String",
    "Vec",
    "VecDeque",
    "Box",
    "Option",
    "Result",
    "Rc",
    "Arc",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "Range",
    "RangeInclusive",
    "Wrapping",
    "Duration",
    "PhantomData",
    "Ordering",
    "Complex",
];

/// The types that a type is made of by its arguments.
fn arguments(path: &syn::TypePath) -> impl Iterator<Item = &Type> {
    let inside = path.path.segments.iter().filter_map(|segment| match &segment.arguments {
        syn::PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    });
    inside.flatten().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Where `struct Name` stands, or `fn name`.
pub fn heads<'s>(source: &'s str, word: &str, name: &str) -> impl Iterator<Item = usize> + 's {
    let head = format!("{word} {name}");
    let length = head.len();
    let found: Vec<usize> = source.match_indices(&head).map(|(at, _)| at).collect();
    found.into_iter().filter(move |at| {
        let continues = |c: char| c.is_alphanumeric() || c == '_';
        !source[at + length..].starts_with(continues) && !source[..*at].ends_with(continues)
    })
}

/// The declaration of a struct, if there is just one of this name.
fn find(source: &str, name: &str) -> Option<ItemStruct> {
    let mut starts = heads(source, "struct", name);
    let (start, None) = (starts.next()?, starts.next()) else { return None };
    let text = &source[start..];
    syn::parse_str(&text[..end(text)?]).ok()
}

/// What a function gives, if that is no parameter of it.
fn given(function: &Function, own: Option<&Type>) -> Option<Type> {
    let ReturnType::Type(_, ty) = &function.signature.output else { return None };
    if let (Type::Path(path), Some(own)) = (&**ty, own)
        && path.path.is_ident("Self")
    {
        return Some(own.clone());
    }
    let of_block = function.block.iter().flat_map(|block| block.generics.type_params());
    let mut parameters = of_block.chain(function.signature.generics.type_params());
    let parameter = parameters.any(|param| matches!(&**ty, Type::Path(path) if path.path.is_ident(&param.ident)));
    (!parameter).then(|| (**ty).clone())
}

/// `T` of `Option<T>`
fn inside(segment: &syn::PathSegment) -> Option<&Type> {
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

fn name_of(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}

/// Where an item ends: after its braces, or its semicolon.
pub fn end(text: &str) -> Option<usize> {
    let start = until(text, &["{", ";"])?;
    let braced = text[start..].starts_with('{');
    Some(if braced { start + 1 + until(&text[start + 1..], &["}"])? + 1 } else { start + 1 })
}

/// Where one of these stands outside of brackets.
fn until(text: &str, ends: &[&str]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_usize);
    while at < text.len() {
        let length = skip(&text[at..]).unwrap_or_else(|| text[at..].chars().next().map_or(1, char::len_utf8));
        let token = &text[at..at + length];
        if depth == 0 && ends.contains(&token) {
            return Some(at);
        }
        match token {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.checked_sub(1)?,
            _ => {}
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
        impl<const N: usize> Kalman<N> { fn step(self, s: &State) -> Self { fn inner() -> Pair {} } fn gain(&self) -> SMatrix<f64, N, N> {} }
        impl<T> Generic<T> { fn first(&mut self) -> T { let fn_first = 1; } fn gain(mut self) -> f64 {} }
        #[derive(Clone, Copy)] struct Small { x: f64 }
        fn twice(x: [f64; 2]) -> Small {} mod a { fn twice_more() -> Pair {} }
        /// A struct Model of { braces.
        pub struct Kalman<const N: usize> where [(); N]: Sized { /* } */ pub f: SMatrix<f64, N, N>, name: &'static str }
        struct Pair(Array1<f64>, [f64; { 2 }]);
        struct Generic<T> { x: T, y: Vec<T> }
        struct Twice; mod m { struct Twice { x: f64 } }
        struct Deep { pairs: Vec<Option<Pair>>, next: Option<Box<Deep>> }
        struct Plain { x: f64, next: Vec<Plain> }
    ";

    fn member(ty: &str, member: &str) -> Option<String> {
        let declared = Declared::new(SOURCE.to_owned(), 0, "impl<const N: usize> Kalman<N>");
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
    fn finds_payloads() {
        let declared = Declared::new("enum Tree { Leaf(f64), Two { left: Box<Tree> } }".to_owned(), 0, "impl Tree");
        let payload = |of: &str, variant: &str, member: &str| {
            let (of, member) = (syn::parse_str(of).unwrap(), syn::parse_str(member).unwrap());
            declared.payload(&of, variant, &Member::of(&member))
        };
        let of = |ty: Option<syn::Type>| ty.map(|ty| ty.into_token_stream().to_string().replace(' ', ""));
        assert_eq!(of(payload("&Self", "Two", "left")).as_deref(), Some("Box<Tree>"));
        assert_eq!(of(payload("Tree", "Leaf", "0")).as_deref(), Some("f64"));
        assert_eq!(of(payload("Option<Pair>", "Some", "0")).as_deref(), Some("Pair"));
        assert_eq!(of(payload("Tree", "Other", "0")), None);
        let own = |ty: &str| declared.is_own(&syn::parse_str(ty).unwrap());
        assert!(own("&Box<Tree>") && own("Self") && !own("Pair"));
    }

    #[test]
    fn finds_functions() {
        let declared = Declared::new(SOURCE.to_owned(), 0, "impl<const N: usize> Kalman<N>");
        let ty = |ty: &str| syn::parse_str::<syn::Type>(ty).unwrap();
        let text = |ty: Option<syn::Type>| ty.map(|ty| ty.into_token_stream().to_string().replace(' ', ""));
        assert_eq!(text(declared.method_result(&ty("Kalman<3>"), "step")).as_deref(), Some("Kalman<3>"));
        assert_eq!(text(declared.method_result(&ty("&Self"), "gain")).as_deref(), Some("SMatrix<f64,N,N>"));
        assert_eq!(text(declared.method_result(&ty("Generic<f64>"), "gain")).as_deref(), Some("f64"));
        assert_eq!(text(declared.method_result(&ty("Generic<f64>"), "first")), None);
        assert_eq!(text(declared.method_result(&ty("Pair"), "step")), None);
        assert_eq!(text(declared.result("twice")).as_deref(), Some("Small"));
        assert_eq!(text(declared.result("twice_more")).as_deref(), Some("Pair"));
        assert!(declared.takes_self(&ty("Self"), "step") && !declared.takes_self(&ty("Self"), "gain"));
        assert!(declared.takes_self(&ty("Generic<f64>"), "gain") && !declared.takes_self(&ty("Generic<f64>"), "first"));
        assert!(declared.is_moved(&ty("Pair")) && !declared.is_moved(&ty("Small")) && !declared.is_moved(&ty("Other")));
    }

    #[test]
    fn tells_what_stays() {
        let source = "struct Random(Cell<u64>); struct Setting { inner: Vec<Random> } \
                      struct Point<T> { x: T, next: Option<Box<Point<T>>> } \
                      enum Kind { A { r: f64 }, B(Setting) } enum Plain { A([u8; 3]), B } \
                      struct Twice; mod m { struct Twice; }";
        let declared = Declared::new(source.to_owned(), 0, "");
        let stays = |ty: &str| declared.stays(&syn::parse_str(ty).unwrap(), &["F".to_owned()]);
        for ty in ["f64", "&[Point<f64>]", "Vec<(usize, Plain)>", "Point<F>", "&F", "Option<String>"] {
            assert!(stays(ty), "{ty}");
        }
        for ty in ["Random", "&[Random]", "Setting", "Kind", "Point<Random>", "T", "impl Fn()", "Elsewhere", "Twice"] {
            assert!(!stays(ty), "{ty}");
        }
    }

    #[test]
    #[cfg(all(feature = "ndarray", feature = "nalgebra"))]
    fn tells_who_holds_matrices() {
        let declared = Declared::new(SOURCE.to_owned(), 0, "");
        let holds = |ty: &str| declared.holds_matrices(&syn::parse_str(ty).unwrap());
        assert!(holds("Kalman<3>") && holds("&[Deep]") && holds("Generic<Array1<f64>>") && holds("(f64, Pair)"));
        assert!(!holds("Plain") && !holds("Generic<f64>") && !holds("Self"));
    }

    /// A call means the function of the module that it stands in, whether the attribute is that of a function or of its block.
    #[test]
    fn tells_modules_apart() {
        const FILE: &str = "#[differentiable] fn spread(x: f64) -> f64 { x }
            #[differentiable] impl Outer { fn g() {} }
            mod own { use elsewhere::*; #[differentiable] impl Own { fn f() {} } }";
        let at = |text: &str| FILE.find(text).unwrap();
        let found = |declared: Declared| declared.annotated("spread").is_some();
        let of_function = |at, header: &str| Declared::new(FILE.to_owned(), at, header);
        let of_block = |at, block: &str| of_function(at, "").inside(&syn::parse_str(block).unwrap());
        assert!(found(of_function(at("#[differentiable] impl Outer"), "")));
        assert!(found(of_function(at("fn g"), "impl Outer")));
        assert!(found(of_block(at("#[differentiable] impl Outer"), "impl Outer {}")));
        assert!(!found(of_function(at("fn f"), "impl Own")));
        assert!(!found(of_block(at("#[differentiable] impl Own"), "impl Own {}")));
    }
}
