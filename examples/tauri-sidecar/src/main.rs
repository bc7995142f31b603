//! Starts a sidecar, asks for its status, and prints the result as JSON:
//! `tauri-sidecar [NAME [PATH]]`. A Tauri command does the same; see README.md.

mod find;
mod json;
mod log_tail;
mod sidecar;
mod sidecar_error;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use sidecar::Sidecar;
use sidecar_error::SidecarError;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "chatty-daemon".into());
    match get_status(&name, arguments.next().map(PathBuf::from)) {
        Ok(status) => {
            println!("{status}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The status as JSON text. `path` is the executable; left out, it is looked for beside this one.
fn get_status(name: &str, path: Option<PathBuf>) -> Result<String, SidecarError> {
    let path = match path {
        Some(path) => path,
        None => find::beside_this_executable(name)?,
    };
    let mut sidecar = Sidecar::start(&path)?;
    sidecar.call("get_status", "{}", Duration::from_secs(10))
}
