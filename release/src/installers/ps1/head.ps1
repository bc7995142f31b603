# Installs @PRODUCT@ @VERSION@ for one user, without administrator rights, in Windows PowerShell 5.1 and PowerShell 7.
#   irm <address of this file> | iex            options by the environment, see -Help
#   powershell -ExecutionPolicy Bypass -File install.ps1 -Help
# All of it is one block, so that a download that was cut short does nothing.
param(
  [string]$Dir = $env:@PREFIX@_INSTALL_DIR,
  [string]$Version = $env:@PREFIX@_INSTALL_VERSION,
  [string]$Target = $env:@PREFIX@_INSTALL_TARGET,
  [switch]$NoModifyPath,
  [switch]$NoCompletions,
  [switch]$Uninstall,
  [switch]$Quiet,
  [switch]$Help
)

& {
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# What this run knows, in one place: nothing is left in the session of who pasted it.
$Run = @{
  Silent = $false; ModifyPath = $true; Completions = $true; Removing = $false; Wanted = ''; Downloads = ''; PlainAllowed = $false
  Folder = ''; State = ''; Staging = ''; Receipt = ''; TargetName = ''; Facts = $null; Lock = $null
}
