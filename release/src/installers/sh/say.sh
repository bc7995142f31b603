# Everything for people goes to standard error; the exit codes are in the help.

say() {
  if [ "$quiet" = 0 ]; then printf '%s\n' "$1" >&2; fi
}

warn() {
  printf 'warning: %s\n' "$1" >&2
  if [ $# -gt 1 ]; then printf '  → %s\n' "$2" >&2; fi
}

# fail EXIT-CODE MESSAGE HINT
fail() {
  explained=1
  printf 'error: %s\n  → %s\n' "$2" "$3" >&2
  exit "$1"
}

has() {
  command -v "$1" >/dev/null 2>&1
}
