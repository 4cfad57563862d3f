use grad::Differentiable;

#[derive(Clone, Differentiable)]
struct Tree {
    weight: f64,
    children: Vec<Tree>,
}

#[derive(Clone, Differentiable)]
enum Expression {
    Constant(f64),
    Sum(Vec<(f64, Expression)>),
    Negative(Box<Expression>),
}

fn main() {}
