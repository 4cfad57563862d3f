//! What notes say about values.

use super::source::Source;
use crate::emit::tidy;
use crate::ir::note::{About, Condition, Formula};
use crate::ir::{Func, Hint, Op, Opaque, Operand, Pattern, Tree, ValueId};
use crate::site::Site;

/// The user's name for a value.
pub fn name(func: &Func, id: ValueId) -> String {
    match &func.value(id).hint {
        Hint::User(_) if func.method && func.params.first() == Some(&id) => "self".to_owned(),
        Hint::User(name) => name.trim_start_matches("r#").to_owned(),
        Hint::Same(of) => name(func, *of),
        _ => String::new(),
    }
}

/// A step of the user's.
pub fn step(func: &Func, source: &Source, id: ValueId, operation: String, site: Site) -> About {
    let (line, text) = source.line(site);
    About { operation, name: name(func, id), line, source: text, formula: None }
}

/// A constant, with what it is made of.
pub fn constant(func: &Func, source: &Source, id: ValueId, op: Option<&Op>, site: Site) -> (About, Vec<ValueId>) {
    let mut about = step(func, source, id, String::new(), site);
    let mut made_of = Vec::new();
    match op {
        Some(Op::Opaque(opaque)) => {
            about.operation = tidy(&opaque.tokens);
            let condition = condition(opaque);
            let (names, ids): (Vec<String>, Vec<ValueId>) = condition.arguments.into_iter().unzip();
            made_of = ids;
            let partials = names.iter().map(|_| String::new()).collect();
            about.formula = Some(Formula { value: condition.text, arguments: names, partials });
        }
        Some(Op::Detach { arg, .. }) => {
            about.operation = "detach".to_owned();
            made_of.extend(arg.value());
            let formula =
                Formula { value: "a".to_owned(), arguments: vec!["a".to_owned()], partials: vec![String::new()] };
            about.formula = Some(formula);
        }
        _ => {}
    }
    if about.operation.is_empty() {
        about.operation.clone_from(&about.name);
    }
    (about, made_of)
}

/// The user's own tokens as text, with the numbers that stand for its variables.
pub fn condition(opaque: &Opaque) -> Condition {
    let mut arguments = Vec::new();
    for (key, tree) in &opaque.holes {
        match tree {
            Tree::Leaf(Operand::Value(id)) => arguments.push((key.name.clone(), *id)),
            Tree::Leaf(Operand::View(view)) => arguments.push((key.name.clone(), view.root())),
            _ => {}
        }
    }
    Condition { text: tidy(&opaque.tokens), arguments }
}

/// A pattern as text.
pub fn pattern(func: &Func, pattern: &Pattern) -> String {
    match pattern {
        Pattern::User { tokens, .. } => tidy(tokens),
        Pattern::Tree(tree) => tree_text(func, tree),
    }
}

fn tree_text(func: &Func, tree: &Tree<Option<ValueId>>) -> String {
    match tree {
        Tree::Leaf(Some(id)) => {
            let name = name(func, *id);
            if name.is_empty() { "_".to_owned() } else { name }
        }
        Tree::Leaf(None) => "_".to_owned(),
        Tree::Tuple(elements) => {
            let elements: Vec<String> = elements.iter().map(|element| tree_text(func, element)).collect();
            format!("({})", elements.join(", "))
        }
    }
}
