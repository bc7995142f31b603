# Whether version $1 comes before version $2 (SemVer 2.0.0, clause 11).
is_older() {
  if [ "$1" = "$2" ]; then return 1; fi
  order_of_parts "${1%%-*}" "${2%%-*}"
  if [ "$order" != same ]; then
    [ "$order" = before ]
    return $?
  fi
  case $1 in *-*) ;; *) return 1 ;; esac
  case $2 in *-*) ;; *) return 0 ;; esac
  order_of_parts "${1#*-}" "${2#*-}"
  [ "$order" = before ]
}

# Sets `order` to before, after or same.
order_of_parts() {
  left=$1. right=$2.
  order=same
  while [ "$order" = same ] && [ -n "$left$right" ]; do
    order_of_two "${left%%.*}" "${right%%.*}"
    left=${left#*.} right=${right#*.}
  done
}

order_of_two() {
  if [ "$1" = "$2" ]; then return 0; fi
  order=after
  if [ -z "$1" ]; then
    order=before
  elif [ -z "$2" ]; then
    return 0
  elif is_number "$1"; then
    if ! is_number "$2" || [ "$1" -lt "$2" ]; then order=before; fi
  elif ! is_number "$2" && expr "x$1" '<' "x$2" >/dev/null; then
    order=before
  fi
}

is_number() {
  case $1 in '' | *[!0-9]*) return 1 ;; esac
}
