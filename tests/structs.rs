//! Structs: the derive and what it writes, and functions of structs.

#[path = "structs/derive.rs"]
mod derive;
