//! The commit of the published files, and whether a tag fits it.

use crate::documents::root;
use crate::process;

/// The state of the working copy. Empty without git or outside a repository.
pub struct WorkingCopy {
    /// The current commit.
    pub head: Option<String>,
    /// True if tracked files differ from the commit.
    pub is_changed: Option<bool>,
}

impl WorkingCopy {
    pub fn read() -> Self {
        let head = git(&["rev-parse", "HEAD"]);
        let changes = head.as_ref().and_then(|_| git(&["status", "--porcelain", "--untracked-files=no"]));
        Self { head, is_changed: changes.map(|changes| !changes.is_empty()) }
    }

    /// Fails if the tag belongs to another commit, or if tracked files differ from the commit.
    pub fn check_tag(&self, tag: &str, allow_dirty: bool) -> Result<(), String> {
        let tagged = git(&["rev-parse", "--verify", "--quiet", &format!("refs/tags/{tag}^{{commit}}")]);
        if tagged.is_some() && tagged != self.head {
            return Err(format!("the tag {tag} belongs to another commit\n  -> git checkout {tag}"));
        }
        if self.is_changed == Some(true) && !allow_dirty {
            return Err(format!(
                "{tag} publishes committed files, and there are uncommitted changes\n  -> commit them, or pass --allow-dirty"
            ));
        }
        Ok(())
    }
}

fn git(arguments: &[&str]) -> Option<String> {
    process::git(root(), arguments).ok()
}

#[cfg(test)]
mod tests {
    use super::WorkingCopy;

    #[test]
    fn a_tag_publishes_committed_files_only() {
        let changed = |is_changed| WorkingCopy { head: Some("abc".to_owned()), is_changed: Some(is_changed) };
        let tag = "books-openapi-v1.0.0";
        assert_eq!(changed(false).check_tag(tag, false), Ok(()));
        assert_eq!(changed(true).check_tag(tag, true), Ok(()));
        let why = changed(true).check_tag(tag, false).expect_err("there are changes");
        assert!(why.contains("commit them, or pass --allow-dirty"), "{why}");
        // Outside a repository this cannot be known.
        assert_eq!(WorkingCopy { head: None, is_changed: None }.check_tag(tag, false), Ok(()));
    }
}
