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
        let (line, text, _) = self.whole_line(site);
        (line, text.trim().to_owned())
    }

    /// From where a loop begins to the brace of its body, if that stands in the same line.
    pub fn header(&self, site: Site) -> String {
        let (_, text, column) = self.whole_line(site);
        let text: String = text.chars().skip(column).take_while(|c| *c != '{').collect();
        text.trim().to_owned()
    }

    /// The line's number, its text, and in which column of it the site begins, from zero.
    fn whole_line(&self, site: Site) -> (u32, String, usize) {
        if !proc_macro::is_available() {
            return (0, String::new(), 0);
        }
        let span = site.start.unwrap();
        let line = span.line();
        let Some(path) = span.local_file() else { return (narrow(line), String::new(), 0) };
        let mut files = self.files.borrow_mut();
        let lines = files.entry(path).or_insert_with_key(|path| {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            text.lines().map(str::to_owned).collect()
        });
        let text = line.checked_sub(1).and_then(|at| lines.get(at)).cloned().unwrap_or_default();
        (narrow(line), text, span.column().saturating_sub(1))
    }
}

fn narrow(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}
