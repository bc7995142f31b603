# Completions and man pages, as the executables print them, go where shells and man look in the user's own folders. A
# file there that is not ours stays.

# Prints a line "KIND EXECUTABLE FILE" for each that this release has a place for, whatever is installed here.
places_of_texts() {
  printf '%s\n' "$texts" | while read -r kind name; do
    case " $executables" in *" $name:"*) ;; *) continue ;; esac
    case $kind in
    bash) file=$data_home/bash-completion/completions/$name ;;
    zsh) file=$data_home/zsh/site-functions/_$name ;;
    fish) file=$config_home/fish/completions/$name.fish ;;
    man) file=$data_home/man/man1/$name.1 ;;
    *) continue ;;
    esac
    # Other paths than absolute ones are to be ignored (XDG Base Directory Specification).
    case $file in *"$newline"*) ;; /*) printf '%s\n' "$kind $name $file" ;; esac
  done
}

# Prints those of the places that this run should fill.
planned_texts() {
  if [ "$write_completions" = 0 ]; then return 0; fi
  places_of_texts | while read -r kind name file; do
    if ! has "$kind"; then continue; fi
    if [ -e "$file" ] || [ -L "$file" ]; then
      if ! has_line "text $file" "$state/receipt"; then continue; fi
    fi
    printf '%s\n' "$kind $name $file"
  done
}

write_texts() {
  if [ "$write_completions" = 0 ]; then return 0; fi
  planned_texts | while read -r kind name file; do
    # What cannot be made here is no reason to be without the executable.
    if ! (limit_size 4194304 && print_text "$kind $name" </dev/null >"$staging/text" && [ -s "$staging/text" ] &&
      mkdir -p "${file%/*}" && mv -f "$staging/text" "$file") 2>/dev/null; then
      warn "\"$file\" could not be written: $name works, but without what it has for $kind" \
        "Run this again, or leave it: --no-completions"
      continue
    fi
    if [ "$kind" = zsh ]; then tell_zsh "${file%/*}"; fi
  done
  drop_texts
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
  receipt_value text "$state/receipt" | while IFS= read -r file; do
    if ! places_of_texts | sed 's/^[^ ]* [^ ]* //' | grep -Fqx -e "$file"; then rm -f "$file"; fi
  done
}
