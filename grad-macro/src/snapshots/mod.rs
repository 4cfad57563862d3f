//! What the macro writes, kept in the repository and compared: `BLESS=1 cargo test -p grad-macro` renews it.

mod phases;
mod twins;

use std::path::Path;

/// Compares a text with the file that keeps it.
fn compare(kept: &Path, text: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(kept, text).expect("the file can be written");
        return;
    }
    let before = std::fs::read_to_string(kept).unwrap_or_default();
    assert!(
        before == text,
        "{} is not current: run `BLESS=1 cargo test -p grad-macro` and look at the difference.\n{}",
        kept.display(),
        first_difference(&before, text)
    );
}

fn first_difference(before: &str, now: &str) -> String {
    let pair = before.lines().zip(now.lines()).enumerate().find(|(_, (before, now))| before != now);
    match pair {
        Some((line, (before, now))) => format!("line {}:\n  kept: {before}\n  now:  {now}", line + 1),
        None => format!("{} lines kept, {} now", before.lines().count(), now.lines().count()),
    }
}
