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
