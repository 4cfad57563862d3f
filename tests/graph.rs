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

#[differentiable(graph, partials(v = output * (1.0 - output)))]
fn sigmoid(v: f64) -> f64 {
    1.0 / (1.0 + (-v).exp())
}

#[differentiable]
fn plain(v: f64, w: f64) -> f64 {
    v * w
}

#[differentiable(graph)]
fn softplus(v: f64) -> f64 {
    let e = v.exp();
    (1.0 + e).ln()
}

#[differentiable(graph)]
fn net(x: f64, w: f64, label: bool) -> f64 {
    let h = sigmoid(w * x);
    let k = softplus(h) + plain(h, w);
    if label { -k.ln() } else { k * 2.0 }
}

#[differentiable(graph)]
fn pendulum(angle: f64, speed: f64, steps: usize) -> f64 {
    let mut angle = angle;
    let mut speed = speed;
    for _ in 0..steps {
        speed -= 0.01 * angle.sin();
        angle += 0.01 * speed;
    }
    angle
}

#[differentiable(graph, wrt(weights, bias))]
fn loss(weights: &[f64], bias: f64, rows: &[[f64; 2]], targets: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (row, target) in rows.iter().zip(targets) {
        let mut output = bias;
        for j in 0..weights.len() {
            output += weights[j] * row[j];
        }
        sum += (output - target).powi(2);
    }
    sum
}

#[differentiable(graph)]
fn stores(x: f64, n: usize) -> f64 {
    let mut a = vec![x; n];
    for i in 1..n {
        a[i] = a[i - 1] * x;
    }
    a[n - 1] + a[0]
}

#[differentiable(graph)]
fn early(x: f64) -> f64 {
    if x < 0.0 {
        return 0.5 * x;
    }
    let mut y = x;
    while y < 10.0 {
        y = y * y + 1.0;
        if y > 7.0 {
            break;
        }
    }
    y.sqrt()
}

#[test]
fn prints_more() {
    println!("{}", net_graph(1.0, 0.5, true));
    println!("{:?}", net_grad(1.0, 0.5, true));
    println!("{}", pendulum_graph_with(grad::graph::Limits::new().trips(2), 1.0, 0.5, 3));
    println!("{:?}", pendulum_grad(1.0, 0.5, 3));
    println!("{}", loss_graph(&[0.5, -0.5], 0.1, &[[1.0, 2.0], [3.0, 4.0]], &[1.0, 0.0]));
    println!("{:?}", loss_grad(&[0.5, -0.5], 0.1, &[[1.0, 2.0], [3.0, 4.0]], &[1.0, 0.0]));
    println!("{}", stores_graph(1.5, 4));
    println!("{:?}", stores_grad(1.5, 4));
    println!("{}", early_graph(1.5));
    println!("{:?}", early_grad(1.5));
    println!("{}", early_graph(-1.5));
}

#[test]
fn draws() {
    std::fs::create_dir_all("/tmp/shots").unwrap();
    std::fs::write("/tmp/shots/f.svg", f_graph(1.0, 0.0, -2.0).to_svg()).unwrap();
    std::fs::write("/tmp/shots/net.svg", net_graph(1.0, 0.5, true).to_svg()).unwrap();
    std::fs::write("/tmp/shots/pendulum.svg", pendulum_graph_with(grad::graph::Limits::new().trips(2), 1.0, 0.5, 3).to_svg()).unwrap();
    std::fs::write("/tmp/shots/loss.svg", loss_graph(&[0.5, -0.5], 0.1, &[[1.0, 2.0], [3.0, 4.0]], &[1.0, 0.0]).to_svg()).unwrap();
    std::fs::write("/tmp/shots/stores.svg", stores_graph(1.5, 4).to_svg()).unwrap();
    std::fs::write("/tmp/shots/early.svg", early_graph(1.5).to_svg()).unwrap();
}

#[test]
fn pages() {
    std::fs::write("/tmp/shots/f.html", f_graph(1.0, 0.0, -2.0).to_html()).unwrap();
    std::fs::write("/tmp/shots/net.html", net_graph(1.0, 0.5, true).to_html()).unwrap();
    std::fs::write("/tmp/shots/early.html", early_graph(1.5).to_html()).unwrap();
    std::fs::write("/tmp/shots/stores.html", stores_graph(1.5, 4).to_html()).unwrap();
}
