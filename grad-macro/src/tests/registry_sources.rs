//! The sources of other people's crates, as Cargo unpacks them.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::{self, Visit};

use super::expansion::Place;

/// A function found in some crate.
pub struct Function {
    /// Its tokens, which know where in the file they stand.
    pub tokens: TokenStream,
    /// What stands around it.
    pub place: Place,
    /// Whether it is more than a declaration.
    pub has_body: bool,
    /// The name of its first argument that has one.
    pub first_argument: Option<syn::Ident>,
}

/// A directory with the sources of one crate.
pub struct Crate {
    /// Name and version.
    pub name: String,
    /// Its `.rs` files.
    pub files: Vec<PathBuf>,
}

/// Left out, since they hold more than all others together: bindings to platforms and to vector instructions, written by programs, all alike;
/// types that are nested a thousand times; and nalgebra, with the 18 versions of glam that it knows.
const TOO_LARGE: &[&str] =
    &["glam", "nalgebra", "safe_arch", "simba", "typenum", "web-sys", "wide", "winapi", "windows-sys"];

/// The crates that this workspace's `Cargo.lock` names: Cargo unpacks them to build the tests, and the lock file
/// fixes their versions, so that every machine tests with the same functions.
pub fn locked_crates() -> Vec<Crate> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .expect("neither CARGO_HOME nor a home directory is known: this test reads Cargo's unpacked sources there");
    let sources = home.join("registry").join("src");
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let locked = fs::read_to_string(&lock).unwrap_or_else(|error| {
        panic!("{} cannot be read ({error}): it names the crates to test with", lock.display())
    });
    let registries: Vec<PathBuf> = fs::read_dir(&sources)
        .unwrap_or_else(|error| {
            panic!(
                "{} cannot be read ({error}): this test reads the crates that Cargo unpacks there; \
                 `cargo fetch` fills it",
                sources.display()
            )
        })
        .flatten()
        .map(|entry| entry.path())
        .collect();
    let mut crates = Vec::new();
    for package in locked.split("[[package]]").skip(1) {
        let field = |key: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(key))?;
            Some(line.trim_matches([' ', '=', '"']).to_owned())
        };
        let (Some(name), Some(version), Some(_)) = (field("name"), field("version"), field("source")) else {
            continue;
        };
        if TOO_LARGE.contains(&name.as_str()) {
            continue;
        }
        let name = format!("{name}-{version}");
        let Some(directory) = registries.iter().map(|registry| registry.join(&name)).find(|path| path.is_dir()) else {
            // A crate for other platforms than this one is not unpacked.
            continue;
        };
        let mut files = Vec::new();
        rust_files(&directory, &mut files);
        files.sort();
        crates.push(Crate { name, files });
    }
    crates
}

fn rust_files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every function of a source text: free and associated ones, with and without a body, also inside other functions.
pub fn functions_of(source: &str) -> Vec<Function> {
    // Not every file of a crate is Rust that stands on its own: templates and fragments are left out.
    let Ok(file) = syn::parse_file(source) else { return Vec::new() };
    let mut collector = Collector { found: Vec::new() };
    collector.visit_file(&file);
    collector.found
}

struct Collector {
    found: Vec<Function>,
}

impl Collector {
    fn add(&mut self, item: &impl ToTokens, signature: &syn::Signature, place: Place, has_body: bool) {
        let first_argument = signature.inputs.iter().find_map(|input| match input {
            syn::FnArg::Typed(typed) => match &*typed.pat {
                syn::Pat::Ident(pat) => Some(pat.ident.clone()),
                _ => None,
            },
            syn::FnArg::Receiver(_) => None,
        });
        self.found.push(Function { tokens: item.to_token_stream(), place, has_body, first_argument });
    }
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add(item, &item.sig, Place::Free, true);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.add(item, &item.sig, Place::Impl, true);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.add(item, &item.sig, Place::Trait, item.default.is_some());
        visit::visit_trait_item_fn(self, item);
    }
}
