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
