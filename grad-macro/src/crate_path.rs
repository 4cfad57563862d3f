//! The path of the facade crate in the user's crate, also where the dependency was renamed.

use std::path::Path;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// The facade's package name.
const PACKAGE: &str = "grad-rs";
/// The name of its library: what a dependency is called unless it was renamed.
const NAME: &str = "grad";

/// `::grad`, or what the user's `Cargo.toml` calls it.
pub fn facade() -> TokenStream {
    let name = std::env::var("CARGO_MANIFEST_DIR").ok().and_then(|directory| find(Path::new(&directory)));
    let name = name.unwrap_or_else(|| NAME.to_owned()).replace('-', "_");
    let ident = syn::parse_str::<Ident>(&name).unwrap_or_else(|_| Ident::new(NAME, Span::call_site()));
    quote!(::#ident)
}

/// Looks in the crate's manifest; a dependency inherited from the workspace has its renaming there.
fn find(directory: &Path) -> Option<String> {
    let manifest = std::fs::read_to_string(directory.join("Cargo.toml")).ok()?;
    if let Some(name) = renamed(&manifest, false) {
        return Some(name);
    }
    let inherited: Vec<String> = entries(&manifest)
        .filter(|entry| !entry.workspace && entry.value.replace(' ', "").contains("workspace=true"))
        .map(|entry| entry.name)
        .collect();
    directory.ancestors().find_map(|directory| {
        let manifest = std::fs::read_to_string(directory.join("Cargo.toml")).ok()?;
        renamed(&manifest, true).filter(|name| inherited.contains(name))
    })
}

/// What a manifest calls the dependency whose `package` is the facade: the package's own, or those that its workspace offers.
fn renamed(manifest: &str, workspace: bool) -> Option<String> {
    let wanted = format!("package=\"{PACKAGE}\"");
    entries(manifest)
        .filter(|entry| entry.workspace == workspace)
        .find(|entry| entry.value.replace(' ', "").replace('\'', "\"").contains(&wanted))
        .map(|entry| entry.name)
}

/// One dependency of a manifest: its name and all that is said about it.
struct Entry {
    /// Under `[workspace.dependencies]`.
    workspace: bool,
    name: String,
    value: String,
}

/// The dependencies in a manifest. Reading lines is enough for what Cargo accepts here: `name = { … }` and
/// `name.key = …` under a dependency table, and `[dependencies.name]` tables.
fn entries(manifest: &str) -> impl Iterator<Item = Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut workspace = false;
    let mut inside = false;
    let mut table_of: Option<String> = None;
    for line in manifest.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_matches(['[', ']', ' ']);
            let last = header.rsplit('.').next().unwrap_or_default();
            workspace = header.starts_with("workspace.");
            inside = last.ends_with("dependencies");
            table_of = header
                .rsplit_once('.')
                .filter(|(before, _)| before.ends_with("dependencies"))
                .map(|(_, name)| name.trim_matches(['"', ' ']).to_owned());
            continue;
        }
        let Some((key, value)) = line.split_once('=') else { continue };
        if let Some(name) = &table_of {
            found.push(Entry { workspace, name: name.clone(), value: line.to_owned() });
        } else if inside {
            let (name, rest) = key.split_once('.').unwrap_or((key, ""));
            let name = name.trim().trim_matches('"').to_owned();
            found.push(Entry { workspace, name, value: format!("{rest}={value}") });
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn finds_renamed_dependencies() {
        let named = |manifest: &str| renamed(manifest, false);
        assert_eq!(named("[dependencies]\nad = { package = \"grad-rs\", version = \"0.1\" }"), Some("ad".into()));
        assert_eq!(named("[dependencies]\nad.package = \"grad-rs\"\nad.version = \"1\""), Some("ad".into()));
        assert_eq!(named("[dev-dependencies.my-ad]\nversion = \"1\"\npackage = \"grad-rs\" # x"), Some("my-ad".into()));
        assert_eq!(
            named("[target.'cfg(unix)'.dependencies]\nad = {version=\"1\",package='grad-rs'}"),
            Some("ad".into())
        );
        assert_eq!(named("[dependencies]\ngrad-rs = \"0.1\""), None);
        assert_eq!(named("[package]\nad = { package = \"grad-rs\" }"), None);
    }
}
