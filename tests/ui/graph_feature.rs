use grad::differentiable;

// What is said where the feature is missing. (Here it is there; `__without` stands for its absence.)
#[differentiable(graph, __without(graph))]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {
    f_grad(1.0);
}
