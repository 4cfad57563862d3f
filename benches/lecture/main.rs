//! Times every function of the lecture, its hand-written and its generated gradient.
//!
//! `cargo bench --bench lecture` prints the table of ratios, then criterion's own report;
//! `cargo bench --bench lecture -- relu` keeps to the functions of that name in the report.

#[macro_use]
#[path = "../../examples/lecture/list.rs"]
mod list;

#[path = "../../examples/lecture/functions.rs"]
mod functions;

mod hand_written;
mod kernels;
mod ratios;

use criterion::{Criterion, Throughput};

fn main() {
    let kernels = kernels::kernels();
    // `cargo test --benches` comes here without the flag, to see that everything runs.
    if std::env::args().any(|argument| argument == "--bench") {
        ratios::print(&kernels);
    }

    let mut criterion = Criterion::default().configure_from_args();
    for kernel in &kernels {
        let mut group = criterion.benchmark_group(kernel.name);
        group.throughput(Throughput::Elements(kernels::POINTS.into()));
        group.bench_function("primal", |bencher| bencher.iter(&kernel.primal));
        group.bench_function("hand-written", |bencher| bencher.iter(&kernel.hand_written));
        group.bench_function("gradient", |bencher| bencher.iter(&kernel.gradient));
        group.finish();
    }
    criterion.final_summary();
}
