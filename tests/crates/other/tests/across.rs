//! Calls across crates: `use other::g;` is all that a call needs.

mod across {
    mod by_path;
    mod by_several_paths;
    mod by_use;
    mod kinds;
}
