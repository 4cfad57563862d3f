//! How long the macro itself takes: `cargo bench --bench expansion`.
//!
//! Writes a crate of straight-line functions of several lengths, compiles it with the macro built in release, and prints
//! what each expansion took. (Compiling what was expanded is rustc's time, and not in these figures.)

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Lines of the functions, and how many of each: other programs disturb, so the fastest counts.
const LENGTHS: &[(usize, usize)] = &[(20, 40), (250, 8), (500, 6), (1000, 4), (2000, 4)];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("expansion");
    write_crate(root, &folder);
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--release", "--offline", "--target-dir"])
        .arg(folder.join("target"))
        .current_dir(&folder)
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");

    println!("{:>6} {:>12} {:>14}", "lines", "fastest", "per line");
    for (lines, _) in LENGTHS {
        let fastest = text.lines().filter_map(|line| time_of(line, *lines)).fold(f64::INFINITY, f64::min);
        #[allow(clippy::cast_precision_loss, reason = "a few thousand lines")]
        let each = fastest / *lines as f64;
        println!("{lines:>6} {:>9.2} ms {each:>11.1} µs", fastest / 1000.0);
    }
}

/// Microseconds, from `expanded f20_7 in 812 µs`.
fn time_of(line: &str, lines: usize) -> Option<f64> {
    let rest = line.strip_prefix(&format!("expanded f{lines}_"))?;
    rest.split(' ').nth(2)?.parse().ok()
}

fn write_crate(root: &Path, folder: &Path) {
    let manifest = format!(
        "[package]\nname = \"expansion\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         grad-rs = {{ path = {root:?} }}\n\n[profile.release]\nopt-level = 0\n\n\
         [profile.release.build-override]\nopt-level = 3\n\n[workspace]\n"
    );
    let mut source = String::from("use grad::differentiable;\n");
    let mut random = fastrand::Rng::with_seed(7);
    for (lines, copies) in LENGTHS {
        for copy in 0..*copies {
            write_function(*lines, copy, &mut random, &mut source);
        }
    }
    source.push_str("fn main() {}\n");
    fs::create_dir_all(folder.join("src")).expect("the folder can be made");
    fs::write(folder.join("Cargo.toml"), manifest).expect("the manifest can be written");
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).ok();
    fs::write(folder.join("src/main.rs"), source).expect("the source can be written");
}

/// Each line takes two of the ten lines before it.
fn write_function(lines: usize, copy: usize, random: &mut fastrand::Rng, source: &mut String) {
    let _ = writeln!(source, "#[differentiable(__time)]\npub fn f{lines}_{copy}(a0: f64, a1: f64) -> f64 {{");
    for line in 2..lines {
        let (a, b) = (random.usize(line.saturating_sub(10)..line), random.usize(line.saturating_sub(10)..line));
        let step = match random.u8(0..4) {
            0 => format!("a{a} * 0.5 + a{b}.sin()"),
            1 => format!("(a{a} - a{b}) * 0.7"),
            2 => format!("a{a}.tanh() + 0.1 * a{b}"),
            _ => format!("(1.0 + a{a} * a{a}).sqrt() * a{b}"),
        };
        let _ = writeln!(source, "    let a{line} = {step};");
    }
    let _ = writeln!(source, "    a{}\n}}", lines - 1);
}
