//! What can go wrong with a sidecar.

use std::fmt;
use std::path::PathBuf;

#[derive(Debug)]
pub enum SidecarError {
    /// It is at none of the places.
    NotFound {
        tried: Vec<PathBuf>,
    },
    /// The system does not run it.
    NotExecutable {
        path: PathBuf,
        reason: String,
    },
    /// It ended, or closed its output, before it answered.
    Died {
        status: String,
        log: Vec<String>,
    },
    /// What came is no answer.
    BadAnswer {
        came: String,
        log: Vec<String>,
    },
    /// It answered with an error, as JSON.
    Refused {
        error: String,
    },
    TimedOut {
        method: String,
        log: Vec<String>,
    },
}

impl fmt::Display for SidecarError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { tried } => {
                write!(out, "Cannot find the sidecar: it is at none of {tried:?}")
            }
            Self::NotExecutable { path, reason } => {
                write!(out, "Cannot start {path:?}: {reason}")
            }
            Self::Died { status, log } => {
                write!(
                    out,
                    "Cannot go on: the sidecar ended ({status}), its log: {log:?}"
                )
            }
            Self::BadAnswer { came, log } => {
                write!(
                    out,
                    "Cannot understand the sidecar: {came:?} came, its log: {log:?}"
                )
            }
            Self::Refused { error } => write!(out, "The sidecar answered with an error: {error}"),
            Self::TimedOut { method, log } => {
                write!(
                    out,
                    "Cannot wait for {method:?} any longer, its log: {log:?}"
                )
            }
        }
    }
}

impl std::error::Error for SidecarError {}
