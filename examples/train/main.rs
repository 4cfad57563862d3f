//! The lecture's training loop: sample, forward, backprop, update.
//!
//! A small network learns one period of a sine from random samples. Nothing is asked of the
//! network beyond a plain function and its generated gradient.

mod network;
mod picture;

use std::env;
use std::error::Error;
use std::f64::consts::PI;
use std::fs;
use std::path::PathBuf;

use fastrand::Rng;
use indicatif::{ProgressBar, ProgressStyle};
use network::{Network, SIZE};

const STEPS: u32 = 100_000;
const BATCH: u32 = 32;
const STEP_LENGTH: f64 = 0.1;
/// The curve has one point for so many steps, their mean loss.
const STEPS_PER_POINT: u32 = 500;
/// Every run is the same: samples and first weights come from this seed.
const SEED: u64 = 1;

fn main() -> Result<(), Box<dyn Error>> {
    let curve = train();

    let directory = target_directory();
    fs::create_dir_all(&directory)?;
    let path = directory.join("train-loss.svg");
    picture::write_loss_curve(&path, &curve)?;
    let [(_, first), .., (_, last)] = curve[..] else {
        return Err("the training was too short for a curve".into());
    };
    println!("mean loss of the first {STEPS_PER_POINT} steps  {first:.3e}");
    println!("mean loss of the last {STEPS_PER_POINT} steps   {last:.3e}");
    println!("loss curve  {}", path.display());
    Ok(())
}

/// Trains a network and returns its loss curve: step and mean loss.
fn train() -> Vec<(u32, f64)> {
    let mut random = Rng::with_seed(SEED);
    let mut network = Network::random(&mut random);
    let progress = progress_bar();
    let mut curve = Vec::new();
    let mut total = 0.0;
    for step in 1..=STEPS {
        let mut gradient = [0.0; SIZE];
        for _ in 0..BATCH {
            let (x, y) = sample(&mut random);
            let (loss, slopes) = network.loss_and_gradient(x, y);
            total += loss / f64::from(BATCH);
            for (sum, slope) in gradient.iter_mut().zip(slopes) {
                *sum += slope / f64::from(BATCH);
            }
        }
        network.descend(&gradient, STEP_LENGTH);

        if step % STEPS_PER_POINT == 0 {
            let mean = total / f64::from(STEPS_PER_POINT);
            curve.push((step, mean));
            total = 0.0;
            progress.set_message(format!("loss {mean:.3e}"));
            progress.inc(STEPS_PER_POINT.into());
        }
    }
    progress.finish();
    curve
}

/// A random point of the curve that the network is to learn.
fn sample(random: &mut Rng) -> (f64, f64) {
    let x = 2.0 * random.f64() - 1.0;
    (x, (PI * x).sin())
}

fn progress_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} steps, {elapsed}, {msg}")
        .expect("the template is well formed");
    ProgressBar::new(STEPS.into()).with_style(style)
}

/// Where Cargo puts what it builds, so that the picture does not land among the sources.
fn target_directory() -> PathBuf {
    if let Some(directory) = env::var_os("CARGO_TARGET_DIR") {
        return directory.into();
    }
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| ".".into());
    PathBuf::from(package).join("target")
}
