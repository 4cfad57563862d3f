//! Pictures: boxes do not overlap, whatever the graph.

use fastrand::Rng;
use grad::differentiable;
use grad::graph::{Graph, Limits};

use crate::by_name::function;
use crate::lecture::points;

#[derive(Clone, Copy, Debug)]
struct Box {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// The boxes of a picture: nodes, and groups.
fn boxes(svg: &str) -> (Vec<Box>, Vec<Box>) {
    let number = |tag: &str, name: &str| -> f64 {
        let value = tag.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {name} in {tag}"))
    };
    let read = |tag: &str| Box {
        x: number(tag, "x"),
        y: number(tag, "y"),
        width: number(tag, "width"),
        height: number(tag, "height"),
    };
    let nodes = svg.split("<rect class=\"box\"").skip(1).map(read).collect();
    let groups = svg.split("<g class=\"group").skip(1).map(|tag| read(tag.split("<rect").nth(1).unwrap_or_default()));
    (nodes, groups.collect())
}

fn overlap(a: Box, b: Box) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

fn inside(a: Box, b: Box) -> bool {
    a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height
}

#[track_caller]
fn is_tidy(graph: &Graph) {
    let svg = graph.to_svg();
    let (nodes, groups) = boxes(&svg);
    let size = |name: &str| -> f64 {
        svg.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next()?.parse().ok()).expect("a size")
    };
    let whole = Box { x: 0.0, y: 0.0, width: size("width"), height: size("height") };
    for (index, a) in nodes.iter().enumerate() {
        assert!(inside(*a, whole), "{}: {a:?} is outside of {whole:?}", graph.function);
        for b in &nodes[index + 1..] {
            assert!(!overlap(*a, *b), "{}: {a:?} over {b:?}", graph.function);
        }
    }
    for (index, a) in groups.iter().enumerate() {
        for b in nodes.iter().chain(&groups[index + 1..]) {
            let apart = !overlap(*a, *b) || inside(*a, *b) || inside(*b, *a);
            assert!(apart, "{}: {a:?} across {b:?}", graph.function);
        }
    }
}

#[differentiable(graph)]
fn winding(x: f64, y: f64, n: usize) -> f64 {
    let mut a = [x, y, x * y];
    let mut sum = 0.0;
    for i in 0..n {
        if a[i % 3] > sum {
            sum += a[i % 3] * x;
        } else {
            a[(i + 1) % 3] = sum.sin() * y;
        }
        for j in 0..2 {
            sum += crate::functions::sigmoid(a[j] * sum);
        }
    }
    sum * a[0]
}

#[test]
fn boxes_do_not_overlap() {
    for (name, point) in points().into_iter().take(200) {
        is_tidy(&(function(name).graph)(&point));
    }
    let mut random = Rng::with_seed(11);
    for n in 0..7 {
        for trips in [0, 1, 3, 10] {
            let (x, y) = (2.0 * random.f64() - 1.0, 2.0 * random.f64() - 1.0);
            is_tidy(&winding_graph_with(Limits::new().trips(trips), x, y, n));
        }
    }
}

#[test]
fn numbers_and_names_are_in_the_picture() {
    let graph = (function("relu_square").graph)(&[1.0, 0.0, -2.0]);
    let svg = graph.to_svg();
    for text in
        [">18</text>", ">-6</text>", ">7</text>", ">max 0</text>", ">q</text>", "∂r/∂q = 1", "chain rule: 6 · 1 = 6"]
    {
        assert!(svg.contains(text), "no {text}");
    }
}

/// The README's picture is the current one. `BLESS=1` draws it anew.
#[test]
fn the_readmes_picture_is_current() {
    let svg = (function("relu_square").graph)(&[1.0, 0.0, -2.0]).to_svg();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/relu_square.svg");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &svg).expect("the picture is written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(svg, kept.replace("\r\n", "\n"), "docs/relu_square.svg is not current: BLESS=1 draws it anew");
}

/// Names and source lines are the user's: none may end a tag.
#[test]
fn text_is_escaped() {
    #[differentiable(graph)]
    fn compares(x: f64, y: f64) -> f64 {
        if x < y && y > 0.0 { x * y } else { x }
    }
    let graph = compares_graph(1.0, 2.0);
    assert!(graph.to_svg().contains("if x &lt; y &amp;&amp; y &gt; 0.0: yes"));
    let page = graph.to_html();
    let data = page
        .split("<script type=\"application/json\" id=\"graph\">")
        .nth(1)
        .and_then(|rest| rest.split("</script>").next());
    let data: serde_json::Value = serde_json::from_str(data.expect("the data is there")).expect("it is JSON");
    assert_eq!(data["guards"][0]["text"], "x < y && y > 0.0");
}
