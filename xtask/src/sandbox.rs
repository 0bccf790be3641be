//! `sandbox`: starts a local Mobilize or Mode.

use std::fs;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use mobilize_sandbox::{Builder, Fault, JobSpeed, Sandbox, Vendor, World, WorldName};
use openapi_drift::cli::ExitStatus;

use crate::messages;

/// Start the stateful sandbox on 127.0.0.1
///
/// Serves the documented API under /v1 (Mode: /batch and /api) and a page for people under /_sandbox/. Runs until Ctrl-C or
/// SIGTERM: it then finishes the requests under way within ten seconds, unless a second signal ends it. The first line on
/// standard output is `listening on http://ADDRESS:PORT`, printed when it listens.
#[derive(clap::Args)]
#[command(
    after_help = "A fault has the form OPERATION:KIND; * is every operation:\n  listUsers:status=503,retry-after=2,times=1\n  *:latency=250\n  getGroup:disconnect    getGroup:malformed\n  listGroups:rename=/groups/*/name>title    also drop= retype= null= add= enum=\n\nExit status:\n  0  interrupted\n  2  could not start\n\nExamples:\n  cargo xtask sandbox\n  cargo xtask sandbox --world large --port 4000\n  cargo xtask sandbox --vendor mode\n  cargo xtask sandbox --job-speed step --fault 'listUsers:status=503,times=2'"
)]
pub struct Arguments {
    /// Port to listen on; 0 for any free port
    #[arg(long, default_value_t = 8765)]
    port: u16,
    /// Address to listen on; any address other than loopback lets other machines in and needs a control token
    #[arg(long, visible_alias = "host", value_name = "ADDRESS", value_parser = address, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// Token that control requests must carry, as `Authorization: Bearer TOKEN`
    ///
    /// By default none is needed on a loopback address; elsewhere a token is generated and printed.
    #[arg(long, value_name = "TOKEN")]
    control_token: Option<String>,
    /// API to serve: mobilize or mode [default: that of the world]
    #[arg(long)]
    vendor: Option<Vendor>,
    /// Starting world: demo, empty, large, quirks or pages; for Mode acme or acme-quirks; or the file of a saved world
    ///
    /// The default is demo, for Mode acme.
    #[arg(long, value_name = "NAME|FILE")]
    world: Option<String>,
    /// Seed of a named world and of all ids [default: 1]
    #[arg(long)]
    seed: Option<u64>,
    /// Speed of bulk jobs: instant, step (by POST /_sandbox/jobs/step) or real
    #[arg(long, value_name = "SPEED", default_value = "real")]
    job_speed: JobSpeed,
    /// Use the real clock; otherwise it starts in 2026 and advances one second with each request
    #[arg(long)]
    real_time: bool,
    /// Set a fault; may be given several times
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,
}

pub fn run(arguments: Arguments) -> ExitStatus {
    match serve(arguments) {
        Ok(()) => ExitStatus::Clean,
        Err(why) => {
            messages::error(&format!("cannot start the sandbox\n  -> {why}"));
            ExitStatus::Trouble
        }
    }
}

fn serve(arguments: Arguments) -> Result<(), String> {
    let mut builder = Sandbox::builder()
        .address(SocketAddr::new(arguments.bind, arguments.port))
        .seed(arguments.seed.unwrap_or(1))
        .job_speed(arguments.job_speed)
        .real_time(arguments.real_time);
    if let Some(vendor) = arguments.vendor {
        builder = builder.vendor(vendor);
    }
    if let Some(token) = arguments.control_token {
        builder = builder.control_token(&token).map_err(|error| error.to_string())?;
    }
    if let Some(name) = arguments.world {
        builder = world(builder, &name, arguments.seed)?;
    }
    for fault in arguments.fault {
        builder = builder.fault(fault);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let sandbox = builder.start().await.map_err(|error| chain(&error))?;
        // Before the first line is printed: a script may send a signal as soon as it has read that line.
        let mut interruptions = Interruptions::new().map_err(|error| error.to_string())?;
        // A closed pipe does not stop the sandbox.
        let _ = greet(&sandbox, &mut io::stdout());
        for active in sandbox.faults() {
            if let Some(hint) = active.hint {
                let _ = writeln!(io::stderr(), "warning: the fault {} has no effect\n  -> {hint}", active.fault);
            }
        }
        interruptions.next().await;
        tokio::select! {
            () = sandbox.stop() => {}
            // A second signal ends it at once.
            () = interruptions.next() => {}
        }
        Ok(())
    })
}

/// Ctrl-C and SIGTERM, which service managers and containers send. Signals count from construction on.
#[cfg(unix)]
struct Interruptions(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Interruptions {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Interruptions;

#[cfg(not(unix))]
impl Interruptions {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // Without signals it runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Parses an IP address or `localhost`.
fn address(text: &str) -> Result<IpAddr, String> {
    match text {
        "localhost" => Ok(Ipv4Addr::LOCALHOST.into()),
        _ => text.parse().map_err(|_| "expected an IP address such as 127.0.0.1 or 0.0.0.0, or localhost".to_owned()),
    }
}

fn world(builder: Builder, name: &str, seed: Option<u64>) -> Result<Builder, String> {
    if let Ok(name) = name.parse::<WorldName>() {
        return Ok(builder.world(name));
    }
    let text = fs::read(name).map_err(|error| {
        format!("unknown starting world `{name}` (empty, demo, large, quirks, pages; for Mode acme, acme-quirks), and not a file: {error}")
    })?;
    if let Some(seed) = seed {
        return Err(format!("{name} is a saved world, which has no seed: leave out --seed {seed}"));
    }
    World::from_json(&text).map(|world| builder.given_world(world)).map_err(|error| format!("{name}: {error}"))
}

fn greet(sandbox: &Sandbox, out: &mut impl Write) -> io::Result<()> {
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
    writeln!(
        out,
        "         Key {key}:{secret} (without access: {}:{})",
        sandbox.credentials_without_access().0,
        sandbox.credentials_without_access().1
    )?;
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

fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}\n  -> {}", chain(cause)),
        None => error.to_string(),
    }
}
