//! Finds the operations of a path in a tree of path templates, so that a path is compared with few templates of a large
//! document.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::Arc;

use crate::path_template::decoded;
use crate::{Operation, Part, Server};

/// The operations that share one list of servers, by path template. Webhooks are not included.
#[derive(Debug)]
pub struct OperationIndex {
    /// The servers of these operations.
    pub servers: Arc<[Server]>,
    root: Branch,
    /// All literal segments, with the indexes of their operations.
    words: HashMap<String, Vec<usize>>,
    /// The indexes of the operations of which a variable may contain slashes.
    pub with_slashes: Vec<usize>,
}

/// A node of the tree: the segments that may follow.
#[derive(Debug, Default)]
struct Branch {
    /// The indexes of the operations whose template ends here.
    here: Vec<usize>,
    /// Literal segments.
    words: HashMap<String, Branch>,
    /// Segments with a variable; [`crate::Template::fit`] decides between them.
    variable: Option<Box<Branch>>,
}

impl OperationIndex {
    /// Indexes the operations of a document, without webhooks: one tree for each list of servers.
    pub fn of(operations: &[Operation]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (index, operation) in operations.iter().enumerate().filter(|(_, operation)| !operation.webhook) {
            let known = all.iter().position(|routes| Arc::ptr_eq(&routes.servers, &operation.servers));
            let routes = known.unwrap_or_else(|| {
                all.push(Self {
                    servers: Arc::clone(&operation.servers),
                    root: Branch::default(),
                    words: HashMap::new(),
                    with_slashes: Vec::new(),
                });
                all.len() - 1
            });
            let Self { root, words, with_slashes, .. } = &mut all[routes];
            with_slashes.extend(operation.template.may_contain_slashes().then_some(index));
            let mut branch = root;
            for segment in operation.template.segments() {
                branch = match segment.as_slice() {
                    [Part::Literal(word)] => {
                        words.entry(word.clone()).or_default().push(index);
                        branch.words.entry(word.clone()).or_default()
                    }
                    _ => branch.variable.get_or_insert_default(),
                };
            }
            branch.here.push(index);
        }
        all
    }

    /// Returns whether a segment of any template is the literal `word`.
    pub fn has_word(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// Adds the operations whose templates share words with a path, each with the number of these words.
    pub fn count_shared_words<S: BuildHasher>(&self, path: &[String], shared: &mut HashMap<usize, usize, S>) {
        let known: HashSet<&str> = path.iter().map(String::as_str).collect();
        for index in known.into_iter().filter_map(|word| self.words.get(word)).flatten() {
            *shared.entry(*index).or_default() += 1;
        }
    }

    /// Returns the indexes of the operations whose templates have the same number of segments and the same literal segments as a
    /// path, in the order of the document.
    pub fn candidates(&self, path: &[String]) -> Vec<usize> {
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
