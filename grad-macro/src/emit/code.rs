//! Lines of generated code, before they are tokens or text.

use proc_macro2::TokenStream;
use quote::quote;

use super::text::tidy;

/// A piece of a body.
#[derive(Clone, Debug)]
pub enum Code {
    /// `// comment`, in the text only.
    Comment(&'static str),
    /// A question to rustc, in the tokens only.
    Question(TokenStream),
    /// One line.
    Line(TokenStream),
    /// `open { body } close`
    Nest { open: TokenStream, body: Vec<Code>, close: TokenStream },
    /// `let pattern = move |args| { body };`
    Closure { pattern: TokenStream, args: TokenStream, body: Vec<Code>, small: bool },
    /// `call(args, open { body });`
    Call { call: TokenStream, args: TokenStream, open: TokenStream, body: Vec<Code> },
}

/// For a pullback that is worth it: where it is called more than once, for several seeds, rustc would not inline it, and each call would cost a copy of
/// all that it holds through memory. Nobody waits for that in a build for debugging.
pub fn inlined() -> TokenStream {
    quote!(#[cfg_attr(not(debug_assertions), inline(always))])
}

/// The code as tokens.
pub fn to_tokens(code: &[Code]) -> TokenStream {
    code.iter()
        .map(|piece| match piece {
            Code::Comment(_) => TokenStream::new(),
            Code::Line(line) | Code::Question(line) => line.clone(),
            Code::Nest { open, body, close } => {
                let body = to_tokens(body);
                quote!(#open { #body } #close)
            }
            Code::Closure { pattern, args, body, small: false } => {
                let body = to_tokens(body);
                quote!(let #pattern = move |#args| { #body };)
            }
            Code::Closure { pattern, args, body, small: true } => {
                let (inlined, body) = (inlined(), to_tokens(body));
                // Only an element of a tuple may have an attribute.
                quote!(let (#pattern,) = (#inlined move |#args| { #body },);)
            }
            Code::Call { call, args, open, body } => {
                let body = to_tokens(body);
                quote!(#call(#args, #open { #body });)
            }
        })
        .collect()
}

/// The code as indented text.
pub fn to_text(code: &[Code], depth: usize, text: &mut String) {
    let indent = "    ".repeat(depth);
    for piece in code {
        match piece {
            Code::Comment(comment) => {
                text.push_str(&format!("{indent}// {comment}\n"));
            }
            Code::Question(_) => {}
            Code::Line(line) => text.push_str(&format!("{indent}{}\n", tidy(line))),
            Code::Nest { open, body, close } => {
                let open = tidy(open);
                if open.starts_with("else") && text.ends_with("}\n") {
                    text.pop();
                    text.push_str(&format!(" {open} {{"));
                } else {
                    text.push_str(&format!("{indent}{open} {{"));
                }
                let shown: Vec<&Code> = body.iter().filter(|piece| !matches!(piece, Code::Question(_))).collect();
                if let [Code::Line(line)] = shown.as_slice()
                    && open.ends_with("=>")
                {
                    // A short arm of a `match`.
                    let bare = text.len() - 1;
                    text.truncate(bare);
                    text.push_str(&format!("{},\n", tidy(line)));
                    continue;
                }
                text.push('\n');
                to_text(body, depth + 1, text);
                text.push_str(&format!("{indent}}}{}\n", tidy(close)));
            }
            Code::Closure { pattern, args, body, .. } => {
                text.push_str(&format!("{indent}{} {{\n", tidy(&quote!(let #pattern = move |#args|))));
                to_text(body, depth + 1, text);
                text.push_str(&format!("{indent}}};\n"));
            }
            Code::Call { call, args, open, body } => {
                text.push_str(&format!("{indent}{}({}, {} {{\n", tidy(call), tidy(args), tidy(open)));
                to_text(body, depth + 1, text);
                text.push_str(&format!("{indent}}});\n"));
            }
        }
    }
}
