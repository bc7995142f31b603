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
