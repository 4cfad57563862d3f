// What is written through a shared reference cannot be followed.
use std::cell::{Cell, RefCell};
use std::sync::Mutex;

use grad::differentiable;

#[differentiable]
fn counted(x: f64, count: &Cell<f64>) -> f64 {
    count.set(count.get() + 1.0);
    x * count.get()
}

#[differentiable]
fn logged(x: f64, log: &RefCell<Vec<f64>>) -> f64 {
    log.borrow_mut().push(x);
    x * x
}

#[differentiable(constant(last))]
fn smoothed(x: f64, last: &Cell<f64>) -> f64 {
    let mean = 0.5 * (x + last.get());
    last.set(mean);
    mean
}

#[differentiable(constant(log))]
fn largest(x: f64, log: &RefCell<Vec<f64>>) -> f64 {
    log.borrow_mut().push(x);
    log.borrow_mut()[0] = x;
    *log.borrow_mut().last_mut().unwrap() += x;
    log.borrow()[0] * x
}

#[differentiable]
fn guarded(x: f64) -> f64 {
    let total = Mutex::new(0.0);
    *total.lock().unwrap() += x;
    total.into_inner().unwrap()
}

fn main() {
    counted_grad(1.0, &Cell::new(0.0));
    logged_grad(1.0, &RefCell::new(vec![]));
    smoothed_grad(1.0, &Cell::new(0.0));
    largest_grad(1.0, &RefCell::new(vec![0.0]));
    guarded_grad(1.0);
}
