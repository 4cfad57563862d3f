//! Where everything is in a picture.
//!
//! Each group is laid out by itself, from the inside out, and is then one box in the group around it; so boxes never overlap what is not in
//! them. The placing itself (layers, order, coordinates) is the library's.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::string::{String, ToString};
use std::vec::Vec;

use layout::core::base::Orientation;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::{Point, Position};
use layout::core::style::StyleAttr;
use layout::std_shapes::shapes::{Arrow, Element, ShapeKind};
use layout::topo::layout::VisualGraph;

use super::model::{Edge, Graph};
use super::wording;

/// A rectangle by its left upper corner.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A picture of a graph, before it is drawn.
pub struct Picture {
    pub width: f64,
    pub height: f64,
    /// One box for each node.
    pub nodes: Vec<Rect>,
    /// One box for each group that holds nodes, outer ones first.
    pub groups: Vec<(usize, Rect)>,
    /// Points on the way of each edge.
    pub edges: Vec<Vec<(f64, f64)>>,
}

/// Space around the whole picture.
const MARGIN: f64 = 16.0;
/// Space inside of a group's box, and for its title.
const PADDING: f64 = 14.0;
const TITLE: f64 = 24.0;
/// The height of a line of text in a node.
pub const LINE: f64 = 18.0;

/// What is placed as one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Item {
    Node(usize),
    Group(usize),
    /// Where edges come into a group.
    Start,
    /// Where they leave it.
    End,
}

/// A way between two items, for what comes from one node.
type Way = (Item, Item, usize);

/// A group that is laid out: its size, and what is where in it.
#[derive(Default)]
struct Placed {
    width: f64,
    height: f64,
    items: BTreeMap<Item, Rect>,
    /// The bends of each way.
    bends: HashMap<Way, Vec<(f64, f64)>>,
}

/// Lays out a graph.
pub fn picture(graph: &Graph) -> Picture {
    let mut placer = Placer { graph, placed: HashMap::new(), members: members(graph) };
    placer.place(None);
    let mut picture = Picture {
        width: 0.0,
        height: 0.0,
        nodes: std::vec![Rect::default(); graph.nodes.len()],
        groups: Vec::new(),
        edges: Vec::new(),
    };
    let mut origins = HashMap::new();
    placer.put(None, MARGIN, MARGIN, &mut picture, &mut origins);
    let whole = &placer.placed[&None];
    picture.width = whole.width + 2.0 * MARGIN;
    picture.height = whole.height + 2.0 * MARGIN;
    picture.edges = placer.edges(&picture, &origins);
    picture
}

/// The size of a node's box.
fn size(graph: &Graph, at: usize) -> (f64, f64) {
    let node = &graph.nodes[at];
    let (value, cotangent) = wording::rounded(node);
    let title = wording::headline(graph, at);
    let longest = [title.chars().count() + 1, value.chars().count() + 3]
        .into_iter()
        .chain(cotangent.as_ref().map(|text| text.chars().count() + 3))
        .max()
        .unwrap_or(0);
    // A number that a student types needs room, however short the right one is.
    let least = if node.is_active() { 92.0 } else { 44.0 };
    let characters = f64::from(u16::try_from(longest).unwrap_or(u16::MAX));
    let lines = if cotangent.is_some() { 3.0 } else { 2.0 };
    ((8.0 * characters + 14.0).max(least), lines * LINE + 12.0)
}

fn members(graph: &Graph) -> BTreeMap<Option<usize>, Vec<Item>> {
    let mut members: BTreeMap<Option<usize>, Vec<Item>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (at, node) in graph.nodes.iter().enumerate().filter(|(_, node)| !wording::is_literal(node)) {
        members.entry(node.group).or_default().push(Item::Node(at));
        let mut group = node.group;
        while let Some(inner) = group.filter(|inner| seen.insert(*inner)) {
            group = graph.groups[inner].parent;
            members.entry(group).or_default().push(Item::Group(inner));
        }
    }
    members
}

struct Placer<'a> {
    graph: &'a Graph,
    placed: HashMap<Option<usize>, Placed>,
    members: BTreeMap<Option<usize>, Vec<Item>>,
}

impl Placer<'_> {
    /// Lays out what is in a group, from the inside out.
    fn place(&mut self, group: Option<usize>) {
        let items = self.members.get(&group).cloned().unwrap_or_default();
        for item in &items {
            if let Item::Group(inner) = item {
                self.place(Some(*inner));
            }
        }
        let mut sizes = BTreeMap::new();
        for item in items {
            sizes.insert(
                item,
                match item {
                    Item::Node(node) => size(self.graph, node),
                    Item::Group(inner) => {
                        let inner = &self.placed[&Some(inner)];
                        (inner.width, inner.height)
                    }
                    Item::Start | Item::End => continue,
                },
            );
        }
        let mut ways = BTreeSet::new();
        for edge in self.graph.edges.iter().filter(|edge| !wording::is_literal(&self.graph.nodes[edge.from])) {
            let (from, to) = match (self.item(edge.from, group), self.item(edge.to, group)) {
                (None, None) => continue,
                (from, to) => (from.unwrap_or(Item::Start), to.unwrap_or(Item::End)),
            };
            if from != to {
                ways.insert((from, to, edge.from));
                for end in [from, to] {
                    sizes.entry(end).or_insert((1.0, 1.0));
                }
            }
        }
        let mut placed = arrange(&sizes, &ways);
        if let Some(group) = group {
            let title = wording::title(&self.graph.groups[group]).chars().count();
            let least = 7.0 * f64::from(u16::try_from(title).unwrap_or(u16::MAX)) + 24.0;
            placed.shift(PADDING, PADDING + TITLE);
            placed.width = (placed.width + 2.0 * PADDING).max(least);
            placed.height += 2.0 * PADDING + TITLE;
        }
        self.placed.insert(group, placed);
    }

    /// What a node is part of in a group, if it is in it at all.
    fn item(&self, node: usize, group: Option<usize>) -> Option<Item> {
        let mut item = Item::Node(node);
        let mut at = self.graph.nodes[node].group;
        loop {
            if at == group {
                return Some(item);
            }
            let inner = at?;
            item = Item::Group(inner);
            at = self.graph.groups[inner].parent;
        }
    }

    /// From places in groups to places in the picture.
    fn put(
        &self,
        group: Option<usize>,
        x: f64,
        y: f64,
        picture: &mut Picture,
        origins: &mut HashMap<Option<usize>, (f64, f64)>,
    ) {
        origins.insert(group, (x, y));
        for (item, rect) in &self.placed[&group].items {
            let rect = Rect { x: x + rect.x, y: y + rect.y, ..*rect };
            match item {
                Item::Start | Item::End => {}
                Item::Node(node) => picture.nodes[*node] = rect,
                Item::Group(inner) => {
                    picture.groups.push((*inner, rect));
                    self.put(Some(*inner), rect.x, rect.y, picture, origins);
                }
            }
        }
    }

    /// From the right side of one box, around the others, to the left side of the next.
    fn edges(&self, picture: &Picture, origins: &HashMap<Option<usize>, (f64, f64)>) -> Vec<Vec<(f64, f64)>> {
        let start = |edge: &Edge| {
            let from = picture.nodes[edge.from];
            (from.x + from.width, from.y + from.height / 2.0)
        };
        let middle = |edge: &Edge| {
            let to = picture.nodes[edge.to];
            (to.x, to.y + to.height / 2.0)
        };
        let drawn = |edge: &&Edge| !wording::is_literal(&self.graph.nodes[edge.from]);
        let mut edges = std::vec![Vec::new(); self.graph.edges.len()];
        for node in 0..self.graph.nodes.len() {
            // Where the order says nothing, edges do not cross right before a box: from above they end above.
            let mut into: Vec<(usize, &Edge, f64)> = (self.graph.edges.iter().enumerate())
                .filter(|(_, edge)| edge.to == node && drawn(edge))
                .map(|(at, edge)| {
                    let path = self.path(edge.from, node, start(edge), middle(edge), origins);
                    let before = path.iter().rev().find(|(_, y)| (y - middle(edge).1).abs() > 1.0);
                    (at, edge, before.map_or(middle(edge).1, |(_, y)| *y))
                })
                .collect();
            if wording::is_symmetric(&self.graph.nodes[node]) {
                into.sort_by(|(_, _, a), (_, _, b)| a.total_cmp(b));
            }
            let to = picture.nodes[node];
            let count = f64::from(u32::try_from(into.len()).unwrap_or(u32::MAX));
            for (position, (at, edge, _)) in (0_u32..).zip(into) {
                let share = (f64::from(position) + 0.5) / count;
                let end = (to.x, to.y + to.height * (0.2 + 0.6 * share));
                edges[at] = self.path(edge.from, node, start(edge), end, origins);
            }
        }
        edges
    }

    /// Out of the groups around the first, along the bends, into the groups around the second.
    fn path(
        &self,
        from: usize,
        to: usize,
        start: (f64, f64),
        end: (f64, f64),
        origins: &HashMap<Option<usize>, (f64, f64)>,
    ) -> Vec<(f64, f64)> {
        let (mut before, mut after) = (std::vec![start], std::vec![end]);
        let (mut inner, mut outer) = (self.graph.nodes[from].group, self.graph.nodes[to].group);
        loop {
            let from_here = self.item(from, outer);
            let to_here = self.item(to, inner);
            if let (Some(a), true) = (self.item(from, inner), to_here.is_none()) {
                // Out of a group that the second is not in.
                let (x, _) = origins[&inner];
                let placed = &self.placed[&inner];
                before.extend(placed.leave(a, before[before.len() - 1].0 - x, before[before.len() - 1].1, x));
                before.extend(self.bends(inner, (a, Item::End, from), origins));
                let y = before[before.len() - 1].1;
                before.push((x + placed.width, y));
                inner = inner.and_then(|group| self.graph.groups[group].parent);
            } else if let (None, Some(b)) = (from_here, self.item(to, outer)) {
                // Into a group that the first is not in; from its end.
                let (x, _) = origins[&outer];
                let placed = &self.placed[&outer];
                after.extend(placed.arrive(b, after[after.len() - 1].0 - x, after[after.len() - 1].1, x));
                after.extend(self.bends(outer, (Item::Start, b, from), origins).into_iter().rev());
                let y = after[after.len() - 1].1;
                after.push((x, y));
                outer = outer.and_then(|group| self.graph.groups[group].parent);
            } else {
                let (Some(a), Some(b)) = (self.item(from, inner), self.item(to, inner)) else { break };
                let (x, _) = origins[&inner];
                let placed = &self.placed[&inner];
                before.extend(placed.leave(a, before[before.len() - 1].0 - x, before[before.len() - 1].1, x));
                before.extend(self.bends(inner, (a, b, from), origins));
                after.extend(placed.arrive(b, after[after.len() - 1].0 - x, after[after.len() - 1].1, x));
                break;
            }
        }
        before.extend(after.into_iter().rev());
        before
    }

    fn bends(&self, group: Option<usize>, way: Way, origins: &HashMap<Option<usize>, (f64, f64)>) -> Vec<(f64, f64)> {
        let (x, y) = origins[&group];
        let bends = self.placed[&group].bends.get(&way).cloned().unwrap_or_default();
        bends.into_iter().map(|(bend_x, bend_y)| (x + bend_x, y + bend_y)).collect()
    }
}

impl Placed {
    /// From where to where the boxes reach that stand above and below this one.
    fn column(&self, item: Item) -> (f64, f64) {
        let middle = |rect: &Rect| rect.x + rect.width / 2.0;
        let own = middle(&self.items[&item]);
        let column = self.items.values().filter(|rect| (middle(rect) - own).abs() < 1.0);
        column.fold((f64::INFINITY, 0.0), |(left, right), rect| (left.min(rect.x), right.max(rect.x + rect.width)))
    }

    /// To the right end of an item's column.
    fn leave(&self, item: Item, from: f64, y: f64, origin: f64) -> Option<(f64, f64)> {
        let (_, right) = self.column(item);
        (right > from + 8.0).then_some((origin + right, y))
    }

    /// From the left end of an item's column.
    fn arrive(&self, item: Item, to: f64, y: f64, origin: f64) -> Option<(f64, f64)> {
        let (left, _) = self.column(item);
        (left + 8.0 < to).then_some((origin + left, y))
    }

    fn shift(&mut self, x: f64, y: f64) {
        for rect in self.items.values_mut() {
            rect.x += x;
            rect.y += y;
        }
        for (bend_x, bend_y) in self.bends.values_mut().flatten() {
            *bend_x += x;
            *bend_y += y;
        }
    }
}

/// Lets the library place boxes of these sizes with these edges, from left to right.
fn arrange(sizes: &BTreeMap<Item, (f64, f64)>, ways: &BTreeSet<Way>) -> Placed {
    let mut visual = VisualGraph::new(Orientation::LeftToRight);
    let mut handles = BTreeMap::new();
    for (item, (width, height)) in sizes {
        let mut element = Element::create(
            ShapeKind::new_box(""),
            StyleAttr::simple(),
            Orientation::LeftToRight,
            Point::new(*width, *height),
        );
        let around = if matches!(item, Item::Start | Item::End) { 4.0 } else { 56.0 };
        element.pos =
            Position::new(Point::zero(), Point::new(*width, *height), Point::zero(), Point::new(around, 26.0));
        handles.insert(*item, visual.add_node(element));
    }
    let list: Vec<Way> = ways.iter().copied().collect();
    for (number, (from, to, _)) in list.iter().enumerate() {
        let arrow = Arrow { properties: Some(number.to_string()), ..Arrow::default() };
        visual.add_edge(arrow, handles[from], handles[to]);
    }
    let mut paths = Paths::default();
    visual.do_it(false, false, false, &mut paths);
    let mut placed = Placed::default();
    for (item, handle) in &handles {
        let (corner, _) = visual.pos(*handle).bbox(false);
        let (width, height) = sizes[item];
        placed.items.insert(*item, Rect { x: corner.x, y: corner.y, width, height });
    }
    for (number, path) in paths.bends {
        placed.bends.insert(list[number], path);
    }
    // To the left upper corner.
    placed.items.retain(|item, _| !matches!(item, Item::Start | Item::End));
    let left = placed.items.values().map(|rect| rect.x).fold(f64::INFINITY, f64::min);
    let top = placed.items.values().map(|rect| rect.y).fold(f64::INFINITY, f64::min);
    let bent = placed.bends.values().flatten().map(|(_, y)| *y).fold(f64::INFINITY, f64::min);
    if !placed.items.is_empty() {
        placed.shift(-left, -top.min(bent - 6.0));
    }
    placed.width = placed.items.values().map(|rect| rect.x + rect.width).fold(0.0, f64::max);
    let bottom = placed.items.values().map(|rect| rect.y + rect.height).fold(0.0, f64::max);
    let bent = placed.bends.values().flatten().map(|(_, y)| *y + 6.0).fold(0.0, f64::max);
    placed.height = bottom.max(bent);
    placed
}

/// Takes the bends of edges from what the library draws.
#[derive(Default)]
struct Paths {
    bends: HashMap<usize, Vec<(f64, f64)>>,
}

impl RenderBackend for Paths {
    fn draw_rect(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>, _: Option<ClipHandle>) {}
    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}
    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}
    fn draw_text(&mut self, _: Point, _: &str, _: &StyleAttr) {}
    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _: bool,
        _: (bool, bool),
        _: &StyleAttr,
        properties: Option<String>,
        _: &str,
    ) {
        let Some(number) = properties.and_then(|text| text.parse().ok()) else { return };
        let inner = path.get(1..path.len().saturating_sub(1)).unwrap_or_default();
        self.bends.insert(number, inner.iter().map(|(_, point)| (point.x, point.y)).collect());
    }
}
