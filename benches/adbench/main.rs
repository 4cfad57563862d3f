//! The objectives of the ADBench suite: are their generated gradients right, and how long do they take?
//!
//! `cargo bench --bench adbench` checks them and prints a table of times; `cargo bench --bench adbench -- gmm` keeps to the cases of
//! that name; `cargo test --bench adbench` checks only. The environment variable `ADBENCH_DATA` names the folder that holds
//! the suite's `data`, and in `reference` the results expected; without it, data of the same sizes are made up, and the
//! gradients compared with the ones by hand only.

mod ba;
mod by_hand;
mod cases;
mod check;
mod data;
mod generated;
mod gmm;
mod hand;
mod lstm;
mod medians;
mod reference;
mod timing;

use std::process::ExitCode;

use cases::Wanted;

fn main() -> ExitCode {
    let (flags, names): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let folder = data::folder();
    let filter = names.first().map_or("", String::as_str);
    let mut cases = Wanted { folder: folder.as_deref(), filter }.cases();

    let wrong = cases.iter().filter(|case| !check::check(case, folder.as_deref())).count();
    if wrong > 0 {
        println!("{wrong} of {} cases are wrong", cases.len());
        return ExitCode::FAILURE;
    }

    // `cargo test --benches` comes here without the flag, to see that everything runs.
    if flags.iter().any(|flag| flag == "--bench") {
        timing::print_head();
        for case in &mut cases {
            timing::print(case);
        }
    }
    ExitCode::SUCCESS
}
