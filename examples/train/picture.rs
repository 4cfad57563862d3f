//! The loss curve as a picture.

use std::error::Error;
use std::path::Path;

use plotters::prelude::*;

/// Writes the curve of `(step, loss)` as an SVG file, the loss on a logarithmic axis.
///
/// # Errors
/// If the file cannot be written.
pub fn write_loss_curve(path: &Path, curve: &[(u32, f64)]) -> Result<(), Box<dyn Error>> {
    let last_step = curve.iter().map(|&(step, _)| step).max().unwrap_or(1);
    let losses = curve.iter().map(|&(_, loss)| loss);
    let lowest = losses.clone().fold(f64::INFINITY, f64::min);
    let highest = losses.fold(0.0, f64::max);

    let area = SVGBackend::new(path, (800, 500)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption("training loss", ("sans-serif", 24))
        .margin(20)
        .x_label_area_size(40)
        .y_label_area_size(70)
        .build_cartesian_2d(0..last_step, (0.5 * lowest..2.0 * highest).log_scale())?;
    chart
        .configure_mesh()
        .x_desc("step")
        .y_desc("mean squared error")
        .label_style(("sans-serif", 14))
        .axis_desc_style(("sans-serif", 16))
        .y_label_formatter(&|loss| format!("{loss:.0e}"))
        .light_line_style(TRANSPARENT)
        .draw()?;
    chart.draw_series(LineSeries::new(curve.iter().copied(), BLUE.stroke_width(2)))?;
    area.present()?;
    Ok(())
}
