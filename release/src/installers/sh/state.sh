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
