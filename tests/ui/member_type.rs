use std::collections::HashMap;
use std::rc::Rc;

use grad::Differentiable;

#[derive(Differentiable)]
enum Expression {
    Constant(f64),
    Variable,
    Sum(Rc<Expression>, Rc<Expression>),
    Product(Box<Expression>, Box<Expression>),
}

#[derive(Differentiable)]
struct Model {
    rates: HashMap<String, f64>,
    layers: Vec<Rc<f64>>,
    number: Box<f64>,
    #[constant]
    names: HashMap<String, f64>,
    scale: f64,
}

fn main() {}
