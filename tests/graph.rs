//! Computation graphs.

use grad::differentiable;

#[differentiable(graph)]
fn f(x: f64, y: f64, z: f64) -> f64 {
    let p = 3.0 * x;
    let q = p.max(0.0);
    let r = q - y;
    let s = r.powi(2);
    let t = s + z;
    t
}

#[test]
fn prints() {
    println!("{}", f_graph(1.0, 0.0, -2.0));
}
