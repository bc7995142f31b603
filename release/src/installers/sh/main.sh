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
