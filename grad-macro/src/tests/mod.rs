//! The macro called as a library: whatever it is given, it must answer with code that parses.

mod catalogue;
mod expansion;
mod expressions;
mod large_items;
mod odd_items;
mod registry;
mod registry_sources;
mod show;
mod trials;
