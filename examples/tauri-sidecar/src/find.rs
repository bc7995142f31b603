//! Finds the executable of a sidecar.

use std::path::PathBuf;

use crate::sidecar_error::SidecarError;

/// Beside this executable, as it was called and where links lead. Tauri puts what `externalBin` names there, without
/// the target triple, in `tauri dev` and in every bundle.
pub fn beside_this_executable(name: &str) -> Result<PathBuf, SidecarError> {
    let mut tried = Vec::new();
    if let Ok(this) = std::env::current_exe() {
        let real = this.canonicalize().unwrap_or_else(|_| this.clone());
        for executable in [this, real] {
            let path = executable.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            if path.is_file() {
                return Ok(path);
            }
            if !tried.contains(&path) {
                tried.push(path);
            }
        }
    }
    Err(SidecarError::NotFound { tried })
}
