function Show-Help {
  Write-Output @"
Installs $ReleaseProduct $ReleaseVersion for one user, without administrator rights.

  -Dir DIR          install into DIR; by default %LOCALAPPDATA%\Programs\$ReleaseProduct
  -Version VERSION  install another version; also the way back to an older one
  -Target TARGET    what this machine is, one of the targets below; without it, this is found out
  -NoModifyPath     leave the user's PATH alone
  -NoCompletions    write no completions for PowerShell
  -Uninstall        remove what this installer put there
  -Quiet            say nothing but warnings and errors
  -Help             print this

The same by the environment, 1 for an option without a value:

  @PREFIX@_INSTALL_DIR
  @PREFIX@_INSTALL_VERSION
  @PREFIX@_INSTALL_TARGET
  @PREFIX@_INSTALL_NO_MODIFY_PATH
  @PREFIX@_INSTALL_NO_COMPLETIONS
  @PREFIX@_INSTALL_UNINSTALL
  @PREFIX@_INSTALL_QUIET

@PREFIX@_INSTALL_DOWNLOADS is the address of a mirror, with {version} and {file}: https://, or
http:// of this machine. The proxy is the system's, or that of HTTPS_PROXY.

Targets:

$(@($ReleaseTargets.Keys | ForEach-Object { "  $_" }) -join "`n")

Exit codes: 0 installed, or nothing to do; 1 not possible or not found; 2 wrong options; 4 the machine is in
the way; 5 a digest or a signature is wrong.
"@
}

function Read-Options {
  $Run.Silent = $Quiet -or $env:@PREFIX@_INSTALL_QUIET -eq '1'
  $Run.ModifyPath = -not ($NoModifyPath -or $env:@PREFIX@_INSTALL_NO_MODIFY_PATH -eq '1')
  $Run.Completions = -not ($NoCompletions -or $env:@PREFIX@_INSTALL_NO_COMPLETIONS -eq '1')
  $Run.Removing = $Uninstall -or $env:@PREFIX@_INSTALL_UNINSTALL -eq '1'
  $Run.Wanted = ("$Version" -replace '^v', '')
  if ($Run.Wanted -and $Run.Wanted -notmatch '^[0-9][0-9A-Za-z.-]*$') {
    Fail 2 "Cannot install version `"$Version`": it is no version" "Write it like $ReleaseVersion"
  }
  $Run.Downloads = $ReleaseDownloads
  if ($env:@PREFIX@_INSTALL_DOWNLOADS) { $Run.Downloads = $env:@PREFIX@_INSTALL_DOWNLOADS }
  $Run.PlainAllowed = $Run.Downloads -match $PlainOfThisMachine
  if ($Run.Downloads -notmatch '^https://' -and -not $Run.PlainAllowed) {
    Fail 2 "Cannot download from `"$($Run.Downloads)`": it is no https:// address" 'Correct @PREFIX@_INSTALL_DOWNLOADS'
  }
  $folder = $Dir
  if (-not $folder) {
    if (-not $env:LOCALAPPDATA) { Fail 4 'Cannot choose a folder: LOCALAPPDATA is not set' 'Name one: -Dir DIR' }
    $folder = Join-Path $env:LOCALAPPDATA "Programs\$ReleaseProduct"
  }
  if ($folder.Contains(';')) { Fail 2 "Cannot install into `"$folder`": such a name cannot be on PATH" 'Choose another folder: -Dir DIR' }
  $Run.Folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($folder).TrimEnd('\')
  $Run.State = Join-Path $Run.Folder ".$ReleaseProduct-install"
  $Run.Staging = Join-Path $Run.State 'staging'
  $Run.Receipt = Join-Path $Run.State 'receipt'
}

# The registry knows the machine's own CPU also where this process is emulated.
function Select-Target {
  $name = $Target
  if (-not $name) {
    $key = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
    $cpu = (Get-ItemProperty -Path $key -Name PROCESSOR_ARCHITECTURE).PROCESSOR_ARCHITECTURE.ToLowerInvariant()
    $name = $ReleaseMachines[$cpu]
    # Windows 11 on arm64 runs programs for x64.
    if (-not $name -and $cpu -eq 'arm64' -and [Environment]::OSVersion.Version.Build -ge 22000) { $name = $ReleaseMachines['x64'] }
    if (-not $name) { $name = "Windows on $cpu" }
  }
  if (-not $ReleaseTargets.Contains($name)) {
    Fail 1 "Cannot install $ReleaseProduct $ReleaseVersion here: this is $name, and there is nothing for it" "There are: $($ReleaseTargets.Keys -join ', ')"
  }
  $Run.TargetName = $name
  $Run.Facts = $ReleaseTargets[$name]
}
