//! Each objective on each of its data sets, ready to be checked and to be timed.

mod ba;
mod gmm;
mod hand;
mod lstm;

use std::path::Path;

use fastrand::Rng;

/// An objective on a data set.
pub struct Case {
    /// As in the names of the suite's files of expected results.
    pub name: String,
    /// How much longer than the objective the generated gradient may take.
    pub bar: f64,
    pub ways: Ways,
    /// Everything there is to check, computed anew.
    pub results: Box<dyn Fn() -> Vec<Result>>,
}

/// What is timed.
pub struct Ways {
    pub primal: Box<dyn FnMut()>,
    pub by_hand: Box<dyn FnMut()>,
    pub generated: Box<dyn FnMut()>,
}

/// Numbers of one kind, computed in several ways.
pub struct Result {
    /// The name that the expected ones have.
    pub what: &'static str,
    pub ways: Vec<(&'static str, Vec<f64>)>,
}

impl Result {
    fn new<const N: usize>(what: &'static str, ways: [(&'static str, Vec<f64>); N]) -> Result {
        Result { what, ways: ways.into() }
    }
}

const PRIMAL: &str = "primal";
const BY_HAND: &str = "by hand";
const GENERATED: &str = "generated";

/// Which cases there are to be, and on what.
pub struct Wanted<'a> {
    /// The folder with the suite's files. Without it, data are made up.
    pub folder: Option<&'a Path>,
    /// What the cases' names are to contain.
    pub filter: &'a str,
}

impl Wanted<'_> {
    pub fn cases(&self) -> Vec<Case> {
        [gmm::cases(self), lstm::cases(self), ba::cases(self), hand::cases(self)].into_iter().flatten().collect()
    }

    /// The data of a case, read from the file of that name in the folder or else made up, if the case is wanted.
    fn data<T>(
        &self,
        case: &str,
        file: &str,
        read: impl Fn(&Path) -> T,
        synthetic: impl Fn(&mut Rng) -> T,
    ) -> Option<T> {
        // Made-up data are the same in every run.
        let data = || self.folder.map_or_else(|| synthetic(&mut Rng::with_seed(3)), |folder| read(&folder.join(file)));
        case.contains(self.filter).then(data)
    }
}
