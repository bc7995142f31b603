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
