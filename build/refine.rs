//! Refining the generated syntax tree for those who use the client.
//!
//! The generator has no settings for these. Each step changes the tree, never text, and says why. A step that changes nothing is out
//! of date and fails the build.

use std::collections::HashMap;

use heck::ToSnakeCase;
use syn::fold::{self, Fold};
use syn::{
    Attribute, Expr, Field, File, FnArg, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, ItemStruct, PathArguments, Stmt,
    Type, parse_quote,
};

use super::plan::Plan;

/// The documentation of parameters, by builder and setter, both as the generated code names them.
pub type ParameterDocs = HashMap<(String, String), String>;

/// Refines a generated file.
pub fn refine(file: &mut File, plan: &Plan, docs: &ParameterDocs) -> Result<(), String> {
    let mut names = Names::default();
    *file = names.fold_file(file.clone());
    let mut changed = vec![("one error", names.changed)];
    let Some(types) = module(&mut file.items, "types") else { return Err("the generated client has no module `types`".to_owned()) };
    let properties = property_docs(types);
    types.retain(|item| !matches!(item, Item::Mod(inner) if inner.ident == "error"));
    let Some(bodies) = module(types, "builder") else { return Err("the generated types have no module `builder`".to_owned()) };
    changed.push(("all missing properties", impls(bodies).map(name_all_properties).sum()));
    changed.push(("optional properties", impls(bodies).map(accept_optional).sum()));
    changed.push(("documented properties", impls(bodies).map(|one| document(one, &properties, "property")).sum()));

    let Some(operations) = module(&mut file.items, "builder") else { return Err("the client has no module `builder`".to_owned()) };
    changed.push(("builders own their client", operations.iter_mut().map(own_client).sum()));
    changed.push(("all missing parameters", impls(operations).map(|one| name_all_parameters(one, plan)).sum()));
    changed.push(("optional parameters", impls(operations).map(accept_optional).sum()));
    changed.push(("documented parameters", impls(operations).map(|one| document(one, docs, "parameter")).sum()));
    match changed.iter().find(|(_, count)| *count == 0) {
        Some((name, _)) => Err(format!("the step `{name}` of build/refine.rs changes nothing in the client of {}", plan.document)),
        None => Ok(()),
    }
}

/// One error and one response, by the names that users know: the generator gives its error a parameter, which is the unit type
/// everywhere, and each conversion an error of its own. A builder in a signature has no lifetime, since it owns its client.
#[derive(Default)]
struct Names {
    changed: usize,
}

impl Fold for Names {
    fn fold_ident(&mut self, ident: syn::Ident) -> syn::Ident {
        if ident != "ResponseValue" {
            return ident;
        }
        self.changed += 1;
        syn::Ident::new("Response", ident.span())
    }

    fn fold_type_path(&mut self, path: syn::TypePath) -> syn::TypePath {
        let is_conversion = path.path.segments.last().is_some_and(|last| last.ident == "ConversionError");
        if is_conversion { parse_quote!(crate::Error) } else { fold::fold_type_path(self, path) }
    }

    fn fold_path(&mut self, path: syn::Path) -> syn::Path {
        let mut path = fold::fold_path(self, path);
        let in_builder = path.segments.first().is_some_and(|first| first.ident == "builder");
        if let Some(last) = path.segments.last_mut()
            && let PathArguments::AngleBracketed(arguments) = &last.arguments
        {
            let unit = matches!(arguments.args.first(), Some(GenericArgument::Type(Type::Tuple(unit))) if unit.elems.is_empty());
            let lifetime = matches!(arguments.args.first(), Some(GenericArgument::Lifetime(_)));
            if (last.ident == "Error" && unit) || (in_builder && lifetime) {
                last.arguments = PathArguments::None;
                self.changed += 1;
            }
        }
        path
    }
}

fn module<'a>(items: &'a mut [Item], name: &str) -> Option<&'a mut Vec<Item>> {
    items.iter_mut().find_map(|item| match item {
        Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == name => Some(items),
        _ => None,
    })
}

fn impls(items: &mut [Item]) -> impl Iterator<Item = &mut ItemImpl> {
    items.iter_mut().filter_map(|item| match item {
        Item::Impl(one) => Some(one),
        _ => None,
    })
}

fn methods(one: &mut ItemImpl) -> impl Iterator<Item = &mut ImplItemFn> {
    one.items.iter_mut().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// Returns the name of the type that an `impl` is for.
fn name_of(one: &ItemImpl) -> Option<String> {
    match &*one.self_ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// A builder that borrows its client cannot be stored or spawned. Cloning the client is cheap.
fn own_client(item: &mut Item) -> usize {
    match item {
        Item::Struct(ItemStruct { fields, generics, .. }) => {
            *generics = Default::default();
            for Field { vis, ty, .. } in fields {
                // For the code around the client, which reads the limit and the cursor of a list.
                *vis = parse_quote!(pub(crate));
                if let Type::Reference(reference) = ty {
                    *ty = (*reference.elem).clone();
                }
            }
            1
        }
        Item::Impl(one) => {
            one.generics = Default::default();
            if let Type::Path(path) = &mut *one.self_ty
                && let Some(last) = path.path.segments.last_mut()
            {
                last.arguments = PathArguments::None;
            }
            for method in methods(one).filter(|method| method.sig.ident == "new") {
                method.vis = parse_quote!(pub(super));
                method.sig.inputs = parse_quote!(client: &super::Client);
                if let Some(Stmt::Expr(Expr::Struct(literal), _)) = method.block.stmts.first_mut() {
                    literal.fields.iter_mut().take(1).for_each(|field| field.expr = parse_quote!(client.clone()));
                }
            }
            1
        }
        _ => 0,
    }
}

/// The generator reports the first missing property of a body, and this client all of them.
fn name_all_properties(one: &mut ItemImpl) -> usize {
    let mut count = 0;
    for method in methods(one).filter(|method| method.sig.ident == "try_from") {
        let Some(Stmt::Expr(Expr::Call(ok), None)) = method.block.stmts.first_mut() else { continue };
        let Some(Expr::Struct(literal)) = ok.args.first_mut() else { continue };
        let mut results: Vec<Expr> = Vec::new();
        for field in &mut literal.fields {
            if let Expr::Try(tried) = &field.expr {
                let result = (*tried.expr).clone();
                field.expr = parse_quote!(#result.map_err(crate::Error::InvalidRequest)?);
                results.push(result);
            }
        }
        if !results.is_empty() {
            method.block.stmts.insert(0, parse_quote!(crate::error::check_properties(&[#(#results.as_ref().err()),*])?;));
            count += 1;
        }
    }
    count
}

/// Likewise for parameters, and the error names the operation.
fn name_all_parameters(one: &mut ItemImpl, plan: &Plan) -> usize {
    let Some(operation) = name_of(one).map(|name| name.to_snake_case()) else { return 0 };
    let table = quote::format_ident!("{}", plan.table);
    let mut count = 0;
    for method in methods(one).filter(|method| method.sig.ident == "send") {
        let mut results: Vec<syn::Ident> = Vec::new();
        let mut conversions: Vec<Stmt> = Vec::new();
        let mut place = None;
        for (index, statement) in method.block.stmts.iter_mut().enumerate() {
            let Some((name, result)) = converted(statement) else { continue };
            if !matches!(result, Expr::Path(_)) {
                conversions.push(parse_quote!(let #name = #result;));
                *statement = parse_quote!(let #name = #name.map_err(Error::InvalidRequest)?;);
            }
            results.push(name);
            place = place.or(Some(index));
        }
        if let Some(place) = place {
            conversions.push(parse_quote!(
                crate::error::check_inputs(crate::operation::#table, #operation, &[#(#results.as_ref().err()),*])?;
            ));
            method.block.stmts.splice(place..place, conversions);
            count += 1;
        }
    }
    count
}

/// Returns the name and the result of `let name = result.map_err(Error::InvalidRequest)?;`.
fn converted(statement: &Stmt) -> Option<(syn::Ident, Expr)> {
    let Stmt::Local(local) = statement else { return None };
    let (syn::Pat::Ident(name), Expr::Try(tried)) = (&local.pat, &*local.init.as_ref()?.expr) else { return None };
    let Expr::MethodCall(call) = &*tried.expr else { return None };
    let Some(Expr::Path(path)) = call.args.first() else { return None };
    let invalid = call.method == "map_err" && path.path.segments.last()?.ident == "InvalidRequest";
    invalid.then(|| (name.ident.clone(), (*call.receiver).clone()))
}

/// A setter of an optional value accepts everything that a required one does, or an `Option` of it.
fn accept_optional(one: &mut ItemImpl) -> usize {
    let mut count = 0;
    for method in methods(one) {
        let mut calls = OptionalCalls { some: false, conversions: 0 };
        let Some(FnArg::Typed(_)) = method.sig.inputs.iter().nth(1) else { continue };
        let Some(wanted) = wanted(method) else { continue };
        let is_body = method.sig.ident == "body";
        let inner = optional(&wanted);
        if inner.is_none() {
            calls.some = true;
        }
        let block = calls.fold_block(method.block.clone());
        if calls.conversions == 0 || (is_body && inner.is_none()) {
            continue;
        }
        let target = inner.unwrap_or(wanted);
        let Some(value) = method.sig.generics.type_params().next().map(|parameter| parameter.ident.clone()) else { continue };
        method.sig.generics = parse_quote!(<#value, M>);
        method.sig.generics.where_clause = Some(parse_quote!(where #value: crate::types::IntoOptional<#target, M>));
        method.block = block;
        count += 1;
    }
    count
}

/// Returns the type that a setter converts to: `bool` of `V: TryInto<bool>`.
fn wanted(method: &ImplItemFn) -> Option<Type> {
    let predicates = &method.sig.generics.where_clause.as_ref()?.predicates;
    predicates.iter().find_map(|predicate| {
        let syn::WherePredicate::Type(bounded) = predicate else { return None };
        let Some(syn::TypeParamBound::Trait(bound)) = bounded.bounds.first() else { return None };
        let last = bound.path.segments.last().filter(|last| last.ident == "TryInto")?;
        argument(&last.arguments)
    })
}

fn optional(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    argument(&last.arguments)
}

fn argument(arguments: &PathArguments) -> Option<Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    }
}

/// Replaces `value.try_into()`, or `value.try_into().map(Some)` if `some`, by `value.into_optional()`.
struct OptionalCalls {
    some: bool,
    conversions: usize,
}

impl Fold for OptionalCalls {
    fn fold_expr(&mut self, expr: Expr) -> Expr {
        match fold::fold_expr(self, expr) {
            Expr::MethodCall(mut call) if !self.some && call.method == "try_into" => {
                call.method = syn::Ident::new("into_optional", call.method.span());
                self.conversions += 1;
                Expr::MethodCall(call)
            }
            Expr::MethodCall(call) if self.some && is_map_some(&call) => {
                let Expr::MethodCall(conversion) = &*call.receiver else { return Expr::MethodCall(call) };
                let value = &conversion.receiver;
                self.conversions += 1;
                parse_quote!(#value.into_optional())
            }
            other => other,
        }
    }
}

/// Returns true for `value.try_into().map(Some)`.
fn is_map_some(call: &syn::ExprMethodCall) -> bool {
    call.method == "map"
        && matches!(call.args.first(), Some(Expr::Path(path)) if path.path.is_ident("Some"))
        && matches!(&*call.receiver, Expr::MethodCall(inner) if inner.method == "try_into")
}

/// Returns the documentation of the properties, which the structs have.
fn property_docs(types: &[Item]) -> ParameterDocs {
    let structs = types.iter().filter_map(|item| match item {
        Item::Struct(one) => Some(one),
        _ => None,
    });
    let documented = |one: &ItemStruct| {
        let name = one.ident.to_string();
        let fields = one.fields.iter().filter_map(|field| Some((field.ident.as_ref()?.to_string(), doc_of(&field.attrs))));
        fields.map(|(field, doc)| ((name.clone(), field), doc)).collect::<Vec<_>>()
    };
    structs.flat_map(documented).filter(|(_, doc)| !doc.is_empty()).collect()
}

fn doc_of(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Documents the setters of a builder, which the generator does not.
fn document(one: &mut ItemImpl, docs: &ParameterDocs, what: &str) -> usize {
    if one.trait_.is_some() {
        return 0;
    }
    let Some(builder) = name_of(one) else { return 0 };
    let mut count = 0;
    for method in methods(one).filter(|method| doc_of(&method.attrs).is_empty() && matches!(method.vis, syn::Visibility::Public(_))) {
        let name = method.sig.ident.to_string();
        let doc = match docs.get(&(builder.clone(), name.clone())) {
            Some(doc) => doc.clone(),
            None if name == "body" && what == "parameter" => "Sets the body: a value, or its builder.".to_owned(),
            None if name == "body_map" => "Sets properties of the body with the methods of its builder.".to_owned(),
            None => format!("Sets the {what} `{}`.", name.trim_end_matches('_')),
        };
        method.attrs.push(parse_quote!(#[doc = #doc]));
        count += 1;
    }
    count
}
