//! The gradient checker itself: it must find every wrong gradient, fail no right one, and say so
//! where it cannot tell.
#![cfg(feature = "alloc")]

#[path = "check/smooth.rs"]
mod smooth;

#[path = "check/singular.rs"]
mod singular;

#[path = "check/gradients.rs"]
mod gradients;

#[path = "check/reports.rs"]
mod reports;

#[path = "check/dot_products.rs"]
mod dot_products;

#[path = "check/random_functions.rs"]
mod random_functions;
