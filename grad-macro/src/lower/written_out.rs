//! What is short for loops over the elements of a vector or matrix: making one of a function of indices, or of all elements in order; changing a part of one.

use proc_macro2::{Ident, Span};
use quote::quote_spanned;
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ExprClosure, ExprMethodCall, GenericArgument, Pat};

use super::Lowerer;
use super::place::strip;
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
            Expr::Call(call) => made_by_indices(call).or_else(|| made_of_all(call)),
            Expr::MethodCall(call) => {
                let nalgebra = |of: &Expr| self.matrix(of).is_some_and(|matrix| matrix.library != Library::Ndarray);
                if call.method == "zip_map" && nalgebra(&call.receiver) {
                    return zip_map(call);
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
    let mut zeros = path.clone();
    let last = zeros.path.segments.last_mut()?;
    *last = syn::PathSegment::from(Ident::new("zeros", last.ident.span()));
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
    let mut zeros = path.clone();
    let last = zeros.path.segments.last_mut()?;
    *last = syn::PathSegment::from(Ident::new("zeros", last.ident.span()));
    let span = call.site().ours();
    let made = Ident::new("made", span);
    let stores = call.args.iter().enumerate().map(|(number, value)| {
        let (row, column) = (number / columns, number % columns);
        quote_spanned!(span=> #made[(#row, #column)] = #value;)
    });
    syn::parse2(quote_spanned!(span=> { let mut #made = #zeros(); #(#stores)* #made })).ok()
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
