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
