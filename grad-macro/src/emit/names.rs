//! Names of locals: the user's where there are any, `t1`, `t2`, … where there are none, `d_<name>` for cotangents.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};

use crate::ir::{Func, Hint, ValueId};
use crate::site::Site;

pub(super) struct Names<'a> {
    func: &'a Func,
    given: HashMap<ValueId, String>,
    taken: HashSet<String>,
    temps: usize,
}

impl<'a> Names<'a> {
    pub(super) fn new(func: &'a Func) -> Names<'a> {
        let mut names = Names { func, given: HashMap::new(), taken: HashSet::new(), temps: 0 };
        for param in &func.params {
            names.name(*param);
        }
        names
    }

    /// The identifier of a value, to stand at `site`.
    pub(super) fn ident(&mut self, id: ValueId, site: Site) -> Ident {
        let span = Span::mixed_site().located_at(site.start);
        let name = self.name(id);
        // `gen` is a keyword in the edition that our own tokens have.
        let raw = if name == "gen" { Some("gen") } else { name.strip_prefix("r#") };
        match raw {
            Some(raw) => Ident::new_raw(raw, span),
            None => Ident::new(&name, span),
        }
    }

    /// Gives a value the name of another.
    pub(super) fn same(&mut self, id: ValueId, as_this: ValueId) {
        let name = self.name(as_this);
        self.given.insert(id, name);
    }

    /// A name for what is no value of the function.
    pub(super) fn another(&mut self, name: &str, site: Site) -> Ident {
        let name = self.free(name.to_owned(), false);
        self.taken.insert(name.clone());
        Ident::new(&name, Span::mixed_site().located_at(site.start))
    }

    /// The name of a value; names are given out in the order in which they are asked for.
    pub(super) fn name(&mut self, id: ValueId) -> String {
        if let Some(name) = self.given.get(&id) {
            return name.clone();
        }
        let name = match &self.func.value(id).hint {
            Hint::User(name) => self.free(name.clone(), true),
            Hint::Temp => self.next_temp(),
            Hint::Cotangent(of) => {
                let of = self.name(*of);
                self.free(format!("d_{}", of.trim_start_matches("r#").trim_start_matches('_')), false)
            }
            Hint::Pullback(of) => {
                let of = self.name(*of);
                self.free(format!("back_{}", of.trim_start_matches("r#").trim_start_matches('_')), false)
            }
            Hint::Saved => self.free("saved".to_owned(), false),
            // Two scopes that do not overlap.
            Hint::Same(of) => self.name(*of),
        };
        self.taken.insert(name.clone());
        self.given.insert(id, name.clone());
        name
    }

    fn next_temp(&mut self) -> String {
        loop {
            self.temps += 1;
            let name = format!("t{}", self.temps);
            if !self.taken.contains(&name) && !self.func.foreign.contains(&name) {
                return name;
            }
        }
    }

    /// The wanted name, or the first free one with a number. The user's own spelling is free for the user's own
    /// variable; no other new name may be one that the user's text mentions.
    fn free(&self, wanted: String, users: bool) -> String {
        let open =
            |name: &String, users: bool| !self.taken.contains(name) && (users || !self.func.foreign.contains(name));
        if open(&wanted, users) {
            return wanted;
        }
        let stem = wanted.trim_start_matches("r#");
        (1..).map(|n| format!("{stem}_{n}")).find(|name| open(name, false)).unwrap_or(wanted)
    }
}
