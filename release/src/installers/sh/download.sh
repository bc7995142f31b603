# Downloads are bounded in time and size. Redirects are followed here, but by the wget of busybox itself, which
# checks no certificate either, so that with it only what a known digest or a signature vouches for is used.

connect_seconds=30
total_seconds=3600
attempts=3

choose_download_tool() {
  vouched=1
  # The curl that comes as a snap cannot write into hidden folders.
  case $(command -v curl 2>/dev/null) in
  '' | /snap/*) curl_works=0 ;;
  *) curl_works=1 ;;
  esac
  if [ "$curl_works" = 1 ]; then
    download_tool=curl
  elif has wget; then
    download_tool=wget
    case $(wget --version 2>/dev/null) in
    'GNU Wget'*) ;;
    *)
      download_tool=small_wget
      vouched=0
      ;;
    esac
  else
    fail 4 "Cannot download: neither curl nor wget is there" "Install one of them; a curl from snap does not do"
  fi
  limiter=
  # GNU timeout hides what it runs from the terminal's signals unless it is told not to; others need no telling.
  if timeout --foreground 5 true 2>/dev/null; then
    limiter=gnu_timeout
  elif timeout 5 true 2>/dev/null; then
    limiter=timeout
  elif has perl; then
    limiter=perl
  fi
}

# bounded SECONDS COMMAND…
bounded() {
  case $limiter in
  gnu_timeout) timeout --foreground "$@" ;;
  timeout) timeout "$@" ;;
  perl) perl -e 'alarm shift; exec { $ARGV[0] } @ARGV or exit 127' "$@" ;;
  *)
    shift
    "$@"
    ;;
  esac
}

address_of() {
  printf '%s\n' "$downloads" | sed -e "s|{version}|$1|g" -e "s|{file}|$2|g"
}

# download VERSION NAME FILE MAX-BYTES: leaves the file there, complete as far as the server tells.
download() {
  address=$(address_of "$1" "$2")
  attempt=1
  while :; do
    rm -f "$3"
    http_code=
    problem=
    if fetch "$address" "$3" "$4"; then return 0; fi
    case $http_code in
    404 | 410)
      fail 1 "Cannot download \"$address\": the server has no such file ($http_code)" \
        "See that $product $1 is published and has $2"
      ;;
    408 | 425 | 429) ;;
    3?? | 4??)
      fail 1 "Cannot download \"$address\": the server answers $http_code" "See the proxy (https_proxy) and the address"
      ;;
    esac
    if [ "$attempt" -ge "$attempts" ]; then break; fi
    say "Download failed (${problem:-the server answers $http_code}); trying again"
    sleep "$attempt"
    attempt=$((attempt + 1))
  done
  fail 4 "Cannot download \"$address\": ${problem:-the server answers $http_code}" \
    "See the network, the proxy (https_proxy) and the space in $dir, then run this again"
}

# fetch ADDRESS FILE MAX-BYTES: follows redirects, each to an address that may be asked.
fetch() {
  next=$1
  for hop in 0 1 2 3 4 5; do
    if ! may_ask "$next"; then
      http_code=
      problem='it leads to an address that is no https://'
      return 1
    fi
    location=
    case $download_tool in
    curl) fetch_by_curl "$next" "$2" "$3" || return 1 ;;
    wget) fetch_by_wget "$next" "$2" "$3" || return 1 ;;
    *) fetch_by_small_wget "$next" "$2" "$3" || return 1 ;;
    esac
    if [ -z "$location" ]; then return 0; fi
    next=$location
  done
  http_code=
  problem="it leads from one address to the next more than ${hop} times"
  return 1
}

# The limit on a file's size counts blocks, of 512 bytes in some shells and of 1024 in others.
limit_size() {
  ulimit -f $(($1 / 512 + 8)) 2>/dev/null || :
}

# Sets `location` where the server sends elsewhere.
fetch_by_curl() {
  progress=-s
  if [ "$quiet" = 0 ] && [ -t 2 ]; then progress=-#; fi
  code=0
  answer=$(
    limit_size "$3"
    curl "$progress" -f --proto '=http,https' --tlsv1.2 --connect-timeout "$connect_seconds" \
      --speed-limit 100 --speed-time "$connect_seconds" --max-time "$total_seconds" \
      --max-filesize "$3" -w '%{http_code} %{redirect_url}' -o "$2" "$1"
  ) || code=$?
  http_code=${answer%% *}
  if [ "$code" = 0 ]; then
    location=${answer#* }
    case $http_code in
    2??)
      location=
      return 0
      ;;
    30[12378]) if [ -n "$location" ]; then return 0; fi ;;
    esac
    return 1
  fi
  if [ "$code" != 22 ]; then http_code=; fi
  case $code in
  5 | 6 | 7) problem='the server, or the proxy, cannot be reached' ;;
  18) problem='the server stopped in the middle' ;;
  22) ;;
  23) problem='the file cannot be written; is the disk full?' ;;
  28) problem='the server is too slow' ;;
  35 | 51 | 58 | 60 | 77) problem='the connection is not secure: see the certificate' ;;
  63 | 153) problem="it has more than $3 bytes" ;;
  *) problem="curl fails with code $code" ;;
  esac
  return 1
}

# Sets `location` where the server sends elsewhere.
fetch_by_wget() {
  if (limit_size "$3" && bounded "$total_seconds" wget -q -S --max-redirect=0 --tries=1 \
    --timeout="$connect_seconds" -O "$2" "$1" 2>"$2.log"); then
    rm -f "$2.log"
    return 0
  fi
  http_code=$(sed -n 's|^ *HTTP/[0-9.]* \([0-9]*\).*|\1|p' "$2.log" | tail -n 1)
  case $http_code in
  30[12378]) location=$(tr -d '\r' <"$2.log" | sed -n 's/^ *[Ll]ocation: *\([^ ]*\).*/\1/p' | tail -n 1) ;;
  '' | 2??)
    http_code=
    problem="wget fails: $(grep -v '^ ' "$2.log" | tail -n 1)"
    ;;
  *) ;;
  esac
  case $location in
  '') return 1 ;;
  /*) location=$(printf '%s\n' "$1" | sed 's|^\([a-z]*://[^/]*\).*|\1|')$location ;;
  *) ;;
  esac
}

# Without -T, on which the wget of busybox 1.35 in Debian 12 crashes; it gives up a silent server after 900 s.
fetch_by_small_wget() {
  if (limit_size "$3" && bounded "$total_seconds" wget -q -O "$2" "$1" 2>"$2.log"); then
    rm -f "$2.log"
    return 0
  fi
  http_code=$(sed -n 's|.*HTTP/[0-9.]* \([0-9][0-9][0-9]\).*|\1|p' "$2.log" | tail -n 1)
  problem="wget fails: $(tail -n 1 "$2.log")"
  return 1
}
