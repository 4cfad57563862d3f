//! What is short for loops over the elements of a vector or matrix: making one of a function of indices, or of all elements in order; changing a part of one.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ExprClosure, ExprMethodCall, ExprPath, GenericArgument, Macro, Pat, Token, Type};

use super::place::strip;
use super::{Lowerer, matrix};
use crate::ir::{Activity, Library};
use crate::matrices;
use crate::site::Sited;

impl Lowerer<'_> {
    /// The expression written out, if it is one of these and mentions something active.
    pub(super) fn written_out(&self, expr: &Expr) -> Option<Expr> {
        if !self.matrices || self.activity_of(expr) == Activity::Constant {
            return None;
        }
        match expr {
            Expr::Call(call) => made_by_indices(call)
                .or_else(|| made_of_all(call))
                .or_else(|| made_of_parts(call))
                .or_else(|| made_of_one(call))
                .or_else(|| made_of_iterator(call)),
            Expr::Macro(mac) => listed(&mac.mac),
            Expr::MethodCall(call) => {
                let nalgebra = |of: &Expr| self.matrix(of).is_some_and(|matrix| matrix.library != Library::Ndarray);
                if call.method == "zip_map" && nalgebra(&call.receiver) {
                    return zip_map(call);
                }
                if call.method == "sum" {
                    return summed(call);
                }
                if call.method == "fold" {
                    return self.matrix(&call.receiver).and_then(|matrix| folded(call, matrix.library));
                }
                let change = Change::of(call)?;
                // It is named more than once.
                let named = matches!(strip(change.of), Expr::Path(_) | Expr::Field(_) | Expr::Index(_));
                (named && nalgebra(change.of)).then(|| change.written_out(expr.site().ours()))
            }
            _ => None,
        }
    }
}

/// `x.fold(start, |a, b| …)`: a fold of the elements in order. `ndarray` promises no order, so there it must not matter.
fn folded(call: &ExprMethodCall, library: Library) -> Option<Expr> {
    let (of, args) = (&call.receiver, &call.args);
    match library {
        Library::Ndarray if is_extreme(args.last()?) => Some(syn::parse_quote!(#of.iter().fold(#args))),
        Library::Nalgebra => Some(syn::parse_quote!(#of.iter().copied().fold(#args))),
        _ => None,
    }
}

/// `|a, b| a.max(b)`
fn is_extreme(function: &Expr) -> bool {
    let Expr::Closure(closure) = strip(function) else { return false };
    matches!(strip(&closure.body), Expr::MethodCall(call) if call.method == "max" || call.method == "min")
}

/// `DMatrix::from_fn(r, c, |i, j| …)`, `Array2::from_shape_fn((r, c), |(i, j)| …)`
fn made_by_indices(call: &ExprCall) -> Option<Expr> {
    let Expr::Path(path) = strip(&call.func) else { return None };
    let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let (function, (library, rank)) = (names.next()?, matrices::known(&names.next()?)?);
    let (Expr::Closure(closure), true) =
        (strip(call.args.last()?), matches!(function.as_str(), "from_fn" | "from_shape_fn"))
    else {
        return None;
    };
    if leaves(closure) {
        return None;
    }
    let lengths = call.args.iter().take(call.args.len() - 1);
    let zeros = zeros(path)?;
    let span = call.site().ours();
    let [made, i, j] = ["made", "i", "j"].map(|name| Ident::new(name, span));
    let body = &closure.body;
    let inputs: Vec<&Pat> = closure.inputs.iter().collect();
    let fill = match (library, rank, inputs.as_slice()) {
        (Library::Nalgebra, _, [row, column]) => quote_spanned!(span=>
            for #j in 0..#made.ncols() {
                for #i in 0..#made.nrows() {
                    let #row = #i;
                    let #column = #j;
                    #made[(#i, #j)] = #body;
                }
            }
        ),
        (Library::Ndarray, Some(1), [index]) => quote_spanned!(span=>
            for #i in 0..#made.len() {
                let #index = #i;
                #made[#i] = #body;
            }
        ),
        (Library::Ndarray, Some(2), [Pat::Tuple(pair)]) if pair.elems.len() == 2 => {
            let (row, column) = (&pair.elems[0], &pair.elems[1]);
            quote_spanned!(span=>
                for #i in 0..#made.nrows() {
                    for #j in 0..#made.ncols() {
                        let #row = #i;
                        let #column = #j;
                        #made[[#i, #j]] = #body;
                    }
                }
            )
        }
        _ => return None,
    };
    syn::parse2(quote_spanned!(span=> { let mut #made = #zeros(#(#lengths),*); #fill #made })).ok()
}

/// `Matrix2::new(a, b, c, d)`: row by row.
fn made_of_all(call: &ExprCall) -> Option<Expr> {
    let Expr::Path(path) = strip(&call.func) else { return None };
    let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let (function, owner) = (names.next()?, names.next()?);
    let lengths = owner.strip_prefix("Matrix")?;
    let (rows, columns) = lengths.split_once('x').unwrap_or((lengths, lengths));
    let (rows, columns): (usize, usize) = (rows.parse().ok()?, columns.parse().ok()?);
    let known = matches!(matrices::known(&owner), Some((Library::Nalgebra, _)));
    if !known || function != "new" || call.args.len() != rows * columns {
        return None;
    }
    let zeros = zeros(path)?;
    let span = call.site().ours();
    let made = Ident::new("made", span);
    let stores = call.args.iter().enumerate().map(|(number, value)| {
        let (row, column) = (number / columns, number % columns);
        quote_spanned!(span=> #made[(#row, #column)] = #value;)
    });
    syn::parse2(quote_spanned!(span=> { let mut #made = #zeros(); #(#stores)* #made })).ok()
}

/// A call of a constructor's neighbour: `zeros(…)` of the same type.
fn zeros(path: &ExprPath) -> Option<ExprPath> {
    let mut zeros = path.clone();
    let last = zeros.path.segments.last_mut()?;
    *last = syn::PathSegment::from(Ident::new("zeros", last.ident.span()));
    Some(zeros)
}

/// The function of a call, the library of the type that it belongs to, and whether lengths are part of that type.
fn constructor(call: &ExprCall) -> Option<(&ExprPath, String, Library, bool)> {
    let Expr::Path(path) = strip(&call.func) else { return None };
    let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let (function, owner) = (names.next()?, names.next()?);
    let (library, _) = matrices::known(&owner)?;
    Some((path, function, library, library == Library::Nalgebra && !owner.contains('D')))
}

/// `Matrix2::from_columns(&[a, b])`, `DMatrix::from_rows(&rows)`
fn made_of_parts(call: &ExprCall) -> Option<Expr> {
    let (path, function, Library::Nalgebra, fixed) = constructor(call)? else { return None };
    let (set, by_rows) = match function.as_str() {
        "from_columns" => ("set_column", false),
        "from_rows" => ("set_row", true),
        _ => return None,
    };
    let zeros = zeros(path)?;
    let span = call.site().ours();
    let (set, [made, parts, at]) = (Ident::new(set, span), ["made", "parts", "at"].map(|name| Ident::new(name, span)));
    let lengths = |first: TokenStream, count: TokenStream| match (fixed, by_rows) {
        (true, _) => TokenStream::new(),
        (false, false) => quote_spanned!(span=> #first.len(), #count),
        (false, true) => quote_spanned!(span=> #count, #first.len()),
    };
    let Expr::Reference(list) = strip(call.args.first()?) else { return None };
    let written = if let Expr::Array(array) = strip(&list.expr) {
        let values: Vec<&Expr> = array.elems.iter().collect();
        let names: Vec<Ident> = (0..values.len()).map(|at| Ident::new(&format!("part_{at}"), span)).collect();
        let (first, count, at) = (names.first()?, values.len(), 0..values.len());
        let lengths = lengths(quote::quote!(#first), quote::quote!(#count));
        quote_spanned!(span=> { #(let #names = #values;)* let mut #made = #zeros(#lengths); #(#made.#set(#at, &#names);)* #made })
    } else {
        let of = &list.expr;
        let lengths = lengths(quote_spanned!(span=> #parts[0]), quote_spanned!(span=> #parts.len()));
        quote_spanned!(span=> {
            let #parts = &#of;
            let mut #made = #zeros(#lengths);
            for #at in 0..#parts.len() {
                #made.#set(#at, &#parts[#at]);
            }
            #made
        })
    };
    syn::parse2(written).ok()
}

/// `DVector::from_element(n, x)`, `Array2::from_elem((n, m), x)`, `Vector3::repeat(x)`, `Matrix3::from_diagonal(&v)`
fn made_of_one(call: &ExprCall) -> Option<Expr> {
    let (path, function, library, fixed) = constructor(call)?;
    let zeros = zeros(path)?;
    let span = call.site().ours();
    let [made, value, each] = ["made", "value", "each"].map(|name| Ident::new(name, span));
    let of = call.args.last()?;
    let written = match (library, function.as_str()) {
        (Library::Ndarray, "from_elem") | (Library::Nalgebra, "from_element" | "repeat") => {
            let lengths = call.args.iter().take(call.args.len() - 1);
            quote_spanned!(span=> {
                let #value = #of;
                let mut #made = #zeros(#(#lengths),*);
                for #each in #made.iter_mut() {
                    *#each = #value;
                }
                #made
            })
        }
        (Library::Nalgebra, "from_diagonal") => {
            let Expr::Reference(of) = strip(of) else {
                return made_of_diagonal(&zeros, quote::quote!(#of), fixed, span);
            };
            let of = &of.expr;
            return made_of_diagonal(&zeros, quote_spanned!(span=> &(#of)), fixed, span);
        }
        _ => return None,
    };
    syn::parse2(written).ok()
}

fn made_of_diagonal(zeros: &ExprPath, of: TokenStream, fixed: bool, span: Span) -> Option<Expr> {
    let [made, value, at] = ["made", "value", "at"].map(|name| Ident::new(name, span));
    let lengths = if fixed { TokenStream::new() } else { quote_spanned!(span=> #value.len(), #value.len()) };
    syn::parse2(quote_spanned!(span=> {
        let #value = #of;
        let mut #made = #zeros(#lengths);
        for #at in 0..#value.len() {
            #made[(#at, #at)] = #value[#at];
        }
        #made
    }))
    .ok()
}

/// `Array1::from_iter(x.iter().map(…))`
fn made_of_iterator(call: &ExprCall) -> Option<Expr> {
    let (path, function, Library::Ndarray, _) = constructor(call)? else { return None };
    let iterator = call.args.first().filter(|_| function == "from_iter")?;
    let mut from_vec = path.clone();
    let last = from_vec.path.segments.last_mut()?;
    last.ident = Ident::new("from_vec", last.ident.span());
    let span = call.site().ours();
    syn::parse2(quote_spanned!(span=> #from_vec(#iterator.collect::<Vec<_>>()))).ok()
}

/// `array![[a, b], [c, d]]`, `matrix![a, b; c, d]`, `vector![a, b]`: of zeros, element by element.
fn listed(mac: &Macro) -> Option<Expr> {
    let name = matrix::of_macro(mac)?;
    let list = |tokens: TokenStream| Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens).ok();
    let rows: Vec<Vec<Expr>> = match name.as_str() {
        "array" => {
            let rows = list(mac.tokens.clone())?.into_iter().map(|row| match row {
                Expr::Array(row) => Some(row.elems.into_iter().collect()),
                _ => None,
            });
            rows.collect::<Option<_>>()?
        }
        "vector" | "dvector" => list(mac.tokens.clone())?.into_iter().map(|element| vec![element]).collect(),
        _ => {
            let mut rows = vec![TokenStream::new()];
            for token in mac.tokens.clone() {
                match &token {
                    TokenTree::Punct(punct) if punct.as_char() == ';' => rows.push(TokenStream::new()),
                    _ => rows.last_mut()?.extend([token]),
                }
            }
            rows.retain(|row| !row.is_empty());
            rows.into_iter().map(|row| Some(list(row)?.into_iter().collect())).collect::<Option<_>>()?
        }
    };
    let (path, span) = (&mac.path, mac.path.site().ours());
    let made = Ident::new("made", span);
    let zeros = rows.iter().map(|row| {
        let zeros = row.iter().map(|_| quote_spanned!(span=> 0.0));
        match name.as_str() {
            "array" => quote_spanned!(span=> [#(#zeros),*],),
            "vector" | "dvector" => quote_spanned!(span=> 0.0,),
            _ => quote_spanned!(span=> #(#zeros),*;),
        }
    });
    let stores = rows.iter().enumerate().flat_map(|(row, elements)| {
        let (made, name) = (&made, &name);
        elements.iter().enumerate().map(move |(column, value)| match name.as_str() {
            "array" => quote_spanned!(span=> #made[[#row, #column]] = #value;),
            "vector" | "dvector" => quote_spanned!(span=> #made[#row] = #value;),
            _ => quote_spanned!(span=> #made[(#row, #column)] = #value;),
        })
    });
    syn::parse2(quote_spanned!(span=> { let mut #made = #path![#(#zeros)*]; #(#stores)* #made })).ok()
}

/// `v.iter().sum::<Vector3<f64>>()`, of a type that knows its size.
fn summed(call: &ExprMethodCall) -> Option<Expr> {
    let Some(GenericArgument::Type(Type::Path(ty))) = call.turbofish.as_ref()?.args.first() else { return None };
    let owner = ty.path.segments.last()?.ident.to_string();
    let (Library::Nalgebra, false) = (matrices::known(&owner)?.0, owner.contains('D')) else { return None };
    let mut zeros = ty.path.clone();
    if let syn::PathArguments::AngleBracketed(arguments) = &mut zeros.segments.last_mut()?.arguments {
        arguments.colon2_token = Some(syn::parse_quote!(::));
    }
    let (items, span) = (&call.receiver, call.method.site().ours());
    let [sum, item] = ["sum", "item"].map(|name| Ident::new(name, span));
    syn::parse2(quote_spanned!(span=> { let mut #sum = #zeros::zeros(); for #item in #items { #sum += #item; } #sum }))
        .ok()
}

/// The sum of vectors or matrices with its type, which a `let` says: `let sum: Vector3<f64> = v.iter().sum();`
pub(super) fn typed_sum(init: &Expr, ty: Option<&Type>) -> Option<Expr> {
    let Expr::MethodCall(call) = strip(init) else { return None };
    let ty = ty.filter(|ty| call.method == "sum" && call.turbofish.is_none() && matrix::of_type(ty).is_some())?;
    let typed = ExprMethodCall { turbofish: Some(syn::parse_quote!(::<#ty>)), ..call.clone() };
    summed(&typed).map(|_| Expr::MethodCall(typed))
}

/// `a.zip_map(&b, |x, y| …)`
fn zip_map(call: &ExprMethodCall) -> Option<Expr> {
    let (other, Expr::Closure(closure)) = (call.args.first()?, strip(call.args.last()?)) else { return None };
    let (2, false) = (closure.inputs.len(), leaves(closure)) else { return None };
    let (x, y, body, of) = (&closure.inputs[0], &closure.inputs[1], &closure.body, &call.receiver);
    let span = call.site().ours();
    let [made, each] = ["made", "each"].map(|name| Ident::new(name, span));
    let changed = quote_spanned!(span=> #made.zip_apply(#other, |#each, #y| { let #x = *#each; *#each = #body; }));
    syn::parse2(quote_spanned!(span=> { let mut #made = #of.clone(); #changed; #made })).ok()
}

/// `m.column_mut(j).copy_from(&v)`, `m.set_row(i, &v)`, `m.fixed_view_mut::<2, 2>(0, 0).fill(x)`
struct Change<'e> {
    of: &'e Expr,
    /// The first row and column, and how many.
    part: [Expr; 4],
    /// What is copied; or what all elements become.
    from: &'e Expr,
    copies: bool,
}

impl<'e> Change<'e> {
    fn of(call: &'e ExprMethodCall) -> Option<Change<'e>> {
        let name = call.method.to_string();
        if let ("set_row" | "set_column", [at, from]) = (name.as_str(), call.args.iter().collect::<Vec<_>>().as_slice())
        {
            let part = part(name.trim_start_matches("set_"), &call.receiver, &[at], &[])?;
            return Some(Change { of: &call.receiver, part, from, copies: true });
        }
        let ("copy_from" | "fill", Expr::MethodCall(view)) = (name.as_str(), strip(&call.receiver)) else {
            return None;
        };
        let lengths: Vec<&GenericArgument> = view.turbofish.iter().flat_map(|turbofish| &turbofish.args).collect();
        let args: Vec<&Expr> = view.args.iter().collect();
        let part = part(view.method.to_string().strip_suffix("_mut")?, &view.receiver, &args, &lengths)?;
        Some(Change { of: &view.receiver, part, from: call.args.first()?, copies: name == "copy_from" })
    }

    fn written_out(&self, span: Span) -> Expr {
        let Change { of, part: [row, column, rows, columns], from, copies } = self;
        let [value, first, second, height, width, i, j] =
            ["value", "row", "column", "rows", "columns", "i", "j"].map(|name| Ident::new(name, span));
        let (fits, element) = match copies {
            true => (
                quote_spanned!(span=> assert_eq!(#value.shape(), (#height, #width), "a part of another shape");),
                quote_spanned!(span=> #value[(#i, #j)]),
            ),
            false => (proc_macro2::TokenStream::new(), quote_spanned!(span=> #value)),
        };
        let written = quote_spanned!(span=> {
            let (#first, #second, #height, #width) = (#row, #column, #rows, #columns);
            let #value = #from;
            #fits
            for #j in 0..#width {
                for #i in 0..#height {
                    #of[(#first + #i, #second + #j)] = #element;
                }
            }
        });
        syn::parse2(written).expect("a block")
    }
}

/// Where a part starts, and how large it is.
fn part(name: &str, of: &Expr, args: &[&Expr], lengths: &[&GenericArgument]) -> Option<[Expr; 4]> {
    let zero: Expr = syn::parse_quote!(0);
    let one: Expr = syn::parse_quote!(1);
    let (rows, columns): (Expr, Expr) = (syn::parse_quote!(#of.nrows()), syn::parse_quote!(#of.ncols()));
    let length = |index: usize| -> Option<Expr> {
        let length = lengths.get(index)?;
        syn::parse2(quote::quote!(#length)).ok()
    };
    let pair = |expr: &Expr| match strip(expr) {
        Expr::Tuple(pair) if pair.elems.len() == 2 => Some((pair.elems[0].clone(), pair.elems[1].clone())),
        _ => None,
    };
    Some(match (name, args) {
        ("column", [at]) => [zero, (*at).clone(), rows, one],
        ("row", [at]) => [(*at).clone(), zero, one, columns],
        ("rows", [from, count]) => [(*from).clone(), zero, (*count).clone(), columns],
        ("columns", [from, count]) => [zero, (*from).clone(), rows, (*count).clone()],
        ("fixed_rows", [from]) => [(*from).clone(), zero, length(0)?, columns],
        ("fixed_columns", [from]) => [zero, (*from).clone(), rows, length(0)?],
        ("fixed_view", [row, column]) => [(*row).clone(), (*column).clone(), length(0)?, length(1)?],
        ("view", [from, counts]) => {
            let ((row, column), (rows, columns)) = (pair(from)?, pair(counts)?);
            [row, column, rows, columns]
        }
        _ => return None,
    })
}

/// Whether a closure has an end of its own, which a block has not.
fn leaves(closure: &ExprClosure) -> bool {
    struct Leaves(bool);
    impl<'ast> Visit<'ast> for Leaves {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            self.0 |= matches!(expr, Expr::Return(_) | Expr::Try(_));
            visit::visit_expr(self, expr);
        }
    }
    let mut leaves = Leaves(false);
    leaves.visit_expr(&closure.body);
    leaves.0
}
