//! `#[cfg]` inside of a function would have to be evaluated before lowering, which a macro cannot.

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemFn};

use crate::diagnostics::{Errors, catalogue};
use crate::site::Sited;

/// Reports where there is any, but for items, which stay as they are.
pub(super) fn check(function: &ItemFn, errors: &mut Errors) {
    let mut conditions = Conditions(errors);
    conditions.visit_signature(&function.sig);
    conditions.visit_block(&function.block);
}

struct Conditions<'a>(&'a mut Errors);

impl<'ast> Visit<'ast> for Conditions<'_> {
    fn visit_attribute(&mut self, attr: &'ast Attribute) {
        if attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr") {
            self.0.report(&catalogue::CFG_INSIDE, attr.site());
        }
        visit::visit_attribute(self, attr);
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
