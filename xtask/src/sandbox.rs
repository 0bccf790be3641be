//! `sandbox`: a local Mobilize, or Mode, that anyone can break.

use std::fs;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use mobilize_sandbox::{Builder, Fault, JobSpeed, Sandbox, Vendor, World, WorldName};
use openapi_drift::cli::ExitStatus;

/// Start the stateful sandbox on 127.0.0.1
///
/// Serves the documented interface under /v1 (Mode: /batch and /api), and a page for people under /_sandbox/. Runs until it is
/// interrupted, by Ctrl-C or SIGTERM: what is under way is then finished, within ten seconds, unless a second signal ends it.
/// The first line on standard output is `listening on http://ADDRESS:PORT`, once it does.
#[derive(clap::Args)]
#[command(
    after_help = "A fault is written OPERATION:KIND, with * for all operations:\n  listUsers:status=503,retry-after=2,times=1\n  *:latency=250\n  getGroup:disconnect    getGroup:malformed\n  listGroups:rename=/groups/*/name>title    also drop= retype= null= add= enum=\n\nExit status:\n  0  it was interrupted\n  2  it could not start\n\nExamples:\n  cargo xtask sandbox\n  cargo xtask sandbox --world large --port 4000\n  cargo xtask sandbox --vendor mode\n  cargo xtask sandbox --job-speed step --fault 'listUsers:status=503,times=2'"
)]
pub struct Arguments {
    /// The port to listen on; 0 for any that is free
    #[arg(long, default_value_t = 8765)]
    port: u16,
    /// The address to listen on; anything but a loopback address lets others in, and makes a control token
    #[arg(long, visible_alias = "host", value_name = "ADDRESS", value_parser = address, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// What the control endpoints ask for, as `Authorization: Bearer TOKEN`
    ///
    /// Unless told otherwise they ask for nothing on a loopback address, and elsewhere for a token that is made and printed.
    #[arg(long, value_name = "TOKEN")]
    control_token: Option<String>,
    /// Whose interface to serve: mobilize or mode; that of the world unless told otherwise
    #[arg(long)]
    vendor: Option<Vendor>,
    /// What to start from: demo, empty, large, quirks or pages, for Mode acme or acme-quirks, or a file that holds a saved world
    ///
    /// Unless told otherwise it is demo, for Mode acme.
    #[arg(long, value_name = "NAME|FILE")]
    world: Option<String>,
    /// What a named world and all ids are made from; 1 unless told otherwise
    #[arg(long)]
    seed: Option<u64>,
    /// How fast bulk jobs go: instant, step (by POST /_sandbox/jobs/step), or real
    #[arg(long, value_name = "SPEED", default_value = "real")]
    job_speed: JobSpeed,
    /// Use the real clock; otherwise it starts in 2026 and moves a second with each request
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
            // With standard error gone there is nobody left to tell.
            let _ = writeln!(io::stderr(), "error: cannot start the sandbox\n  -> {why}");
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
        // Before anybody is told that it listens, and may want to stop it.
        let mut interruptions = Interruptions::new().map_err(|error| error.to_string())?;
        // Whoever closed the pipe does not want to read it; the sandbox serves all the same.
        let _ = greet(&sandbox, &mut io::stdout());
        for active in sandbox.faults() {
            if let Some(hint) = active.hint {
                let _ = writeln!(io::stderr(), "warning: the fault {} can do nothing\n  -> {hint}", active.fault);
            }
        }
        interruptions.next().await;
        tokio::select! {
            () = sandbox.stop() => {}
            // Whoever asks twice does not want to wait.
            () = interruptions.next() => {}
        }
        Ok(())
    })
}

/// Ctrl-C, and what service managers and containers send. It listens for them from the start.
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
        // Where nothing can interrupt it, it runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// An address, or the name that every machine has for itself.
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
        format!("{name} is no starting world (empty, demo, large, quirks, pages; for Mode acme, acme-quirks), and as a file: {error}")
    })?;
    if let Some(seed) = seed {
        return Err(format!("{name} is a saved world, which no seed makes anew: leave out --seed {seed}"));
    }
    World::from_json(&text).map(|world| builder.given_world(world)).map_err(|error| format!("{name}: {error}"))
}

fn greet(sandbox: &Sandbox, out: &mut impl Write) -> io::Result<()> {
    let (name, contents) = sandbox.world(|world| (world.title(), world.contents()));
    let (key, secret) = (sandbox.key(), sandbox.secret());
    let page = sandbox.page();
    // For scripts: the first line, and nothing else in it.
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
    writeln!(out, "         Key {key}:{secret} (without access: {}:{})", sandbox.barred().0, sandbox.barred().1)?;
    match sandbox.vendor() {
        Vendor::Mobilize => writeln!(out, "         Try curl -u {key}:{secret} {}/groups", sandbox.url())?,
        Vendor::Mode => {
            let bearer = sandbox.bearer();
            writeln!(out, "      Bearer {bearer} (without access: {})", sandbox.barred_bearer())?;
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
