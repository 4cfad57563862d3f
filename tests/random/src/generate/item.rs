//! What an iterator yields, and the patterns that take it apart.

use super::{Builder, LOCALS};
use crate::ast::{Array, Facts, Float, Holder, Int, Kind, Pat, VarId};

/// What an iterator yields.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Int(Int, Facts),
    /// A number behind so many references; `through` if it may be assigned.
    Number {
        float: Float,
        refs: u8,
        through: bool,
        constant: bool,
    },
    Row {
        array: Array,
        constant: bool,
    },
    Pair(Box<Item>, Box<Item>),
}

impl Item {
    /// A number by value.
    pub fn value(float: Float, constant: bool) -> Item {
        Item::Number { float, refs: 0, through: false, constant }
    }

    pub fn pair(a: Item, b: Item) -> Item {
        Item::Pair(Box::new(a), Box::new(b))
    }

    /// Whether something of it may be written to.
    pub fn writes(&self) -> bool {
        match self {
            Item::Int(..) => false,
            Item::Number { through, .. } => *through,
            Item::Row { array, .. } => array.holder.exclusive(),
            Item::Pair(a, b) => a.writes() || b.writes(),
        }
    }
}

/// Most loops count with `i`.
const COUNTERS: [&str; 12] = ["i", "i", "i", "i", "i", "j", "j", "j", "k", "l", "n", "index"];
const ROWS: [&str; 6] = ["row", "w", "part", "row", "r", "xs"];

impl Builder<'_, '_, '_> {
    /// A pattern for an item; the new variables are not yet in scope. With `by_ref` it is one for a
    /// reference to the item.
    pub(super) fn item_pattern(&mut self, item: &Item, by_ref: bool) -> Pat {
        self.part_pattern(item, by_ref, false, &mut Vec::new())
    }

    fn part_pattern(&mut self, item: &Item, by_ref: bool, inside: bool, used: &mut Vec<&'static str>) -> Pat {
        let more = u8::from(by_ref);
        match item {
            Item::Int(int, facts) => {
                let name = self.free_name(&COUNTERS, used);
                let var = self.declare(name, Kind::Int(*int), false);
                self.vars[var].facts = facts.clone();
                self.measured.extend(facts.under.iter().map(|&(array, _)| array));
                // Beneath a tuple pattern there is no `&`.
                if by_ref && !inside && self.choices.chance(30) {
                    return Pat::Ref(Box::new(Pat::Var(var)));
                }
                self.vars[var].refs = more;
                Pat::Var(var)
            }
            Item::Number { .. } if inside && self.choices.chance(5) => Pat::Wild,
            Item::Number { float, refs, through, constant } => {
                let name = self.free_name(&LOCALS, used);
                let var = self.declare(name, Kind::Float(*float), false);
                self.vars[var].constant = *constant;
                let refs = refs + more;
                if refs > 0 && !through && !(inside && by_ref) && self.choices.chance(30) {
                    return (0..refs).fold(Pat::Var(var), |pat, _| Pat::Ref(Box::new(pat)));
                }
                let bare = refs == 1 && !through && self.choices.chance(60);
                let entry = &mut self.vars[var];
                (entry.refs, entry.through, entry.bare) = (refs, *through, bare);
                Pat::Var(var)
            }
            // No reference to a reference: that would not do for an argument.
            Item::Row { .. } if by_ref && inside => Pat::Wild,
            Item::Row { array, constant } if by_ref => {
                Pat::Ref(Box::new(self.row_pattern(*array, *constant, true, used)))
            }
            Item::Row { array, constant } => self.row_pattern(*array, *constant, false, used),
            Item::Pair(a, b) => {
                let a = self.part_pattern(a, by_ref, true, used);
                let b = self.part_pattern(b, by_ref, true, used);
                Pat::Tuple(vec![a, b])
            }
        }
    }

    fn row_pattern(&mut self, array: Array, constant: bool, by_ref: bool, used: &mut Vec<&'static str>) -> Pat {
        if array.holder == Holder::FixedRef && !by_ref && self.choices.chance(35) {
            let item = |this: &mut Self, used: &mut Vec<&'static str>| {
                let name = this.free_name(&LOCALS, used);
                let var = this.declare(name, Kind::Float(array.float), false);
                this.vars[var].constant = constant;
                Pat::Var(var)
            };
            return Pat::Ref(Box::new(Pat::Array((0..array.least).map(|_| item(self, used)).collect())));
        }
        let name = self.free_name(&ROWS, used);
        let var = self.declare(name, Kind::Array(array), false);
        self.vars[var].constant = constant;
        Pat::Var(var)
    }

    /// One of some names that no other binding of the pattern has.
    fn free_name(&mut self, names: &[&'static str], used: &mut Vec<&'static str>) -> &'static str {
        let mut place = self.choices.below(names.len());
        // A recursion needs to see its counter.
        while used.contains(&names[place]) || (names[place] == "n" && self.recursion.is_some()) {
            place = (place + 1) % names.len();
        }
        used.push(names[place]);
        names[place]
    }

    /// Declares the variables of a pattern, runs `inside` with them in scope, and takes them away.
    pub(super) fn with_item<T>(&mut self, item: &Item, by_ref: bool, inside: impl FnOnce(&mut Self) -> T) -> (Pat, T) {
        let first = self.vars.len();
        let pat = self.item_pattern(item, by_ref);
        let result = self.with_vars(first, inside);
        (pat, result)
    }

    /// The variables declared since the `first` one are in scope inside, and only there.
    pub(super) fn with_vars<T>(&mut self, first: VarId, inside: impl FnOnce(&mut Self) -> T) -> T {
        let last = self.vars.len();
        self.scoped(|this| {
            this.scope.extend(first..last);
            inside(this)
        })
    }
}
