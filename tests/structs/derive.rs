//! What `#[derive(Differentiable)]` writes.

use std::marker::PhantomData;

use grad::{Differentiable, Floats};

/// Of everything that a struct may hold.
#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Params {
    name: String,
    rate: f64,
    weights: Vec<f64>,
    sizes: [usize; 2],
    grid: [[f64; 2]; 2],
    pair: (f64, f64),
    #[constant]
    step: f64,
    layers: Vec<Layer<f64>>,
    flag: bool,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Layer<T> {
    weight: T,
    #[allow(dead_code)]
    size: u32,
    bias: [T; 2],
}

fn params() -> Params {
    Params {
        name: "first".to_owned(),
        rate: 0.5,
        weights: vec![1.0, 2.0, 3.0],
        sizes: [1, 2],
        grid: [[4.0, 5.0], [6.0, 7.0]],
        pair: (8.0, 9.0),
        step: 0.1,
        layers: vec![Layer { weight: 10.0, size: 3, bias: [11.0, 12.0] }],
        flag: true,
    }
}

fn tangent() -> ParamsTangent {
    ParamsTangent {
        rate: 1.0,
        weights: vec![2.0, 3.0, 4.0],
        grid: [[5.0, 6.0], [7.0, 8.0]],
        pair: (9.0, 10.0),
        layers: vec![LayerTangent { weight: 11.0, bias: [12.0, 13.0] }],
    }
}

#[test]
fn a_zero_has_the_lengths_of_the_value() {
    let zero = ParamsTangent {
        rate: 0.0,
        weights: vec![0.0; 3],
        grid: [[0.0; 2]; 2],
        pair: (0.0, 0.0),
        layers: vec![LayerTangent { weight: 0.0, bias: [0.0; 2] }],
    };
    assert_eq!(params().zero_tangent(), zero);
    assert_eq!(tangent().zero_tangent(), zero);
}

#[test]
fn floats_come_in_order_and_constants_are_left_out() {
    let floats: Vec<f64> = params().floats().copied().collect();
    assert_eq!(floats, [0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]);
    let floats: Vec<f64> = tangent().floats().copied().collect();
    assert_eq!(floats, (1..=13).map(f64::from).collect::<Vec<_>>());
}

#[test]
fn optimisers_go_through_both() {
    let mut params = params();
    let gradient = tangent();
    for (parameter, slope) in params.floats_mut().zip(gradient.floats()) {
        *parameter -= 0.5 * slope;
    }
    let mut same = self::params();
    same.add_scaled(-0.5, &gradient);
    assert_eq!(params, same);
    assert_eq!(params.weights, [0.0, 0.5, 1.0]);
    assert_eq!(params.layers[0], Layer { weight: 4.5, size: 3, bias: [5.0, 5.5] });
    assert_eq!((params.step, params.sizes), (0.1, [1, 2]));
}

#[test]
fn tangents_are_added_and_scaled() {
    let mut sum = params().zero_tangent();
    sum.add_tangent(&tangent());
    assert_eq!(sum, tangent());
    sum.add_scaled(2.0, &tangent());
    let floats: Vec<f64> = sum.floats().copied().collect();
    assert_eq!(floats, (1..=13).map(|n| 3.0 * f64::from(n)).collect::<Vec<_>>());
    assert_eq!(tangent() + tangent() + tangent(), sum);
    let mut twice = tangent();
    twice += tangent();
    for float in twice.floats_mut() {
        *float *= 1.5;
    }
    assert_eq!(twice, sum);
}

#[test]
#[should_panic(expected = "a tangent of length 2 is added to something of length 3")]
fn vectors_of_other_lengths_do_not_fit() {
    params().add_scaled(1.0, &ParamsTangent { weights: vec![1.0, 2.0], ..tangent() });
}

/// Members without names: those that stay keep their order.
#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Tuple(usize, f64, char, [f64; 2]);

#[test]
fn tuple_structs_keep_their_order() {
    let mut value = Tuple(1, 2.0, 'x', [3.0, 4.0]);
    assert_eq!(value.zero_tangent(), TupleTangent(0.0, [0.0, 0.0]));
    value.add_scaled(10.0, &TupleTangent(1.0, [2.0, 3.0]));
    assert_eq!(value, Tuple(1, 12.0, 'x', [23.0, 34.0]));
    assert_eq!(value.floats().sum::<f64>(), 69.0);
}

/// Parameters of every kind: those that carry no floats are not the tangent's.
#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Net<'a, T, U, const N: usize>
where
    T: Clone,
    U: Clone,
{
    label: &'a str,
    layers: [Layer<T>; N],
    single: T,
    #[constant]
    tag: U,
    marker: PhantomData<U>,
}

#[test]
fn generic_structs_have_generic_tangents() {
    let layer = |weight| Layer { weight, size: 1, bias: [weight; 2] };
    let mut net = Net { label: "", layers: [layer(1.0_f32), layer(2.0)], single: 3.0, tag: 7_u8, marker: PhantomData };
    let mut gradient: NetTangent<f32, 2> = net.zero_tangent();
    gradient.layers[1].bias[0] = 1.0;
    gradient.single = 2.0;
    net.add_scaled(0.5, &gradient);
    assert_eq!((net.layers[1].bias, net.single), ([2.5, 2.0], 4.0));
    assert_eq!(net.floats().count(), 7);
}

/// Both kinds of floats: moved as a whole.
#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Mixed {
    wide: f64,
    narrow: Vec<f32>,
}

#[test]
fn both_kinds_of_floats_are_scaled() {
    let mut mixed = Mixed { wide: 1.0, narrow: vec![2.0] };
    mixed.add_scaled(0.25, &MixedTangent { wide: 4.0, narrow: vec![8.0] });
    assert_eq!(mixed, Mixed { wide: 2.0, narrow: vec![4.0] });
}

/// Tangents of floats and arrays are copied, as these are.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Point<T> {
    x: T,
    y: [T; 2],
}

#[test]
fn tangents_of_arrays_are_copied() {
    let gradient = PointTangent::<f64> { x: 1.0, y: [2.0, 3.0] };
    let copy = gradient;
    assert_eq!(gradient, copy);
    assert_eq!(format!("{copy:?}"), "PointTangent { x: 1.0, y: [2.0, 3.0] }");
    assert_eq!(PointTangent::<f64>::default(), PointTangent { x: 0.0, y: [0.0, 0.0] });
}

/// Without floats there is nothing to add.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Empty {
    count: usize,
}

#[test]
fn a_struct_without_floats_has_an_empty_tangent() {
    let mut empty = Empty { count: 3 };
    let zero: EmptyTangent = empty.zero_tangent();
    empty.add_scaled(2.0, &zero);
    assert_eq!(empty, Empty { count: 3 });
    assert_eq!(<Empty as Floats<f64>>::floats(&empty).count(), 0);
}
