//! Every error that `#[differentiable]` can report. Each has a ui test of the same name.

use super::Entry;

macro_rules! catalogue {
    ($($(#[$doc:meta])* $name:ident: $message:literal, $help:literal;)*) => {
        $($(#[$doc])* pub static $name: Entry = Entry { name: stringify!($name), message: $message, help: $help };)*

        /// The whole catalogue.
        #[cfg_attr(not(test), allow(dead_code))]
        pub static ALL: &[&Entry] = &[$(&$name),*];
    };
}

catalogue! {
    // The attribute and its options.

    NOT_A_FUNCTION:
        "`#[differentiable]` goes on a function",
        "put it on a `fn` item, on an `impl` block without a trait, or on each function of a trait's implementation";
    UNKNOWN_OPTION:
        "`{}` is not an option of `#[differentiable]`",
        "the options are `wrt(…)`, `constant(…)`, `partials(…)`, `vjp = …`, `crate = …`, `graph`, `standalone` and `associated`";
    OPTION_NOT_YET:
        "`{}` is not available yet",
        "without options the attribute writes `f_grad`, `f_grad_into` and `f_vjp`; take this one off the list";
    GRAPH_FEATURE:
        "`graph` needs the cargo feature `graph` of `grad-rs`",
        "write `grad-rs = { …, features = [\"graph\"] }` in `Cargo.toml`";
    OPTION_SYNTAX:
        "the option `{}` cannot be read",
        "options are separated by commas and look like `wrt(x, y)`, `constant(x, y)`, `partials(x = expression)`, `vjp = path`, `crate = path`, `graph`, `standalone` and `associated`";
    OPTION_TWICE:
        "the option `{}` is given twice",
        "keep one of them";
    WRT_AND_CONSTANT:
        "`wrt(…)` and `constant(…)` exclude each other",
        "`wrt` names the arguments to differentiate, `constant` those to leave out: keep one of the two lists";
    PARTIALS_AND_VJP:
        "`partials(…)` and `vjp = …` exclude each other",
        "both say how to differentiate the function: keep one of them";
    UNKNOWN_ARGUMENT:
        "the function has no argument `{}`",
        "name one of the function's arguments as its signature spells it";
    ARGUMENT_TWICE:
        "the argument `{}` is named twice",
        "name it once";
    ARGUMENT_WITHOUT_FLOATS:
        "the argument `{}` cannot be differentiated: its type carries no floats",
        "take it off the list; integers, `bool`, `char` and strings are constant anyway";
    MISSING_PARTIAL:
        "`partials(…)` gives no derivative with respect to `{}`",
        "add `{} = expression`, or exclude the argument with `constant({})`";
    PARTIAL_OF_CONSTANT:
        "`partials(…)` gives a derivative with respect to `{}`, which is held constant",
        "take it off the list of partials, or make the argument active";

    // The signature.

    ASYNC_FUNCTION:
        "an `async` function cannot be differentiated",
        "differentiate a plain `fn` with the numeric work, and call that from the `async` one";
    UNSAFE_FUNCTION:
        "an `unsafe` function cannot be differentiated: the generated code is safe",
        "wrap it in a safe function and give its derivatives with `partials(…)` or `vjp = …`";
    NO_BODY:
        "this function has no body to differentiate",
        "put `#[differentiable]` on a function with a body that calls this one, and give its derivatives with `partials(…)`";
    DEFAULT_BODY:
        "a function with a body in a trait cannot be differentiated",
        "declare it without a body, with `#[differentiable]` there and on each implementation: one that overrides it without the attribute would have this body's gradient";
    UNSIZED_SELF:
        "a trait's function cannot be differentiated for a type without a size",
        "implement the trait for `Vec<f64>` or `&[f64]`, or for a struct that holds the numbers; a function outside of traits takes a slice as well";
    SELF_ARGUMENT:
        "this kind of `self` cannot be differentiated",
        "use `self`, `&self` or `&mut self`, or write `constant(self)`";
    ARGUMENT_TYPE:
        "the argument `{}` has a type that cannot be differentiated yet",
        "active arguments are `f32`, `f64`, structs and enums with `#[derive(Differentiable)]`, arrays, slices, `Vec`s, `Option`s and tuples of these, and references to them; write `constant({})` if the derivative with respect to this one is not wanted";
    NOTHING_ACTIVE:
        "the function has no argument to differentiate",
        "at least one argument must hold `f32` or `f64` and not be excluded";
    RESULT_TYPE:
        "a function with this result cannot be differentiated yet",
        "return `f32`, `f64`, a struct or an enum with `#[derive(Differentiable)]`, an array, a `Vec`, an `Option` or a tuple of these; without a result, write to a `&mut` argument";

    // `#[derive(Differentiable)]`.

    DERIVE_STRUCT:
        "`#[derive(Differentiable)]` goes on a struct or an enum",
        "take the derive away; where such a value is an argument or a member, mark it as a constant";
    MEMBER_TYPE:
        "a member held in `{}` cannot be differentiated yet",
        "hold the value itself, several in a `Vec`, or a struct in a `Box`; write `#[constant]` above the member if its derivative is not wanted";
    MEMBER_ITSELF:
        "`{}` holds itself, which needs a `Box` around it to be differentiated",
        "write `Vec<Box<…>>` or `Option<Box<…>>`, so that the type of its shape comes to an end";
    MEMBER_REFERENCE:
        "a reference cannot be a member of something differentiable",
        "own the numbers, in an array or a `Vec`, or mark the member with `#[constant]`";
    CONSTANT_MEMBER:
        "`#[constant]` takes no arguments",
        "write `#[constant]` before each member that carries no derivatives";

    // The body: constructs.

    ARRAY:
        "an array of active values is used as a number",
        "take an element of it, or a sum over its elements";
    INDEX:
        "this index cannot be differentiated",
        "index with an integer; where a called function gives it, wrap that function's active arguments in `grad::detach(…)`; a part of an array is `&x[a..b]`";
    FOLDED:
        "an array or a struct that starts as a constant cannot become another one from one item or trip to the next yet",
        "change it in place: instead of `fold`, `let mut sum = …;` and a `for` loop with `sum[i] += …`, `sum.x += …` or `sum += …`; in a loop, assign to its elements or fields, or let it start with an active value";
    OWN_INDEX:
        "`Index` of a type of your own cannot be differentiated",
        "name the member that holds the element, as in `m.data[i][j]`, or read it by an annotated method that does";
    REFERENCE:
        "this reference to an active value cannot be differentiated",
        "a reference must stay with one place: choose between indices or values instead of references, and put values into arrays";
    DEREFERENCE:
        "what this dereference gives cannot be differentiated",
        "use values instead of references: floats are `Copy`";
    PLACE_METHOD:
        "`{}` cannot be differentiated here",
        "known are `len`, `push`, `insert`, `remove`, `swap_remove`, `resize`, `retain`, `dedup`, `extend`, `extend_from_slice`, `truncate`, `clear`, `fill`, `swap`, `reverse`, `rotate_left`, `sort_by`, `concat`, `copy_from_slice`, `to_vec`, `clone` and `split_at`, and `first`, `last`, `get`, `pop`, `split_first` and the like where they are unwrapped or matched at once; anything else can be written as a loop";
    ITERATOR:
        "`{}` cannot be differentiated at this place of an iterator",
        "known are `map`, `zip`, `enumerate`, `rev`, `take`, `skip`, `step_by`, `chain`, `copied`, `filter`, `filter_map`, `map_while`, `take_while`, `skip_while`, `scan`, `flat_map`, `flatten`, `windows` and `chunks`, and at the end `sum`, `product`, `fold`, `for_each`, and `collect` to a `Vec`; of two iterators in `zip` only one may be filtered or the like; anything else can be written as a loop";
    KEPT_ITERATOR:
        "an iterator that starts with `{}` cannot be kept here",
        "go through it where it is made, or in the next statement; one that is declared with `let mut` can be asked by `let`, `if let` and `while let`, one `next()` each, outside of other loops; where a loop asks it, let it be the loop's own (`for v in x.iter()`), or index instead";
    STANDARD_FUNCTION:
        "`{}` of the standard library has no derivative that is known here",
        "write what it does with variables, arrays and loops, or wrap its arguments in `grad::detach(…)` if they are meant as constants";
    CONSTRUCTOR:
        "`{}` around an active value cannot be differentiated yet",
        "use the value itself, an `Option`, or an enum with `#[derive(Differentiable)]`";
    FIELD:
        "a field of this active value cannot be differentiated",
        "fields are found in variables, arguments and what called functions give: bind the value to a variable with `let` first";
    CLOSURE:
        "a closure cannot be seen through at this place",
        "give it to an iterator, or give it a name with `let` and call that; anything else can be written as a loop or a function with `#[differentiable]`";
    ARRAY_LENGTH:
        "what this array is like cannot be seen here",
        "bind it with its type first: `let d: [f64; 3] = …;`";
    CLOSURE_MOVE:
        "with `move`, this closure changes copies of its own, which are other variables than those outside",
        "leave out `move`, or write a loop";
    CLOSURE_COPIES:
        "with `move`, this closure holds copies of variables that have changed since",
        "make the closure after they have changed, or hand it what it needs as an argument";
    CLOSURE_CHANGES:
        "a variable from outside is changed in a closure of which it is not followed for which items, and in which order, it is called",
        "write a loop that changes it, or do so in `for_each`";
    CLOSURE_INSIDE:
        "`{}` changes variables, and cannot be called inside this expression",
        "call it in a statement of its own: `let value = …;` before this one, and instead of `while …` a `loop` with `if … { break; }`";
    SCAN:
        "`scan` needs a closure of a name and an item that ends with `Some(…)` here",
        "to stop early, write `take_while` before it, or a loop";
    CLOSURE_CALL:
        "`{}` is called with an active value, and its derivative is not known here",
        "call a function with `#[differentiable]` by its path, or a closure that is written in this function";
    INDIRECT_CALL:
        "only functions called by their path can be differentiated",
        "call an annotated function by its name";
    MUTABLE_ARGUMENT:
        "a call with an active value and a `&mut` argument cannot stand inside this expression",
        "call it in a statement of its own before this one";
    METHOD_STORES:
        "`{}` is not looked into, and may keep an active value where its derivative would be lost",
        "write it as a function with `#[differentiable]`, or wrap the argument in `grad::detach(…)` if it is meant as a constant";
    UNKNOWN_METHOD:
        "`{}` is not a float method that can be differentiated",
        "write it as a function or method with `#[differentiable]`, give its derivative with `partials(…)`, or cut it with `grad::detach(…)`";
    METHOD_WITHOUT_RULE:
        "`{}` has no derivative",
        "if its result is meant as a constant, write `grad::detach(…)` around the value it is called on";
    MACRO_VALUE:
        "the value of the macro `{}!` depends on active values, and the macro cannot be seen through",
        "write the expression out, or move it into a function with `#[differentiable]`";
    MACRO_STATEMENT:
        "the macro `{}!` may change the variables that it mentions, and it cannot be seen through",
        "write its statements out; `println!`, `assert!`, `dbg!` and the like are fine";
    QUESTION_MARK:
        "`?` cannot be differentiated yet",
        "take an `Option` apart with `let … else` or `match`; check other inputs before this function is called";
    ASYNC_BLOCK:
        "`async` and `await` cannot be differentiated",
        "move the numeric work into a plain function";
    UNSAFE_BLOCK:
        "an `unsafe` block with active values cannot be differentiated",
        "move it into a function of its own and give its derivatives with `partials(…)` or `vjp = …`";
    LABEL:
        "`break` and `continue` cannot stand inside this expression",
        "leave the loop in a statement of its own before this one";
    LET_CHAIN:
        "a second `let` in a chain of conditions, and one that does not come first, cannot be differentiated yet",
        "nest one `if let` in another `if`, and in a `loop` with `break` instead of a `while`";
    PATTERN:
        "an active value cannot be matched with this pattern",
        "match on numbers, ranges, names, variants of enums and tuples of these, by names without `ref` and `@`; in patterns of slices the elements are names and `_`";
    ASSIGNMENT:
        "assigning an active value to this place cannot be differentiated yet",
        "assign to a local variable, to an element or a field of one, or to an active `&mut` argument";
    TUPLE_SHAPE:
        "a tuple of active values cannot be differentiated here",
        "build tuples of one form in each branch, or take apart what a called function gives: `let (a, b) = f(x);`, then `(a, b)`";
    OPERATOR:
        "this operator cannot be differentiated on floats",
        "active values can be added, subtracted, multiplied and divided; `%` works too, and a power is `powi` or `powf`";
    RANGE:
        "a range of active values cannot be differentiated",
        "compare the value with the bounds instead";
    CONTROL_FLOW_INSIDE:
        "`return`, assignments and the like cannot stand inside this expression",
        "move it into a statement of its own before this one";
    NESTED_ITEM:
        "an item inside an inner block is not supported",
        "move it to the top of the function, or out of it";
    STATIC_ITEM:
        "a `static` inside a differentiable function would exist twice",
        "move it out of the function";
    CFG_INSIDE:
        "`#[cfg]` inside a differentiable function is not supported",
        "put it on two versions of the whole function, or use `if cfg!(…)`";
    MATRIX_METHOD:
        "no derivative is known of `{}` on a vector or matrix",
        "use the operations that README.md lists, or a loop over `iter()`, `axis_iter(…)` or indices; or move this into a function with a hand-written rule, `#[differentiable(vjp = …)]`";
    MATRIX_VIEW:
        "a reference to a view, or a view to be changed, cannot be handed to another function and be differentiated",
        "let that function take the view itself, `ArrayView1<f64>`, as in `f(x.row(i))`; and let it give back what is to be stored";
    MATRIX_ORDER:
        "a function that changes variables cannot be differentiated here, since the order of the elements is not fixed",
        "go through the elements with `for` and `iter()`, `indexed_iter()` or indices";
    MATRIX_LANES:
        "`{}` cannot be differentiated on an array of this many axes",
        "`rows` and `columns` are known of two axes, `indexed_iter` of one and two; go through the parts along an axis with `axis_iter(Axis(…))`, or use indices";
    MATRIX_ZIP:
        "`{}` of `Zip` cannot be differentiated",
        "known are `Zip::from` and `Zip::indexed`, `and` and `and_broadcast`, and at the end `for_each` and `map_collect`; anything else can be written as a loop over indices or `iter().zip(…)`";
    ROTATION:
        "no derivative is known of the rotation that `{}` makes",
        "known are `new`, of the axis times the angle or of the angle in the plane, and `from_euler_angles`; write `Rotation3::new(axis * angle)`, or any other with sines and cosines of its angles";
    UNKNOWN_SYNTAX:
        "this syntax is not known to `#[differentiable]`",
        "move it into a function of its own and give its derivatives with `partials(…)` or `vjp = …`";

    // The body: what derivatives would be lost.

    CUT_REACHES_RESULT:
        "this value depends on an active argument only through a cast or a comparison, and reaches the result: its derivative would be lost",
        "if that is meant, write `grad::detach(…)` around the active value before it is cast or compared";
    UNINITIALISED:
        "`{}` has no value yet on some way to this point",
        "give it a value in every branch; `return` and `panic!` are seen to leave, a call that never comes back is not";
    NO_VALUE:
        "this function must end in a value",
        "let the last expression, or each branch of it, be the result, without a semicolon";

    // Ourselves.

    INTERNAL:
        "the generated code does not hold together ({}): this is a bug in grad-rs, not in your function",
        "please report it with this function; writing the function in smaller steps may help meanwhile";
}
