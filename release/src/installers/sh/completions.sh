# Completions go where each shell looks in the user's own folders; a file there that is not ours stays.

# Prints a line "SHELL FILE" for each file there should be.
planned_completions() {
  if [ -z "$completions" ]; then return 0; fi
  case $data_home in /*) ;; *) return 0 ;; esac
  for one in "bash $data_home/bash-completion/completions/$first_executable" \
    "zsh $data_home/zsh/site-functions/_$first_executable" \
    "fish $data_home/fish/vendor_completions.d/$first_executable.fish"; do
    if ! has "${one%% *}"; then continue; fi
    if [ -e "${one#* }" ] && ! has_line "completion ${one#* }" "$state/receipt"; then continue; fi
    printf '%s\n' "$one"
  done
}

write_completions() {
  planned=$(planned_completions)
  if [ -z "$planned" ]; then return 0; fi
  printf '%s\n' "$planned" | while IFS= read -r one; do
    file=${one#* }
    # shellcheck disable=SC2086 # its words are separate arguments
    if ! (bounded 60 "$dir/$first_executable" $completions "${one%% *}" >"$staging/completion" &&
      [ -s "$staging/completion" ] && mkdir -p "${file%/*}" && mv -f "$staging/completion" "$file") 2>/dev/null; then
      warn "Completions for ${one%% *} could not be written to $file"
    fi
  done
  case ${SHELL:-} in
  */zsh) say "For completions in zsh, have this before compinit in .zshrc: fpath=($data_home/zsh/site-functions \$fpath)" ;;
  esac
}
