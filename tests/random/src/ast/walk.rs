//! Visits everything in the body of a function, the whole before its parts.

use super::{
    Arg, ArmPat, Block, Chain, Cond, End, Expr, If, IntExpr, Match, Pat, Place, Scrutinee, Source, Step, Stmt, VarId,
    View,
};

/// What is visited.
pub enum Node<'a> {
    Block(&'a mut Block),
    Stmt(&'a mut Stmt),
    Expr(&'a mut Expr),
    Cond(&'a mut Cond),
    Int(&'a mut IntExpr),
    Chain(&'a mut Chain),
    /// A variable that is named.
    Use(VarId),
    /// A variable that is declared.
    Declare(VarId),
}

pub type Visit<'v> = &'v mut dyn FnMut(Node);

pub fn block(it: &mut Block, visit: Visit) {
    visit(Node::Block(it));
    it.stmts.iter_mut().for_each(|each| stmt(each, visit));
    it.tail.iter_mut().for_each(|tail| expr(tail, visit));
}

fn stmt(it: &mut Stmt, visit: Visit) {
    visit(Node::Stmt(it));
    match it {
        Stmt::Let { pat: pattern, init, .. } => {
            expr(init, visit);
            pat(pattern, visit);
        }
        Stmt::Declare { var, .. } | Stmt::Const(var, _) => visit(Node::Declare(*var)),
        Stmt::LetInt(var, init) => {
            int(init, visit);
            visit(Node::Declare(*var));
        }
        Stmt::LetBool(var, init) => {
            cond(init, visit);
            visit(Node::Declare(*var));
        }
        Stmt::Assign(to, value) | Stmt::Compound(_, to, value) => {
            place(to, visit);
            expr(value, visit);
        }
        Stmt::AssignAll(places, value) => {
            places.iter_mut().for_each(|to| place(to, visit));
            expr(value, visit);
        }
        Stmt::Count(var) => visit(Node::Use(*var)),
        Stmt::If(branches) => branches_of(branches, visit),
        Stmt::Match(arms) => arms_of(arms, visit),
        Stmt::Block(body) | Stmt::Loop(_, body) => block(body, visit),
        Stmt::Return(value) | Stmt::Break(_, value) => value.iter_mut().for_each(|value| expr(value, visit)),
        Stmt::Continue(_) => {}
        Stmt::Drop(value) | Stmt::Do(value) => expr(value, visit),
        Stmt::Assert(holds) => cond(holds, visit),
        Stmt::Swap(of, a, b) => {
            view(of, visit);
            int(a, visit);
            int(b, visit);
        }
        Stmt::Fill(of, value) => {
            view(of, visit);
            expr(value, visit);
        }
        Stmt::Push(var, value) => {
            visit(Node::Use(*var));
            expr(value, visit);
        }
        Stmt::CopyFrom(to, from) => {
            view(to, visit);
            view(from, visit);
        }
        Stmt::Extend(var, from) => {
            visit(Node::Use(*var));
            view(from, visit);
        }
        Stmt::For(each) => {
            chain(&mut each.chain, visit);
            pat(&mut each.item, visit);
            block(&mut each.body, visit);
        }
        Stmt::ForEach(each) => {
            chain(&mut each.chain, visit);
            pat(&mut each.item, visit);
            each.body.iter_mut().for_each(|each| stmt(each, visit));
        }
        Stmt::While { cond: holds, body, .. } => {
            cond(holds, visit);
            block(body, visit);
        }
    }
}

fn expr(it: &mut Expr, visit: Visit) {
    visit(Node::Expr(it));
    match it {
        Expr::Lit { .. } | Expr::Named(..) | Expr::Empty(None) => {}
        Expr::Var(var) | Expr::Bare(var) => visit(Node::Use(*var)),
        Expr::Element(of) => place(of, visit),
        Expr::List(_, items) | Expr::Tuple(items) | Expr::Method { args: items, .. } => {
            items.iter_mut().for_each(|item| expr(item, visit));
        }
        Expr::Repeat(_, item, count) => {
            expr(item, visit);
            int(count, visit);
        }
        Expr::Empty(Some(count)) | Expr::IntAs(count, _) => int(count, visit),
        Expr::Copy(_, of) | Expr::Borrow(of) | Expr::Split(of, _) => view(of, visit),
        Expr::Run(run) => {
            chain(&mut run.chain, visit);
            if let End::Fold { init, state, item, next } = &mut run.end {
                expr(init, visit);
                pat(state, visit);
                pat(item, visit);
                expr(next, visit);
            }
        }
        Expr::Loop(_, body) | Expr::Block(body) => block(body, visit),
        Expr::Neg(a) | Expr::Cast(a, _) | Expr::Detach(a) | Expr::SinCos(_, _, a) => expr(a, visit),
        Expr::Bin(_, a, b) => {
            expr(a, visit);
            expr(b, visit);
        }
        Expr::Powi { base, exponent, .. } => {
            expr(base, visit);
            int(exponent, visit);
        }
        Expr::Call { args, .. } => args.iter_mut().for_each(|each| arg(each, visit)),
        Expr::If(branches) => branches_of(branches, visit),
        Expr::Match(arms) => arms_of(arms, visit),
    }
}

fn arg(it: &mut Arg, visit: Visit) {
    match it {
        Arg::Value(value) | Arg::Temporary(value) => expr(value, visit),
        Arg::Int(value) => int(value, visit),
        Arg::Bool(value) => cond(value, visit),
        Arg::Shared(of) | Arg::Exclusive(of) => view(of, visit),
    }
}

fn branches_of(it: &mut If, visit: Visit) {
    for (holds, then) in &mut it.arms {
        cond(holds, visit);
        block(then, visit);
    }
    it.otherwise.iter_mut().for_each(|otherwise| block(otherwise, visit));
}

fn arms_of(it: &mut Match, visit: Visit) {
    match &mut it.scrutinee {
        Scrutinee::Int(value) => int(value, visit),
        Scrutinee::Bool(value) => cond(value, visit),
    }
    for arm in &mut it.arms {
        if let ArmPat::Bind(var) = arm.pat {
            visit(Node::Declare(var));
        }
        arm.guard.iter_mut().for_each(|guard| cond(guard, visit));
        block(&mut arm.body, visit);
    }
}

fn cond(it: &mut Cond, visit: Visit) {
    visit(Node::Cond(it));
    match it {
        Cond::Float(_, a, b) => {
            expr(a, visit);
            expr(b, visit);
        }
        Cond::Int(_, a, b) => {
            int(a, visit);
            int(b, visit);
        }
        Cond::Var(var) => visit(Node::Use(*var)),
        Cond::Lit(_) => {}
        Cond::Is(_, a) => expr(a, visit),
        Cond::Not(a) => cond(a, visit),
        Cond::And(a, b) | Cond::Or(a, b) => {
            cond(a, visit);
            cond(b, visit);
        }
    }
}

fn int(it: &mut IntExpr, visit: Visit) {
    visit(Node::Int(it));
    match it {
        IntExpr::Lit(..) => {}
        IntExpr::Var(var) | IntExpr::Len(var) => visit(Node::Use(*var)),
        IntExpr::Op(_, a, _) | IntExpr::As(a, _) | IntExpr::Min(a, _) => int(a, visit),
        IntExpr::Both(_, a, b) | IntExpr::Least(a, b) => {
            int(a, visit);
            int(b, visit);
        }
        IntExpr::If(holds, ..) => cond(holds, visit),
        IntExpr::Truncate(a, _) => expr(a, visit),
    }
}

fn place(it: &mut Place, visit: Visit) {
    visit(Node::Use(it.var));
    it.index.iter_mut().for_each(|index| int(index, visit));
}

fn view(it: &mut View, visit: Visit) {
    visit(Node::Use(it.var));
    it.row.iter_mut().for_each(|row| int(row, visit));
    if let Some((from, to)) = &mut it.span {
        from.iter_mut().chain(to).for_each(|bound| int(bound, visit));
    }
}

fn pat(it: &mut Pat, visit: Visit) {
    match it {
        Pat::Wild => {}
        Pat::Var(var) => visit(Node::Declare(*var)),
        Pat::Tuple(pats) | Pat::Array(pats) => pats.iter_mut().for_each(|each| pat(each, visit)),
        Pat::Ref(inner) => pat(inner, visit),
    }
}

fn source(it: &mut Source, visit: Visit) {
    match it {
        Source::Range(range) => {
            int(&mut range.from, visit);
            int(&mut range.to, visit);
        }
        Source::Whole(var) => visit(Node::Use(*var)),
        Source::Iter(of)
        | Source::Ref(of)
        | Source::IterMut(of)
        | Source::RefMut(of)
        | Source::Windows(of, _)
        | Source::Chunks(of, _)
        | Source::ChunksExact(of, _) => view(of, visit),
    }
}

fn chain(it: &mut Chain, visit: Visit) {
    visit(Node::Chain(it));
    source(&mut it.source, visit);
    for step in &mut it.steps {
        match step {
            Step::Zip(other) | Step::Then(other) => source(other, visit),
            Step::Map(item, body) => {
                pat(item, visit);
                expr(body, visit);
            }
            Step::Filter(item, holds) => {
                pat(item, visit);
                cond(holds, visit);
            }
            Step::Scan { init, state, item, next } => {
                expr(init, visit);
                visit(Node::Declare(*state));
                pat(item, visit);
                expr(next, visit);
            }
            Step::Enumerate
            | Step::Rev
            | Step::Skip(_)
            | Step::Take(_)
            | Step::StepBy(_)
            | Step::Copied
            | Step::Cloned => {}
        }
    }
}
