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
