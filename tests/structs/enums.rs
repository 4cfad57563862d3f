//! Enums with payloads: the derive, `match`, `if let`, and what is made inside.

use grad::{Differentiable, differentiable};

use crate::floats_of;
use crate::harness::{array, number, numbers, positive};

/// Every kind of variant.
#[derive(Clone, Debug, Differentiable)]
pub enum Shape {
    Empty,
    Circle { r: f64 },
    Rect(f64, f64),
    Polygon { corners: Vec<[f64; 2]>, name: String },
    Regular(u32, f64),
}

floats_of!(Shape);

pub fn shapes() -> Vec<Shape> {
    vec![
        Shape::Empty,
        Shape::Circle { r: positive() },
        Shape::Rect(number(), number()),
        Shape::Polygon { corners: vec![array(), array(), array()], name: "p".to_owned() },
        Shape::Regular(5, positive()),
    ]
}

impl Shape {
    #[differentiable]
    fn area(&self, scale: f64) -> f64 {
        match self {
            Shape::Empty => 0.0,
            Shape::Circle { r } => 3.0 * r * r * scale,
            Self::Rect(w, h) => w * h * scale.powi(2),
            Shape::Polygon { corners, .. } => {
                let mut sum = 0.0;
                for i in 0..corners.len() {
                    let j = (i + 1) % corners.len();
                    sum += corners[i][0] * corners[j][1] - corners[j][0] * corners[i][1];
                }
                0.5 * sum * scale
            }
            Shape::Regular(n, side) => *n as f64 * side * side / scale,
        }
    }
}

#[differentiable]
fn by_reference(shape: &Shape, x: f64) -> f64 {
    match shape {
        Shape::Circle { r } if *r > 1.0 => r.ln() * x,
        Shape::Circle { r: radius } => radius * x * x,
        Shape::Rect(w, _) | Shape::Regular(_, w) => w.sin() * x,
        _ => x * x,
    }
}

#[differentiable]
fn by_value(shape: Shape, x: f64) -> f64 {
    let area = match shape {
        Shape::Circle { r } => r * r,
        Shape::Rect(w, h) => w * h,
        Shape::Polygon { corners, .. } => corners.iter().map(|c| c[0] * c[1]).sum(),
        _ => 1.0,
    };
    area * x
}

#[differentiable]
fn if_let(shape: &Shape, x: f64) -> f64 {
    let mut y = x;
    if let Shape::Rect(w, h) = shape {
        y *= w / h.exp();
    }
    if let Shape::Circle { r } = shape { y * r } else { y * y }
}

#[differentiable]
fn calls(shape: &Shape, x: f64) -> f64 {
    let half = 0.5 * x;
    shape.area(half) * Shape::area(shape, x) + if_let(shape, half)
}

#[differentiable]
fn makes(x: f64, y: f64) -> f64 {
    let shape = if x > y { Shape::Circle { r: x * 2.0 } } else { Shape::Rect(x, y * y) };
    let other = Shape::Regular(3, x * y);
    shape.area(y) + other.area(x)
}

#[differentiable]
fn in_loops(shapes: &[Shape], scale: f64) -> f64 {
    let mut total = 0.0;
    for (i, shape) in shapes.iter().enumerate() {
        total += match shape {
            Shape::Circle { r } => r * scale,
            Shape::Rect(w, h) => w * h * total,
            Shape::Regular(n, side) => {
                let mut power = 1.0;
                for _ in 0..*n {
                    power *= side;
                }
                power
            }
            _ => i as f64 * scale,
        };
        total += shape.area(scale);
    }
    total
}

#[test]
fn enums_are_matched() {
    for shape in shapes() {
        zoo!(by_reference, by_reference_grad, by_reference_grad_into, by_reference_vjp: &shape.clone(), number());
        zoo!(by_value, by_value_grad, by_value_grad_into, by_value_vjp: shape.clone(), number());
        zoo!(if_let, if_let_grad, if_let_grad_into, if_let_vjp: &shape.clone(), number());
        zoo!(calls, calls_grad, calls_grad_into, calls_vjp: &shape.clone(), positive());
    }
    zoo!(makes, makes_grad, makes_grad_into, makes_vjp: positive(), positive());
}

#[test]
fn enums_in_loops() {
    for n in [0, 1, 4] {
        let mut drawn = Vec::new();
        for _ in 0..n {
            drawn.extend(shapes());
        }
        zoo!(in_loops, in_loops_grad, in_loops_grad_into, in_loops_vjp: &drawn.clone(), positive());
    }
}

/// Enums in enums, in structs, in arrays.
#[derive(Clone, Debug, Differentiable)]
pub enum Node {
    Leaf(f64),
    Scaled { by: f64, shape: Shape },
    Maybe(Option<Point>),
}

#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// Without floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Differentiable)]
pub enum Kind {
    Sum,
    Power(i32),
    Named { count: usize },
}

#[derive(Clone, Debug, Differentiable)]
pub struct Model {
    pub kind: Kind,
    pub shape: Shape,
    pub nodes: Vec<Node>,
    pub pair: [Shape; 2],
    #[constant]
    pub fixed: Option<usize>,
}

floats_of!(Node Point Kind Model);

pub fn nodes() -> Vec<Node> {
    let mut nodes =
        vec![Node::Leaf(number()), Node::Maybe(None), Node::Maybe(Some(Point { x: number(), y: positive() }))];
    nodes.extend(shapes().into_iter().map(|shape| Node::Scaled { by: number(), shape }));
    nodes
}

pub fn model(kind: Kind, shape: Shape) -> Model {
    let fixed = fastrand::bool().then_some(2);
    Model { kind, shape, nodes: nodes(), pair: [Shape::Circle { r: number() }, Shape::Rect(number(), number())], fixed }
}

#[differentiable]
fn nested(node: &Node, x: f64) -> f64 {
    match node {
        Node::Leaf(a) => a * x,
        Node::Scaled { by, shape: Shape::Circle { r } } => by * r * x,
        Node::Scaled { by, shape } => by * shape.area(x),
        Node::Maybe(Some(Point { x: a, y })) => a * y.ln() + x,
        Node::Maybe(None) => x.exp(),
    }
}

#[differentiable]
fn members(model: &Model, x: f64) -> f64 {
    let start = match model.kind {
        Kind::Sum => x,
        Kind::Power(n) => x.powi(n),
        Kind::Named { count } => x / count as f64,
    };
    let mut sum = start * model.shape.area(x);
    for node in &model.nodes {
        sum += nested(node, start);
    }
    if let Shape::Circle { r } = &model.pair[0]
        && x > -1.0e9
    {
        sum *= r;
    }
    if let Shape::Rect(w, h) = model.pair[1] {
        sum += w * h * x;
    }
    match model.fixed {
        Some(index) => sum * index as f64,
        None => sum,
    }
}

#[test]
fn enums_nest() {
    for node in nodes() {
        zoo!(nested, nested_grad, nested_grad_into, nested_vjp: &node.clone(), positive());
    }
    for kind in [Kind::Sum, Kind::Power(3), Kind::Named { count: 2 }] {
        for shape in shapes() {
            zoo!(members, members_grad, members_grad_into, members_vjp: &model(kind, shape.clone()), positive());
        }
    }
}

/// Generic ones.
#[derive(Clone, Debug, Differentiable)]
pub enum Either<A, B> {
    Left(A),
    Right { value: B, weight: f64 },
    Neither,
}

type Of = Either<f64, Vec<f64>>;

floats_of!(Of);

#[differentiable]
fn generic(either: &Either<f64, Vec<f64>>, x: f64) -> f64 {
    match either {
        Either::Left(a) => a * x,
        Either::Right { value, weight } => weight * value.iter().map(|v| v * x).sum::<f64>() + value[0],
        Either::Neither => x.sin(),
    }
}

/// Made, changed, given back.
#[differentiable]
fn larger(a: Shape, b: Shape) -> Shape {
    if a.area(1.0) > b.area(1.0) { a } else { b }
}

#[differentiable]
fn scaled(shape: &Shape, by: f64) -> Shape {
    match shape {
        Shape::Circle { r } => Shape::Circle { r: r * by },
        Shape::Rect(w, h) => Shape::Rect(w * by, h * by * by),
        Shape::Regular(n, side) => Shape::Regular(*n, side * by),
        other => other.clone(),
    }
}

#[differentiable]
fn of_results(a: Shape, by: f64) -> f64 {
    let doubled = scaled(&a, by);
    match scaled(&doubled, by) {
        Shape::Circle { r } => r * doubled.area(by),
        Shape::Rect(w, h) => w - h,
        shape => shape.area(by),
    }
}

#[differentiable]
fn state(xs: &[f64], x: f64) -> f64 {
    let mut shape = Shape::Circle { r: x };
    let mut total = 0.0;
    for y in xs {
        shape = match shape {
            Shape::Circle { r } if r * y > 0.0 => Shape::Rect(r, y * x),
            Shape::Circle { r } => Shape::Circle { r: r + y },
            Shape::Rect(w, h) => Shape::Circle { r: w * h },
            other => other,
        };
        total += shape.area(*y);
    }
    total
}

#[differentiable]
fn in_place(shape: &mut Shape, x: f64) -> f64 {
    match shape {
        Shape::Circle { r } => {
            *r *= x;
            *r += 1.0;
        }
        Shape::Rect(w, h) => *w = *h * x,
        Shape::Empty => *shape = Shape::Circle { r: x * x },
        _ => {}
    }
    shape.area(x)
}

#[test]
fn enums_are_made_and_changed() {
    for either in [Either::Left(number()), Either::Right { value: numbers(3), weight: number() }, Either::Neither] {
        zoo!(generic, generic_grad, generic_grad_into, generic_vjp: &either.clone(), number());
    }
    for shape in shapes() {
        zoo!(of_results, of_results_grad, of_results_grad_into, of_results_vjp: shape.clone(), positive());
        if !matches!(shape, Shape::Empty) {
            zoo!(in_place, in_place_grad, in_place_grad_into, in_place_vjp: &mut shape.clone(), positive());
        }
    }
    for n in [0, 1, 2, 5] {
        zoo!(state, state_grad, state_grad_into, state_vjp: &numbers(n), positive());
    }
    let (a, b) = (Shape::Circle { r: 2.0 }, Shape::Rect(1.0, 3.0));
    let (larger, pullback) = larger_vjp(a, b);
    assert!(matches!(larger, Shape::Circle { r: 2.0 }));
    let (da, db) = pullback(ShapeTangent::Circle { r: 5.0 });
    assert_eq!((da, db), (ShapeTangent::Circle { r: 5.0 }, ShapeTangent::Rect(0.0, 0.0)));
}

/// The function leaves another variant behind than it found.
#[test]
fn another_variant_at_exit() {
    let mut shape = Shape::Empty;
    let (value, (d_shape, dx)) = in_place_grad(&mut shape, 2.0);
    assert_eq!((value, d_shape, dx), (96.0, ShapeTangent::Empty, 240.0));
    assert!(matches!(shape, Shape::Circle { r: 4.0 }));

    let (mut shape, mut d_shape, mut dx) = (Shape::Empty, ShapeTangent::Empty, 1.0);
    assert_eq!(in_place_grad_into(&mut shape, 2.0, &mut d_shape, &mut dx), 96.0);
    assert_eq!((d_shape, dx), (ShapeTangent::Empty, 241.0));

    let mut shape = Shape::Empty;
    let (_, pullback) = in_place_vjp(&mut shape, 2.0);
    let (d_shape, dx) = pullback(1.0, ShapeTangent::Circle { r: 10.0 });
    assert_eq!((d_shape, dx), (ShapeTangent::Empty, 240.0 + 10.0 * 4.0));
}

/// With seeds of the shape of the result, held to finite differences.
#[test]
fn enums_are_results() {
    for a in shapes() {
        zoo_vjp!(scaled, scaled_vjp: &a.clone(), number());
        for b in shapes() {
            zoo_vjp!(larger, larger_vjp: a.clone(), b.clone());
        }
    }
}

/// Of tangents of two variants there is no sum: that is said, and nothing is added.
#[test]
fn tangents_of_different_variants() {
    fn panics(run: impl FnOnce()) -> String {
        let payload = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).expect_err("it must panic");
        let owned = payload.downcast_ref::<String>().cloned();
        owned.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap()
    }
    let circle = || ShapeTangent::Circle { r: 1.0 };
    let rect = || ShapeTangent::Rect(2.0, 3.0);
    assert_eq!(rect() + rect(), ShapeTangent::Rect(4.0, 6.0));
    let says = |message: String| assert!(message.contains("the tangent of one variant of `Shape`"), "{message}");
    says(panics(|| drop(circle() + rect())));
    let mut sum = circle();
    says(panics(|| sum += rect()));
    says(panics(|| sum.add_tangent(&rect())));
    says(panics(|| sum.add_scaled(1.0, &ShapeTangent::Empty)));
    assert_eq!(sum, circle());
    let mut shape = Shape::Circle { r: 4.0 };
    says(panics(|| shape.add_scaled(1.0, &rect())));
    assert!(matches!(shape, Shape::Circle { r: 4.0 }));
    let mut some = Some(1.0);
    panics(|| some.add_scaled(1.0, &None));
    assert_eq!(some, Some(1.0));

    // A seed of another variant than the result's.
    for seed in [rect(), ShapeTangent::Empty, ShapeTangent::Regular(1.0)] {
        let (_, pullback) = scaled_vjp(&Shape::Circle { r: 2.0 }, 3.0);
        panics(|| drop(pullback(seed)));
    }
    let (_, pullback) = scaled_vjp(&Shape::Circle { r: 2.0 }, 3.0);
    assert_eq!(pullback(circle()), (ShapeTangent::Circle { r: 3.0 }, 2.0));
    let (_, pullback) = scaled_vjp(&Shape::Empty, 3.0);
    panics(|| drop(pullback(circle())));

    // A buffer of another variant: before anything is written.
    let (mut d_shape, mut dx) = (rect(), 7.0);
    panics(|| _ = by_reference_grad_into(&Shape::Circle { r: 2.0 }, 3.0, &mut d_shape, &mut dx));
    assert_eq!((d_shape, dx), (rect(), 7.0));
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum Cell {
    One(Option<f64>),
    Many(Vec<f64>),
}

#[differentiable]
fn fill(cell: &mut Cell, factor: Option<f64>) {
    match &mut *cell {
        Cell::One(value) => {
            if let Some(factor) = factor {
                let old = value.unwrap();
                *value = Some(factor * old);
            }
        }
        Cell::Many(list) => list.push(1.0),
    }
}

/// What is unwrapped stands behind an argument that changes. By hand.
#[test]
fn an_option_in_a_variant_that_changes() {
    let mut cell = Cell::One(Some(3.0));
    let ((), pullback) = fill_vjp(&mut cell, Some(2.0));
    assert_eq!(cell, Cell::One(Some(6.0)));
    assert_eq!(pullback(CellTangent::One(Some(10.0))), (CellTangent::One(Some(20.0)), Some(30.0)));
    let mut cell = Cell::Many(vec![4.0]);
    let ((), pullback) = fill_vjp(&mut cell, Some(2.0));
    assert_eq!(pullback(CellTangent::Many(vec![10.0, 20.0])), (CellTangent::Many(vec![10.0]), Some(0.0)));
}

#[test]
#[should_panic(expected = "called `Option::unwrap()` on a `None` value")]
fn an_option_in_a_variant_that_is_none_panics_as_in_the_function() {
    let _ = fill_vjp(&mut Cell::One(None), Some(2.0));
}
