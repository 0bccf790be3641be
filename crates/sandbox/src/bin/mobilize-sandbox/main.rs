//! The command `mobilize-sandbox`: starts a local Mobilize or Mode.

mod greeting;
mod interruptions;

use std::fs;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use clap::Parser;
use mobilize_sandbox::{Builder, Fault, JobSpeed, Sandbox, Vendor, World, WorldName};

use greeting::greet;
use interruptions::Interruptions;

/// The exit code if the sandbox cannot start.
const CANNOT_START: u8 = 2;

/// The deliveries of webhooks.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum WebhooksTo {
    /// This machine alone
    Local,
    /// Any address but link-local ones
    Any,
}

/// Start the stateful sandbox on 127.0.0.1
///
/// Serves the documented API under /v1 (Mode: /batch and /api) and a page for people under /_sandbox/. Runs until Ctrl-C or
/// SIGTERM: it then finishes the requests under way within ten seconds, unless a second signal ends it. The first line on
/// standard output is `listening on http://ADDRESS:PORT`, printed when it listens.
#[derive(Parser)]
#[command(
    name = "mobilize-sandbox",
    version,
    after_help = "A fault has the form OPERATION:KIND; * is every operation:\n  listUsers:status=503,retry-after=2,times=1\n  *:latency=250\n  getGroup:disconnect    getGroup:malformed\n  listGroups:rename=/groups/*/name>title    also drop= retype= null= add= enum=\n\nExit status:\n  0  interrupted\n  2  could not start\n\nExamples:\n  mobilize-sandbox\n  mobilize-sandbox --world large --port 4000\n  mobilize-sandbox --vendor mode\n  mobilize-sandbox --job-speed step --fault 'listUsers:status=503,times=2'"
)]
struct Arguments {
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
    /// Receivers of webhooks: this machine, or any address but link-local ones
    #[arg(long, value_name = "WHERE", default_value = "local")]
    webhooks_to: WebhooksTo,
    /// Accept requests with this name in the header `Host`, besides localhost and IP addresses; may be given several times
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Allow web pages of any origin to call the documented API (CORS); the vendors do not
    #[arg(long)]
    cors: bool,
}

fn main() -> ExitCode {
    match serve(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            // A closed standard error leaves nobody to report to.
            let _ = writeln!(io::stderr(), "error: cannot start the sandbox\n  -> {reason}");
            ExitCode::from(CANNOT_START)
        }
    }
}

fn serve(arguments: Arguments) -> Result<(), String> {
    let mut builder = Sandbox::builder()
        .address(SocketAddr::new(arguments.bind, arguments.port))
        .seed(arguments.seed.unwrap_or(1))
        .job_speed(arguments.job_speed)
        .real_time(arguments.real_time)
        .webhooks_to_any(arguments.webhooks_to == WebhooksTo::Any)
        .cors(arguments.cors);
    for host in &arguments.allow_host {
        builder = builder.allow_host(host);
    }
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

fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}\n  -> {}", chain(cause)),
        None => error.to_string(),
    }
}
