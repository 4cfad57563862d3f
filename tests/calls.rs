//! Calls of other annotated functions: how they are named, where they stand, what they are.

#![allow(clippy::all)]

#[path = "language/agrees.rs"]
mod agrees;

mod calls {
    mod associated;
    mod borrowed;
    mod conditions;
    mod in_const;
    mod kept;
    mod kinds;
    mod macros;
    mod parts;
    mod paths;
    mod places;
    mod pullbacks;
    mod recursion;
    mod recursion_by_path;
    mod same_name;
    mod small;
    mod unused_results;
}
