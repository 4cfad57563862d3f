//! The points, and where the network draws the line between them.

use std::error::Error;
use std::path::Path;

use ndarray::Array2;
use plotters::prelude::*;

use crate::network::{Network, predict};

/// How many cells the plane is divided into, along each side.
const CELLS: usize = 120;
/// The part of the plane that is shown.
const SHOWN: f64 = 2.2;

/// Writes the picture as an SVG file.
///
/// # Errors
/// If the file cannot be written.
pub fn write_boundary(
    path: &Path,
    network: &Network,
    points: &Array2<f64>,
    kinds: &Array2<f64>,
    title: &str,
) -> Result<(), Box<dyn Error>> {
    let area = SVGBackend::new(path, (600, 600)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(title, ("sans-serif", 24))
        .margin(20)
        .x_label_area_size(30)
        .y_label_area_size(30)
        .build_cartesian_2d(-SHOWN..SHOWN, -SHOWN..SHOWN)?;
    chart.draw_series(regions(network))?;
    chart.configure_mesh().disable_mesh().label_style(("sans-serif", 14)).draw()?;
    let dots = points.rows().into_iter().zip(kinds).map(|(point, kind)| {
        let color = if *kind > 0.5 { BLUE } else { RED };
        Circle::new((point[0], point[1]), 4, color.filled())
    });
    chart.draw_series(dots)?;
    area.present()?;
    Ok(())
}

/// What the network takes for the one and for the other kind; neighbours in a row are one rectangle.
fn regions(network: &Network) -> Vec<Rectangle<(f64, f64)>> {
    let side = 2.0 * SHOWN / CELLS as f64;
    let at = |cell: usize| -SHOWN + side * cell as f64;
    let mut rectangles = Vec::new();
    for row in 0..CELLS {
        let centers =
            Array2::from_shape_fn((CELLS, 2), |(column, axis)| at(if axis == 0 { column } else { row }) + side / 2.0);
        let first: Vec<bool> = predict(network, &centers).iter().map(|p| *p > 0.5).collect();
        let mut start = 0;
        for run in first.chunk_by(|a, b| a == b) {
            let color = if run[0] { BLUE.mix(0.15) } else { RED.mix(0.15) };
            rectangles
                .push(Rectangle::new([(at(start), at(row)), (at(start + run.len()), at(row + 1))], color.filled()));
            start += run.len();
        }
    }
    rectangles
}
