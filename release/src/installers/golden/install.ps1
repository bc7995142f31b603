# Installs my-tool 1.2.3-beta.1 for one user, without administrator rights, in Windows PowerShell 5.1 and PowerShell 7.
#   irm <address of this file> | iex            options by the environment, see -Help
#   powershell -ExecutionPolicy Bypass -File install.ps1 -Help
# All of it is one block, so that a download that was cut short does nothing.
param(
  [string]$Dir = $env:MY_TOOL_INSTALL_DIR,
  [string]$Version = $env:MY_TOOL_INSTALL_VERSION,
  [string]$Target = $env:MY_TOOL_INSTALL_TARGET,
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

# What this release is.
$ReleaseProduct = 'my-tool'
$ReleaseVersion = '1.2.3-beta.1'
$ReleaseDownloads = 'https://github.com/a/tool/releases/download/v{version}/{file}'
$ReleaseChecksums = 'checksums.txt'
$ReleaseChecksumsSignature = 'checksums.txt.minisig'
$ReleasePublicKey = 'RWQBAgMEBQYHCHm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk'
$ReleaseSelfCheck = '--version'
$ReleaseMachines = @{
  'x64' = 'windows-x64'
  'x86_64' = 'windows-x64'
  'amd64' = 'windows-x64'
  'arm64' = 'windows-arm64'
  'aarch64' = 'windows-arm64'
}
# What executables print to complete their arguments.
$ReleaseTexts = @(
  @{ Name = 'my-tool'; Executable = 'my-tool.exe'; Arguments = 'completions powershell' }
  @{ Name = 'my-tool-helper'; Executable = 'my-tool-helper.exe'; Arguments = 'complete "with \"all\" \ of it"' }
)
# The first executable is the one people start.
$ReleaseTargets = [ordered]@{
  'windows-x64' = @{
    Archive = 'my-tool-windows-x64.zip'
    Signature = 'my-tool-windows-x64.zip.minisig'
    Bytes = 104455093
    Sha256 = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
    Root = 'my-tool-1.2.3-beta.1-windows-x64'
    Executables = @(
      @{ Name = 'my-tool.exe'; Sha256 = 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' }
      @{ Name = 'my-tool-helper.exe'; Sha256 = 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc' }
    )
  }
  'windows-arm64' = @{
    Archive = 'my-tool-windows-arm64.zip'
    Signature = 'my-tool-windows-arm64.zip.minisig'
    Bytes = 104455093
    Sha256 = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
    Root = 'my-tool-1.2.3-beta.1-windows-arm64'
    Executables = @(
      @{ Name = 'my-tool.exe'; Sha256 = 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' }
      @{ Name = 'my-tool-helper.exe'; Sha256 = 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc' }
    )
  }
}

# Everything for people goes to standard error.
function Say([string]$Text) {
  if (-not $Run.Silent) { [Console]::Error.WriteLine($Text) }
}

# Ends everything; the main function turns it into an exit code.
function Fail([int]$Code, [string]$Text, [string]$Hint) {
  $problem = New-Object System.Exception("$Text`n  -> $Hint")
  $problem.Data['ExitCode'] = $Code
  throw $problem
}

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

  MY_TOOL_INSTALL_DIR
  MY_TOOL_INSTALL_VERSION
  MY_TOOL_INSTALL_TARGET
  MY_TOOL_INSTALL_NO_MODIFY_PATH
  MY_TOOL_INSTALL_NO_COMPLETIONS
  MY_TOOL_INSTALL_UNINSTALL
  MY_TOOL_INSTALL_QUIET

MY_TOOL_INSTALL_DOWNLOADS is the address of a mirror, with {version} and {file}: https://, or
http:// of this machine. The proxy is the system's, or that of HTTPS_PROXY.

Targets:

$(@($ReleaseTargets.Keys | ForEach-Object { "  $_" }) -join "`n")

Exit codes: 0 installed, or nothing to do; 1 not possible or not found; 2 wrong options; 4 the machine is in
the way; 5 a digest or a signature is wrong.
"@
}

function Read-Options {
  $Run.Silent = $Quiet -or $env:MY_TOOL_INSTALL_QUIET -eq '1'
  $Run.ModifyPath = -not ($NoModifyPath -or $env:MY_TOOL_INSTALL_NO_MODIFY_PATH -eq '1')
  $Run.Completions = -not ($NoCompletions -or $env:MY_TOOL_INSTALL_NO_COMPLETIONS -eq '1')
  $Run.Removing = $Uninstall -or $env:MY_TOOL_INSTALL_UNINSTALL -eq '1'
  $Run.Wanted = ("$Version" -replace '^v', '')
  if ($Run.Wanted -and $Run.Wanted -notmatch '^[0-9][0-9A-Za-z.-]*$') {
    Fail 2 "Cannot install version `"$Version`": it is no version" "Write it like $ReleaseVersion"
  }
  $Run.Downloads = $ReleaseDownloads
  if ($env:MY_TOOL_INSTALL_DOWNLOADS) { $Run.Downloads = $env:MY_TOOL_INSTALL_DOWNLOADS }
  $Run.PlainAllowed = $Run.Downloads -match $PlainOfThisMachine
  if ($Run.Downloads -notmatch '^https://' -and -not $Run.PlainAllowed) {
    Fail 2 "Cannot download from `"$($Run.Downloads)`": it is no https:// address" 'Correct MY_TOOL_INSTALL_DOWNLOADS'
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

$ConnectMilliseconds = 30000
$TotalSeconds = 3600
$Attempts = 3
$PlainOfThisMachine = '^http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?/'

function Get-Address([string]$OfVersion, [string]$Name) {
  $Run.Downloads.Replace('{version}', $OfVersion).Replace('{file}', $Name)
}

# Leaves the file there, complete as far as the server tells. Redirects are followed here, each to https:// or, from
# a mirror of this machine, to this machine.
function Receive-File([string]$OfVersion, [string]$Name, [string]$File, [long]$MaxBytes) {
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor 3072
  $address = Get-Address $OfVersion $Name
  for ($attempt = 1; ; $attempt++) {
    try {
      Receive-Once $address $File $MaxBytes
      return
    } catch {
      $code = Get-HttpCode $_.Exception
      if ($code -eq 404 -or $code -eq 410) {
        Fail 1 "Cannot download `"$address`": the server has no such file ($code)" "See that $ReleaseProduct $OfVersion is published and has $Name"
      }
      $final = $code -ge 400 -and $code -lt 500 -and $code -ne 408 -and $code -ne 425 -and $code -ne 429
      if ($final -or $attempt -ge $Attempts) {
        Fail 4 "Cannot download `"$address`": $($_.Exception.Message)" "See the network, the proxy and the space in $($Run.Folder), then run this again"
      }
      Say "Download failed ($($_.Exception.Message)); trying again"
      Start-Sleep -Seconds $attempt
    }
  }
}

function Get-HttpCode([Exception]$Problem) {
  while ($null -ne $Problem) {
    if ($Problem -is [Net.WebException] -and $null -ne $Problem.Response) { return [int]$Problem.Response.StatusCode }
    $Problem = $Problem.InnerException
  }
  return 0
}

function Receive-Once([string]$Address, [string]$File, [long]$MaxBytes) {
  $next = [Uri]$Address
  $clock = [Diagnostics.Stopwatch]::StartNew()
  for ($hops = 0; $hops -le 5; $hops++) {
    if ($next.Scheme -ne 'https' -and -not ($Run.PlainAllowed -and $next.AbsoluteUri -match $PlainOfThisMachine)) {
      throw 'it leads to an address that is no https://'
    }
    $request = [Net.WebRequest]::Create($next)
    $request.AllowAutoRedirect = $false
    $request.Timeout = $ConnectMilliseconds
    $request.ReadWriteTimeout = $ConnectMilliseconds
    $request.UserAgent = "$ReleaseProduct-install"
    if ($env:HTTPS_PROXY -and -not $next.IsLoopback) { $request.Proxy = New-Object Net.WebProxy($env:HTTPS_PROXY, $true) }
    if ($null -ne $request.Proxy) { $request.Proxy.Credentials = [Net.CredentialCache]::DefaultCredentials }
    $response = $request.GetResponse()
    try {
      $code = [int]$response.StatusCode
      if ($code -ge 300 -and $code -lt 400) {
        $next = New-Object Uri($next, $response.Headers['Location'])
        continue
      }
      Save-Body $response $File $MaxBytes $clock
      return
    } finally {
      $response.Close()
    }
  }
  throw 'it leads from one address to the next without end'
}

function Save-Body($Response, [string]$File, [long]$MaxBytes, $Clock) {
  $total = [long]0
  $buffer = New-Object byte[] 1048576
  $body = $Response.GetResponseStream()
  $out = [IO.File]::Create($File)
  try {
    while (($count = $body.Read($buffer, 0, $buffer.Length)) -gt 0) {
      $total += $count
      if ($total -gt $MaxBytes) { throw "it has more than $MaxBytes bytes" }
      if ($Clock.Elapsed.TotalSeconds -gt $TotalSeconds) { throw 'the server is too slow' }
      $out.Write($buffer, 0, $count)
    }
    $out.Flush($true)
  } finally {
    $out.Dispose()
    $body.Dispose()
  }
  if ($Response.ContentLength -ge 0 -and $total -ne $Response.ContentLength) { throw 'the server stopped in the middle' }
}

# Not Get-FileHash: its module does not load where PowerShell 7 starts Windows PowerShell.
function Get-Sha256([string]$File) {
  $stream = [IO.File]::OpenRead($File)
  $hash = [Security.Cryptography.SHA256]::Create()
  try {
    return ([BitConverter]::ToString($hash.ComputeHash($stream))).Replace('-', '').ToLowerInvariant()
  } finally {
    $stream.Dispose()
    $hash.Dispose()
  }
}

function Assert-Digest([string]$File, [string]$Sha256, [string]$Name) {
  $actual = Get-Sha256 $File
  if ($actual -ne $Sha256) {
    Fail 5 "Cannot trust `"$Name`": its SHA-256 is $actual, wanted $Sha256" "Try again; if it stays so, tell those who publish $ReleaseProduct, and do not use the file"
  }
}

# By minisign, where it is there; it prints the trusted comment if that and the file are signed.
function Test-CanVerify { return $null -ne (Get-Command minisign -CommandType Application -ErrorAction SilentlyContinue) }

function Assert-Signature([string]$File, [string]$Signature, [string]$Name, [string]$OfVersion) {
  $minisign = @(Get-Command minisign -CommandType Application)[0].Source
  $ran = Invoke-Program $minisign "-V -Q -m `"$File`" -x `"$Signature`" -P $ReleasePublicKey"
  if ($ran.ExitCode -ne 0 -or -not "`t$($ran.Output.Trim())`t".Contains("`tfile:$Name`tversion:$OfVersion`t")) {
    Fail 5 "Cannot trust `"$Name`": its signature is not that of $ReleaseProduct $OfVersion by the key $ReleasePublicKey" "Try again; if it stays so, tell those who publish $ReleaseProduct, and do not use the file"
  }
}

# Runs a program for at most a minute.
function Invoke-Program([string]$File, [string]$Arguments) {
  $start = New-Object Diagnostics.ProcessStartInfo($File, $Arguments)
  $start.UseShellExecute = $false
  $start.CreateNoWindow = $true
  $start.RedirectStandardInput = $true
  $start.RedirectStandardOutput = $true
  $start.RedirectStandardError = $true
  $start.StandardOutputEncoding = [Text.Encoding]::UTF8
  $process = [Diagnostics.Process]::Start($start)
  $process.StandardInput.Close()
  $output = $process.StandardOutput.ReadToEndAsync()
  $errors = $process.StandardError.ReadToEndAsync()
  if (-not $process.WaitForExit(60000)) {
    $process.Kill()
    return @{ ExitCode = 124; Output = ''; Errors = 'it did not end within a minute' }
  }
  return @{ ExitCode = $process.ExitCode; Output = $output.Result; Errors = $errors.Result }
}

# A hidden folder beside the executables holds the receipt: what was put where, one thing a line. While something is
# done it also holds a lock, which ends with this process, and what is being made ready.
function Open-Lock {
  try {
    $null = New-Item -ItemType Directory -Force -Path $Run.State
    (Get-Item -Force -LiteralPath $Run.State).Attributes = 'Directory, Hidden'
  } catch {
    Fail 4 "Cannot write into `"$($Run.Folder)`": $($_.Exception.Message)" 'Choose another folder: -Dir DIR'
  }
  try {
    $Run.Lock = [IO.File]::Open((Join-Path $Run.State 'lock'), 'OpenOrCreate', 'ReadWrite', 'None')
  } catch {
    Fail 4 "Cannot change `"$($Run.Folder)`": another installation is under way there" 'Wait for it'
  }
}

function Close-Lock {
  if ($null -eq $Run.Lock) { return }
  if (Test-Path -LiteralPath (Join-Path $Run.Staging 'ready')) { Undo-Commit }
  Clear-Staging
  $Run.Lock.Dispose()
  $Run.Lock = $null
  Remove-Quietly (Join-Path $Run.State 'lock')
  foreach ($empty in (Get-CompletionsFolder), $Run.State, $Run.Folder) {
    if ((Test-Path -LiteralPath $empty) -and @(Get-ChildItem -Force -LiteralPath $empty).Count -eq 0) { Remove-Quietly $empty }
  }
}

# An executable that still runs cannot be removed: what stays is removed by the next run.
function Remove-Quietly([string]$Path) {
  if (Test-Path -LiteralPath $Path) { Remove-Item -Recurse -Force -LiteralPath $Path -ErrorAction SilentlyContinue }
}

function Get-Recorded([string]$Kind, [string]$File) {
  if (-not (Test-Path -LiteralPath $File)) { return @() }
  return @([IO.File]::ReadAllLines($File) | Where-Object { $_.StartsWith("$Kind ") } | ForEach-Object { $_.Substring($Kind.Length + 1) })
}

# A run that was killed while it put things in place is completed, any other leaves nothing.
function Repair-State {
  if (Test-Path -LiteralPath (Join-Path $Run.Staging 'ready')) {
    Say 'Completing an installation that was interrupted'
    Complete-Commit
  }
  Clear-Staging
}

# An old executable may still run: it goes where the next run removes it.
function Clear-Staging {
  $old = Join-Path $Run.Staging 'old'
  if (Test-Path -LiteralPath $old) {
    foreach ($file in @(Get-ChildItem -Force -LiteralPath $old)) { Remove-Executable $file.FullName }
  }
  Remove-Quietly $Run.Staging
}

# The version that is there, 'other' where none can be told, or nothing.
function Get-Installed {
  $same = $true
  foreach ($executable in $Run.Facts.Executables) {
    $place = Join-Path $Run.Folder $executable.Name
    if (-not (Test-Path -LiteralPath $place)) {
      $same = $false
      continue
    }
    $item = Get-Item -Force -LiteralPath $place
    $ours = (Get-RecordedNames $Run.Receipt) -contains $executable.Name
    if ($item.PSIsContainer -or ($item.Attributes -band [IO.FileAttributes]::ReparsePoint)) { $ours = $false; $right = $false }
    else { $right = (Get-Sha256 $place) -eq $executable.Sha256 }
    if (-not $right) { $same = $false }
    if (-not $right -and -not $ours) {
      Fail 1 "Cannot install `"$place`": it is there already, and not by this installer" 'Move it away, or choose another folder: -Dir DIR'
    }
  }
  if ($same) { return $ReleaseVersion }
  $recorded = @(Get-Recorded 'version' $Run.Receipt)
  if ($recorded.Count -eq 0) { return '' }
  $first = Join-Path $Run.Folder $Run.Facts.Executables[0].Name
  if ($ReleaseSelfCheck -eq '--version' -and (Test-Path -LiteralPath $first)) {
    # The executable knows better than the receipt: it may have updated itself.
    try {
      $said = (Invoke-Program $first '--version').Output
      if ($said -match '(?:^|[\s(,])v?([0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?)(?=$|[\s),])') { return $Matches[1] }
    } catch { return 'other' }
  }
  return $recorded[0]
}

function Get-RecordedNames([string]$File) {
  return @(Get-Recorded 'executable' $File | ForEach-Object { $_.Split(' ')[0] })
}

# Whether version A comes before version B (SemVer 2.0.0, clause 11).
function Test-Older([string]$A, [string]$B) {
  $left, $leftPre = $A.Split([char[]]'-', 2)
  $right, $rightPre = $B.Split([char[]]'-', 2)
  $order = Compare-Parts $left $right
  if ($order -ne 0) { return $order -lt 0 }
  if (-not $leftPre) { return $false }
  if (-not $rightPre) { return $true }
  return (Compare-Parts $leftPre $rightPre) -lt 0
}

function Compare-Parts([string]$A, [string]$B) {
  $left = $A.Split('.')
  $right = $B.Split('.')
  for ($index = 0; $index -lt [Math]::Max($left.Count, $right.Count); $index++) {
    if ($index -ge $left.Count) { return -1 }
    if ($index -ge $right.Count) { return 1 }
    $numbers = @($left[$index], $right[$index] | Where-Object { $_ -match '^[0-9]+$' }).Count
    if ($numbers -eq 2) { $order = ([decimal]$left[$index]).CompareTo([decimal]$right[$index]) }
    elseif ($numbers -eq 1) { $order = $(if ($left[$index] -match '^[0-9]+$') { -1 } else { 1 }) }
    else { $order = [string]::CompareOrdinal($left[$index], $right[$index]) }
    if ($order -ne 0) { return $order }
  }
  return 0
}

# Makes everything ready beside its place, on the same volume, and checks it there.
function New-Stage {
  foreach ($name in 'new', 'old') { $null = New-Item -ItemType Directory -Force -Path (Join-Path $Run.Staging $name) }
  $archive = Join-Path $Run.Staging 'archive.zip'
  Say "Downloading $ReleaseProduct $ReleaseVersion for $($Run.TargetName) ($([Math]::Floor($Run.Facts.Bytes / 1000000)) MB)"
  Receive-File $ReleaseVersion $Run.Facts.Archive $archive $Run.Facts.Bytes
  $bytes = (Get-Item -LiteralPath $archive).Length
  if ($bytes -ne $Run.Facts.Bytes) {
    Fail 5 "Cannot trust `"$($Run.Facts.Archive)`": it has $bytes bytes, wanted $($Run.Facts.Bytes)" 'Try again; a proxy or a mirror may answer with something else'
  }
  Assert-Digest $archive $Run.Facts.Sha256 $Run.Facts.Archive
  if (Test-CanVerify) {
    $signature = Join-Path $Run.Staging 'signature'
    Receive-File $ReleaseVersion $Run.Facts.Signature $signature 65536
    Assert-Signature $archive $signature $Run.Facts.Archive $ReleaseVersion
    Say 'Verified its SHA-256 and its signature'
  } else {
    Say 'Verified its SHA-256; for its signature, minisign is missing'
  }
  Say 'Unpacking'
  Expand-Executables $archive
  Remove-Quietly $archive
  Test-NewExecutable
}

# Only the executables, by their names: nothing else of the archive gets anywhere.
function Expand-Executables([string]$Archive) {
  Add-Type -AssemblyName System.IO.Compression.FileSystem
  $zip = [IO.Compression.ZipFile]::OpenRead($Archive)
  try {
    foreach ($executable in $Run.Facts.Executables) {
      $entry = $zip.GetEntry("$($Run.Facts.Root)/$($executable.Name)")
      if ($null -eq $entry) { Fail 5 "Cannot trust `"$($Run.Facts.Archive)`": it has no `"$($executable.Name)`"" "Tell those who publish $ReleaseProduct" }
      $file = Join-Path $Run.Staging "new\$($executable.Name)"
      [IO.Compression.ZipFileExtensions]::ExtractToFile($entry, $file, $true)
      Assert-Digest $file $executable.Sha256 $executable.Name
    }
  } finally {
    $zip.Dispose()
  }
}

function Test-NewExecutable {
  if (-not $ReleaseSelfCheck) { return }
  $name = $Run.Facts.Executables[0].Name
  $ran = Invoke-Program (Join-Path $Run.Staging "new\$name") $ReleaseSelfCheck
  if ($ran.ExitCode -ne 0) {
    [Console]::Error.WriteLine($ran.Output + $ran.Errors)
    Fail 1 "Cannot install $ReleaseProduct ${ReleaseVersion}: `"$name $ReleaseSelfCheck`" fails here" 'The lines above say why; Windows may be too old, or a policy does not allow it'
  }
}

function Write-PlannedReceipt {
  $null = New-Item -ItemType Directory -Force -Path $Run.Staging
  $lines = @('format 1', "product $ReleaseProduct", "version $ReleaseVersion", "target $($Run.TargetName)")
  $lines += @($Run.Facts.Executables | ForEach-Object { "executable $($_.Name) $($_.Sha256)" })
  $onPath = @(Get-Recorded 'path' $Run.Receipt)
  if ($Run.ModifyPath -and -not (Test-OnUserPath)) { $onPath = @($Run.Folder) }
  $lines += @($onPath | ForEach-Object { "path $_" })
  $lines += @(Get-OurTextLines)
  [IO.File]::WriteAllLines((Join-Path $Run.Staging 'receipt'), [string[]]$lines)
}

# Puts what is ready in place, the first executable last. Windows lets an executable that runs be renamed but not
# replaced, so the old one is renamed away before the new one gets its name. What a kill leaves, between the two or
# between two executables, the next run completes.
function Invoke-Commit {
  [IO.File]::WriteAllText((Join-Path $Run.Staging 'ready'), '')
  Complete-Commit
}

# May be run again after a kill at any point of it: it looks at the files alone.
function Complete-Commit {
  $planned = Join-Path $Run.Staging 'receipt'
  $names = @(Get-RecordedNames $planned)
  [array]::Reverse($names)
  try {
    foreach ($name in $names) { Move-IntoPlace $name }
  } catch {
    Undo-Commit
    Fail 4 "Cannot put `"$name`" in place: $($_.Exception.Message); what was there is back" "See the permissions of $($Run.Folder)"
  }
  if (Test-Path -LiteralPath $planned) {
    foreach ($name in Get-RecordedNames $Run.Receipt) {
      if ($names -notcontains $name) { Remove-Executable (Join-Path $Run.Folder $name) }
    }
    Move-Item -Force -LiteralPath $planned -Destination $Run.Receipt
  }
  Remove-Item -Force -LiteralPath (Join-Path $Run.Staging 'ready')
}

function Move-IntoPlace([string]$Name) {
  $new = Join-Path $Run.Staging "new\$Name"
  $old = Join-Path $Run.Staging "old\$Name"
  $place = Join-Path $Run.Folder $Name
  if (-not (Test-Path -LiteralPath $new)) { return }
  if ((Test-Path -LiteralPath $place) -and -not (Test-Path -LiteralPath $old)) { Move-Patiently $place $old }
  Move-Patiently $new $place
}

# What was run a moment ago may be held by a virus scanner for another one.
function Move-Patiently([string]$From, [string]$To) {
  for ($attempt = 1; ; $attempt++) {
    try {
      [IO.File]::Move($From, $To)
      return
    } catch {
      if ($attempt -ge 10) { throw }
      Start-Sleep -Milliseconds 300
    }
  }
}

function Undo-Commit {
  foreach ($name in Get-RecordedNames (Join-Path $Run.Staging 'receipt')) {
    $old = Join-Path $Run.Staging "old\$name"
    $place = Join-Path $Run.Folder $name
    if (Test-Path -LiteralPath $old) {
      Remove-Executable $place
      [IO.File]::Move($old, $place)
    } elseif (-not (Test-Path -LiteralPath (Join-Path $Run.Staging "new\$name"))) {
      Remove-Executable $place
    }
  }
  Remove-Item -Force -LiteralPath (Join-Path $Run.Staging 'ready') -ErrorAction SilentlyContinue
}

# One that runs is renamed into the hidden folder, where the next run removes it.
function Remove-Executable([string]$Place) {
  if (-not (Test-Path -LiteralPath $Place)) { return }
  try {
    Remove-Item -Force -LiteralPath $Place
  } catch {
    [IO.File]::Move($Place, (Join-Path $Run.State "running-$([Guid]::NewGuid().ToString('N'))"))
  }
}

function Remove-Leftovers {
  foreach ($left in @(Get-ChildItem -Force -LiteralPath $Run.State -Filter 'running-*')) { Remove-Quietly $left.FullName }
}

# Completions lie beside the receipt, as the executables print them. No profile is changed for them: where scripts are not
# allowed, each new window would complain.
function Get-CompletionsFolder { return Join-Path $Run.State 'completions' }

# The files that are ours: the receipt has their digest, so that nobody else has made or changed them.
function Get-OurTexts {
  return @(Get-Recorded 'text' $Run.Receipt | ForEach-Object {
    $digest, $file = $_.Split([char[]]' ', 2)
    if ((Test-Path -PathType Leaf -LiteralPath $file) -and (Get-Sha256 $file) -eq $digest) { $file }
  } | Sort-Object -Unique)
}

function Get-OurTextLines {
  return @(Get-OurTexts | ForEach-Object { "text $(Get-Sha256 $_) $_" })
}

function Get-PlannedTexts {
  if (-not $Run.Completions) { return @() }
  $names = @($Run.Facts.Executables | ForEach-Object { $_.Name })
  $ours = @(Get-OurTexts)
  return @($ReleaseTexts | Where-Object { $names -contains $_.Executable } | ForEach-Object {
    @{ Text = $_; File = Join-Path (Get-CompletionsFolder) "$($_.Name).ps1" }
  } | Where-Object { $ours -contains $_.File -or -not (Test-Path -LiteralPath $_.File) })
}

# What cannot be made here is no reason to be without the executable.
function Write-Texts {
  if (-not $Run.Completions) { return }
  $planned = @(Get-PlannedTexts)
  foreach ($one in $planned) {
    try {
      $ran = Invoke-Program (Join-Path $Run.Folder $one.Text.Executable) $one.Text.Arguments
      if ($ran.ExitCode -ne 0 -or -not $ran.Output) { throw "it ended with exit code $($ran.ExitCode)" }
      $null = New-Item -ItemType Directory -Force -Path (Get-CompletionsFolder)
      $whole = Join-Path $Run.Staging 'text'
      $null = New-Item -ItemType Directory -Force -Path $Run.Staging
      # With a mark, without which Windows PowerShell 5.1 takes it for the system's code page.
      [IO.File]::WriteAllText($whole, $ran.Output, (New-Object Text.UTF8Encoding($true)))
      # The receipt has the line before the file is there, so that what a kill leaves is known.
      [IO.File]::AppendAllText($Run.Receipt, "text $(Get-Sha256 $whole) $($one.File)`r`n")
      Move-Item -Force -LiteralPath $whole -Destination $one.File
      Say "For completions, have this in `$PROFILE: . '$($one.File.Replace("'", "''"))'"
    } catch {
      [Console]::Error.WriteLine("warning: `"$($one.File)`" could not be written: $($_.Exception.Message)")
    }
  }
  $kept = @($planned | ForEach-Object { $_.File })
  foreach ($file in Get-OurTexts) { if ($kept -notcontains $file) { Remove-Quietly $file } }
  # What is not there, or not as it was written, is not ours any more.
  $lines = @([IO.File]::ReadAllLines($Run.Receipt) | Where-Object { -not $_.StartsWith('text ') }) + @(Get-OurTextLines)
  [IO.File]::WriteAllLines((Join-Path $Run.State 'receipt.new'), [string[]]$lines)
  Move-Item -Force -LiteralPath (Join-Path $Run.State 'receipt.new') -Destination $Run.Receipt
}

# The user's PATH, as it is in the registry: with its variables unexpanded and its kind kept.
function Get-UserPath {
  $key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment')
  if ($null -eq $key) { return '' }
  try { return [string]$key.GetValue('Path', '', 'DoNotExpandEnvironmentNames') } finally { $key.Dispose() }
}

function Set-UserPath([string]$Value) {
  $key = [Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Environment')
  try {
    $kind = [Microsoft.Win32.RegistryValueKind]::ExpandString
    if ($key.GetValueNames() -contains 'Path') { $kind = $key.GetValueKind('Path') }
    $key.SetValue('Path', $Value, $kind)
  } finally {
    $key.Dispose()
  }
  # Programs are told of a change only by this call; the variable is there for nothing else.
  [Environment]::SetEnvironmentVariable("$ReleaseProduct-install", $null, 'User')
}

function Split-UserPath { return @((Get-UserPath).Split(';') | Where-Object { $_ }) }

function Test-OnUserPath {
  $all = @(Split-UserPath) + @("$env:Path".Split(';'))
  return @($all | Where-Object { $_.TrimEnd('\') -eq $Run.Folder }).Count -gt 0
}

function Add-UserPath {
  foreach ($wanted in Get-Recorded 'path' $Run.Receipt) {
    if (@(Split-UserPath | Where-Object { $_.TrimEnd('\') -eq $wanted }).Count -eq 0) { Set-UserPath ((@($wanted) + @(Split-UserPath)) -join ';') }
    if (@("$env:Path".Split(';')) -notcontains $wanted) {
      $env:Path = "$wanted;$env:Path"
      Say "$wanted is on PATH here and in every new window"
    }
  }
  if (-not $Run.ModifyPath -and -not (Test-OnUserPath)) { Say "$($Run.Folder) is not on PATH" }
}

function Remove-UserPath {
  foreach ($unwanted in Get-Recorded 'path' $Run.Receipt) {
    $kept = @(Split-UserPath | Where-Object { $_.TrimEnd('\') -ne $unwanted })
    if ($kept.Count -ne @(Split-UserPath).Count) { Set-UserPath ($kept -join ';') }
  }
}

# Removes what the receipt lists and nothing else; the receipt is the last to go, so that it can be done again.
function Uninstall-Product {
  if (-not (Test-Path -LiteralPath $Run.Receipt) -and -not (Test-Path -LiteralPath (Join-Path $Run.Staging 'ready'))) {
    Fail 1 "Cannot uninstall ${ReleaseProduct}: `"$($Run.Folder)`" has nothing of this installer" 'Name the folder: -Dir DIR'
  }
  Open-Lock
  Repair-State
  Remove-Leftovers
  Remove-UserPath
  foreach ($file in Get-OurTexts) { Remove-Quietly $file }
  foreach ($name in Get-RecordedNames $Run.Receipt) { Remove-Executable (Join-Path $Run.Folder $name) }
  Remove-Item -Force -LiteralPath $Run.Receipt
  Remove-Leftovers
  Say "Removed $ReleaseProduct from $($Run.Folder)"
}

# Another version is installed by its own installer, which that version's checksums and signature vouch for.
function Install-OtherVersion {
  $other = $Run.Wanted
  if (-not $Run.Downloads.Contains('{version}')) {
    Fail 1 "Cannot install version `"$other`": only $ReleaseVersion is at $($Run.Downloads)" 'Leave -Version away'
  }
  $scratch = Join-Path ([IO.Path]::GetTempPath()) "$ReleaseProduct-install-$([Guid]::NewGuid().ToString('N'))"
  $null = New-Item -ItemType Directory -Path $scratch
  try {
    $sums = Join-Path $scratch 'checksums'
    Receive-File $other $ReleaseChecksums $sums 1048576
    if (Test-CanVerify) {
      Receive-File $other $ReleaseChecksumsSignature "$sums.signature" 65536
      Assert-Signature $sums "$sums.signature" $ReleaseChecksums $other
    }
    $line = @([IO.File]::ReadAllLines($sums) | Where-Object { $_ -match '^[0-9a-f]{64}  install\.ps1$' })
    if ($line.Count -ne 1) { Fail 1 "Cannot install version `"$other`": it has no installer" "Take its archive by hand: $(Get-Address $other $ReleaseChecksums)" }
    $installer = Join-Path $scratch 'install.ps1'
    Receive-File $other 'install.ps1' $installer 1048576
    Assert-Digest $installer $line[0].Substring(0, 64) 'install.ps1'
    if ([IO.File]::ReadAllLines($installer) -cnotcontains "`$ReleaseVersion = '$other'") {
      Fail 5 "Cannot trust the installer of `"$other`": it is that of another version" "Tell those who publish $ReleaseProduct"
    }
    $options = @('-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', $installer, '-Version', $other, '-Dir', $Run.Folder)
    if ($Target) { $options += @('-Target', $Target) }
    if (-not $Run.ModifyPath) { $options += '-NoModifyPath' }
    if (-not $Run.Completions) { $options += '-NoCompletions' }
    if ($Run.Silent) { $options += '-Quiet' }
    & (Get-Process -Id $PID).Path @options
    return $LASTEXITCODE
  } finally {
    Remove-Quietly $scratch
  }
}

function Install-Product {
  if (-not $Run.Wanted -or $Run.Wanted -eq $ReleaseVersion) {
    Select-Target
    Open-Lock
    Repair-State
    Remove-Leftovers
    $installed = Get-Installed
    $done = "$ReleaseProduct $ReleaseVersion is in $($Run.Folder) already"
    if ($installed -ne $ReleaseVersion) {
      Assert-NoDowngrade $installed
      New-Stage
      $done = "Installed $ReleaseProduct $ReleaseVersion in $($Run.Folder)"
      if ($installed) { $done += " (was $installed)" }
    }
    Write-PlannedReceipt
    Invoke-Commit
    Write-Texts
    Add-UserPath
    Say $done
    return 0
  }
  return Install-OtherVersion
}

function Assert-NoDowngrade([string]$Installed) {
  if (-not $Installed -or $Installed -eq 'other' -or $Run.Wanted) { return }
  if (Test-Older $ReleaseVersion $Installed) {
    Fail 1 "Cannot install $ReleaseProduct ${ReleaseVersion}: `"$($Run.Folder)`" has $Installed, which is newer" "To go back to it: -Version $ReleaseVersion"
  }
}

$code = 0
try {
  if ($Help) { Show-Help }
  else {
    Read-Options
    if ($Run.Removing) { Uninstall-Product } else { $code = [int]@(Install-Product)[-1] }
  }
} catch {
  $code = 4
  if ($_.Exception.Data.Contains('ExitCode')) { $code = $_.Exception.Data['ExitCode'] }
  [Console]::Error.WriteLine("error: $($_.Exception.Message)")
} finally {
  Close-Lock
}
# As a file it ends with its code; in somebody's session it must not end that.
if ($PSCommandPath -and (Split-Path -Leaf $PSCommandPath) -eq 'install.ps1') { exit $code }
if ($code -ne 0) { throw "$ReleaseProduct was not installed (code $code)" }
}
