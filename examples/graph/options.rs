//! The command line.

use std::path::PathBuf;

pub const USAGE: &str = "  --function NAME   the function to draw
  --at NUMBERS      where, with commas between; the lecture's point if not given
  --to DIRECTORY    where to write the files; target/graph if not given
  --open            show the page in the browser";

/// What was asked for.
pub struct Options {
    pub function: Option<String>,
    pub at: Option<Vec<f64>>,
    pub to: PathBuf,
    pub open: bool,
}

impl Options {
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options { function: None, at: None, to: PathBuf::from("target/graph"), open: false };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("`{argument}` needs a value\n\n{USAGE}"));
            match argument.as_str() {
                "--function" => options.function = Some(value()?),
                "--at" => options.at = Some(numbers(&value()?)?),
                "--to" => options.to = PathBuf::from(value()?),
                "--open" => options.open = true,
                _ => return Err(format!("`{argument}` is not an option\n\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

fn numbers(text: &str) -> Result<Vec<f64>, String> {
    let number = |number: &str| number.trim().parse().map_err(|_| format!("`{number}` is not a number"));
    text.split(',').map(number).collect()
}
