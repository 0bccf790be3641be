//! From paths to operations: a tree of path templates, so that a path is compared with the few that may fit it and not with
//! all of a large document.

use std::collections::HashMap;
use std::sync::Arc;

use crate::operation::Operation;

use crate::path_template::{Part, decoded};
use crate::server::Server;

/// The operations that have the same list of servers, by their path templates.
#[derive(Debug)]
pub struct OperationIndex {
    pub servers: Arc<[Server]>,
    root: Branch,
}

/// What may follow in a path.
#[derive(Debug, Default)]
struct Branch {
    /// The operations whose template ends here, by their index.
    here: Vec<usize>,
    words: HashMap<String, Branch>,
    /// A segment with a variable in it; which of them fits is for the templates to say.
    variable: Option<Box<Branch>>,
}

impl OperationIndex {
    /// The operations of a document, without webhooks, one tree for each list of servers.
    pub fn of(operations: &[Operation]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (index, operation) in operations.iter().enumerate().filter(|(_, operation)| !operation.webhook) {
            let known = all.iter().position(|routes| Arc::ptr_eq(&routes.servers, &operation.servers));
            let routes = known.unwrap_or_else(|| {
                all.push(Self { servers: Arc::clone(&operation.servers), root: Branch::default() });
                all.len() - 1
            });
            let mut branch = &mut all[routes].root;
            for segment in operation.template.segments() {
                branch = match segment.as_slice() {
                    [Part::Literal(word)] => branch.words.entry(word.clone()).or_default(),
                    _ => branch.variable.get_or_insert_default(),
                };
            }
            branch.here.push(index);
        }
        all
    }

    /// The operations whose templates have as many segments as a path and the same words, in the order of the document.
    pub fn may_fit(&self, path: &[String]) -> Vec<usize> {
        let mut branches = vec![&self.root];
        for segment in path {
            let decoded = decoded(segment);
            let mut next = Vec::new();
            for branch in branches {
                next.extend(branch.words.get(segment));
                if *decoded != **segment {
                    next.extend(branch.words.get(&*decoded));
                }
                next.extend(branch.variable.as_deref());
            }
            branches = next;
        }
        let mut found: Vec<usize> = branches.into_iter().flat_map(|branch| &branch.here).copied().collect();
        found.sort_unstable();
        found
    }
}
