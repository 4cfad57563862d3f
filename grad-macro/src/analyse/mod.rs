//! What is found out about a function before it is differentiated.

pub mod activity;
pub mod changing;
pub mod lengths;
pub mod lost;
pub mod owned;
pub mod places;
