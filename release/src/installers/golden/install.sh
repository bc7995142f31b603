#!/bin/sh
# Installs my-tool 1.2.3-beta.1 for one user, without root. Help: sh install.sh --help
# Works in dash, bash, zsh and the shell of busybox. Nothing runs before the last line, so that a download
# that was cut short does nothing.

if [ -n "${ZSH_VERSION:-}" ]; then emulate sh; fi
set -eu
LC_ALL=C
export LC_ALL

# What this release is.
product='my-tool'
version='1.2.3-beta.1'
release_downloads='https://github.com/a/tool/releases/download/v{version}/{file}'
release_targets='linux-x64, linux-arm64, linux-x64-musl, linux-arm64-musl, darwin-x64, darwin-arm64'
first_executable='my-tool'
checksums='checksums.txt'
checksums_signature='checksums.txt.minisig'
public_key='RWQBAgMEBQYHCHm1Vi6P5lT5QHixEuipi6eQH4U65pW+1+DjkQutBJZk'
public_key_der='MCowBQYDK2VwAyEAebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ='
self_check='--version'
texts='bash my-tool
fish my-tool
zsh my-tool
man my-tool'

# cpu_for MACHINE, as uname tells it
cpu_for() {
  case $1 in
  x64 | x86_64 | amd64) echo x64 ;;
  arm64 | aarch64) echo arm64 ;;
  esac
}

# target_for 'SYSTEM CPU' or 'SYSTEM CPU LIBC'
target_for() {
  case $1 in
  'linux x64 glibc') echo linux-x64 ;;
  'linux arm64 glibc') echo linux-arm64 ;;
  'linux x64 musl') echo linux-x64-musl ;;
  'linux arm64 musl') echo linux-arm64-musl ;;
  'darwin x64') echo darwin-x64 ;;
  'darwin arm64') echo darwin-arm64 ;;
  esac
}

# release_facts TARGET: sets what is known of its archive. The first executable is the last of them, since it
# needs the others.
release_facts() {
  case $1 in
  linux-x64)
    archive='my-tool-linux-x64.tar.gz'
    archive_signature='my-tool-linux-x64.tar.gz.minisig'
    archive_bytes=104455093
    archive_sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    archive_root='my-tool-1.2.3-beta.1-linux-x64'
    first_executable='my-tool'
    executables='my-tool-helper:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc my-tool:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
    ;;
  linux-arm64)
    archive='my-tool-linux-arm64.tar.gz'
    archive_signature='my-tool-linux-arm64.tar.gz.minisig'
    archive_bytes=104455093
    archive_sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    archive_root='my-tool-1.2.3-beta.1-linux-arm64'
    first_executable='my-tool'
    executables='my-tool-helper:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc my-tool:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
    ;;
  linux-x64-musl)
    archive='my-tool-linux-x64-musl.tar.gz'
    archive_signature='my-tool-linux-x64-musl.tar.gz.minisig'
    archive_bytes=104455093
    archive_sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    archive_root='my-tool-1.2.3-beta.1-linux-x64-musl'
    first_executable='my-tool'
    executables='my-tool-helper:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc my-tool:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
    ;;
  linux-arm64-musl)
    archive='my-tool-linux-arm64-musl.tar.gz'
    archive_signature='my-tool-linux-arm64-musl.tar.gz.minisig'
    archive_bytes=104455093
    archive_sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    archive_root='my-tool-1.2.3-beta.1-linux-arm64-musl'
    first_executable='my-tool'
    executables='my-tool-helper:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc my-tool:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
    ;;
  darwin-x64)
    archive='my-tool-darwin-x64.tar.gz'
    archive_signature='my-tool-darwin-x64.tar.gz.minisig'
    archive_bytes=104455093
    archive_sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    archive_root='my-tool-1.2.3-beta.1-darwin-x64'
    first_executable='my-tool'
    executables='my-tool-helper:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc my-tool:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
    ;;
  darwin-arm64)
    archive='my-tool-darwin-arm64.tar.gz'
    archive_signature='my-tool-darwin-arm64.tar.gz.minisig'
    archive_bytes=104455093
    archive_sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    archive_root='my-tool-1.2.3-beta.1-darwin-arm64'
    first_executable='my-tool'
    executables='my-tool-helper:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc my-tool:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
    ;;
  *) return 1 ;;
  esac
}

# print_text 'KIND EXECUTABLE': what it has for a shell, or for man
# shellcheck disable=SC2016 # a dollar in an argument is one
print_text() {
  case $1 in
  'bash my-tool') bounded 60 "$dir"/'my-tool' 'completions' 'bash' ;;
  'fish my-tool') bounded 60 "$dir"/'my-tool' 'completions' 'fish' ;;
  'zsh my-tool') bounded 60 "$dir"/'my-tool' 'completions' 'zsh' ;;
  'man my-tool') bounded 60 "$dir"/'my-tool' '--man' 'it'\''s' ;;
  *) return 1 ;;
  esac
}

# Everything for people goes to standard error; the exit codes are in the help.

say() {
  if [ "$quiet" = 0 ]; then printf '%s\n' "$1" >&2; fi
}

warn() {
  printf 'warning: %s\n' "$1" >&2
  if [ $# -gt 1 ]; then printf '  → %s\n' "$2" >&2; fi
}

# fail EXIT-CODE MESSAGE HINT
fail() {
  explained=1
  printf 'error: %s\n  → %s\n' "$2" "$3" >&2
  exit "$1"
}

has() {
  command -v "$1" >/dev/null 2>&1
}

usage() {
  cat <<END
Installs $product $version for one user, without root.

  --dir DIR             install into DIR; by default where it is already, else \$XDG_BIN_HOME, else ~/.local/bin
  --version VERSION     install another version; also the way back to an older one
  --target TARGET       what this machine is, one of the targets below; without it, this is found out
  --no-modify-path      leave the profile of the shell alone
  --no-completions      write no completions for shells, and no man page
  --uninstall           remove what this installer put there
  --quiet               say nothing but warnings and errors
  --help                print this

The same by the environment, 1 for an option without a value:

  MY_TOOL_INSTALL_DIR
  MY_TOOL_INSTALL_VERSION
  MY_TOOL_INSTALL_TARGET
  MY_TOOL_INSTALL_NO_MODIFY_PATH
  MY_TOOL_INSTALL_NO_COMPLETIONS
  MY_TOOL_INSTALL_UNINSTALL
  MY_TOOL_INSTALL_QUIET

MY_TOOL_INSTALL_DOWNLOADS is the address of a mirror, with {version} and {file}: https://, or
http:// of this machine. Proxies come from https_proxy and no_proxy.

Targets:

$(printf '%s\n' "$release_targets" | tr ',' '\n' | sed 's/^ */  /')

Exit codes: 0 installed, or nothing to do; 1 not possible or not found; 2 wrong options; 4 the machine is in
the way; 5 a digest or a signature is wrong; 130 interrupted, 129 or 143 by another signal.
END
}

read_arguments() {
  dir=${MY_TOOL_INSTALL_DIR:-}
  wanted=${MY_TOOL_INSTALL_VERSION:-}
  target=${MY_TOOL_INSTALL_TARGET:-}
  quiet=${MY_TOOL_INSTALL_QUIET:-0}
  modify_path=1
  if [ "${MY_TOOL_INSTALL_NO_MODIFY_PATH:-0}" = 1 ]; then modify_path=0; fi
  write_completions=1
  if [ "${MY_TOOL_INSTALL_NO_COMPLETIONS:-0}" = 1 ]; then write_completions=0; fi
  uninstall=${MY_TOOL_INSTALL_UNINSTALL:-0}
  downloads=${MY_TOOL_INSTALL_DOWNLOADS:-$release_downloads}
  while [ $# -gt 0 ]; do
    case $1 in
    --dir | --version | --target)
      if [ $# -lt 2 ]; then fail 2 "Cannot read the option \"$1\": it has no value" "Give one: $1 VALUE"; fi
      set_option "$1" "$2"
      shift
      ;;
    --dir=* | --version=* | --target=*) set_option "${1%%=*}" "${1#*=}" ;;
    --no-modify-path) modify_path=0 ;;
    --no-completions) write_completions=0 ;;
    --uninstall) uninstall=1 ;;
    --quiet | -q) quiet=1 ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) fail 2 "Cannot use the option \"$1\": there is no such option" "See --help" ;;
    esac
    shift
  done
  if [ "$quiet" != 1 ]; then quiet=0; fi
  check_arguments
}

set_option() {
  case $1 in
  --dir) dir=$2 ;;
  --version) wanted=$2 ;;
  --target) target=$2 ;;
  esac
}

check_arguments() {
  wanted=${wanted#v}
  case $wanted in
  '') ;;
  *[!0-9A-Za-z.-]* | [!0-9]*)
    fail 2 "Cannot install version \"$wanted\": it is no version" "Write it like $version"
    ;;
  esac
  plain=1
  if ! may_ask "$downloads"; then
    fail 2 "Cannot download from \"$downloads\": it is no https:// address" "Correct MY_TOOL_INSTALL_DOWNLOADS"
  fi
  case $downloads in https://*) plain=0 ;; esac
}

# Whether an address may be asked: https://, or http:// of this machine where the mirror is one of this machine too.
may_ask() {
  case $1 in
  https://*) return 0 ;;
  *@*) return 1 ;;
  http://127.0.0.1[:/]* | http://localhost[:/]* | http://\[::1\][:/]*) [ "$plain" = 1 ] ;;
  *) return 1 ;;
  esac
}

# Where the executables go: as told; where this product is already; or the user's folder for executables.
choose_folder() {
  if [ -z "$dir" ]; then
    found=$(command -v "$first_executable" 2>/dev/null) || found=
    case $found in
    /*) if [ -f "${found%/*}/.$product-install/receipt" ]; then dir=${found%/*}; fi ;;
    esac
  fi
  if [ -z "$dir" ]; then dir=${XDG_BIN_HOME:-}; fi
  if [ -z "$dir" ]; then
    case ${HOME:-} in
    /*) dir=$HOME/.local/bin ;;
    *) fail 4 "Cannot choose a folder: HOME is not set" "Name one: --dir DIR" ;;
    esac
  fi
  case $dir in
  *:* | *"$newline"*)
    fail 2 "Cannot install into \"$dir\": such a name cannot be on PATH" "Choose another folder: --dir DIR"
    ;;
  /*) ;;
  *) dir=$PWD/$dir ;;
  esac
  while [ "$dir" != / ] && [ "$dir" != "${dir%/}" ]; do dir=${dir%/}; done
  state=$dir/.$product-install
  staging=$state/staging
}

# What this machine is, by several witnesses: none of them is there everywhere.

choose_target() {
  if [ -z "$target" ]; then
    detect_target
    target=$(target_for "$os $cpu${libc:+ $libc}")
    if [ -z "$target" ]; then unsupported "$os, $cpu${libc:+, $libc}"; fi
  fi
  if ! release_facts "$target"; then unsupported "$target"; fi
}

unsupported() {
  fail 1 "Cannot install $product $version here: this is $1, and there is nothing for it" \
    "There are: $release_targets"
}

detect_target() {
  libc=
  system=$(uname -s)
  case $system in
  Linux)
    os=linux
    if [ "$(uname -o 2>/dev/null)" = Android ]; then os=android; fi
    ;;
  Darwin) os=darwin ;;
  FreeBSD) os=freebsd ;;
  CYGWIN* | MINGW* | MSYS*)
    fail 1 "Cannot install $product here: this is Windows" "Use PowerShell and install.ps1"
    ;;
  *) unsupported "$system" ;;
  esac
  machine=$(uname -m)
  cpu=$(cpu_for "$machine")
  # A shell that Rosetta translates is told of another CPU than there is.
  if [ "$os" = darwin ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" = 1 ]; then cpu=arm64; fi
  if [ -z "$cpu" ]; then unsupported "$system on $machine"; fi
  if [ "$os" = linux ]; then
    if is_32_bit; then unsupported "a 32-bit system on $machine"; fi
    detect_libc
  fi
  if [ "$os" = android ]; then libc=bionic; fi
}

# The kernel may have 64 bits and all programs 32: then the fifth byte of a program is 1.
is_32_bit() {
  bits=$(getconf LONG_BIT 2>/dev/null) || bits=
  if [ -z "$bits" ] && [ -r /proc/self/exe ]; then
    if [ "$(head -c 5 /proc/self/exe 2>/dev/null | tail -c 1)" = "$(printf '\001')" ]; then bits=32; fi
  fi
  [ "$bits" = 32 ]
}

# The loader of the other C library may be installed too, so it is the last to be asked.
detect_libc() {
  libc=glibc
  said=$(ldd --version 2>&1) || :
  case $said in
  *musl*) libc=musl ;;
  *GLIBC* | *'GNU libc'* | *'Free Software Foundation'*) ;;
  *)
    if getconf GNU_LIBC_VERSION >/dev/null 2>&1; then return 0; fi
    if there_is /lib*/ld-linux*.so.* /lib/*/ld-linux*.so.*; then return 0; fi
    if there_is /lib/ld-musl-*.so.1; then libc=musl; fi
    ;;
  esac
}

there_is() {
  for one in "$@"; do
    if [ -e "$one" ]; then return 0; fi
  done
  return 1
}

# The executables for musl need a library that small systems lack.
note_missing_library() {
  case $target in *-musl) ;; *) return 0 ;; esac
  if there_is /lib/libstdc++.so.6 /usr/lib/libstdc++.so.6 /usr/local/lib/libstdc++.so.6; then return 0; fi
  warn "libstdc++ seems to be missing, and $product needs it" "$library_hint"
}

library_hint='On Alpine: apk add libstdc++ libgcc'

# SHA-256 by whatever tool gives the right answer for no bytes at all.

choose_hash_tool() {
  for hash_tool in sha256sum shasum openssl sha256 busybox python3; do
    if has "$hash_tool" && [ "$(sha256_of /dev/null)" = "$sha256_of_nothing" ]; then return 0; fi
  done
  fail 4 "Cannot verify a download: no tool for SHA-256 is there" \
    "Install one of sha256sum, shasum, openssl, sha256, busybox or python3"
}

sha256_of_nothing=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

sha256_of() {
  case $hash_tool in
  sha256sum) digest=$(sha256sum <"$1" 2>/dev/null) || digest= ;;
  shasum) digest=$(shasum -a 256 <"$1" 2>/dev/null) || digest= ;;
  openssl) digest=$(openssl dgst -sha256 -r <"$1" 2>/dev/null) || digest= ;;
  sha256) digest=$(sha256 -q <"$1" 2>/dev/null) || digest= ;;
  busybox) digest=$(busybox sha256sum <"$1" 2>/dev/null) || digest= ;;
  python3) digest=$(python3 -c "$sha256_in_python" <"$1" 2>/dev/null) || digest= ;;
  esac
  printf '%s\n' "${digest%% *}"
}

sha256_in_python='import hashlib, sys
h = hashlib.sha256()
for part in iter(lambda: sys.stdin.buffer.read(1 << 20), b""): h.update(part)
print(h.hexdigest())'

# check_digest FILE SHA256 NAME
check_digest() {
  actual=$(sha256_of "$1")
  if [ "$actual" != "$2" ]; then
    fail 5 "Cannot trust \"$3\": its SHA-256 is ${actual:-unknown}, wanted $2" \
      "Try again; if it stays so, tell those who publish $product, and do not use the file"
  fi
}

# Downloads are bounded in time and size. Redirects are followed here, but by the wget of busybox itself, which
# checks no certificate either, so that with it only what a known digest or a signature vouches for is used.

connect_seconds=30
total_seconds=3600
attempts=3

choose_download_tool() {
  vouched=1
  # The curl that comes as a snap cannot write into hidden folders.
  case $(command -v curl 2>/dev/null) in
  '' | /snap/*) curl_works=0 ;;
  *) curl_works=1 ;;
  esac
  if [ "$curl_works" = 1 ]; then
    download_tool=curl
  elif has wget; then
    download_tool=wget
    case $(wget --version 2>/dev/null) in
    'GNU Wget'*) ;;
    *)
      download_tool=small_wget
      vouched=0
      ;;
    esac
  else
    fail 4 "Cannot download: neither curl nor wget is there" "Install one of them; a curl from snap does not do"
  fi
  limiter=
  # GNU timeout hides what it runs from the terminal's signals unless it is told not to; others need no telling.
  if timeout --foreground 5 true 2>/dev/null; then
    limiter=gnu_timeout
  elif timeout 5 true 2>/dev/null; then
    limiter=timeout
  elif has perl; then
    limiter=perl
  fi
}

# bounded SECONDS COMMAND…
bounded() {
  case $limiter in
  gnu_timeout) timeout --foreground "$@" ;;
  timeout) timeout "$@" ;;
  perl) perl -e 'alarm shift; exec { $ARGV[0] } @ARGV or exit 127' "$@" ;;
  *)
    shift
    "$@"
    ;;
  esac
}

address_of() {
  printf '%s\n' "$downloads" | sed -e "s|{version}|$1|g" -e "s|{file}|$2|g"
}

# download VERSION NAME FILE MAX-BYTES: leaves the file there, complete as far as the server tells.
download() {
  address=$(address_of "$1" "$2")
  attempt=1
  while :; do
    rm -f "$3"
    http_code=
    problem=
    if fetch "$address" "$3" "$4"; then return 0; fi
    case $http_code in
    404 | 410)
      fail 1 "Cannot download \"$address\": the server has no such file ($http_code)" \
        "See that $product $1 is published and has $2"
      ;;
    408 | 425 | 429) ;;
    3?? | 4??)
      fail 1 "Cannot download \"$address\": the server answers $http_code" "See the proxy (https_proxy) and the address"
      ;;
    esac
    if [ "$attempt" -ge "$attempts" ]; then break; fi
    say "Download failed (${problem:-the server answers $http_code}); trying again"
    sleep "$attempt"
    attempt=$((attempt + 1))
  done
  fail 4 "Cannot download \"$address\": ${problem:-the server answers $http_code}" \
    "See the network, the proxy (https_proxy) and the space in $dir, then run this again"
}

# fetch ADDRESS FILE MAX-BYTES: follows redirects, each to an address that may be asked.
fetch() {
  next=$1
  for hop in 0 1 2 3 4 5; do
    if ! may_ask "$next"; then
      http_code=
      problem='it leads to an address that is no https://'
      return 1
    fi
    location=
    case $download_tool in
    curl) fetch_by_curl "$next" "$2" "$3" || return 1 ;;
    wget) fetch_by_wget "$next" "$2" "$3" || return 1 ;;
    *) fetch_by_small_wget "$next" "$2" "$3" || return 1 ;;
    esac
    if [ -z "$location" ]; then return 0; fi
    next=$location
  done
  http_code=
  problem="it leads from one address to the next more than ${hop} times"
  return 1
}

# The limit on a file's size counts blocks, of 512 bytes in some shells and of 1024 in others.
limit_size() {
  ulimit -f $(($1 / 512 + 8)) 2>/dev/null || :
}

# Sets `location` where the server sends elsewhere.
fetch_by_curl() {
  progress=-s
  if [ "$quiet" = 0 ] && [ -t 2 ]; then progress=-#; fi
  code=0
  answer=$(
    limit_size "$3"
    curl "$progress" -f --proto '=http,https' --tlsv1.2 --connect-timeout "$connect_seconds" \
      --speed-limit 100 --speed-time "$connect_seconds" --max-time "$total_seconds" \
      --max-filesize "$3" -w '%{http_code} %{redirect_url}' -o "$2" "$1"
  ) || code=$?
  http_code=${answer%% *}
  if [ "$code" = 0 ]; then
    location=${answer#* }
    case $http_code in
    2??)
      location=
      return 0
      ;;
    30[12378]) if [ -n "$location" ]; then return 0; fi ;;
    esac
    return 1
  fi
  if [ "$code" != 22 ]; then http_code=; fi
  case $code in
  5 | 6 | 7) problem='the server, or the proxy, cannot be reached' ;;
  18) problem='the server stopped in the middle' ;;
  22) ;;
  23) problem='the file cannot be written; is the disk full?' ;;
  28) problem='the server is too slow' ;;
  35 | 51 | 58 | 60 | 77) problem='the connection is not secure: see the certificate' ;;
  63 | 153) problem="it has more than $3 bytes" ;;
  *) problem="curl fails with code $code" ;;
  esac
  return 1
}

# Sets `location` where the server sends elsewhere.
fetch_by_wget() {
  if (limit_size "$3" && bounded "$total_seconds" wget -q -S --max-redirect=0 --tries=1 \
    --timeout="$connect_seconds" -O "$2" "$1" 2>"$2.log"); then
    rm -f "$2.log"
    return 0
  fi
  http_code=$(sed -n 's|^ *HTTP/[0-9.]* \([0-9]*\).*|\1|p' "$2.log" | tail -n 1)
  case $http_code in
  30[12378]) location=$(tr -d '\r' <"$2.log" | sed -n 's/^ *[Ll]ocation: *\([^ ]*\).*/\1/p' | tail -n 1) ;;
  '' | 2??)
    http_code=
    problem="wget fails: $(grep -v '^ ' "$2.log" | tail -n 1)"
    ;;
  *) ;;
  esac
  case $location in
  '') return 1 ;;
  /*) location=$(printf '%s\n' "$1" | sed 's|^\([a-z]*://[^/]*\).*|\1|')$location ;;
  *) ;;
  esac
}

# Without -T, on which the wget of busybox 1.35 in Debian 12 crashes; it gives up a silent server after 900 s.
fetch_by_small_wget() {
  if (limit_size "$3" && bounded "$total_seconds" wget -q -O "$2" "$1" 2>"$2.log"); then
    rm -f "$2.log"
    return 0
  fi
  http_code=$(sed -n 's|.*HTTP/[0-9.]* \([0-9][0-9][0-9]\).*|\1|p' "$2.log" | tail -n 1)
  problem="wget fails: $(tail -n 1 "$2.log")"
  return 1
}

# minisign's signatures, by minisign or by OpenSSL 3, where one is there. The key is the one of this release.

choose_verifier() {
  verifier=
  if has minisign; then
    verifier=minisign
  elif has openssl; then
    case $(openssl pkeyutl -help 2>&1) in
    *-rawin*) if openssl dgst -blake2b512 </dev/null >/dev/null 2>&1; then verifier=openssl; fi ;;
    esac
  fi
}

# check_signature FILE SIGNATURE NAME VERSION
check_signature() {
  case $verifier in
  minisign) trusted=$(verify_by_minisign "$1" "$2") || trusted= ;;
  *) trusted=$(verify_by_openssl "$1" "$2") || trusted= ;;
  esac
  case $tab$trusted$tab in
  *"${tab}file:$3${tab}version:$4$tab"*) ;;
  *)
    fail 5 "Cannot trust \"$3\": its signature is not that of $product $4 by the key $public_key" \
      "Try again; if it stays so, tell those who publish $product, and do not use the file"
    ;;
  esac
}

# Both print the trusted comment if it and the file are signed.
verify_by_minisign() {
  minisign -V -Q -m "$1" -x "$2" -P "$public_key" 2>/dev/null
}

verify_by_openssl() {
  work=$2.parts
  rm -rf "$work"
  mkdir "$work" || return 1
  printf '%s\n' '-----BEGIN PUBLIC KEY-----' "$public_key_der" '-----END PUBLIC KEY-----' >"$work/key"
  comment=$(sed -n '3s/^trusted comment: //p' "$2")
  sed -n 2p "$2" | openssl base64 -d -A >"$work/signed" 2>/dev/null
  sed -n 4p "$2" | openssl base64 -d -A >"$work/global" 2>/dev/null
  verdict=1
  # "ED": the signature is of the file's BLAKE2b-512 (minisign's format, "Signature format").
  if [ "$(head -c 2 "$work/signed" | tr -c '[:upper:]' .)" = ED ]; then
    tail -c 64 "$work/signed" >"$work/signature"
    openssl dgst -blake2b512 -binary "$1" >"$work/digest"
    printf '%s' "$comment" | cat "$work/signature" - >"$work/commented"
    if openssl_accepts "$work/digest" "$work/signature" && openssl_accepts "$work/commented" "$work/global"; then
      verdict=0
      printf '%s\n' "$comment"
    fi
  fi
  rm -rf "$work"
  return "$verdict"
}

openssl_accepts() {
  openssl pkeyutl -verify -pubin -inkey "$work/key" -rawin -in "$1" -sigfile "$2" >/dev/null 2>&1
}

# Whether version $1 comes before version $2 (SemVer 2.0.0, clause 11).
is_older() {
  if [ "$1" = "$2" ]; then return 1; fi
  order_of_parts "${1%%-*}" "${2%%-*}"
  if [ "$order" != same ]; then
    [ "$order" = before ]
    return $?
  fi
  case $1 in *-*) ;; *) return 1 ;; esac
  case $2 in *-*) ;; *) return 0 ;; esac
  order_of_parts "${1#*-}" "${2#*-}"
  [ "$order" = before ]
}

# Sets `order` to before, after or same.
order_of_parts() {
  left=$1. right=$2.
  order=same
  while [ "$order" = same ] && [ -n "$left$right" ]; do
    order_of_two "${left%%.*}" "${right%%.*}"
    left=${left#*.} right=${right#*.}
  done
}

order_of_two() {
  if [ "$1" = "$2" ]; then return 0; fi
  order=after
  if [ -z "$1" ]; then
    order=before
  elif [ -z "$2" ]; then
    return 0
  elif is_number "$1"; then
    if ! is_number "$2" || [ "$1" -lt "$2" ]; then order=before; fi
  elif ! is_number "$2" && expr "x$1" '<' "x$2" >/dev/null; then
    order=before
  fi
}

is_number() {
  case $1 in '' | *[!0-9]*) return 1 ;; esac
}

# $state, a hidden folder beside the executables, holds the receipt: what was put where, one thing a line.
# While something is done it also holds a lock and what is being made ready.

receipt_value() {
  sed -n "s|^$1 ||p" "$2" 2>/dev/null
}

has_line() {
  [ -f "$2" ] && grep -Fqx -e "$1" "$2"
}

# A lock is a symbolic link, made by one call or not at all, and its text is the process that holds it. Where that has
# ended, the next number is taken, and the lock is held when no other is alive after that. Only who holds it removes
# those that ended, so that nobody removes one that is in use.
take_lock() {
  for try in 1 2 3; do
    make_state_folder
    refuse_if_held
    if ln -s "process:$$:$(start_of "$$")" "$state/lock.$((last + 1))" 2>/dev/null; then
      lock=$state/lock.$((last + 1))
      refuse_if_held
      locked=1
      for number in $ended; do rm -f "$state/lock.$number"; done
      return 0
    fi
  done
  fail 4 "Cannot write into \"$dir\": ${try} attempts to lock it failed" "See the folder's permissions, or choose another: --dir DIR"
}

# Sets `last` to the highest number of a lock and `ended` to the numbers of those that nobody holds.
refuse_if_held() {
  last=0 ended=''
  for one in "$state"/lock.*; do
    holder=$(readlink "$one" 2>/dev/null) || continue
    number=${one##*.}
    if [ "$number" -gt "$last" ]; then last=$number; fi
    if [ "$one" = "$lock" ]; then continue; fi
    if is_alive "$holder"; then
      holder=${holder#process:}
      fail 4 "Cannot change \"$dir\": process ${holder%%:*} is installing there" \
        "Wait for it; if it is something else, remove $one"
    fi
    ended="$ended $number"
  done
}

# is_alive "process:PID:START": the number of a process is given to another one after it.
is_alive() {
  process=${1#process:}
  started=${process#*:}
  process=${process%%:*}
  now=$(start_of "$process")
  if [ -n "$started" ] && [ -n "$now" ]; then
    [ "$started" = "$now" ]
  else
    kill -0 "$process" 2>/dev/null
  fi
}

# When a process was started, in words of the system; nothing where it does not tell.
start_of() {
  if [ -r "/proc/$1/stat" ]; then
    # The 22nd field; the second, in parentheses, may have blanks (proc_pid_stat(5)).
    sed -n 's/.*) \([^ ]* \)\{19\}\([0-9]*\) .*/\2/p' "/proc/$1/stat" 2>/dev/null || :
  else
    TZ=UTC0 ps -o lstart= -p "$1" 2>/dev/null || :
  fi
}

make_state_folder() {
  missing=
  parent=$dir
  while [ ! -e "$parent" ]; do
    missing="$missing$parent$newline"
    parent=$(dirname "$parent")
  done
  made_folders=$missing$made_folders
  if ! mkdir -p "$state" 2>/dev/null || [ ! -w "$state" ] || [ ! -w "$dir" ]; then
    fail 4 "Cannot write into \"$dir\": permission denied, or no folder" "Choose another folder: --dir DIR"
  fi
}

# Runs at every end but a kill, which the next run puts right.
# shellcheck disable=SC2317 # called by trap
clean_up() {
  outcome=$?
  trap '' HUP INT TERM
  set +e
  if [ -n "$scratch" ]; then rm -rf "$scratch"; fi
  if [ "$locked" = 1 ]; then
    if [ -e "$staging/ready" ]; then roll_back; fi
    rm -rf "$staging"
  fi
  if [ -n "$lock" ]; then rm -f "$lock"; fi
  if [ -n "$state" ]; then rmdir "$state" 2>/dev/null || :; fi
  printf '%s' "$made_folders" | while IFS= read -r made; do rmdir "$made" 2>/dev/null || :; done
  if [ "$outcome" != 0 ] && [ "$explained" = 0 ]; then
    printf 'error: Cannot go on with %s: a program failed\n  → See the lines above, and the space in %s\n' "$product" "$dir" >&2
    outcome=4
  fi
  exit "$outcome"
}

# A run that was killed while it put things in place is completed, any other leaves nothing.
heal() {
  if [ -e "$staging/ready" ]; then
    say "Completing an installation that was interrupted"
    put_in_place
  fi
  rm -rf "$staging"
}

# The receipt is written before anything it lists, so that what a kill leaves is known too.

# Prints the receipt that this run should end with.
planned_receipt() {
  printf 'format 1\nproduct %s\nversion %s\ntarget %s\n' "$product" "$version" "$target"
  for executable in $executables; do
    printf 'executable %s %s\n' "${executable%:*}" "${executable#*:}"
  done
  {
    grep -e '^path ' -e '^profile ' -e '^made-profile ' "$state/receipt" 2>/dev/null || :
    our_text_lines
    if [ -n "$(planned_profiles)" ]; then printf 'path %s\n' "$dir"; fi
    planned_profiles | while IFS= read -r file; do
      if has_line "made-profile $file" "$state/receipt"; then continue; fi
      if [ -e "$file" ]; then printf 'profile %s\n' "$file"; else printf 'made-profile %s\n' "$file"; fi
    done
  } | sort -u
}

# Sets `installed` to the version that is there, "other" for damaged files and nothing for no installation.
look_at_installed() {
  installed=
  complete_and_same=1
  for executable in $executables; do
    name=${executable%:*}
    check_place "$name" "${executable#*:}"
    if [ ! -f "$dir/$name" ] || [ "$(sha256_of "$dir/$name")" != "${executable#*:}" ]; then complete_and_same=0; fi
  done
  if [ "$complete_and_same" = 1 ]; then
    installed=$version
  elif [ -f "$state/receipt" ]; then
    installed=$(installed_version)
  fi
}

# What is there under a name of ours must be ours: never through a link, never over somebody else's file.
check_place() {
  if [ -L "$dir/$1" ]; then
    fail 1 "Cannot install \"$dir/$1\": it is a link to $(readlink "$dir/$1"), made by something else" \
      "Remove it by what made it, such as a package manager, or choose another folder: --dir DIR"
  fi
  if [ ! -e "$dir/$1" ]; then return 0; fi
  if [ -f "$dir/$1" ]; then
    if grep -q "^executable $1 " "$state/receipt" 2>/dev/null; then return 0; fi
    if [ "$(sha256_of "$dir/$1")" = "$2" ]; then return 0; fi
  fi
  fail 1 "Cannot install \"$dir/$1\": it is there already, and not by this installer" \
    "Move it away, or choose another folder: --dir DIR"
}

# The executable knows better than the receipt: it may have updated itself.
installed_version() {
  said=
  if [ "$self_check" = --version ] && [ -x "$dir/$first_executable" ]; then
    said=$(bounded 60 "$dir/$first_executable" --version 2>/dev/null) || said=
  fi
  found=$(printf '%s\n' "$said" | tr ' \t(),' '[\n*]' |
    sed -n 's/^v\{0,1\}\([0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*\(-[0-9A-Za-z.-]*\)\{0,1\}\)$/\1/p' | head -n 1)
  if [ -z "$found" ]; then found=$(receipt_value version "$state/receipt"); fi
  printf '%s\n' "${found:-other}"
}

# Makes everything ready beside its place, on the same file system, and checks it there.

stage() {
  mkdir "$staging" "$staging/old" || fail 4 "Cannot write into \"$state\": no folder can be made" "See the space there"
  say "Downloading $product $version for $target ($((archive_bytes / 1000000)) MB)"
  download "$version" "$archive" "$staging/archive" "$archive_bytes"
  check_archive
  say "Unpacking"
  mkdir "$staging/unpacked"
  for executable in $executables; do
    unpack_one "${executable%:*}" "${executable#*:}"
  done
  rm -f "$staging/archive"
  rm -rf "$staging/new"
  mv "$staging/unpacked/$archive_root" "$staging/new"
  check_itself
}

check_archive() {
  actual_bytes=$(($(wc -c <"$staging/archive")))
  if [ "$actual_bytes" -ne "$archive_bytes" ]; then
    fail 5 "Cannot trust \"$archive\": it has $actual_bytes bytes, wanted $archive_bytes" \
      "Try again; a proxy or a mirror may answer with something else"
  fi
  check_digest "$staging/archive" "$archive_sha256" "$archive"
  choose_verifier
  if [ -n "$verifier" ]; then
    download "$version" "$archive_signature" "$staging/signature" 65536
    check_signature "$staging/archive" "$staging/signature" "$archive" "$version"
    say "Verified its SHA-256 and its signature"
  else
    say "Verified its SHA-256; for its signature, minisign or OpenSSL 3 is missing"
  fi
}

# tar is told no path of this machine: GNU tar takes a backslash in one for an escape and a colon for a host.
unpack_one() {
  if ! (cd "$staging/unpacked" && tar -xzf - "$archive_root/$1" <"$staging/archive"); then
    fail 4 "Cannot unpack \"$archive\": tar fails" "See the space in $dir, and that tar and gzip are there"
  fi
  unpacked=$staging/unpacked/$archive_root/$1
  if [ -L "$unpacked" ] || [ ! -f "$unpacked" ]; then
    fail 5 "Cannot trust \"$archive\": its \"$1\" is no plain file" "Tell those who publish $product"
  fi
  check_digest "$unpacked" "$2" "$1"
  chmod 755 "$unpacked"
  # What is renamed into place must be on the disk before its name is.
  sync "$unpacked" 2>/dev/null || :
}

check_itself() {
  if [ -z "$self_check" ]; then return 0; fi
  # shellcheck disable=SC2086 # its words are separate arguments
  if ! said=$(bounded 60 "$staging/new/$first_executable" $self_check 2>&1); then
    printf '%s\n' "$said" >&2
    case $target in
    *-musl) fail 1 "Cannot install $product $version: \"$first_executable $self_check\" fails here" "$library_hint" ;;
    *)
      fail 1 "Cannot install $product $version: \"$first_executable $self_check\" fails here" \
        "The lines above say why; the system may be too old, or $dir does not allow programs"
      ;;
    esac
  fi
}

# Puts what is ready in place: one rename for each executable, so that each is the old or the new one, whole. The
# first executable is the last to be renamed. A kill between two renames leaves new helpers beside an old first
# executable; the next run completes it.

commit() {
  trap '' HUP INT TERM
  for executable in $executables; do
    name=${executable%:*}
    if [ -e "$staging/new/$name" ] && [ -f "$dir/$name" ]; then
      ln "$dir/$name" "$staging/old/$name" 2>/dev/null || cp -p "$dir/$name" "$staging/old/$name" ||
        fail 4 "Cannot keep \"$dir/$name\" until the new one is in place: it cannot be copied" "See the space in $dir"
    fi
  done
  printf '' >"$staging/ready" || fail 4 "Cannot write into \"$staging\": no file can be made" "See the space there"
  put_in_place
  trap_signals
}

# May be run again after a kill at any point of it: it looks at the files alone.
put_in_place() {
  for name in $(staged_names); do
    if [ ! -e "$staging/new/$name" ]; then continue; fi
    if ! mv -f "$staging/new/$name" "$dir/$name"; then
      roll_back
      fail 4 "Cannot put \"$dir/$name\" in place: the folder does not allow it; what was there is back" \
        "See the folder's permissions, or choose another: --dir DIR"
    fi
  done
  if [ -e "$staging/receipt" ]; then
    for name in $(receipt_value executable "$state/receipt" | sed 's/ .*//'); do
      if ! grep -q "^executable $name " "$staging/receipt"; then rm -f "$dir/$name"; fi
    done
    mv -f "$staging/receipt" "$state/receipt"
  fi
  rm -f "$staging/ready"
}

roll_back() {
  for name in $(staged_names); do
    if [ -e "$staging/old/$name" ]; then
      mv -f "$staging/old/$name" "$dir/$name" || warn "\"$dir/$name\" could not be put back" "Run this again"
    elif [ ! -e "$staging/new/$name" ]; then
      rm -f "$dir/$name"
    fi
  done
  rm -f "$staging/ready"
}

staged_names() {
  sed -n 's/^executable \([^ ]*\) .*/\1/p' "$staging/receipt"
}

# Completions and man pages, as the executables print them, go where shells and man look in the user's own folders. A
# file there that is not ours stays.

# Prints a line "KIND EXECUTABLE FILE" for each that this release has a place for, whatever is installed here.
places_of_texts() {
  printf '%s\n' "$texts" | while read -r kind name; do
    case " $executables" in *" $name:"*) ;; *) continue ;; esac
    case $kind in
    bash) base=$data_home file=bash-completion/completions/$name ;;
    zsh) base=$data_home file=zsh/site-functions/_$name ;;
    fish) base=$config_home file=fish/completions/$name.fish ;;
    man) base=$data_home file=man/man1/$name.1 ;;
    *) continue ;;
    esac
    # Other paths than absolute ones are to be ignored (XDG Base Directory Specification); without HOME there is none.
    case $base in *"$newline"*) ;; /*) printf '%s\n' "$kind $name $base/$file" ;; esac
  done
}

# Prints the files that are ours: the receipt has their digest, so that nobody else has made or changed them.
our_texts() {
  receipt_value text "$state/receipt" | sed 's/^[0-9a-f]* //' | sort -u | while IFS= read -r file; do
    if is_our_text "$file"; then printf '%s\n' "$file"; fi
  done
}

is_our_text() {
  [ -f "$1" ] && [ ! -L "$1" ] && has_line "text $(sha256_of "$1") $1" "$state/receipt"
}

# Prints the lines of a receipt for them.
our_text_lines() {
  our_texts | while IFS= read -r file; do printf 'text %s %s\n' "$(sha256_of "$file")" "$file"; done
}

# Prints those of the places that this run should fill.
planned_texts() {
  places_of_texts | while read -r kind name file; do
    if ! has "$kind"; then continue; fi
    if { [ -e "$file" ] || [ -L "$file" ]; } && ! is_our_text "$file"; then continue; fi
    printf '%s\n' "$kind $name $file"
  done
}

write_texts() {
  if [ "$write_completions" = 0 ]; then return 0; fi
  drop_texts
  planned_texts | while read -r kind name file; do
    # What cannot be made here is no reason to be without the executable.
    if ! write_text "$kind" "$name" "$file" 2>/dev/null; then
      warn "\"$file\" could not be written: $name works, but without what it has for $kind" \
        "Run this again, or leave it: --no-completions"
      continue
    fi
    if [ "$kind" = zsh ]; then tell_zsh "${file%/*}"; fi
  done
  # What is not there, or not as it was written, is not ours any more.
  { grep -v '^text ' "$state/receipt"; our_text_lines; } >"$staging/text"
  mv -f "$staging/text" "$state/receipt"
}

# The receipt has the line before the file is there, so that what a kill leaves is known.
write_text() {
  (limit_size 4194304 && print_text "$1 $2" </dev/null >"$staging/text") && [ -s "$staging/text" ] &&
    mkdir -p "${3%/*}" && cp "$staging/text" "$3.$product-install" &&
    printf 'text %s %s\n' "$(sha256_of "$staging/text")" "$3" >>"$state/receipt" && mv -f "$3.$product-install" "$3"
}

# No folder of the user's own is on zsh's path for functions.
tell_zsh() {
  case ${SHELL:-} in
  */zsh)
    in_quotes=$(printf '%s\n' "$1" | sed "s/'/'\\\\''/g")
    say "For completions in zsh, have this before compinit in .zshrc: fpath=('$in_quotes' \$fpath)"
    ;;
  esac
}

# Removes what an earlier version had, or another folder was for, and this version has no place for.
drop_texts() {
  case $data_home in /*) ;; *) return 0 ;; esac
  case $config_home in /*) ;; *) return 0 ;; esac
  our_texts | while IFS= read -r file; do
    if ! places_of_texts | sed 's/^[^ ]* [^ ]* //' | grep -Fqx -e "$file"; then rm -f "$file"; fi
  done
}

# PATH: a line with a mark at its end in the profile of the user's shell, taken out by --uninstall.

is_on_path() {
  case :$PATH: in *:"$dir":*) return 0 ;; esac
  return 1
}

# Prints the files that should have the line.
planned_profiles() {
  case ${HOME:-} in /*) ;; *) return 0 ;; esac
  if [ "$modify_path" = 0 ] || is_on_path; then return 0; fi
  case ${SHELL:-} in
  */bash)
    printf '%s\n' "$HOME/.bashrc"
    for login in "$HOME/.bash_profile" "$HOME/.bash_login" "$HOME/.profile"; do
      if [ -e "$login" ] || [ "$login" = "$HOME/.profile" ]; then break; fi
    done
    printf '%s\n' "$login"
    ;;
  */zsh) printf '%s\n' "${ZDOTDIR:-$HOME}/.zshrc" ;;
  */fish) printf '%s\n' "$config_home/fish/conf.d/$product-path.fish" ;;
  *) printf '%s\n' "$HOME/.profile" ;;
  esac
}

# profile_line FILE FOLDER
profile_line() {
  case $1 in
  *.fish)
    in_quotes=$(printf '%s\n' "$2" | sed "s/[\\\\']/\\\\&/g")
    printf '%s\n' "contains -- '$in_quotes' \$PATH; or set -gx PATH '$in_quotes' \$PATH $mark"
    ;;
  *)
    in_quotes=$(printf '%s\n' "$2" | sed "s/'/'\\\\''/g")
    printf '%s\n' "case :\$PATH: in *:'$in_quotes':*) ;; *) export PATH='$in_quotes':\"\$PATH\" ;; esac $mark"
    ;;
  esac
}

write_profiles() {
  planned_profiles | while IFS= read -r file; do
    line=$(profile_line "$file" "$dir")
    if has_line "$line" "$file"; then continue; fi
    # The last line of a file may lack its end.
    if [ -s "$file" ] && [ -n "$(tail -c 1 "$file" 2>/dev/null)" ]; then line=$newline$line; fi
    if ! (mkdir -p "${file%/*}" && printf '%s\n' "$line" >>"$file") 2>/dev/null; then
      warn "\"$file\" cannot be written" "Put $dir on your PATH yourself"
    fi
  done
  tell_path
}

tell_path() {
  if is_on_path; then
    found=$(command -v "$first_executable" 2>/dev/null) || found=
    if [ "$found" != "$dir/$first_executable" ]; then
      warn "\"$first_executable\" is ${found:-something else} for this shell, not $dir/$first_executable" \
        "See the order of the folders in PATH"
    fi
  elif [ -n "$(planned_profiles)" ]; then
    say "$dir is on PATH in every new shell; for this one: export PATH=\"$dir:\$PATH\""
  else
    say "$dir is not on PATH: add it, or run $dir/$first_executable"
  fi
}

# Takes the lines of this installation out of a profile, by a rename; a file that only had them and was made for them
# goes. Another installation's lines have other folders and stay.
clean_profile() {
  lines=$(receipt_value path "$state/receipt" | while IFS= read -r folder; do profile_line "$1" "$folder"; done)
  if [ -z "$lines" ] || ! has_line "$lines" "$1"; then return 0; fi
  real=$(readlink -f "$1" 2>/dev/null) || real=$1
  cleaned=$real.$product-install
  if ! { cp -p "$real" "$cleaned" && copy_without "$lines" "$real" "$cleaned"; } 2>/dev/null; then
    rm -f "$cleaned"
    warn "\"$1\" cannot be written" "Take the line that ends with \"$mark\" out of it yourself"
  elif [ "$2" = made ] && [ ! -s "$cleaned" ]; then
    rm -f "$cleaned" "$real"
  else
    mv -f "$cleaned" "$real"
  fi
}

# copy_without LINES FILE COPY: grep ends with 1 where no line is left and with more where it fails, but that of
# busybox does not tell of a full disk.
copy_without() {
  grep -Fvx -e "$1" "$2" >"$3" || [ $? = 1 ] || return 1
  [ "$(($(wc -l <"$3")))" = "$(grep -Fvxc -e "$1" "$2")" ]
}

# Removes what the receipt lists and nothing else; the receipt is the last to go, so that it can be done again.
uninstall() {
  if [ ! -f "$state/receipt" ] && [ ! -e "$staging/ready" ]; then
    # What a kill left of a removal that was all but done.
    if [ -d "$state" ]; then take_lock; fi
    fail 1 "Cannot uninstall $product: \"$dir\" has nothing of this installer" "Name the folder: --dir DIR"
  fi
  if [ -n "$(receipt_value text "$state/receipt")" ]; then choose_hash_tool; fi
  take_lock
  so_far="$product is not removed yet"
  heal
  receipt_value profile "$state/receipt" | while IFS= read -r file; do clean_profile "$file" kept; done
  receipt_value made-profile "$state/receipt" | while IFS= read -r file; do clean_profile "$file" made; done
  our_texts | while IFS= read -r file; do rm -f "$file"; done
  for name in $(receipt_value executable "$state/receipt" | sed 's/ .*//'); do
    if ! rm -f "$dir/$name"; then
      fail 4 "Cannot remove \"$dir/$name\": the folder does not allow it" "See the folder's permissions"
    fi
  done
  rm -f "$state/receipt"
  say "Removed $product from $dir"
}

# Another version is installed by its own installer, which that version's checksums and signature vouch for.
install_other_version() {
  case $downloads in
  *'{version}'*) ;;
  *) fail 1 "Cannot install version \"$wanted\": only $version is at $downloads" "Leave --version away" ;;
  esac
  choose_verifier
  if [ -z "$verifier" ] && [ "$vouched" = 0 ]; then
    fail 4 "Cannot install version \"$wanted\": this wget checks no certificates, and nothing here checks signatures" \
      "Install curl, minisign or OpenSSL 3"
  fi
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/$product-install.XXXXXX") ||
    fail 4 "Cannot make a folder in \"${TMPDIR:-/tmp}\": mktemp fails" "See the permissions and the space there"
  download "$wanted" "$checksums" "$scratch/checksums" 1048576
  if [ -n "$verifier" ]; then
    download "$wanted" "$checksums_signature" "$scratch/signature" 65536
    check_signature "$scratch/checksums" "$scratch/signature" "$checksums" "$wanted"
  fi
  installer_sha256=$(sed -n 's/^\([0-9a-f]\{64\}\)  install\.sh$/\1/p' "$scratch/checksums")
  if [ -z "$installer_sha256" ]; then
    fail 1 "Cannot install version \"$wanted\": it has no installer" "Take its archive by hand: $(address_of "$wanted" "$checksums")"
  fi
  download "$wanted" install.sh "$scratch/install.sh" 1048576
  check_digest "$scratch/install.sh" "$installer_sha256" install.sh
  if ! has_line "version='$wanted'" "$scratch/install.sh"; then
    fail 5 "Cannot trust the installer of \"$wanted\": it is that of another version" "Tell those who publish $product"
  fi
  outcome=0
  # It tells of an interruption itself.
  so_far=
  sh "$scratch/install.sh" "$@" </dev/null || outcome=$?
  explained=1
  exit "$outcome"
}

trap_signals() {
  trap 'interrupted 129' HUP
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
}

# shellcheck disable=SC2317 # called by trap
interrupted() {
  explained=1
  if [ -n "$so_far" ]; then printf 'error: Interrupted: %s\n  → Run this again\n' "$so_far" >&2; fi
  exit "$1"
}

main() {
  quiet=0 state='' scratch='' lock='' locked=0 made_folders='' explained=0
  so_far='nothing was changed'
  tab=$(printf '\t')
  newline='
'
  mark="# $product-install"
  data_home=${XDG_DATA_HOME:-${HOME:+$HOME/.local/share}}
  config_home=${XDG_CONFIG_HOME:-${HOME:+$HOME/.config}}
  read_arguments "$@"
  choose_folder
  trap clean_up EXIT
  trap_signals
  if [ "$uninstall" = 1 ]; then
    uninstall
    return 0
  fi
  choose_hash_tool
  choose_download_tool
  if [ -n "$wanted" ] && [ "$wanted" != "$version" ]; then install_other_version "$@"; fi
  choose_target
  install
}

install() {
  for tool in tar gzip; do
    if ! has "$tool"; then fail 4 "Cannot unpack: $tool is not there" "Install it"; fi
  done
  note_missing_library
  take_lock
  heal
  look_at_installed
  if [ "$installed" = "$version" ] && [ "$complete_and_same" = 1 ]; then
    mkdir "$staging"
    done_text="$product $version is in $dir already"
  else
    refuse_downgrade
    stage
    done_text="Installed $product $version in $dir${installed:+ (was $installed)}"
  fi
  planned_receipt >"$staging/receipt"
  commit
  so_far="$product $version is in $dir, but not all that belongs to it"
  write_texts
  write_profiles
  say "$done_text"
}

refuse_downgrade() {
  if [ -z "$installed" ] || [ "$installed" = other ] || [ -n "$wanted" ]; then return 0; fi
  if is_older "$version" "$installed"; then
    fail 1 "Cannot install $product $version: \"$dir\" has $installed, which is newer" "To go back to it: --version $version"
  fi
}

# In braces, since a part of the last line must do nothing either; standard input may be this very text.
{ main "$@" </dev/null; exit; }
