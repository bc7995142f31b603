usage() {
  cat <<END
Installs $product $version for one user, without root.

  --dir DIR             install into DIR; by default where it is already, else \$XDG_BIN_HOME, else ~/.local/bin
  --version VERSION     install another version; also the way back to an older one
  --target TARGET       what this machine is, one of the targets below; without it, this is found out
  --no-modify-path      leave the profile of the shell alone
  --no-completions      write no completions for shells, and no man page
  --uninstall           remove what this installer put there
  --quiet               say nothing but warnings and errors
  --help                print this

The same by the environment, 1 for an option without a value:

  @PREFIX@_INSTALL_DIR
  @PREFIX@_INSTALL_VERSION
  @PREFIX@_INSTALL_TARGET
  @PREFIX@_INSTALL_NO_MODIFY_PATH
  @PREFIX@_INSTALL_NO_COMPLETIONS
  @PREFIX@_INSTALL_UNINSTALL
  @PREFIX@_INSTALL_QUIET

@PREFIX@_INSTALL_DOWNLOADS is the address of a mirror, with {version} and {file}: https://, or
http:// of this machine. Proxies come from https_proxy and no_proxy.

Targets:

$(printf '%s\n' "$release_targets" | tr ',' '\n' | sed 's/^ */  /')

Exit codes: 0 installed, or nothing to do; 1 not possible or not found; 2 wrong options; 4 the machine is in
the way; 5 a digest or a signature is wrong; 130 interrupted, 129 or 143 by another signal.
END
}

read_arguments() {
  dir=${@PREFIX@_INSTALL_DIR:-}
  wanted=${@PREFIX@_INSTALL_VERSION:-}
  target=${@PREFIX@_INSTALL_TARGET:-}
  quiet=${@PREFIX@_INSTALL_QUIET:-0}
  modify_path=1
  if [ "${@PREFIX@_INSTALL_NO_MODIFY_PATH:-0}" = 1 ]; then modify_path=0; fi
  write_completions=1
  if [ "${@PREFIX@_INSTALL_NO_COMPLETIONS:-0}" = 1 ]; then write_completions=0; fi
  uninstall=${@PREFIX@_INSTALL_UNINSTALL:-0}
  downloads=${@PREFIX@_INSTALL_DOWNLOADS:-$release_downloads}
  while [ $# -gt 0 ]; do
    case $1 in
    --dir | --version | --target)
      if [ $# -lt 2 ]; then fail 2 "Cannot read the option \"$1\": it has no value" "Give one: $1 VALUE"; fi
      set_option "$1" "$2"
      shift
      ;;
    --dir=* | --version=* | --target=*) set_option "${1%%=*}" "${1#*=}" ;;
    --no-modify-path) modify_path=0 ;;
    --no-completions) write_completions=0 ;;
    --uninstall) uninstall=1 ;;
    --quiet | -q) quiet=1 ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) fail 2 "Cannot use the option \"$1\": there is no such option" "See --help" ;;
    esac
    shift
  done
  if [ "$quiet" != 1 ]; then quiet=0; fi
  check_arguments
}

set_option() {
  case $1 in
  --dir) dir=$2 ;;
  --version) wanted=$2 ;;
  --target) target=$2 ;;
  esac
}

check_arguments() {
  wanted=${wanted#v}
  case $wanted in
  '') ;;
  *[!0-9A-Za-z.-]* | [!0-9]*)
    fail 2 "Cannot install version \"$wanted\": it is no version" "Write it like $version"
    ;;
  esac
  plain=1
  if ! may_ask "$downloads"; then
    fail 2 "Cannot download from \"$downloads\": it is no https:// address" "Correct @PREFIX@_INSTALL_DOWNLOADS"
  fi
  case $downloads in https://*) plain=0 ;; esac
}

# Whether an address may be asked: https://, or http:// of this machine where the mirror is one of this machine too.
may_ask() {
  case $1 in
  https://*) return 0 ;;
  *@*) return 1 ;;
  http://127.0.0.1[:/]* | http://localhost[:/]* | http://\[::1\][:/]*) [ "$plain" = 1 ] ;;
  *) return 1 ;;
  esac
}

# Where the executables go: as told; where this product is already; or the user's folder for executables.
choose_folder() {
  if [ -z "$dir" ]; then
    found=$(command -v "$first_executable" 2>/dev/null) || found=
    case $found in
    /*) if [ -f "${found%/*}/.$product-install/receipt" ]; then dir=${found%/*}; fi ;;
    esac
  fi
  if [ -z "$dir" ]; then dir=${XDG_BIN_HOME:-}; fi
  if [ -z "$dir" ]; then
    case ${HOME:-} in
    /*) dir=$HOME/.local/bin ;;
    *) fail 4 "Cannot choose a folder: HOME is not set" "Name one: --dir DIR" ;;
    esac
  fi
  case $dir in
  *:* | *"$newline"*)
    fail 2 "Cannot install into \"$dir\": such a name cannot be on PATH" "Choose another folder: --dir DIR"
    ;;
  /*) ;;
  *) dir=$PWD/$dir ;;
  esac
  while [ "$dir" != / ] && [ "$dir" != "${dir%/}" ]; do dir=${dir%/}; done
  state=$dir/.$product-install
  staging=$state/staging
}
