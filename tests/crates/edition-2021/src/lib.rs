//! Functions written by `macro_rules!`, in the edition of 2021.
#![cfg(test)]

mod arguments;
mod fragments;
mod groups_in_constants;
mod hygiene;
mod language;
mod names_of_2021;
mod statements;
