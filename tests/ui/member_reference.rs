use grad::Differentiable;

#[derive(Differentiable)]
struct Data<'a> {
    name: &'a str,
    values: &'a [f64],
    pairs: [(usize, &'a f64); 2],
}

fn main() {
    let data = Data { name: "", values: &[], pairs: [(0, &1.0), (1, &2.0)] };
    println!("{} {:?} {:?}", data.name, data.values, data.pairs);
}
