//! The course's classifier: two layers of sigmoids learn to tell two kinds of points in the plane apart.
//!
//! The network is written once, with `ndarray`'s arrays, for all points at a time; its gradient is a struct of arrays like the network itself. Pictures of the
//! points and of where the network draws the line are written on the way.

mod data;
mod network;
mod picture;

use std::env;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use fastrand::Rng;
use grad::Differentiable;
use indicatif::{ProgressBar, ProgressStyle};
use network::{Network, loss_grad};

const POINTS: usize = 200;
const HIDDEN: usize = 8;
const STEPS: u32 = 10_000;
const STEP_LENGTH: f64 = 2.0;
/// Every run is the same: points and first weights come from this seed.
const SEED: u64 = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let mut random = Rng::with_seed(SEED);
    let (points, kinds) = data::two_moons(POINTS, &mut random);
    let mut network = Network::random(HIDDEN, &mut random);

    let directory = target_directory().join("classifier");
    fs::create_dir_all(&directory)?;
    let progress = progress_bar();
    let mut losses = Vec::new();
    for step in 1..=STEPS {
        let (loss, gradient) = loss_grad(&network, &points, &kinds);
        network.add_scaled(-STEP_LENGTH, &gradient);
        progress.inc(1);
        if matches!(step, 1 | 5 | 20 | 100) || step % 1000 == 0 {
            progress.set_message(format!("loss {loss:.4}"));
            losses.push((step, loss));
            if step > 1 {
                let path = directory.join(format!("step-{step:05}.svg"));
                picture::write_boundary(&path, &network, &points, &kinds, &format!("step {step}, loss {loss:.4}"))?;
            }
        }
    }
    progress.finish();

    for (step, loss) in &losses {
        println!("step {step:>5}  loss {loss:.6}");
    }
    println!("pictures  {}", directory.display());
    let falling = losses.windows(2).all(|pair| pair[1].1 < pair[0].1);
    if !falling {
        return Err("the loss did not fall from picture to picture".into());
    }
    Ok(())
}

fn progress_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} steps, {elapsed}, {msg}")
        .expect("the template is well formed");
    ProgressBar::new(STEPS.into()).with_style(style)
}

/// Where Cargo puts what it builds, so that the pictures do not land among the sources.
fn target_directory() -> PathBuf {
    if let Some(directory) = env::var_os("CARGO_TARGET_DIR") {
        return directory.into();
    }
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| ".".into());
    PathBuf::from(package).join("target")
}
