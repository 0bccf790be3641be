//! The lines that the sandbox prints when it listens.

use std::io::{self, Write};

use mobilize_sandbox::{Sandbox, Vendor};

/// Prints the address on the first line, for scripts, and then what a person needs to try it.
pub fn greet(sandbox: &Sandbox, out: &mut impl Write) -> io::Result<()> {
    let (name, contents) = sandbox.world(|world| (world.title(), world.contents()));
    let (key, secret) = (sandbox.key(), sandbox.secret());
    let page = sandbox.page();
    // Scripts read this line.
    writeln!(out, "listening on {}", page.strip_suffix("/_sandbox/").unwrap_or(&page))?;
    out.flush()?;
    writeln!(out, "       World {name} ({contents})")?;
    writeln!(out, "     Serving {}", sandbox.url())?;
    match sandbox.control_token() {
        None => writeln!(out, "        Page {page}")?,
        Some(token) => {
            writeln!(out, "        Page {page}?token={token}")?;
            writeln!(out, "     Control curl -H 'Authorization: Bearer {token}' {page}overview")?;
        }
    }
    let (denied, denied_secret) = sandbox.credentials_without_access();
    writeln!(out, "         Key {key}:{secret} (without access: {denied}:{denied_secret})")?;
    match sandbox.vendor() {
        Vendor::Mobilize => writeln!(out, "         Try curl -u {key}:{secret} {}/groups", sandbox.url())?,
        Vendor::Mode => {
            let bearer = sandbox.bearer();
            writeln!(out, "      Bearer {bearer} (without access: {})", sandbox.bearer_without_access())?;
            let tokens = sandbox.world(|world| world.organization().map(|organization| organization.signature_tokens.clone()));
            if let Some(token) = tokens.iter().flatten().find(|token| token.access) {
                let (token, access_key, access_secret) = (&token.token, &token.access_key, &token.access_secret);
                writeln!(out, " Environment export MODE_BASE_URL={} MODE_API_TOKEN={key} MODE_API_SECRET={secret}", sandbox.url())?;
                let parts = format!("MODE_SIGNATURE_TOKEN={token} MODE_ACCESS_KEY={access_key} MODE_ACCESS_SECRET={access_secret}");
                writeln!(out, "             export {parts}")?;
            }
            let space = sandbox.world(|world| Some(world.organization()?.spaces().first()?.token.clone())).unwrap_or_default();
            writeln!(out, "         Try curl -H 'Authorization: Bearer {bearer}' '{}/batch/acme/members?per_page=2'", sandbox.url())?;
            writeln!(out, "             curl -u {key}:{secret} {}/api/acme/spaces/{space}/memberships", sandbox.url())?;
        }
    }
    out.flush()
}
