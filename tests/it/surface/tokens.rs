//! Rust source as far as a list of its items needs it, macros included, which no parser of Rust looks into.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Anything with a body in braces, or that ends with a semicolon.
pub struct Item {
    pub doc: String,
    /// All that stands before the body.
    pub header: Vec<TokenTree>,
    pub body: Option<TokenStream>,
}

/// The items of a file, a module, an `impl`, a macro. Modules of tests are left out.
pub fn items(tokens: TokenStream) -> Vec<Item> {
    let mut found = Vec::new();
    let (mut doc, mut header) = (String::new(), Vec::new());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let body = match &token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                tokens.next_if(|next| next.to_string() == "!");
                doc += &tokens.next().map(|attribute| attribute.to_string()).unwrap_or_default();
                continue;
            }
            // A repetition within a macro.
            TokenTree::Punct(punct) if punct.as_char() == '$' => match tokens.peek() {
                Some(TokenTree::Group(group)) => {
                    found.extend(items(group.stream()));
                    tokens.next();
                    tokens.next_if(|next| matches!(next.to_string().as_str(), "*" | "+" | "?"));
                    continue;
                }
                _ => {
                    header.push(token);
                    continue;
                }
            },
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
            TokenTree::Punct(punct) if punct.as_char() == ';' => None,
            _ => {
                header.push(token);
                continue;
            }
        };
        let item = Item { doc: std::mem::take(&mut doc), header: std::mem::take(&mut header), body };
        if !item.header.is_empty() && !item.doc.contains("cfg (test)") && !item.doc.contains("cfg(test)") {
            found.push(item);
        }
    }
    if !header.is_empty() {
        found.push(Item { doc, header, body: None });
    }
    found
}

/// The parts of a list, as the fields of a struct are, without their attributes.
pub fn fields(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let (mut found, mut field, mut depth) = (Vec::new(), Vec::new(), 0);
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token.to_string().as_str() {
            "#" => drop(tokens.next()),
            "," if depth == 0 => found.push(std::mem::take(&mut field)),
            text => {
                depth += match text {
                    "<" => 1,
                    ">" => -1,
                    _ => 0,
                };
                field.push(token);
            }
        }
    }
    found.push(field);
    found.retain(|field| !field.is_empty());
    found
}

/// Returns true if it begins with `pub` without a restriction.
pub fn is_public(tokens: &[TokenTree]) -> bool {
    let limited = matches!(tokens.get(1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
    tokens.first().is_some_and(|token| token.to_string() == "pub") && !limited
}

/// The name after a keyword; within a macro, that of a placeholder.
pub fn named(tokens: &[TokenTree], keyword: &str) -> Option<String> {
    let index = tokens.iter().position(|token| token.to_string() == keyword)?;
    let name = tokens.get(index + 1)?.to_string();
    Some(if name == "$" { format!("${}", tokens.get(index + 2)?) } else { name })
}

/// As one would write it, without attributes, and with the last name of every path only; but of a builder it is said that it is
/// one.
pub fn plain(tokens: &[TokenTree]) -> String {
    let mut text = String::new();
    write(tokens.iter().cloned(), &mut text);
    text.trim().to_owned()
}

fn write(tokens: impl Iterator<Item = TokenTree>, text: &mut String) {
    let mut tokens = tokens.peekable();
    let word = |character: char| character.is_alphanumeric() || character == '_';
    while let Some(token) = tokens.next() {
        let last = tokens.peek().is_none();
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => (" { ", " }"),
                    Delimiter::None => ("", ""),
                };
                if open == "[" && text.ends_with(word) {
                    text.push(' ');
                }
                text.push_str(open);
                write(group.stream().into_iter(), text);
                text.truncate(text.trim_end().len());
                text.push_str(close);
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                '#' => drop(tokens.next()),
                ':' if punct.spacing() == Spacing::Joint => {
                    tokens.next();
                    let path = text.trim_end_matches(word).len();
                    if text[path..] == *"builder" {
                        text.push_str("::");
                    } else {
                        text.truncate(text[..path].trim_end_matches('$').len());
                    }
                }
                '-' if punct.spacing() == Spacing::Joint => {
                    tokens.next();
                    text.push_str(" -> ");
                }
                ',' if last => {}
                ':' | ',' => text.extend([punct.as_char(), ' ']),
                '=' | '+' => text.extend([' ', punct.as_char(), ' ']),
                // The comma that stands before it when a line was too long.
                '>' => {
                    text.truncate(text.trim_end_matches(", ").len());
                    text.push('>');
                }
                '$' if text.ends_with(word) || text.ends_with('>') => text.push_str(" $"),
                other => text.push(other),
            },
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if text.ends_with(|end| word(end) || matches!(end, ')' | '>' | ']' | '}')) {
                    text.push(' ');
                }
                text.push_str(&token.to_string());
            }
        }
    }
}
