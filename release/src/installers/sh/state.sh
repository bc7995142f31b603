# $state, a hidden folder beside the executables, holds the receipt: what was put where, one thing a line.
# While something is done it also holds a lock and what is being made ready.

receipt_value() {
  sed -n "s|^$1 ||p" "$2" 2>/dev/null
}

has_line() {
  [ -f "$2" ] && grep -Fqx -e "$1" "$2"
}

# A symbolic link is made by one call or not at all, and its text is the process that holds the lock.
take_lock() {
  make_state_folder
  for try in 1 2 3; do
    if ln -s "process:$$" "$state/lock" 2>/dev/null; then
      locked=1
      return 0
    fi
    holder=$(readlink "$state/lock" 2>/dev/null) || holder=
    holder=${holder#process:}
    if [ -n "$holder" ] && [ "$holder" != "$$" ] && kill -0 "$holder" 2>/dev/null; then
      fail 4 "Cannot change \"$dir\": process $holder is installing there" \
        "Wait for it; if it is something else, remove $state/lock"
    fi
    rm -f "$state/lock" 2>/dev/null || :
  done
  fail 4 "Cannot write into \"$dir\": ${try} attempts to lock it failed" "See the folder's permissions, or choose another: --dir DIR"
}

make_state_folder() {
  missing=
  parent=$dir
  while [ ! -e "$parent" ]; do
    missing="$missing$parent$newline"
    parent=$(dirname "$parent")
  done
  made_folders=$missing
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
    rm -f "$state/lock"
  fi
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
