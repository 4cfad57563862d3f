//! The model of a hand, and points that were measured on one.

use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use fastrand::Rng;

use super::numbers::Numbers;
use super::{around_zero, near};
use crate::hand::{Matrix, Measured, Model};

pub struct Hand {
    pub theta: Vec<f64>,
    /// Empty where points belong to vertices.
    pub us: Vec<f64>,
    pub model: Model,
    pub measured: Measured,
}

/// How many numbers describe a pose.
const THETA: usize = 26;

/// Reads a file of measured points, and the model from the folder beside it.
///
/// # Panics
/// If a file does not hold what it should.
pub fn read(file: &Path, complicated: bool) -> Hand {
    let mut numbers = Numbers::of(file);
    let (points, angles) = (numbers.count(), numbers.count());
    assert_eq!(angles, THETA);
    let mut measured = Measured { correspondences: Vec::new(), points: Vec::new() };
    for _ in 0..points {
        measured.correspondences.push(numbers.count());
        measured.points.push(numbers.array());
    }
    let us = if complicated { numbers.floats(2 * points) } else { Vec::new() };
    let model = read_model(&file.parent().expect("the file is in a folder").join("model"));
    Hand { theta: numbers.floats(THETA), us, model, measured }
}

fn read_model(folder: &Path) -> Model {
    let mut model = empty_model();
    for line in lines(&folder.join("bones.txt")) {
        let parent: i32 = parse(&line[1]);
        model.parents.push(usize::try_from(parent).ok());
        model.relatives.push(matrix(&line[2..18]));
        model.inverse_absolutes.push(matrix(&line[18..34]));
    }
    for line in lines(&folder.join("vertices.txt")) {
        model.vertices.push([0, 1, 2].map(|axis| parse(&line[axis])));
        let start = model.weights.len();
        model.weights.resize(start + model.parents.len(), 0.0);
        for pair in line[9..].chunks_exact(2).take(parse(&line[8])) {
            model.weights[start + parse::<usize>(&pair[0])] = parse(&pair[1]);
        }
    }
    for line in lines(&folder.join("triangles.txt")) {
        model.triangles.push([0, 1, 2].map(|corner| parse(&line[corner])));
    }
    model
}

fn empty_model() -> Model {
    Model {
        parents: Vec::new(),
        relatives: Vec::new(),
        inverse_absolutes: Vec::new(),
        vertices: Vec::new(),
        weights: Vec::new(),
        triangles: Vec::new(),
    }
}

fn lines(file: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| line.split(':').map(|word| word.trim().to_owned()).collect()).collect()
}

fn parse<T: FromStr>(word: impl AsRef<str> + Display) -> T {
    word.as_ref().parse().unwrap_or_else(|_| panic!("not what a model holds: {word}"))
}

fn matrix(words: &[String]) -> Matrix {
    [0, 1, 2, 3].map(|row| [0, 1, 2, 3].map(|column| parse(&words[4 * row + column])))
}

/// A hand with a root, five fingers of four bones, and one bone more; each vertex moves with four bones.
pub fn synthetic(vertices: usize, points: usize, complicated: bool, random: &mut Rng) -> Hand {
    let mut model = empty_model();
    for bone in 0..22 {
        model.parents.push(match bone {
            0 => None,
            bone if bone % 4 == 1 => Some(0),
            bone => Some(bone - 1),
        });
        model.relatives.push(rigid(random));
        model.inverse_absolutes.push(rigid(random));
    }
    for v in 0..vertices {
        model.vertices.push(point(random));
        let mut weights = [0.0; 22];
        for bone in 0..4 {
            weights[(v + 5 * bone) % 22] = near(random, 0.25, 0.1);
        }
        model.weights.extend(weights);
    }
    model.triangles = (0..2 * vertices).map(|t| [t % vertices, (t + 1) % vertices, (t + 7) % vertices]).collect();
    let (targets, us) = if complicated { (model.triangles.len(), 2 * points) } else { (vertices, 0) };
    let measured = Measured {
        correspondences: (0..points).map(|i| (i * 37) % targets).collect(),
        points: (0..points).map(|_| point(random)).collect(),
    };
    Hand { theta: around_zero(random, 0.5, THETA), us: around_zero(random, 1.0, us), model, measured }
}

fn point(random: &mut Rng) -> [f64; 3] {
    [(); 3].map(|()| near(random, 0.0, 1.0))
}

/// A turn about the third axis and a small step.
fn rigid(random: &mut Rng) -> Matrix {
    let (s, c) = near(random, 0.0, 1.0).sin_cos();
    let [x, y, z] = [(); 3].map(|()| near(random, 0.0, 0.3));
    [[c, -s, 0.0, x], [s, c, 0.0, y], [0.0, 0.0, 1.0, z], [0.0, 0.0, 0.0, 1.0]]
}
