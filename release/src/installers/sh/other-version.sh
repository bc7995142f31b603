# Another version is installed by its own installer, which that version's checksums and signature vouch for.
install_other_version() {
  case $downloads in
  *'{version}'*) ;;
  *) fail 1 "Cannot install version \"$wanted\": only $version is at $downloads" "Leave --version away" ;;
  esac
  choose_verifier
  if [ -z "$verifier" ] && [ "$vouched" = 0 ]; then
    fail 4 "Cannot install version \"$wanted\": this wget checks no certificates, and nothing here checks signatures" \
      "Install curl, minisign or OpenSSL 3"
  fi
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/$product-install.XXXXXX") ||
    fail 4 "Cannot make a folder in \"${TMPDIR:-/tmp}\": mktemp fails" "See the permissions and the space there"
  download "$wanted" "$checksums" "$scratch/checksums" 1048576
  if [ -n "$verifier" ]; then
    download "$wanted" "$checksums_signature" "$scratch/signature" 65536
    check_signature "$scratch/checksums" "$scratch/signature" "$checksums" "$wanted"
  fi
  installer_sha256=$(sed -n 's/^\([0-9a-f]\{64\}\)  install\.sh$/\1/p' "$scratch/checksums")
  if [ -z "$installer_sha256" ]; then
    fail 1 "Cannot install version \"$wanted\": it has no installer" "Take its archive by hand: $(address_of "$wanted" "$checksums")"
  fi
  download "$wanted" install.sh "$scratch/install.sh" 1048576
  check_digest "$scratch/install.sh" "$installer_sha256" install.sh
  if ! has_line "version='$wanted'" "$scratch/install.sh"; then
    fail 5 "Cannot trust the installer of \"$wanted\": it is that of another version" "Tell those who publish $product"
  fi
  outcome=0
  # It tells of an interruption itself.
  so_far=
  sh "$scratch/install.sh" "$@" </dev/null || outcome=$?
  explained=1
  exit "$outcome"
}
