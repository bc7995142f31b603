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
