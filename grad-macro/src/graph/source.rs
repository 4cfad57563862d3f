//! The user's source lines.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;

use crate::site::Site;

/// Lines of the files that were looked at.
#[derive(Default)]
pub struct Source {
    files: RefCell<HashMap<PathBuf, Vec<String>>>,
}

impl Source {
    /// The line that a site begins in, and its text. Outside of rustc (in unit tests) nothing is known.
    pub fn line(&self, site: Site) -> (u32, String) {
        if !proc_macro::is_available() {
            return (0, String::new());
        }
        let span = site.start.unwrap();
        let line = span.line();
        let Some(path) = span.local_file() else { return (narrow(line), String::new()) };
        let mut files = self.files.borrow_mut();
        let lines = files.entry(path).or_insert_with_key(|path| {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            text.lines().map(|line| line.trim().to_owned()).collect()
        });
        (narrow(line), line.checked_sub(1).and_then(|at| lines.get(at)).cloned().unwrap_or_default())
    }
}

fn narrow(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}
