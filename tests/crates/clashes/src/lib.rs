//! User code whose names are those that generated code would use.
#![allow(dead_code, unused, non_camel_case_types, non_upper_case_globals, mixed_script_confusables)]

#[cfg(test)]
mod derived;
#[cfg(test)]
mod functions;
#[cfg(test)]
mod locals;
#[cfg(test)]
mod macros;
#[cfg(test)]
mod modules;
#[cfg(test)]
mod types;
