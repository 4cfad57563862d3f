//! Compiles and runs many programs at once, in a package of their own under the target directory.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::ast::Program;
use crate::harness;
use crate::points::Input;

/// Programs per crate: a crate with one that does not compile is compiled again without it.
const PER_CRATE: usize = 30;

/// Rounds of removing what does not compile: an early error of one program can hide a later one of
/// another.
const ROUNDS: usize = 8;

/// As in the repository's own manifest. The macro, which is built for these programs alone, takes half of their time: what it asserts in debug, the other tests see.
const OPTIMISED: &str =
    "proc-macro2.opt-level = 1\nquote.opt-level = 1\n\"syn@3\".opt-level = 1\ngrad-macro.debug-assertions = false\n";

/// How to build.
#[derive(Clone, Copy, Debug, Default)]
pub struct Build {
    pub release: bool,
    /// With the simplifying passes of the macro switched off.
    pub no_passes: bool,
    /// The primal alone: no attribute, no companions.
    pub primal_only: bool,
    /// With a graph of each program too.
    pub graphs: bool,
}

impl Build {
    /// As the environment asks: `GRAD_RANDOM_RELEASE`, `GRAD_RANDOM_NO_PASSES`,
    /// `GRAD_RANDOM_PRIMAL_ONLY`, `GRAD_RANDOM_GRAPHS`.
    pub fn from_environment() -> Build {
        let set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty() && value != "0");
        Build {
            release: set("GRAD_RANDOM_RELEASE"),
            no_passes: set("GRAD_RANDOM_NO_PASSES"),
            primal_only: set("GRAD_RANDOM_PRIMAL_ONLY"),
            graphs: set("GRAD_RANDOM_GRAPHS"),
        }
    }
}

/// A program and the points to run it at.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    pub program: &'a Program,
    pub points: &'a [Vec<Input>],
}

/// The numbers of one run, as bits.
#[derive(Clone, Debug)]
pub enum Run {
    /// The groups of numbers of [`harness::module`].
    Groups(Vec<Vec<u64>>),
    Panicked,
}

/// What became of a program.
#[derive(Clone, Debug)]
pub enum Built {
    /// rustc's messages.
    Rejected(String),
    /// One per point.
    Ran(Vec<Run>),
    /// Another one was rejected, and that was all that was asked for.
    Skipped,
}

/// A directory for one scratch package; `target` is the target directory to build into.
pub struct Scratch {
    pub directory: PathBuf,
    pub target: PathBuf,
    pub build: Build,
    /// Stop when rustc rejects a program, without running the others.
    pub first_errors: bool,
}

impl Scratch {
    /// Builds and runs all jobs.
    ///
    /// # Panics
    /// When the package cannot be built for a reason that is no program's.
    pub fn run(&self, jobs: &[Job]) -> Vec<Built> {
        let mut results: Vec<Option<Built>> = jobs.iter().map(|_| None).collect();
        for _ in 0..ROUNDS {
            let open: Vec<usize> = (0..jobs.len()).filter(|&index| results[index].is_none()).collect();
            if open.is_empty() {
                break;
            }
            let package = self.write(jobs, &open);
            let (built, rejected) = self.compile(&package);
            let stop = self.first_errors && !rejected.is_empty();
            for (index, message) in rejected {
                results[index] = Some(Built::Rejected(message));
            }
            if stop {
                results.iter_mut().for_each(|result| {
                    result.get_or_insert(Built::Skipped);
                });
                break;
            }
            for bin in package.bins.iter().filter(|bin| built.contains(&bin.name)) {
                for (index, runs) in self.execute(bin, jobs) {
                    results[index] = Some(Built::Ran(runs));
                }
            }
        }
        results.into_iter().map(|result| result.expect("still new errors after many rounds")).collect()
    }

    /// The directory's name is the package's: to cargo, two packages of one name and one place in
    /// the target directory are the same.
    fn name(&self) -> &str {
        let name = self.directory.file_name().and_then(|name| name.to_str());
        name.expect("a directory with a plain name")
    }

    fn write(&self, jobs: &[Job], open: &[usize]) -> Package {
        let source = self.directory.join("src");
        let _ = fs::remove_dir_all(&source);
        write(&self.directory.join("Cargo.toml"), &self.manifest());
        let root = repository();
        if root.join("Cargo.lock").exists() && !self.build.primal_only {
            // The versions that are already there, for a build without network.
            fs::copy(root.join("Cargo.lock"), self.directory.join("Cargo.lock")).expect("copying Cargo.lock");
        }
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        // rustc's front end is a single thread: there is something to do for each processor.
        let share = open.len().div_ceil(processors).min(PER_CRATE);
        let mut package = Package { bins: Vec::new(), places: HashMap::new() };
        for (number, programs) in open.chunks(share).enumerate() {
            let name = format!("{}-{number}", self.name());
            let file = source.join("bin").join(&name).join("main.rs");
            let mut text = harness::head(self.build);
            let mut table = String::new();
            let mut ends = vec![(text.lines().count(), None)];
            for &index in programs {
                text.push_str(&harness::module(index, jobs[index].program, self.build));
                ends.push((text.lines().count(), Some(index)));
                let _ = writeln!(table, "    ({index}, p{index}::run),");
            }
            let _ = writeln!(text, "static PROGRAMS: &[(usize, fn(&mut Words) -> Vec<Vec<u64>>)] = &[\n{table}];");
            write(&file, &text);
            package.places.insert(file, ends);
            package.bins.push(Bin { name, programs: programs.to_vec() });
        }
        package
    }

    /// The profile is that of the repository, so that the macro's dependencies need not be compiled again.
    fn manifest(&self) -> String {
        // The primals alone need nothing.
        let dependencies = if self.build.primal_only { String::new() } else { self.dependencies() };
        format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\n{dependencies}\n\
             [profile.dev]\ndebug = false\nincremental = false\n\n\
             [profile.dev.package]\n{OPTIMISED}\n\
             [workspace]\n",
            self.name()
        )
    }

    fn dependencies(&self) -> String {
        let asked = [("__no-passes", self.build.no_passes), ("graph", self.build.graphs)];
        let features: Vec<&str> = asked.iter().filter(|(_, asked)| *asked).map(|(name, _)| *name).collect();
        format!("grad = {{ package = \"grad-rs\", path = {:?}, features = {features:?} }}\n", repository())
    }

    fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .current_dir(&self.directory)
            .arg(command)
            .args(["--offline", "--quiet", "--target-dir"])
            .arg(&self.target);
        if self.build.release {
            cargo.arg("--release");
        }
        cargo
    }

    /// Builds the package and returns the binaries that could be built, and the programs that rustc rejects, with its messages.
    fn compile(&self, package: &Package) -> (HashSet<String>, HashMap<usize, String>) {
        let output = self
            .cargo("build")
            .args(["--keep-going", "--message-format=json"])
            .stdin(Stdio::null())
            .output()
            .expect("running cargo");
        let mut rejected: HashMap<usize, String> = HashMap::new();
        let mut built = HashSet::new();
        let mut strays = String::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            if let (Some(_), Some(name)) = (message["executable"].as_str(), message["target"]["name"].as_str()) {
                built.insert(name.to_owned());
            }
            let message = &message["message"];
            if message["level"] != "error" {
                continue;
            }
            let text = message["rendered"].as_str().unwrap_or_default();
            match package.program_of(&self.directory, message) {
                Some(program) => rejected.entry(program).or_default().push_str(text),
                None => strays.push_str(text),
            }
        }
        if !output.status.success() && rejected.is_empty() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            panic!("the scratch package in {} does not build:\n{strays}\n{stderr}", self.directory.display());
        }
        (built, rejected)
    }

    fn execute(&self, bin: &Bin, jobs: &[Job]) -> HashMap<usize, Vec<Run>> {
        let mut lines = String::new();
        for &index in &bin.programs {
            for point in jobs[index].points {
                let _ = write!(lines, "{index}");
                for (input, kind) in point.iter().zip(jobs[index].program.main().param_kinds()) {
                    for word in input.words(kind) {
                        let _ = write!(lines, " {word:x}");
                    }
                }
                lines.push('\n');
            }
        }
        let points = self.directory.join("points");
        write(&points, &lines);
        let mut runs: HashMap<usize, Vec<Run>> = bin.programs.iter().map(|&index| (index, Vec::new())).collect();
        let profile = if self.build.release { "release" } else { "debug" };
        let name = format!("{}{}", bin.name, std::env::consts::EXE_SUFFIX);
        let output = Command::new(self.target.join(profile).join(name))
            .arg(&points)
            .stderr(Stdio::null())
            .output()
            .expect("running the scratch program");
        assert!(output.status.success(), "{} ends with {}", bin.name, output.status);
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let (index, groups) = line.split_once(' ').unwrap_or((line, ""));
            let index: usize = index.parse().expect("a program's number");
            let words = |group: &str| group.split_whitespace().map(|word| u64::from_str_radix(word, 16).ok()).collect();
            let groups: Option<Vec<Vec<u64>>> = groups.split('/').map(words).collect();
            let run = groups.map_or(Run::Panicked, Run::Groups);
            runs.get_mut(&index).expect("a known program").push(run);
        }
        runs
    }
}

/// What was written where.
struct Package {
    bins: Vec<Bin>,
    /// For each file the last line of each part of it, and the program that this is.
    places: HashMap<PathBuf, Vec<(usize, Option<usize>)>>,
}

/// A crate of some of the programs.
struct Bin {
    name: String,
    programs: Vec<usize>,
}

impl Package {
    /// The program that one of rustc's messages is about.
    fn program_of(&self, directory: &Path, message: &Value) -> Option<usize> {
        let spans = message["spans"].as_array()?;
        spans.iter().find_map(|span| self.program_at(directory, span))
    }

    fn program_at(&self, directory: &Path, span: &Value) -> Option<usize> {
        let file = directory.join(span["file_name"].as_str()?);
        let line = span["line_start"].as_u64()? as usize;
        let here = self.places.get(&file).and_then(|ends| ends.iter().find(|(end, _)| line <= *end));
        here.and_then(|(_, index)| *index).or_else(|| self.program_at(directory, span["expansion"].get("span")?))
    }
}

/// The root of the repository.
fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("this package lies two levels down").to_owned()
}

fn write(path: &Path, text: &str) {
    let directory = path.parent().expect("a file in a directory");
    fs::create_dir_all(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
