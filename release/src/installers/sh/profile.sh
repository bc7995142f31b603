# PATH: a line with a mark at its end in the profile of the user's shell, taken out by --uninstall.

is_on_path() {
  case :$PATH: in *:"$dir":*) return 0 ;; esac
  return 1
}

# Prints the files that should have the line.
planned_profiles() {
  case ${HOME:-} in /*) ;; *) return 0 ;; esac
  if [ "$modify_path" = 0 ] || is_on_path; then return 0; fi
  case ${SHELL:-} in
  */bash)
    printf '%s\n' "$HOME/.bashrc"
    for login in "$HOME/.bash_profile" "$HOME/.bash_login" "$HOME/.profile"; do
      if [ -e "$login" ] || [ "$login" = "$HOME/.profile" ]; then break; fi
    done
    printf '%s\n' "$login"
    ;;
  */zsh) printf '%s\n' "${ZDOTDIR:-$HOME}/.zshrc" ;;
  */fish) printf '%s\n' "$config_home/fish/conf.d/$product-path.fish" ;;
  *) printf '%s\n' "$HOME/.profile" ;;
  esac
}

# profile_line FILE FOLDER
profile_line() {
  case $1 in
  *.fish)
    in_quotes=$(printf '%s\n' "$2" | sed "s/[\\\\']/\\\\&/g")
    printf '%s\n' "contains -- '$in_quotes' \$PATH; or set -gx PATH '$in_quotes' \$PATH $mark"
    ;;
  *)
    in_quotes=$(printf '%s\n' "$2" | sed "s/'/'\\\\''/g")
    printf '%s\n' "case :\$PATH: in *:'$in_quotes':*) ;; *) export PATH='$in_quotes':\"\$PATH\" ;; esac $mark"
    ;;
  esac
}

write_profiles() {
  planned_profiles | while IFS= read -r file; do
    line=$(profile_line "$file" "$dir")
    if has_line "$line" "$file"; then continue; fi
    # The last line of a file may lack its end.
    if [ -s "$file" ] && [ -n "$(tail -c 1 "$file" 2>/dev/null)" ]; then line=$newline$line; fi
    if ! (mkdir -p "${file%/*}" && printf '%s\n' "$line" >>"$file") 2>/dev/null; then
      warn "\"$file\" cannot be written" "Put $dir on your PATH yourself"
    fi
  done
  tell_path
}

tell_path() {
  if is_on_path; then
    found=$(command -v "$first_executable" 2>/dev/null) || found=
    if [ "$found" != "$dir/$first_executable" ]; then
      warn "\"$first_executable\" is ${found:-something else} for this shell, not $dir/$first_executable" \
        "See the order of the folders in PATH"
    fi
  elif [ -n "$(planned_profiles)" ]; then
    say "$dir is on PATH in every new shell; for this one: export PATH=\"$dir:\$PATH\""
  else
    say "$dir is not on PATH: add it, or run $dir/$first_executable"
  fi
}

# Takes the lines of this installation out of a profile, by a rename; a file that only had them and was made for them
# goes. Another installation's lines have other folders and stay.
clean_profile() {
  lines=$(receipt_value path "$state/receipt" | while IFS= read -r folder; do profile_line "$1" "$folder"; done)
  if [ -z "$lines" ] || ! has_line "$lines" "$1"; then return 0; fi
  real=$(readlink -f "$1" 2>/dev/null) || real=$1
  cleaned=$real.$product-install
  if ! { cp -p "$real" "$cleaned" && copy_without "$lines" "$real" "$cleaned"; } 2>/dev/null; then
    rm -f "$cleaned"
    warn "\"$1\" cannot be written" "Take the line that ends with \"$mark\" out of it yourself"
  elif [ "$2" = made ] && [ ! -s "$cleaned" ]; then
    rm -f "$cleaned" "$real"
  else
    mv -f "$cleaned" "$real"
  fi
}

# copy_without LINES FILE COPY: grep ends with 1 where no line is left and with more where it fails, but that of
# busybox does not tell of a full disk.
copy_without() {
  grep -Fvx -e "$1" "$2" >"$3" || [ $? = 1 ] || return 1
  [ "$(($(wc -l <"$3")))" = "$(grep -Fvxc -e "$1" "$2")" ]
}
