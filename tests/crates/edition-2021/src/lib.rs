//! Functions written by `macro_rules!`, in the edition of 2021.

#[cfg(test)]
mod fragments;
#[cfg(test)]
mod hygiene;
#[cfg(test)]
mod language;
