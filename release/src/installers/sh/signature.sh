# minisign's signatures, by minisign or by OpenSSL 3, where one is there. The key is the one of this release.

choose_verifier() {
  verifier=
  if has minisign; then
    verifier=minisign
  elif has openssl; then
    case $(openssl pkeyutl -help 2>&1) in
    *-rawin*) if openssl dgst -blake2b512 </dev/null >/dev/null 2>&1; then verifier=openssl; fi ;;
    esac
  fi
}

# check_signature FILE SIGNATURE NAME VERSION
check_signature() {
  case $verifier in
  minisign) trusted=$(verify_by_minisign "$1" "$2") || trusted= ;;
  *) trusted=$(verify_by_openssl "$1" "$2") || trusted= ;;
  esac
  case $tab$trusted$tab in
  *"${tab}file:$3${tab}version:$4$tab"*) ;;
  *)
    fail 5 "Cannot trust \"$3\": its signature is not that of $product $4 by the key $public_key" \
      "Try again; if it stays so, tell those who publish $product, and do not use the file"
    ;;
  esac
}

# Both print the trusted comment if it and the file are signed.
verify_by_minisign() {
  minisign -V -Q -m "$1" -x "$2" -P "$public_key" 2>/dev/null
}

verify_by_openssl() {
  work=$2.parts
  rm -rf "$work"
  mkdir "$work" || return 1
  printf '%s\n' '-----BEGIN PUBLIC KEY-----' "$public_key_der" '-----END PUBLIC KEY-----' >"$work/key"
  comment=$(sed -n '3s/^trusted comment: //p' "$2")
  sed -n 2p "$2" | openssl base64 -d -A >"$work/signed" 2>/dev/null
  sed -n 4p "$2" | openssl base64 -d -A >"$work/global" 2>/dev/null
  verdict=1
  # "ED": the signature is of the file's BLAKE2b-512 (minisign's format, "Signature format").
  if [ "$(head -c 2 "$work/signed" | tr -c '[:upper:]' .)" = ED ]; then
    tail -c 64 "$work/signed" >"$work/signature"
    openssl dgst -blake2b512 -binary "$1" >"$work/digest"
    printf '%s' "$comment" | cat "$work/signature" - >"$work/commented"
    if openssl_accepts "$work/digest" "$work/signature" && openssl_accepts "$work/commented" "$work/global"; then
      verdict=0
      printf '%s\n' "$comment"
    fi
  fi
  rm -rf "$work"
  return "$verdict"
}

openssl_accepts() {
  openssl pkeyutl -verify -pubin -inkey "$work/key" -rawin -in "$1" -sigfile "$2" >/dev/null 2>&1
}
