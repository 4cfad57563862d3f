//! How steps are computed, as text: for the graph's page, which computes them again.

use crate::ir::note::{Formula, Slopes};
use crate::ir::{Op, Operand};
use crate::rules::{self, Rule};

/// The operation's name, its formula, and its arguments, for a step on numbers.
pub fn of_op(op: &Op) -> Option<(String, Formula, Vec<Operand>, Slopes)> {
    match op {
        Op::Neg(a) => {
            let rule = rules::find("neg", 1)?;
            Some(("-".to_owned(), formula("-x", rule), vec![a.clone()], Slopes::Texts))
        }
        Op::Binary("/", one, b) if one.number() == Some(1.0) => {
            // The rule that the way back takes.
            let partial = rules::find("recip", 1)?.partials[0].to_owned();
            let formula = Formula {
                value: "a / x".to_owned(),
                arguments: vec!["a".to_owned(), "x".to_owned()],
                partials: vec![String::new(), partial],
            };
            Some(("/".to_owned(), formula, vec![one.clone(), b.clone()], Slopes::Texts))
        }
        Op::Binary(symbol, a, b) => {
            let rule = rules::find(rules::method(symbol), 2)?;
            let value = format!("{} {symbol} {}", rule.args[0], rule.args[1]);
            Some(((*symbol).to_owned(), formula(&value, rule), vec![a.clone(), b.clone()], Slopes::Texts))
        }
        Op::Method { name, args, .. } if name == "powi" => {
            let formula = Formula {
                value: "x.powi(n)".to_owned(),
                arguments: vec!["x".to_owned(), "n".to_owned()],
                partials: vec!["if n == 0.0 { 0.0 } else { d * (n * x.powi(n - 1.0)) }".to_owned(), String::new()],
            };
            Some((name.clone(), formula, args.clone(), Slopes::Powi))
        }
        Op::Method { name, args, .. } => {
            let rule = rules::find(name, args.len())?;
            let operation = rules::operator_trait(name).map_or(name.as_str(), |_| match name.as_str() {
                "neg" => "-",
                name => rules::operator(name),
            });
            let value = format!("{}.{name}({})", rule.args[0], rule.args[1..].join(", "));
            Some((operation.to_owned(), formula(&value, rule), args.clone(), Slopes::Texts))
        }
        Op::Cast { from, to } => {
            let formula = Formula {
                value: format!("x as {to}"),
                arguments: vec!["x".to_owned()],
                partials: vec!["d".to_owned()],
            };
            Some((format!("as {to}"), formula, vec![from.clone()], Slopes::One))
        }
        _ => None,
    }
}

fn formula(value: &str, rule: &Rule) -> Formula {
    let partial = |text: &&str| if *text == "()" { String::new() } else { (*text).to_owned() };
    Formula {
        value: value.to_owned(),
        arguments: rule.args.iter().map(|arg| (*arg).to_owned()).collect(),
        partials: rule.partials.iter().map(partial).collect(),
    }
}
